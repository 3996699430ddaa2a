"""The bar that something costly fills: it waits for its turn, then shows how far it is."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from uuid import uuid4

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui.i18n import t
from ui.turns import turns


@dataclass(frozen=True)
class Bar:
    """A place on the page that tells the visitor why there is nothing yet.

    Parameters
    ----------
    slot : DeltaGenerator
        An empty place.
    text : callable
        Takes the share that is done, 0 to 1; returns what to say.
    """

    slot: DeltaGenerator
    text: Callable[[float], str]

    def __call__(self, share: float) -> None:
        """Show how far it is."""
        self.slot.progress(share, self.text(share))

    def turn(self) -> AbstractContextManager[None]:
        """Return a block to be entered when it is the visitor's turn; `BusyError` if never."""
        visitor = st.session_state.setdefault("visitor", uuid4().hex)
        return turns.turn(visitor, self.wait)

    def wait(self, before: int) -> None:
        """Say that others are served first."""
        self.slot.progress(0.0, t("bar.waiting", count=before))
