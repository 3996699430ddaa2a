"""What a visitor does to the page on one text."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from textgen.checkpoint import Checkpoint
from textgen.generation import Settings
from textgen.limits import INSPECT_CHARS
from textgen.prompt import clean_text
from textgen.sampler import Sampler
from textgen.units import SIGNALS
from ui.chart import is_place
from ui.views.inspect.reading import Read
from ui.views.inspect.state import MOST_UNITS, InspectState

_WRITER = Sampler(temperature=0.6)
_RANDOM_SEEDS = 1_000


def set_text(state: InspectState, text: str) -> InspectState:
    """Take another text; its beginning, if it is too long."""
    return replace(state, prompt=clean_text(text)[:INSPECT_CHARS], at=None)


def set_ready(state: InspectState) -> InspectState:
    """Take the ready text of the model's language."""
    return replace(state, prompt=None, at=None)


def set_units(state: InspectState, text: str) -> InspectState:
    """Take the units that a visitor wrote; what is no number is left out."""
    words = text.replace(",", " ").replace("，", " ").split()
    units = [int(word) for word in words if word.isascii() and word.isdigit() and len(word) < 6]
    return replace(state, units=tuple(dict.fromkeys(units))[:MOST_UNITS])


def writing(checkpoint: Checkpoint) -> tuple[str, Settings]:
    """Return prompt and settings of a text for the model to write, another each time."""
    about, rng = checkpoint.about, np.random.default_rng()
    settings = Settings(_WRITER, int(rng.integers(_RANDOM_SEEDS)), about.max_new_tokens)
    return str(rng.choice(about.prompts)), settings


def apply(state: InspectState, action: Mapping[str, object], read: Read) -> InspectState:
    """Return the state after an action of the board; what is none changes nothing.

    Nor does what is done to the board of a text that has just given way to another.
    """
    if state.reads != read.state.reads:
        return state
    kind, panel, index = action.get("kind"), action.get("panel"), action.get("index")
    places, surprises = read.first.places, read.surprises
    if kind == "token" and is_place(index, len(places)) and places[index] is not None:
        return replace(state, at=places[index])
    if (kind, panel) == ("row", "surprises") and is_place(index, len(surprises)):
        return replace(state, at=surprises[index])
    if (kind, panel) == ("row", "units") and is_place(index, len(SIGNALS)):
        return replace(state, signal=SIGNALS[index], units=())
    return state
