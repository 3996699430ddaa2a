"""Query parameters, read with suspicion: a link may come from anyone.

What cannot be read falls back to the default and is told in a notice; values are honoured wherever
`textgen` honours them.
"""

import math
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from textgen.checkpoint import Checkpoint
from textgen.checks import check_whole
from textgen.errors import ConfigError
from textgen.generation import Settings
from textgen.limits import LINK_PROMPT_CHARS, MAX_NEW_TOKENS
from textgen.prompt import clean_text, clip_prompt
from textgen.sampler import Sampler
from ui.digits import from_digits

HASH_DIGITS = 8

# Narrower than Python's own: no signs, underscores, spaces or digits of other scripts.
_WHOLE = re.compile(r"[0-9]{1,10}")
_DECIMAL = re.compile(r"([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?|inf", re.IGNORECASE)
_LONGEST_NUMBER = 40


@dataclass(frozen=True)
class Notice:
    """Something that a link asked for and did not get.

    Parameters
    ----------
    key : str
        Message below ``link.`` in the catalogues.
    values : mapping of str to object
        For the message's places. Never text from the link.
    """

    key: str
    values: Mapping[str, object]


class Reader:
    """Query parameters with the notices that reading them gave."""

    def __init__(self, parameters: Mapping[str, Sequence[str]]) -> None:
        self._parameters = parameters
        self._asked: set[str] = set()
        self.notices: list[Notice] = []

    @property
    def unknown(self) -> list[str]:
        """Parameters that the link has and nobody asked for."""
        return [name for name in self._parameters if name not in self._asked]

    def tell(self, key: str, **values: object) -> None:
        """Add a notice, unless it is there already."""
        if (notice := Notice(key, values)) not in self.notices:
            self.notices.append(notice)

    def text(self, name: str, default: str) -> str:
        """Last value of a parameter; a doubled one is told."""
        self._asked.add(name)
        values = self._parameters.get(name, ())
        if len(values) > 1:
            self.tell("doubled", parameter=name)
        return values[-1] if values else default

    def parse(self, name: str, kind: Callable[[str], Any], check: Callable, default: Any) -> Any:
        """Return the checked value of a parameter; the default, and a notice, if it has none."""
        text = self.text(name, "")
        if name not in self._parameters:
            return default
        try:
            return check(kind(text))
        except ConfigError:
            self.tell_default(name, default)
            return default

    def tell_default(self, name: str, default: float | None) -> None:
        if default is None:
            self.tell("ignored", parameter=name)
        else:
            self.tell("value", parameter=name, default=format_number(default))

    def checkpoint(self, checkpoints: Mapping[str, Checkpoint], preferred: str) -> Checkpoint:
        """Return the checkpoint that the link names, or the preferred one."""
        found = self._named(self.text("c", preferred), checkpoints)
        if found is None:
            self.tell("checkpoint", default=preferred)
            return checkpoints[preferred]
        return found

    def second_checkpoint(self, checkpoints: Mapping[str, Checkpoint]) -> Checkpoint | None:
        """Return the checkpoint that the link puts beside the first, if it names one."""
        text = self.text("c2", "")
        found = self._named(text, checkpoints)
        if text and found is None:
            self.tell_default("c2", None)
        return found

    def epoch(self, name: str, kept: Collection[int]) -> int:
        """Return the epoch whose weights the link asks for; 0, those that are shipped, if none.

        ``kept`` are the epochs whose weights the model holds.
        """
        number = int(self.parse(name, whole, int, None) or 0)
        if number and number not in kept:
            self.tell("epoch", parameter=name)
            return 0
        return number

    def _named(self, text: str, checkpoints: Mapping[str, Checkpoint]) -> Checkpoint | None:
        name, digits = text, ""
        if name not in checkpoints:
            name, _, digits = name.rpartition("@")
        checkpoint = checkpoints.get(name)
        if checkpoint is not None and digits and not checkpoint.hash.startswith(digits):
            self.tell("changed", checkpoint=name)
        return checkpoint

    def seed_text(self, default: str) -> str:
        """Return the seed text, however long; the link of a code may hold it as digits."""
        text, digits = self.text("p", default), self.text("pd", "")
        if digits:
            try:
                text = from_digits(digits)
            except ConfigError:
                self.tell_default("pd", None)
        return clean_text(text)

    def prompt(self, default: str) -> str:
        """Return the prompt, its end if it is too long for a link."""
        prompt = self.seed_text(default)
        if len(prompt) > LINK_PROMPT_CHARS:
            self.tell("prompt", limit=LINK_PROMPT_CHARS)
            prompt = clip_prompt(prompt, LINK_PROMPT_CHARS)
        return prompt

    def count(self, name: str, low: int, high: int, default: Any) -> Any:
        """Return a whole number from ``low`` to ``high``."""

        def checked(value: int) -> int:
            check_whole(name, value, low, high)
            return value

        return self.parse(name, whole, checked, default)

    def random_seed(self, default: int) -> int:
        """Return the random seed."""
        seed: int = self.parse(
            "s", whole, lambda seed: Settings(random_seed=seed).random_seed, default
        )
        return seed

    def length(self, default: int) -> int:
        """Return how many tokens to write."""
        return int(self.parse("n", whole, checked_length, default))

    def temperature(self, default: float) -> float:
        """Return the temperature."""
        return float(self.parse("t", decimal, checked_temperature, default))


def checkpoint_parameter(checkpoint: Checkpoint) -> str:
    """Return how a link names a checkpoint."""
    return f"{checkpoint.name}@{checkpoint.hash[:HASH_DIGITS]}"


def whole(text: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise ConfigError("a whole number is written in at most ten digits")
    return int(text)


def decimal(text: str) -> float:
    if len(text) > _LONGEST_NUMBER or not _DECIMAL.fullmatch(text):
        raise ConfigError("a number is written as 0.5, 1e-9 or inf")
    number = float(text)
    if math.isinf(number) and text.lower() != "inf":
        raise ConfigError("the number is too large; write inf")
    return number


def format_number(value: float) -> str:
    """Return the shortest text that reads back as the same number."""
    return str(int(value)) if abs(value) < 1e6 and value == int(value) else repr(value)


def checked_temperature(temperature: float) -> float:
    return Sampler(temperature).temperature


def checked_length(length: int) -> int:
    return Settings(max_new_tokens=length).max_new_tokens


def below(step: int, length: int) -> int:
    if not 0 <= step < min(length, MAX_NEW_TOKENS):
        raise ConfigError("the step must lie inside the run")
    return step
