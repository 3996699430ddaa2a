"""The link of the chapter."""

from ui.link import DEFAULT_RANDOM_SEED, DEFAULT_TEMPERATURE
from ui.reader import Reader, checkpoint_parameter, format_number
from ui.views.learn.sections import SECTIONS
from ui.views.learn.state import LearnState
from ui.views.parts import on_slider, undecided
from ui.visit import Checkpoints, Page


def read(reader: Reader, checkpoints: Checkpoints, preferred: str) -> LearnState:
    """Read the page's link."""
    checkpoint = reader.checkpoint(checkpoints, preferred)
    section = reader.text("section", "") or LearnState.section
    if section not in SECTIONS:
        reader.tell_default("section", None)
        section = LearnState.section
    return LearnState(
        checkpoint=checkpoint.name,
        prompt=reader.prompt(undecided(checkpoint)),
        temperature=on_slider(reader.temperature(DEFAULT_TEMPERATURE)),
        random_seed=reader.random_seed(DEFAULT_RANDOM_SEED),
        section=section,
    )


def write(state: LearnState, checkpoints: Checkpoints) -> dict[str, str]:
    """Return the page's link."""
    return {
        "c": checkpoint_parameter(checkpoints[state.checkpoint]),
        "p": state.prompt,
        "t": format_number(state.temperature),
        "s": str(state.random_seed),
        "section": state.section,
    }


PAGE = Page("learn", read, write)
