"""The arithmetic of temperature and its laws, in numbers."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from textgen.network import Floats
from textgen.slider import STOPS
from textgen.temperature_map import (
    TemperatureMap,
    check_laws,
)
from ui.chart import Row, Table
from ui.i18n import t
from ui.views.temperature.state import TemperatureState


def arithmetic(mapped: TemperatureMap, names: Sequence[str], state: TemperatureState) -> Table:
    """Return the arithmetic with the actual numbers, both ways."""
    model = mapped.probabilities[STOPS.index(1.0)]
    frames = []
    for i in range(len(STOPS)):
        rows = []
        for rank, name in enumerate(names):
            cells = _cells(mapped, i, rank, float(model[rank]))
            rows.append(Row([name, *cells], "mark" if rank == state.token else None))
        frames.append(rows)
    columns = ("token", "logit", "divided", "exp", "share", "log", "book", "book_exp", "book_share")
    return Table(
        "arithmetic",
        t("temperature.arithmetic"),
        [t(f"temperature.column_{column}") for column in columns],
        frames,
        notes=[_worked(mapped, names, i, state.token, model) for i in range(len(STOPS))],
        width="full",
        clickable=True,
        folds=True,
    )


def _cells(mapped: TemperatureMap, stop: int, rank: int, model: float) -> list[str]:
    temperature, logit = STOPS[stop], float(mapped.logits[rank])
    share = f"{mapped.probabilities[stop, rank]:.2%}"
    log = np.log(model) if model > 0 else -np.inf
    if temperature == 0:
        return [f"{logit:.2f}", "–", "–", share, f"{log:.2f}", "–", "–", share]
    return [
        f"{logit:.2f}",
        f"{logit / temperature:.2f}",
        _number(np.exp(logit / temperature)),
        share,
        f"{log:.2f}",
        f"{log / temperature:.2f}",
        _number(np.exp(log / temperature)),
        share,
    ]


def _worked(
    mapped: TemperatureMap,
    names: Sequence[str],
    stop: int,
    token: int,
    model: npt.NDArray[np.float64],
) -> str:
    rank, temperature = min(token, len(names) - 1), STOPS[stop]
    share = f"{mapped.probabilities[stop, rank]:.2%}"
    if temperature == 0:
        return t("temperature.worked_zero", token=names[rank], share=share)
    logit, normalizer = float(mapped.logits[rank]), float(mapped.log_normalizer[stop])
    return t(
        "temperature.worked",
        token=names[rank],
        logit=f"{logit:.2f}",
        t=f"{temperature:.2f}",
        divided=f"{logit / temperature:.2f}",
        exp=_number(np.exp(logit / temperature)),
        sum=f"{np.exp(normalizer):,.4f}",
        share=share,
        p=_number(float(model[rank])),
    )


def laws(logits: npt.NDArray[np.float64] | Floats) -> Table:
    """Return the laws, and whether they hold on this very distribution."""
    rows = [
        Row(
            [
                t(f"temperature.law_{law.name}"),
                t("temperature.holds") if law.holds else t("temperature.broken"),
                f"{law.off_by:.0e}" if law.off_by else "0",
            ],
            None if law.holds else "mark",
        )
        for law in check_laws(logits)
    ]
    columns = [t(f"temperature.column_{name}") for name in ("law", "holds", "off_by")]
    note = t("temperature.laws_note")
    return Table(
        "laws", t("temperature.laws"), columns, [rows], notes=[note], width="full", folds=True
    )


def _number(value: float) -> str:
    """Write a positive number in few digits."""
    return f"{value:.4f}" if value >= 0.001 else f"{value:.1e}"
