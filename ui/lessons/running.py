"""The lesson that a visitor is in: which step, and the ways to the others."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from ui import frame, pages
from ui.i18n import session_language
from ui.lessons.lesson import Lesson, Link, Step, spoken
from ui.lessons.shelf import lesson as lesson_named
from ui.visit import Checkpoints


@dataclass(frozen=True)
class Running:
    """A lesson and the step that is on.

    Parameters
    ----------
    lesson : Lesson
        Which one.
    number : int
        Of the step, from 1.
    """

    lesson: Lesson
    number: int

    @property
    def step(self) -> Step:
        """The step that is on."""
        return self.lesson.steps[self.number - 1]

    @property
    def link(self) -> Link:
        """What it opens, in the visitor's language."""
        return spoken(self.step.links, session_language())

    @property
    def last(self) -> bool:
        """Whether no step comes after."""
        return self.number == len(self.lesson.steps)


def running() -> Running | None:
    """Return the visitor's lesson, if he is in one that exists."""
    name, _, number = frame.current().lesson.partition(".")
    found = lesson_named(name) if name else None
    if found is None:
        return None
    return Running(found, min(int(number or 1), len(found.steps)))


def framed(now: Running) -> frame.Frame:
    """Return what stands around the page in a step; who presents goes on presenting."""
    present = frame.current().present or now.step.present
    return frame.Frame(present, now.step.hidden, f"{now.lesson.name}.{now.number}")


def opening(link: Link, checkpoints: Checkpoints) -> dict[str, str]:
    """Return a step's link complete, so that nothing stays of what was there before.

    What a page cannot read stays as it is: the page tells.
    """
    read = pages.read(link.page, link.parameters, checkpoints) if checkpoints else None
    if read is None or read.notices:
        return dict(link.parameters)
    return pages.write(link.page, read.state, checkpoints)


def way_to(now: Running, checkpoints: Checkpoints) -> dict[str, str]:
    """Return the parameters of the link that opens a step."""
    return {**opening(now.link, checkpoints), **frame.parameters(framed(now))}


def open_step(now: Running, checkpoints: Checkpoints) -> None:
    """Open the page of a step in its state; ends this run of the script."""
    st.session_state.pop("acted", None)  # the link that comes now is no old one
    st.switch_page(f"pages/{now.link.page}.py", query_params=way_to(now, checkpoints))


def arrives(query: Mapping[str, str], before: frame.Frame) -> bool:
    """Tell whether a link opens a lesson: one that was not on before, and no state of a page."""
    named, known = (each.partition(".")[0] for each in (query.get("lesson", ""), before.lesson))
    return bool(named) and named != known and not query.keys() - {"lang", *frame.NAMES}


def leave() -> None:
    """End the lesson where the visitor is; for callbacks."""
    frame.change(replace(frame.current(), lesson="", hidden=frozenset()))
