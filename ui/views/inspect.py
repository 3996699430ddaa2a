"""A text read through a model: the page's state, its link and what is done to them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from textgen.checkpoint import Checkpoint
from textgen.checks import check_whole
from textgen.errors import ConfigError, CorpusError
from textgen.generation import Settings
from textgen.inspection import Inspection
from textgen.limits import COSTLY_CHARS, INSPECT_CHARS, LINK_PROMPT_CHARS, MAX_UNITS
from textgen.measures import Filters, copied_spans, invented_spans
from textgen.measures.spans import Spans
from textgen.prompt import clean_text
from textgen.sampler import Sampler
from textgen.tokenizers import Vocabulary
from textgen.units import SIGNALS
from ui import resources
from ui.bar import Bar
from ui.chart import is_place
from ui.controls import titles
from ui.i18n import t
from ui.reader import Reader, checkpoint_parameter, whole
from ui.visit import Checkpoints, Page

MOST_UNITS = 6  # rows of the map
SURPRISES = 8

_WRITER = Sampler(temperature=0.6)
_RANDOM_SEEDS = 1_000


@dataclass(frozen=True)
class InspectState:
    """What the page shows.

    Parameters
    ----------
    checkpoint : str
        Name of the model.
    prompt : str or None
        The text; None for the ready one in the model's language.
    second : str or None
        Another model that reads the same text.
    at : int or None
        The token whose distribution is shown; None for the most surprising one.
    signal : str
        What units are searched for, one of `SIGNALS`.
    units : tuple of int
        Units that the visitor chose; none shows those that follow the signal best.
    """

    checkpoint: str
    prompt: str | None = None
    second: str | None = None
    at: int | None = None
    signal: str = "quote"
    units: tuple[int, ...] = ()


def read(reader: Reader, checkpoints: Checkpoints, preferred: str) -> InspectState:
    """Read the page's link."""
    checkpoint = reader.checkpoint(checkpoints, preferred)
    ready = ready_text(checkpoint)
    text = clean_text(reader.text("p", ready))
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


def ready_text(checkpoint: Checkpoint) -> str:
    """Return a text of our own in the model's language, in lines as long as those of a book."""
    return t("inspect.ready_text", language=checkpoint.about.language)


def text_of(state: InspectState, checkpoints: Checkpoints) -> str:
    """Return the text that is read."""
    if state.prompt is not None:
        return state.prompt
    return ready_text(checkpoints[state.checkpoint])


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


@dataclass(frozen=True)
class Read:
    """A text as one or two models read it, with what the page looks up in it.

    Parameters
    ----------
    vocabulary : Vocabulary
        Of the first model.
    filters : Filters or None
        What is known of its author.
    first : Inspection
        What it made of the text.
    second : Inspection or None
        What the second model made of it.
    names : tuple of str
        Titles of the models that were asked.
    """

    vocabulary: Vocabulary
    filters: Filters | None
    first: Inspection
    second: Inspection | None
    names: tuple[str, ...]

    @property
    def both(self) -> list[Inspection]:
        """What one or two models made of the text."""
        return [each for each in (self.first, self.second) if each is not None]

    @cached_property
    def copied(self) -> Spans:
        """Where the text stands so in the first model's training text; only with its filters."""
        return copied_spans(self.first.reading.text, self.filters)

    @cached_property
    def invented(self) -> Spans:
        """Which words its author never used; only with its filters."""
        return invented_spans(self.first.reading.text, self.filters)

    def place(self, state: InspectState) -> int:
        """Return the token whose distribution is shown."""
        if state.at is None:
            return int(self.first.surprisal.argmax())
        return min(state.at, len(self.first) - 1)

    @property
    def surprises(self) -> list[int]:
        """The most surprising tokens, the worst first."""
        worst: list[int] = (-self.first.surprisal).argsort(kind="stable")[:SURPRISES].tolist()
        return worst


def apply(state: InspectState, action: Mapping[str, object], read: Read) -> InspectState:
    """Return the state after an action of the board; what is none changes nothing."""
    kind, panel, index = action.get("kind"), action.get("panel"), action.get("index")
    places, surprises = read.first.places, read.surprises
    if kind == "token" and is_place(index, len(places)) and places[index] is not None:
        return replace(state, at=places[index])
    if (kind, panel) == ("row", "surprises") and is_place(index, len(surprises)):
        return replace(state, at=surprises[index])
    if (kind, panel) == ("row", "units") and is_place(index, len(SIGNALS)):
        return replace(state, signal=SIGNALS[index], units=())
    return state


def read_through(
    state: InspectState, checkpoints: Checkpoints, bar: Bar | None = None
) -> Read | None:
    """Read the text through the state's models; None if the first knows nothing of it.

    `BusyError` if the text is long and too many wait.
    """
    text = text_of(state, checkpoints)
    names = [state.checkpoint] + [state.second] * (state.second in checkpoints)
    costly = bar if len(text) > COSTLY_CHARS else None
    found: list[Inspection | None] = []
    for name in names:
        try:
            found.append(resources.inspected(name, text, costly))
        except CorpusError:
            found.append(None)
    first, second = (*found, None)[:2]
    shown = [titles(checkpoints)[name] for name in names]
    if first is None:
        return None
    model = checkpoints[state.checkpoint]
    filters = resources.filters_of(model)
    return Read(model.tokenizer.vocabulary, filters, first, second, tuple(shown))


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
