"""Units of the network over a text, and what they follow."""

import numpy as np

from textgen.inspection import Inspection
from textgen.units import TURNS
from ui.chart import Panel, Passage, Plot, Row, Table
from ui.figures import inspect as figures
from ui.i18n import t
from ui.plain import label
from ui.views.inspect.reading import Read
from ui.views.inspect.state import MOST_UNITS, InspectState


def unit_panels(state: InspectState, read: Read, at: int, shown: range) -> list[Panel]:
    """Return which units follow what, one of them over the text, some of them as a map."""
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
        folds=True,
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
        notes=[t("inspect.unit_text_note", here=f"{values[at]:+.2f}")],
        height=300,
        fits=True,
        clickable=True,
        folds=True,
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
        folds=True,
    )
