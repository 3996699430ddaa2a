"""What the page on one text shows of it: passages, figures and tables."""

import html

import numpy as np
import numpy.typing as npt

from textgen.inspection import RANK_BANDS, Inspection
from textgen.measures import Filters
from textgen.units import TURNS
from ui.chart import Mark, Panel, Passage, Plot, Row, Table
from ui.figures import inspect as figures
from ui.i18n import t
from ui.origin import token_kinds
from ui.plain import label, visible
from ui.views.inspect import MOST_UNITS, InspectState, Read

_MOST_SHOWN = 16.0  # bits from which on the tint is full
_WINDOW, _LETTER, _GAP = 950, 7, 3  # pixels: an axis of tokens, a name's letter, between names
_FEWEST = 8  # tokens on it, however long
_CONTEXT = 10  # characters shown before a surprise
_WORDS = 8  # invented words that are named


def panels(state: InspectState, read: Read) -> list[Panel]:
    """Return everything that the page shows of a text."""
    at = read.place(state)
    shown = _window(read.first.tokens, at)
    return [
        _text(read, at),
        _distribution(read, at),
        _strip(read, at, shown),
        _figures(read),
        _bands(read),
        _surprises(read, at),
        *_units(state, read, at, shown),
        *([] if read.filters is None else [_origin(read, read.filters)]),
    ]


def _text(read: Read, at: int) -> Passage:
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


def _distribution(read: Read, at: int) -> Plot:
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
    )


def _window(tokens: list[str], at: int) -> range:
    """Return as many tokens round a place as an axis has room for with their names."""
    near = tokens[max(0, at - _WINDOW // _LETTER) : at + _WINDOW // _LETTER]
    letters = [sum(2 if c > "\u2e7f" else 1 for c in visible(token)) for token in near]
    slot = _LETTER * float(np.percentile(letters, 90)) + _GAP
    count = min(len(tokens), max(_FEWEST, int(_WINDOW / slot)))
    first = min(max(0, at - count // 2), len(tokens) - count)
    return range(first, first + count)


def _strip(read: Read, at: int, shown: range) -> Plot:
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


def _figures(read: Read) -> Table:
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
        width="full",
    )


def _bands(read: Read) -> Plot:
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


def _surprises(read: Read, at: int) -> Table:
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


def _units(state: InspectState, read: Read, at: int, shown: range) -> list[Panel]:
    first = read.first
    chosen = [unit for unit in state.units if unit < first.hidden.shape[1]]
    best = first.following[state.signal]
    every = range(first.hidden.shape[1]) if best is None else best.units.tolist()
    units = chosen or list(every[: MOST_UNITS - 1])
    return [
        _search(state, first),
        _unit_text(read, units[0], at),
        _unit_map(state, read, units, at, shown),
    ]


def _search(state: InspectState, first: Inspection) -> Table:
    rows = []
    for name, best in first.following.items():
        cells = ["–", "–", "–", t("inspect.absent")]
        if best is not None:
            verdict = t("inspect.follows") if best.holds else t("inspect.by_chance")
            numbers = f"{best.correlations[0]:+.2f}", f"{best.chance:.2f}"
            cells = [str(best.units[0]), *numbers, verdict]
        signal = t(f"inspect.signal_{name}")
        rows.append(Row([signal, *cells], "mark" if name == state.signal else None))
    columns = ("signal", "unit", "correlation", "chance", "verdict")
    return Table(
        "units",
        t("inspect.units"),
        [t(f"inspect.column_{column}") for column in columns],
        [rows],
        notes=[t("inspect.units_note", units=f"{first.hidden.shape[1]:,}", turns=TURNS)],
        clickable=True,
    )


def _unit_text(read: Read, unit: int, at: int) -> Passage:
    values, marks = read.first.hidden[:, unit], []
    for piece, place in zip(read.first.reading.pieces, read.first.places, strict=True):
        value = 0.0 if place is None else float(values[place])
        kind = "skipped" if place is None else "above" if value > 0 else "below"
        tint = round(min(1.0, abs(value)), 2)
        marks.append((piece.text, tint, f"{kind} chosen" if place == at else kind, f"{value:+.2f}"))
    return Passage(
        "unit",
        t("inspect.unit_text", unit=unit),
        [marks],
        notes=[t("inspect.unit_text_note")],
        height=300,
        clickable=True,
    )


def _unit_map(state: InspectState, read: Read, units: list[int], at: int, shown: range) -> Plot:
    window, signal = slice(shown.start, shown.stop), read.first.signals[state.signal]
    largest = float(signal.max()) or 1.0
    values = np.vstack([signal / largest, *(read.first.hidden[:, unit] for unit in units)])
    rows = [t("inspect.signal"), *(t("inspect.unit", unit=u) for u in units)]
    return Plot(
        "map",
        t("inspect.map", signal=t(f"inspect.signal_{state.signal}")),
        figures.unit_map(
            [label(token) for token in read.first.tokens[window]],
            rows,
            values[:, window].astype(np.float64),
            at - shown.start,
        ),
        notes=[t("inspect.map_note")],
        height=250,
        width="full",
    )


def _origin(read: Read, filters: Filters) -> Table:
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
        f"{longest:,}",
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


def _legend(read: Read) -> list[str]:
    """Return the models' names as Plotly may show them."""
    return [html.escape(name, quote=False) for name in read.names]


def _share(share: float) -> str:
    return f"{share:.2%}" if share >= 0.0001 else "<0.01%"
