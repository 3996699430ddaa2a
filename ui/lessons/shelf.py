"""The lessons that there are, shipped and a teacher's own: each sound, or with its problem."""

import os
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from ui import pages
from ui.lessons.lesson import Lesson, LessonError, spoken
from ui.lessons.reading import read_lesson
from ui.reader import Notice
from ui.visit import Checkpoints

SHIPPED = Path(__file__).parents[2] / "lessons"
_OWN = os.environ.get("TEXTGEN_LESSONS")
FOLDERS = (SHIPPED, *([Path(_OWN)] if _OWN else []))

_MOST_FILES = 100  # of a folder


@dataclass(frozen=True)
class ShelfEntry:
    """A file, and the lesson in it or the reason why there is none.

    Parameters
    ----------
    name : str
        Of the lesson.
    lesson : Lesson or None
        What the file says.
    problem : LessonError or None
        Why it says nothing.
    """

    name: str
    lesson: Lesson | None = None
    problem: LessonError | None = None


def entries() -> dict[str, ShelfEntry]:
    """Return all lessons by name; of two with one name the later folder's."""
    found = {}
    for folder in FOLDERS:
        for file in sorted(folder.glob("*.toml"))[:_MOST_FILES]:
            try:
                stat = file.stat()
            except OSError:  # gone, or a link to nowhere
                continue
            found[file.stem] = _read(str(file), (stat.st_mtime_ns, stat.st_size))
    return found


def lesson(name: str) -> Lesson | None:
    """Return a sound lesson; None if there is none of that name."""
    entry = entries().get(name)
    return None if entry is None else entry.lesson


@st.cache_resource(max_entries=2 * _MOST_FILES, show_spinner=False)
def _read(path: str, stamp: tuple[int, int]) -> ShelfEntry:
    """Read a file; another ``stamp`` reads it again, so that an author sees what he changed."""
    file = Path(path)
    try:
        return ShelfEntry(file.stem, read_lesson(file))
    except LessonError as error:
        return ShelfEntry(file.stem, problem=error)


def doubts(lesson: Lesson, language: str, checkpoints: Checkpoints) -> list[tuple[int, Notice]]:
    """Return what the pages would not do that a lesson asks for, with the step's number."""
    found = []
    for number, step in enumerate(lesson.steps, start=1):
        link = spoken(step.links, language)
        read = pages.read(link.page, link.parameters, checkpoints)
        found += [(number, notice) for notice in read.notices]
        found += [(number, Notice("unknown", {"name": name[:20]})) for name in read.unknown]
    return found
