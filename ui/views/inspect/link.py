"""The link of the page on one text: of a long text its beginning."""

from textgen.checks import check_whole
from textgen.errors import ConfigError
from textgen.limits import INSPECT_CHARS, LINK_PROMPT_CHARS, MAX_UNITS
from textgen.units import SIGNALS
from ui.reader import Reader, checkpoint_parameter, whole
from ui.views.inspect.state import MOST_UNITS, InspectState, ready_text, text_of
from ui.visit import Checkpoints, Page


def read(reader: Reader, checkpoints: Checkpoints, preferred: str) -> InspectState:
    """Read the page's link."""
    checkpoint = reader.checkpoint(checkpoints, preferred)
    ready = ready_text(checkpoint)
    text = reader.seed_text(ready)
    if len(text) > LINK_PROMPT_CHARS:
        reader.tell("text", limit=LINK_PROMPT_CHARS)
        text = text[:LINK_PROMPT_CHARS]
    tokens = len(checkpoint.tokenizer.encode(text))
    second = reader.second_checkpoint(checkpoints)
    _tell_part(reader, len(text))
    return InspectState(
        checkpoint=checkpoint.name,
        prompt=None if text == ready else text,
        second=second.name if second else None,
        at=reader.count("at", 0, tokens - 1, None),
        signal=_read_signal(reader),
        units=_read_units(reader),
    )


def write(state: InspectState, checkpoints: Checkpoints) -> dict[str, str]:
    """Return the page's link: of a long text its beginning, with the length of the whole."""
    text = text_of(state, checkpoints)
    fits = len(text) <= LINK_PROMPT_CHARS
    parameters = {
        "c": checkpoint_parameter(checkpoints[state.checkpoint]),
        "p": text[:LINK_PROMPT_CHARS],
        "c2": checkpoint_parameter(checkpoints[state.second]) if state.second else "",
        "f": state.signal,
        "u": "-".join(map(str, state.units)),
    }
    if not fits:
        parameters["of"] = str(len(text))
    elif state.at is not None:
        parameters["at"] = str(state.at)
    return parameters


PAGE = Page("inspect", read, write)


def _tell_part(reader: Reader, chars: int) -> None:
    """Say what a link of a long text leaves out."""
    whole_length = reader.count("of", 1, INSPECT_CHARS, None)
    if whole_length is not None and whole_length > chars:
        reader.tell("part", limit=chars, chars=f"{whole_length:,}")


def _read_signal(reader: Reader) -> str:
    name = reader.text("f", InspectState.signal) or InspectState.signal
    if name not in SIGNALS:
        reader.tell_default("f", None)
        return InspectState.signal
    return name


def _read_units(reader: Reader) -> tuple[int, ...]:
    text = reader.text("u", "")
    if not text:
        return ()
    try:
        units = tuple(whole(part) for part in text.split("-"))
        check_whole("u", len(units), 1, MOST_UNITS)
        check_whole("u", max(units), 0, MAX_UNITS - 1)
    except ConfigError:
        reader.tell_default("u", None)
        return ()
    return tuple(dict.fromkeys(units))
