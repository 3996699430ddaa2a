"""Every page that has a state, by name: how its link is read and written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ui import link
from ui.link import PageState
from ui.reader import Notice, Reader
from ui.views.compare.link import PAGE as COMPARE
from ui.views.epochs.link import PAGE as EPOCHS
from ui.views.guess.link import PAGE as GUESS
from ui.views.inspect.link import PAGE as INSPECT
from ui.views.learn.link import PAGE as LEARN
from ui.views.strategies.link import PAGE as STRATEGIES
from ui.views.temperature.link import PAGE as TEMPERATURE
from ui.views.vectors.link import PAGE as VECTORS
from ui.visit import Checkpoints

MAIN = "generate"  # it stands at the root of the app


@dataclass(frozen=True)
class Read:
    """What a link asks for.

    Parameters
    ----------
    state : object
        Of its page.
    notices : list of Notice
        What it asks for and does not get.
    unknown : list of str
        Parameters that the page does not know.
    """

    state: Any
    notices: list[Notice]
    unknown: list[str]


def _write_main(state: PageState, checkpoints: Checkpoints) -> dict[str, str]:
    return link.write(state, checkpoints[state.checkpoint])


_BOARDS = (COMPARE, TEMPERATURE, STRATEGIES, EPOCHS, INSPECT, GUESS, VECTORS, LEARN)
_READ: dict[str, Callable[[Reader, Checkpoints, str], Any]] = {
    MAIN: link.read_state,
    **{page.name: page.read for page in _BOARDS},
}
_WRITE: dict[str, Callable[[Any, Checkpoints], dict[str, str]]] = {
    MAIN: _write_main,
    **{page.name: page.write for page in _BOARDS},
}
NAMES = tuple(_READ)


def read(page: str, parameters: Mapping[str, str], checkpoints: Checkpoints) -> Read:
    """Read the parameters of a page's link, frame and language aside."""
    reader = Reader({name: [value] for name, value in parameters.items()})
    state = _READ[page](reader, checkpoints, next(iter(checkpoints)))
    return Read(state, reader.notices, reader.unknown)


def write(page: str, state: Any, checkpoints: Checkpoints) -> dict[str, str]:
    """Return the parameters of a page's link, complete; what is empty is left out."""
    written = _WRITE[page](state, checkpoints)
    return {name: value for name, value in written.items() if value}
