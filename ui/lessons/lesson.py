"""A lesson: prepared states of pages, one after the other, with a sentence for each."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_NUMBER = re.compile(r"[0-9]+-")


def name_of(file: Path) -> str:
    """Return the name of a file's lesson: a number in front only puts the lessons in order.

    >>> name_of(Path("3-same-dice.toml"))
    'same-dice'
    """
    return _NUMBER.sub("", file.stem, count=1)


@dataclass(frozen=True)
class Link:
    """A page in a state.

    Parameters
    ----------
    page : str
        Name of the page.
    parameters : mapping of str to str
        Of its link, frame and language aside.
    """

    page: str
    parameters: Mapping[str, str]


@dataclass(frozen=True)
class Step:
    """A page in a state, and what to do there.

    Parameters
    ----------
    links : mapping of str to Link
        What is opened, by language: a class reads models of its own language.
    text : mapping of str to str
        What to look at and a question, by language.
    hidden : frozenset of str
        Controls that are not shown; see `ui.frame.HIDABLE`.
    present : bool
        Large type, whatever the visitor had chosen.
    """

    links: Mapping[str, Link]
    text: Mapping[str, str]
    hidden: frozenset[str] = field(default=frozenset())
    present: bool = False


@dataclass(frozen=True)
class Lesson:
    """What a lesson's file says.

    Parameters
    ----------
    name : str
        See `name_of`; it stands in links.
    title, summary : mapping of str to str
        By language.
    minutes : int
        How long it takes a class.
    steps : tuple of Step
        At least one.
    """

    name: str
    title: Mapping[str, str]
    summary: Mapping[str, str]
    minutes: int
    steps: tuple[Step, ...]


def spoken(texts: Mapping[str, T], language: str) -> T:
    """Return what is meant for a language; for the author's, if he does not write it."""
    return texts.get(language) or next(iter(texts.values()))


class LessonError(Exception):
    """A lesson's file is not what it should be.

    Parameters
    ----------
    key : str
        Message below ``lessons.problem_`` in the catalogues.
    step : int
        In which step, from 1; 0 before the first.
    values : mapping of str to object
        For the message's places.
    """

    def __init__(self, key: str, step: int = 0, /, **values: object) -> None:
        super().__init__(key)
        self.key, self.step, self.values = key, step, values

    @property
    def of_whole_file(self) -> bool:
        """Whether nothing in the file could be read."""
        return self.key in ("name", "file", "size", "encoding", "toml")
