"""Copied or invented: what of a text stands in the training text."""

from textgen.measures import Filters
from ui.chart import Row, Table
from ui.i18n import t
from ui.plain import visible
from ui.views.inspect.reading import Read
from ui.views.parts import copy_length

_WORDS = 8  # invented words that are named


def origin(read: Read, filters: Filters) -> Table:
    """Return what was copied and what invented, with the filters' error rates."""
    first = read.first
    text = first.reading.text
    copies = read.copied
    words = list(dict.fromkeys(text[start:end] for start, end in read.invented))
    longest = int((copies[:, 1] - copies[:, 0]).max(initial=0))
    copied = int((copies[:, 1] - copies[:, 0]).sum())
    looked_up = max(0, len(text) - filters.shingle + 1)
    error = filters.shingles.false_positives
    named = " · ".join(visible(word) for word in words[:_WORDS]) or t("inspect.none")
    cells = [
        f"{copied / max(1, len(text)):.0%}",
        copy_length(longest, filters),
        f"{error * looked_up:.1f}",
        f"{len(words):,}",
        named + (" …" if len(words) > _WORDS else ""),
    ]
    note = t(
        "inspect.origin_note",
        shingle=filters.shingle,
        pieces=f"{error:.2%}",
        words=f"{filters.words.false_positives:.2%}",
    )
    columns = [
        t(f"inspect.column_{name}")
        for name in ("copied", "longest", "by_chance", "invented", "words")
    ]
    return Table("origin", t("inspect.origin"), columns, [[Row(cells)]], notes=[note], width="full")
