"""How strategies are called on their page."""

import numpy as np

from textgen.sampler import Sampler
from textgen.strategies import strategies
from ui.i18n import t
from ui.reader import format_number

FREE = ("greedy", "temperature", "stochastic", "random")
_FIXED = {name: strategies(Sampler())[name].temperature for name in FREE if name != "temperature"}


def name_of(strategy: str) -> str:
    """Return a strategy's name."""
    return t(f"strategies.name_{strategy}")


def heading(strategy: str, sampler: Sampler) -> str:
    """Return a name and its number in lines so short that a phone has room for them."""
    return "<br>".join([*name_of(strategy).split(" "), number_of(strategy, sampler)])


def number_of(strategy: str, sampler: Sampler) -> str:
    """Return the number that makes a strategy."""
    if strategy == "all":
        return t("strategies.in_order")
    if strategy in FREE:
        temperature = _FIXED.get(strategy, sampler.temperature)
        value = "∞" if temperature == np.inf else format_number(temperature)
        return t("player.t", value=value)
    sign = "k" if strategy == "top_k" else "p"
    return f"{sign} = {format_number(getattr(sampler, strategy))}"
