"""Texts of a length that costs much: writing them waits for its turn, as sweeps do."""

from collections.abc import Callable, Hashable
from typing import TypeVar

import streamlit as st

from textgen.limits import COSTLY_TOKENS
from ui.bar import Bar
from ui.i18n import t
from ui.turns import BusyError

_REMEMBERED = 32  # as many as `resources` keeps of a kind

Texts = TypeVar("Texts")


def in_turn(tokens: int, asked: Hashable, write: Callable[[], Texts]) -> Texts:
    """Return what ``write`` returns, when it is the visitor's turn; ends the run if never.

    Parameters
    ----------
    tokens : int
        How many are written, in all texts; few are written at once.
    asked : hashable
        What tells these texts from all others: those that were written before are there at once.
    write : callable
        Writes the texts, or has them from `resources`.
    """
    written = _written()
    if tokens <= COSTLY_TOKENS or asked in written:
        return write()
    slot = st.empty()
    bar = Bar(slot, lambda share: t("bar.writing"))
    try:
        with bar.turn():
            bar(0.0)
            texts = write()
    except BusyError:
        slot.warning(t("bar.full"))
        st.stop()
    slot.empty()
    written[asked] = None
    for oldest in list(written)[:-_REMEMBERED]:
        written.pop(oldest, None)
    return texts


@st.cache_resource(show_spinner=False)
def _written() -> dict[Hashable, None]:
    """Return what was written; that one of them was forgotten since does no harm."""
    return {}
