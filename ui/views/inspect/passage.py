"""The text itself, tinted by surprisal, with its scale."""

import numpy as np

from ui.chart import Mark, Passage
from ui.i18n import t
from ui.origin import token_kinds
from ui.views.inspect.reading import Read

_MOST_SHOWN = 16.0  # bits from which on the tint is full


def text_passage(read: Read, at: int) -> Passage:
    """Return the text, tinted by surprisal."""
    first, kinds = read.first, _kinds(read)
    # Looked up once, not once a token.
    told = t("inspect.token", bits="{bits:.1f}", rank="{rank:,}")
    marks: list[Mark] = []
    for piece, place in zip(first.reading.pieces, read.first.places, strict=True):
        if place is None:
            marks.append((piece.text, 0, "skipped", t("inspect.skipped")))
            continue
        bits = float(first.surprisal[place])
        title = told.format(bits=bits, rank=first.rank[place] + 1)
        kind = f"{kinds[place]} chosen" if place == at else kinds[place]
        marks.append((piece.text, _tint(bits), kind, title))
    return Passage(
        "text",
        t("inspect.text"),
        [marks],
        notes=[t("inspect.text_note") if read.filters else t("inspect.text_note_plain")],
        height=330,
        fits=True,
        width="wide",
        clickable=True,
    )


def legend() -> Passage:
    """Return the scale of the tint."""
    scale = [(0.5, "0.5"), (1, "1"), (2, "2"), (4, "4"), (8, "8"), (16, "16+")]
    marks: list[Mark] = []
    for bits, text in scale:
        marks += [(f"\u2002{text}\u2002", _tint(bits), "", ""), (" ", 0, "", "")]
    marks.append((t("inspect.legend_bits"), 0, "", ""))
    for kind in ("copied", "unreal", "skipped"):
        marks += [("\u2003", 0, "", ""), (t(f"inspect.legend_{kind}"), 0, kind, "")]
    return Passage("legend", "", [marks], width="full")


def _tint(bits: float) -> float:
    """Return a tint from 0 to 1 on a log scale: the step from 1 to 2 bits is that from 7 to 15."""
    return round(float(min(1.0, np.log2(1 + bits) / np.log2(1 + _MOST_SHOWN))), 3)


def _kinds(read: Read) -> list[str]:
    """Return each token's class in the style sheet: copied, invented, or neither."""
    first = read.first
    if read.filters is None:
        return [""] * len(first)
    return token_kinds(read.copied, read.invented, first.starts, first.lengths)
