"""The link of the page on vectors."""

from dataclasses import replace

from textgen.analogies import RELATIONS
from textgen.checkpoint import Checkpoint
from textgen.limits import MAX_TOKEN_CHARS
from textgen.prompt import clean_text
from ui.reader import Reader, checkpoint_parameter
from ui.views.vectors.models import first_choice
from ui.views.vectors.shown import look
from ui.views.vectors.state import MAPS, VectorsState
from ui.visit import Checkpoints, Page


def read(reader: Reader, checkpoints: Checkpoints, preferred: str) -> VectorsState:
    """Read the page's link."""
    checkpoint = reader.checkpoint(checkpoints, first_choice(checkpoints, preferred))
    one, two, three = (_read_word(reader, f"a{place}") or "" for place in (1, 2, 3))
    state = VectorsState(
        checkpoint=checkpoint.name,
        word=_read_word(reader, "w"),
        words=(one, two, three) if one or two or three else None,
        map=_read_name(reader, "m", MAPS),
        relation=_read_name(reader, "r", tuple(RELATIONS)),
    )
    return _without_defaults(state, checkpoint)


def write(state: VectorsState, checkpoints: Checkpoints) -> dict[str, str]:
    """Return the page's link."""
    checkpoint = checkpoints[state.checkpoint]
    shown = look(state, checkpoint)
    words = state.words or ("", "", "")
    parameters = {
        "c": checkpoint_parameter(checkpoint),
        "w": state.word or "",
        "m": state.map or "",
        "r": state.relation or "",
    }
    if shown is not None:
        words = shown.words
        parameters |= {"w": shown.asked.text, "m": shown.map, "r": shown.relation or ""}
    return parameters | {f"a{place}": word for place, word in enumerate(words, start=1)}


PAGE = Page("vectors", read, write)


def _without_defaults(state: VectorsState, checkpoint: Checkpoint) -> VectorsState:
    """Forget what the model would show by itself, so that another model may show its own."""
    usual = look(VectorsState(checkpoint.name), checkpoint)
    if usual is None:
        return state
    return replace(
        state,
        word=None if state.word == usual.asked.text else state.word,
        words=None if state.words == usual.words else state.words,
        map=None if state.map == usual.map else state.map,
    )


def _read_word(reader: Reader, name: str) -> str | None:
    text = clean_text(reader.text(name, ""))
    if len(text) > MAX_TOKEN_CHARS:
        reader.tell_default(name, None)
        return None
    return text or None


def _read_name(reader: Reader, name: str, known: tuple[str, ...]) -> str | None:
    text = reader.text(name, "")
    if text and text not in known:
        reader.tell_default(name, None)
    return text if text in known else None
