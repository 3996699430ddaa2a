"""The link of the page on strategies."""

from dataclasses import replace

from textgen.sampler import Sampler
from ui.link import DEFAULT_RANDOM_SEED
from ui.reader import Reader, checkpoint_parameter, decimal, format_number, whole
from ui.views.parts import on_slider, undecided
from ui.views.strategies.state import DEFAULT, LENGTH, StrategiesState, value_of
from ui.visit import Checkpoints, Page

PARAMETERS = {"k": "top_k", "tp": "top_p", "mp": "min_p", "ty": "typical"}  # of the link


def read(reader: Reader, checkpoints: Checkpoints, preferred: str) -> StrategiesState:
    """Read the page's link."""
    checkpoint = reader.checkpoint(checkpoints, preferred)
    return StrategiesState(
        checkpoint=checkpoint.name,
        prompt=reader.prompt(undecided(checkpoint)),
        sampler=_read_sampler(reader),
        random_seed=reader.random_seed(DEFAULT_RANDOM_SEED),
        length=reader.length(min(LENGTH, checkpoint.about.max_new_tokens)),
    )


def write(state: StrategiesState, checkpoints: Checkpoints) -> dict[str, str]:
    """Return the page's link."""
    return {
        "c": checkpoint_parameter(checkpoints[state.checkpoint]),
        "p": state.prompt,
        "t": format_number(state.sampler.temperature),
        **{name: format_number(value_of(state, cut)) for name, cut in PARAMETERS.items()},
        "s": str(state.random_seed),
        "n": str(state.length),
    }


PAGE = Page("strategies", read, write)


def _read_sampler(reader: Reader) -> Sampler:
    sampler = DEFAULT.at(on_slider(reader.temperature(DEFAULT.temperature)))
    for parameter, cut in PARAMETERS.items():
        value = reader.parse(
            parameter,
            whole if cut == "top_k" else decimal,
            lambda value, cut=cut: getattr(Sampler(**{cut: value}), cut),
            getattr(DEFAULT, cut),
        )
        sampler = replace(sampler, **{cut: value})
    return sampler
