"""The chapter's texts: one Markdown file a language, the same headings in both.

``## name: Title`` begins a text, ``### name`` a part of it, such as the answer to an exercise.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent
_TEXT = re.compile(r"^## ([\w/]+): (.+)$", re.MULTILINE)
_PART = re.compile(r"^### (\w+)$", re.MULTILINE)


@dataclass(frozen=True)
class Text:
    """A piece of the chapter.

    Parameters
    ----------
    title : str
        Heading.
    body : str
        Markdown.
    parts : mapping of str to str
        Markdown by name.
    """

    title: str
    body: str
    parts: Mapping[str, str]


@cache
def texts(language: str) -> dict[str, Text]:
    """Return all texts of a language by name."""
    written = (_FOLDER / f"{language}.md").read_text(encoding="utf-8")
    _, *pieces = _TEXT.split(written)
    return {
        name: _text(title, content)
        for name, title, content in zip(pieces[::3], pieces[1::3], pieces[2::3], strict=True)
    }


def _text(title: str, content: str) -> Text:
    body, *parts = (piece.strip() for piece in _PART.split(content))
    return Text(title, body, dict(zip(parts[::2], parts[1::2], strict=True)))
