"""A visitor's state of one page in ``st.session_state``, and its link in the address bar.

The main page has a session of its own (`ui.session`), with a way back; the other pages share
this. A page's state is a frozen value: it is read from the link when a link arrives, and every
run writes it into the link again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import streamlit as st

from textgen.checkpoint import Checkpoint
from ui import frame
from ui.reader import Notice, Reader

Checkpoints = Mapping[str, Checkpoint]


class HasModel(Protocol):
    """What every page's state holds."""

    @property
    def checkpoint(self) -> str:
        """Name of the model."""
        ...


State = TypeVar("State", bound=HasModel)


@dataclass(frozen=True)
class Page(Generic[State]):
    """How a page's state comes from a link and goes into it.

    Parameters
    ----------
    name : str
        Of the file in ``pages/``.
    read : callable
        Takes a `Reader`, the usable checkpoints and the name of the preferred one; returns the
        state, with defaults for what the link lacks.
    write : callable
        Takes a state and the checkpoints; returns the link's parameters, complete.
    """

    name: str
    read: Callable[[Reader, Checkpoints, str], State]
    write: Callable[[State, Checkpoints], dict[str, str]]

    def adopt(self, checkpoints: Checkpoints, preferred: str) -> State:
        """Return the visitor's state, from the link if it is not the one written last."""
        session = st.session_state
        arrived = arrived_parameters(self._written, first=self._state not in session)
        if arrived is not None:
            reader = Reader(arrived)
            session[self._state] = self.read(reader, checkpoints, preferred)
            session[self._notices] = reader.notices
        if session[self._state].checkpoint not in checkpoints:  # unusable since the last run
            session[self._state] = self.read(Reader({}), checkpoints, preferred)
        state: State = session[self._state]
        return state

    @property
    def state(self) -> State:
        """The visitor's state; only after `adopt`."""
        state: State = st.session_state[self._state]
        return state

    def change(self, state: State) -> None:
        """Make a state the visitor's; for callbacks."""
        st.session_state[self._state] = state
        frame.acted()

    def write_link(self, checkpoints: Checkpoints) -> None:
        """Put the state into the address bar."""
        put_parameters(self._written, self.write(self.state, checkpoints))

    def notices(self) -> list[Notice]:
        """Return what the visitor should be told, once."""
        told: list[Notice] = st.session_state.get(self._notices, [])
        st.session_state[self._notices] = []
        return told

    def tell(self, key: str, **values: object) -> None:
        """Leave a notice for the next drawing of the page."""
        st.session_state.setdefault(self._notices, []).append(Notice(key, values))

    @property
    def _state(self) -> str:
        return f"{self.name}_state"

    @property
    def _written(self) -> str:
        return f"{self.name}_written"

    @property
    def _notices(self) -> str:
        return f"{self.name}_notices"


def arrived_parameters(written: str, *, first: bool) -> dict[str, list[str]] | None:
    """Return the link's parameters, frame and language aside; None if nothing in them is new.

    ``written`` is where the session keeps the parameters that it wrote last; on a ``first`` visit
    all are new.
    """
    framing = {"lang", *frame.NAMES}
    parameters = {name: values for name, values in _parameters().items() if name not in framing}
    arrived = {name: values for name, values in parameters.items() if any(values)}
    # Two clicks in quick succession: the second comes with the link from before the first.
    stale = st.session_state.pop("acted", False)
    known = not arrived or stale or arrived == st.session_state.get(written)
    return None if known and not first else parameters


def put_parameters(written: str, parameters: Mapping[str, str]) -> dict[str, str]:
    """Put parameters into the address bar, with the frame's; return all that stands there."""
    wanted = {**parameters, **frame.parameters()}
    if _parameters() != {name: [value] for name, value in wanted.items()}:
        st.query_params.from_dict(wanted)
    frame.written()
    # A browser may leave out what is empty; that must not look like another link.
    st.session_state[written] = {name: [value] for name, value in parameters.items() if value}
    return wanted


def _parameters() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in st.query_params}
