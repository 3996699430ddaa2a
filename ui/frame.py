"""What crosses from page to page beside the language: presenting, hidden controls, a lesson.

It stands in every link, next to the state of the page that the link opens.
"""

import re
from dataclasses import dataclass, replace

import streamlit as st

from ui.i18n import session_language

NAMES = ("present", "hide", "lesson")  # parameters of every page's link, the language apart

# What a link can take off a page, so that a lesson shows only what it needs.
HIDABLE = ("model", "prompt", "examples", "die", "settings", "pages", "save")

_KEY = "frame"
_WRITTEN = "frame_written"  # what stands of it in the address bar
_LESSON = re.compile(r"[a-z0-9][a-z0-9-]{0,39}(\.[1-9][0-9]?)?")


@dataclass(frozen=True)
class Frame:
    """What stands around every page.

    Parameters
    ----------
    present : bool
        Large type and few controls, for a projector.
    hidden : frozenset of str
        Controls that are not shown, of `HIDABLE`.
    lesson : str
        Name of a lesson and, behind a point, its step, from 1; empty without one.
    """

    present: bool = False
    hidden: frozenset[str] = frozenset()
    lesson: str = ""


def adopt() -> Frame:
    """Return the visitor's frame: the link's, or that of before where there is no link."""
    query = {name: st.query_params.get(name) or "" for name in st.query_params}
    arrived = read(query)
    if st.context.is_embedded:  # a frame in a course page is no projector
        arrived = replace(arrived, present=False)
    # A page's address without a state, as the header has it, keeps the frame. So does a link with
    # the frame that was written last: it may be the one from before a click.
    if query.keys() - {"lang"} and arrived != st.session_state.get(_WRITTEN):
        st.session_state[_KEY] = st.session_state[_WRITTEN] = arrived
    return current()


def written() -> None:
    """Note that the address bar tells the frame as it is now."""
    st.session_state[_WRITTEN] = current()


def current() -> Frame:
    """Return the frame that was adopted last."""
    frame: Frame = st.session_state.get(_KEY, Frame())
    return frame


def shows(group: str) -> bool:
    """Tell whether the controls of a group, of `HIDABLE`, are on the page."""
    return group not in current().hidden


def change(frame: Frame) -> None:
    """Make a frame the visitor's; for callbacks."""
    st.session_state[_KEY] = frame
    acted()


def acted() -> None:
    """Note that the next run answers a click; the link that comes with it may be out of date.

    For every callback: whatever is clicked, the address bar may not tell yet what was done before.
    """
    st.session_state.acted = True


def read(query: dict[str, str]) -> Frame:
    """Read a frame from query parameters; what makes no sense is left out.

    >>> read({"present": "1", "hide": "die,walls", "lesson": "first.2"})
    Frame(present=True, hidden=frozenset({'die'}), lesson='first.2')
    """
    lesson = query.get("lesson", "")
    return Frame(
        present=query.get("present") == "1",
        hidden=frozenset(query.get("hide", "").split(",")) & frozenset(HIDABLE),
        lesson=lesson if _LESSON.fullmatch(lesson) else "",
    )


def parameters(frame: Frame | None = None) -> dict[str, str]:
    """Return the parameters that a link inside the app needs, to keep frame and language.

    Without ``frame``, those of the visitor's.
    """
    frame = current() if frame is None else frame
    written = {
        "present": "1" if frame.present else "",
        "hide": ",".join(name for name in HIDABLE if name in frame.hidden),
        "lesson": frame.lesson,
    }
    return {name: value for name, value in written.items() if value} | {"lang": session_language()}
