"""A text read through a model: what the page shows."""

from dataclasses import dataclass

from textgen.checkpoint import Checkpoint
from ui.i18n import t
from ui.visit import Checkpoints

MOST_UNITS = 6  # rows of the map


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
        The token whose distribution is shown; None for the most surprising one of those where
        the signal is on.
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

    @property
    def reads(self) -> tuple[str, str | None]:
        """Who reads what: places in the text mean nothing for another model or text."""
        return self.checkpoint, self.prompt


def ready_text(checkpoint: Checkpoint) -> str:
    """Return a text of our own in the model's language, in lines as long as those of a book."""
    return t("inspect.ready_text", language=checkpoint.about.language)


def text_of(state: InspectState, checkpoints: Checkpoints) -> str:
    """Return the text that is read."""
    if state.prompt is not None:
        return state.prompt
    return ready_text(checkpoints[state.checkpoint])
