"""The board: figures, tables and passages that one slider turns, as a Streamlit component.

The server sends what every stop of the slider shows; the browser turns the panels in place. What
a visitor does comes back as an action.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import Any, Literal, TypeGuard

import streamlit as st

from ui import assets, frame
from ui.figures import Figure
from ui.i18n import session_language, strings
from ui.shim import shim

Width = Literal["third", "half", "wide", "full"]

HTML = '<div style="min-height: 20rem"></div>'


@dataclass(frozen=True)
class Zoom:
    """A figure whose axis does not end at 100 %.

    Parameters
    ----------
    axis : str
        From where to where it goes, in words.
    figure : dict
        What is laid over the figure.
    """

    axis: str
    figure: Figure


@dataclass(frozen=True)
class Plot:
    """A figure.

    Parameters
    ----------
    key : str
        Names the panel; the browser keeps a panel for as long as its key stays.
    title : str
        Heading.
    figure : dict
        Plotly's data, layout and config, of `ui.figures`.
    notes : sequence of str
        What the figure shows, in words: one for all stops of the slider, or one a stop.
    frames : sequence of dict
        For each stop, what is laid over the figure; empty where nothing changes.
    height : int
        In pixels.
    width : {'third', 'half', 'wide', 'full'}
        Of the row; on a phone always all of it. 'wide' is two thirds.
    clickable : bool
        Whether a click on a point is an action ``{"kind": "point", "panel", "trace", "index"}``.
    zooms : sequence of Zoom
        What a button lays over the figure: one for all stops, or one a stop; none for no button.
    folds : bool
        Whether a phone shows the heading alone until it is tapped.
    tall : bool
        Whether it stands beside two rows of panels, and fills them, where there is room for thirds.
    """

    key: str
    title: str
    figure: Figure
    notes: Sequence[str] = ("",)
    frames: Sequence[Figure] = ()
    height: int = 300
    width: Width = "half"
    clickable: bool = False
    zooms: Sequence[Zoom] = ()
    folds: bool = False
    tall: bool = False
    kind: str = field(default="plot", init=False)


@dataclass(frozen=True)
class Row:
    """A table's row.

    Parameters
    ----------
    cells : sequence of str
        One a column.
    mark : {None, 'mark', 'cut'}
        How it stands out.
    """

    cells: Sequence[str]
    mark: str | None = None


@dataclass(frozen=True)
class Table:
    """A table; see `Plot` for what is not told here.

    Parameters
    ----------
    key, title, notes, width, folds
        As in a `Plot`.
    columns : sequence of str
        Headings.
    frames : sequence of sequence of Row
        Its rows: one list for all stops, or one a stop.
    clickable : bool
        Whether a click on a row is an action ``{"kind": "row", "panel", "index"}``.
    """

    key: str
    title: str
    columns: Sequence[str]
    frames: Sequence[Sequence[Row]]
    notes: Sequence[str] = ("",)
    width: Width = "half"
    clickable: bool = False
    folds: bool = False
    kind: str = field(default="table", init=False)


Mark = tuple[str, float, str, str]  # text, tint from 0 to 1, class of the style sheet, title


@dataclass(frozen=True)
class Passage:
    """Running text, token by token; see `Plot` for what is not told here.

    Parameters
    ----------
    key, title, notes, width, folds
        As in a `Plot`.
    frames : sequence of sequence of Mark
        Its tokens: one list for all stops, or one a stop.
    prompt : str
        Text before them.
    growing : bool
        Whether a stop shows so many tokens more of one list, instead of another list.
    height : int or None
        In pixels; None takes what the text needs.
    fits : bool
        Whether a text that needs less than the height takes less.
    clickable : bool
        Whether a click on a token is an action ``{"kind": "token", "panel", "index"}``.
    finds : tuple of str
        What is written on a button, and what is told of it, that brings the first token of class
        ``parts`` into view; empty for no button.
    """

    key: str
    title: str
    frames: Sequence[Sequence[Mark]]
    prompt: str = ""
    notes: Sequence[str] = ("",)
    growing: bool = False
    height: int | None = None
    fits: bool = False
    width: Width = "half"
    clickable: bool = False
    finds: tuple[str, str] = ("", "")
    folds: bool = False
    kind: str = field(default="passage", init=False)


Panel = Plot | Table | Passage


@dataclass(frozen=True)
class Slider:
    """What turns the panels.

    Parameters
    ----------
    name : str
        Comes back with the action ``{"kind": "stop", "name", "stop"}`` when it is let go.
    label : str
        What it means.
    stops : sequence of str
        What is shown for each stop.
    ends : tuple of str
        What the two ends mean.
    start : int
        Stop to begin with.
    pace : float
        Stops a second when it is played; 0 for no button.
    play : bool
        Whether it plays by itself when it is new.
    """

    name: str
    label: str
    stops: Sequence[str]
    ends: tuple[str, str] = ("", "")
    start: int = 0
    pace: float = 0.0
    play: bool = False


@cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component("board", html=HTML, js=shim("chart"))


def board(
    panels: Sequence[Panel],
    key: str,
    slider: Slider | None = None,
    on_action: Callable[[dict[str, Any]], None] | None = None,
    follows: Slider | None = None,
    *,
    rest: float | None = None,
) -> None:
    """Show panels; ``on_action`` is called with what the visitor does, before the next run.

    Panels are turned by the slider above them, or by that of another board on the page, which
    they follow. While presenting they fill the window but for a ``rest``, in rem of which the
    window is at least 36 high; without it they take the room that they need.
    """

    def changed() -> None:
        frame.acted()
        action = st.session_state[key].action
        if on_action is not None and isinstance(action, dict):
            on_action(action)

    data = payload(panels, slider, follows, rest, answers=on_action is not None)
    _component()(data=data, key=key, on_action_change=changed)


def is_place(value: object, count: int) -> TypeGuard[int]:
    """Tell whether a value from a browser is a whole number from 0 up to, not with, a count."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < count


def payload(
    panels: Sequence[Panel],
    slider: Slider | None,
    follows: Slider | None = None,
    rest: float | None = None,
    *,
    answers: bool = False,
) -> dict[str, Any]:
    """Return what the browser is sent; without ``answers`` it keeps to itself what is done."""
    content: dict[str, Any] = {
        "lang": session_language(),
        "strings": strings("board"),
        "plotly": assets.plotly_path(),
        "present": frame.current().present,
        "keeps": frame.shows("save"),
        "rest": rest,
        "answers": answers,
        "panels": [asdict(panel) for panel in panels],
        "slider": None if slider is None else asdict(slider) | {"id": _hash(asdict(slider))},
        "follows": None if follows is None else {"name": follows.name, "start": follows.start},
    }
    return content | {"id": _hash(content)}


def _hash(content: object) -> str:
    text = json.dumps(content, ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
