"""A text as one or two models read it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from textgen.errors import CorpusError
from textgen.inspection import Inspection
from textgen.limits import COSTLY_CHARS
from textgen.measures import Filters, copied_spans, invented_spans
from textgen.measures.spans import Spans
from textgen.tokenizers import Vocabulary
from ui import resources
from ui.bar import Bar
from ui.controls import titles
from ui.views.inspect.state import InspectState, text_of
from ui.visit import Checkpoints

SURPRISES = 8


@dataclass(frozen=True)
class Read:
    """A text as one or two models read it, with what the page looks up in it.

    Parameters
    ----------
    state : InspectState
        The page's, which it was made of.
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

    state: InspectState
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
            on = self.first.signals[state.signal] > 0
            return int(np.where(on | ~on.any(), self.first.surprisal, -1).argmax())
        return min(state.at, len(self.first) - 1)

    @property
    def surprises(self) -> list[int]:
        """The most surprising tokens, the worst first."""
        worst: list[int] = (-self.first.surprisal).argsort(kind="stable")[:SURPRISES].tolist()
        return worst


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
    return Read(state, model.tokenizer.vocabulary, filters, first, second, tuple(shown))
