"""A text in bits: place by place, by rank, by its worst surprises."""

import html

import numpy as np
import numpy.typing as npt

from textgen.inspection import RANK_BANDS, Inspection
from ui.chart import Plot, Row, Table
from ui.figures import inspect as figures
from ui.i18n import t
from ui.plain import label, visible
from ui.views.inspect.reading import Read

_CONTEXT = 10  # characters shown before a surprise


def distribution(read: Read, at: int) -> Plot:
    """Return what the model expected at a place."""
    first, tokens = read.first, read.vocabulary
    ids, shares = first.likeliest[at], first.probabilities[at]
    rank, bits = int(first.rank[at]), float(first.surprisal[at])
    names = [label(tokens.token(int(token))) for token in ids]
    others = max(0.0, 1 - float(shares.sum()))
    note = t(
        "inspect.here_note",
        token=visible(read.first.tokens[at]),
        rank=f"{rank + 1:,}",
        share=_share(2.0**-bits),
        bits=f"{bits:.1f}",
        entropy=f"{first.entropy[at]:.1f}",
    )
    return Plot(
        "here",
        t("inspect.here", place=f"{at + 1:,}"),
        figures.distribution(
            [*names, t("inspect.others")], [*shares.tolist(), others], min(rank, len(names))
        ),
        notes=[note],
        height=330,
        width="third",
        tall=True,
    )


def strip(read: Read, at: int, shown: range) -> Plot:
    """Return surprisal and entropy, token by token."""
    first, second = read.first, read.second
    window = slice(shown.start, shown.stop)
    other = None if second is None else _aligned(first, second)
    legend = [t("inspect.surprisal"), t("inspect.entropy"), *_legend(read)[1:]]
    figure = figures.strip(
        [label(token) for token in read.first.tokens[window]],
        first.surprisal[window],
        first.entropy[window],
        None if other is None else other[window],
        legend,
        at - shown.start,
    )
    return Plot(
        "strip",
        t("inspect.strip", first=f"{shown.start + 1:,}", last=f"{shown.stop:,}"),
        figure,
        notes=[t("inspect.strip_note")],
        height=240,
        width="full",
    )


def _aligned(first: Inspection, second: Inspection) -> npt.NDArray[np.float64] | None:
    """Return the second model's bits over the characters of each token of the first.

    Not a number where it skips them all; None if the two read texts that differ in length.
    """
    if len(first.reading.text) != len(second.reading.text):
        return None
    starts, ends = first.starts, first.starts + first.lengths
    known = np.zeros(len(first.reading.text))
    for start, length in zip(second.starts, second.lengths, strict=True):
        known[start : start + length] = 1
    bits, read = (
        np.concatenate([[0.0], values.cumsum()]) for values in (second.bits_by_char, known)
    )
    return np.where(read[ends] > read[starts], bits[ends] - bits[starts], np.nan)


def summary(read: Read) -> Table:
    """Return what the models make of the whole text."""
    rows = [
        Row(
            [
                name,
                f"{each.bits_per_char:.2f}",
                f"{each.perplexity:,.1f}",
                f"{each.entropy.mean():.2f}",
                f"{len(each):,}",
                f"{each.lengths.sum():,}",
                f"{len(each.reading.unknown):,}",
            ]
        )
        for name, each in zip(read.names, read.both, strict=False)
    ]
    columns = ("model", "bits_per_char", "perplexity", "mean_entropy", "tokens", "chars", "unknown")
    return Table(
        "figures",
        t("inspect.figures"),
        [t(f"inspect.column_{column}") for column in columns],
        [rows],
        notes=[t("inspect.figures_note")],
        width="wide",
    )


def bands(read: Read) -> Plot:
    """Return how often the text's tokens stand how high in the model's ranking."""
    edges = [1, *(edge + 1 for edge in RANK_BANDS)]
    names = ["1", *(f"{low}–{high}" for low, high in zip(edges[1:], RANK_BANDS[1:], strict=False))]
    best = read.first.bands[0] / len(read.first)
    return Plot(
        "bands",
        t("inspect.bands"),
        figures.bands(
            [*names, f"{RANK_BANDS[-1] + 1}+"],
            [each.bands / len(each) for each in read.both],
            _legend(read),
        ),
        notes=[t("inspect.bands_note", best=f"{best:.0%}")],
        height=280,
    )


def surprises(read: Read, at: int) -> Table:
    """Return the tokens that the model expected least, to be clicked."""
    first, rows = read.first, []
    for place in read.surprises:
        before = "".join(read.first.tokens[max(0, place - _CONTEXT) : place])[-_CONTEXT:]
        likeliest = read.vocabulary.token(int(first.likeliest[place, 0]))
        cells = [
            f"{visible(before)}[{visible(read.first.tokens[place])}]",
            f"{first.surprisal[place]:.1f}",
            visible(likeliest),
        ]
        rows.append(Row(cells, "mark" if place == at else None))
    columns = [t(f"inspect.column_{name}") for name in ("place", "bits", "expected")]
    return Table(
        "surprises",
        t("inspect.surprises"),
        columns,
        [rows],
        notes=[t("inspect.surprises_note")],
        clickable=True,
    )


def _legend(read: Read) -> list[str]:
    """Return the models' names as Plotly may show them."""
    return [html.escape(name, quote=False) for name in read.names]


def _share(share: float) -> str:
    return f"{share:.2%}" if share >= 0.0001 else "<0.01%"
