"""What strategies cut and renormalise, and in which order, in numbers."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy.typing as npt

from textgen.sampler import Sampler
from textgen.slider import STOPS
from textgen.strategies import CUTS, Outcome, cut_first, stages
from ui.chart import Row, Table
from ui.i18n import t
from ui.views.strategies.names import name_of, number_of
from ui.views.strategies.state import TOKENS


def what_is_cut(told: Sequence[Mapping[str, Outcome]], sampler: Sampler) -> Table:
    """Return what each strategy keeps, cuts and multiplies."""
    columns = ("strategy", "value", "ranks", "cut", "mass", "factor", "entropy", "choices")
    return Table(
        "figures",
        t("strategies.figures"),
        [t(f"strategies.column_{column}") for column in columns],
        [
            [
                Row([name_of(name), number_of(name, sampler.at(stop)), *_cells(outcome)])
                for name, outcome in each.items()
            ]
            for stop, each in zip(STOPS, told, strict=True)
        ],
        notes=[t("strategies.figures_note")],
        width="full",
        folds=True,
    )


def _cells(outcome: Outcome) -> list[str]:
    return [
        t(
            "strategies.ranks",
            first=f"{outcome.first + 1:,}",
            last=f"{outcome.end:,}",
            size=f"{outcome.size:,}",
        ),
        f"{outcome.size - outcome.kept:,}",
        f"{outcome.mass:.1%}",
        f"× {1 / outcome.mass:.3f}",
        f"{outcome.entropy:.2f}",
        f"{2**outcome.entropy:,.1f}",
    ]


def order_of_cuts(
    samplers: Sequence[Sampler], logits: npt.NDArray[Any], names: Sequence[str]
) -> Table:
    """Return the shares after each cut, in the order in which they are made."""
    frames, notes = [], []
    for sampler in samplers:
        told = stages(sampler, logits, TOKENS)
        frames.append(_order_rows(list(told.values()), names))
        notes.append(_order_note(sampler, logits, told[CUTS[-1]].kept))
    steps = ["temperature", *CUTS]
    return Table(
        "order",
        t("strategies.order"),
        [
            t("temperature.column_token"),
            t("strategies.column_model"),
            *(f"{i}. {name_of(step)}" for i, step in enumerate(steps, start=1)),
        ],
        frames,
        notes=notes,
        width="full",
        folds=True,
    )


def _order_rows(told: Sequence[Outcome], names: Sequence[str]) -> list[Row]:
    rows = []
    for rank, name in enumerate(names):
        shares = ["–" if each.cut[rank] else f"{each.after[rank]:.1%}" for each in told]
        mark = "cut" if told[-1].cut[rank] else None
        rows.append(Row([name, f"{told[0].before[rank]:.1%}", *shares], mark))
    masses = [f"÷ {each.mass:.1%}" for each in told]
    left = [f"{each.kept:,}" for each in told]
    rows.append(Row([t("strategies.row_mass"), "", *masses], "mark"))
    rows.append(Row([t("strategies.row_left"), f"{told[0].size:,}", *left], "mark"))
    return rows


def _order_note(sampler: Sampler, logits: npt.NDArray[Any], left: int) -> str:
    if sampler.temperature == 0:
        return t("strategies.order_note_zero")
    first, temperature = cut_first(sampler, logits), f"{sampler.temperature:.2f}"
    note = "order_note" if first != left else "order_note_same"
    return t(f"strategies.{note}", left=f"{left:,}", first=f"{first:,}", t=temperature)
