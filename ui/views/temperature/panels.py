"""One distribution at every temperature, drawn."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from textgen.generation import dice
from textgen.network import Floats
from textgen.slider import STOPS
from textgen.temperature_map import (
    TemperatureMap,
    draw_counts,
    map_temperatures,
    sampling_error,
)
from ui.chart import Panel, Plot
from ui.figures import temperature as figures
from ui.i18n import t
from ui.plain import label
from ui.views.temperature.state import TOKENS, TemperatureState
from ui.views.temperature.tables import arithmetic, laws

NAMED = 6  # in curves and dice
BOOK = (0.2, 0.5, 1.0, 1.2)  # the book's temperatures


def panels(
    state: TemperatureState, logits: npt.NDArray[np.float64] | Floats, tokens: Sequence[str]
) -> list[Panel]:
    """Return everything that the slider turns."""
    mapped = map_temperatures(logits, TOKENS)
    names = [label(tokens[i]) for i in mapped.ids]
    u = dice(state.random_seed, 1)[0]
    return [
        _heat_map(mapped, names),
        _dice(mapped, names, u),
        _curves(mapped, names),
        _entropy(mapped, len(logits)),
        _draws(mapped, names, state),
        arithmetic(mapped, names, state),
        laws(logits),
    ]


def _heat_map(mapped: TemperatureMap, names: Sequence[str]) -> Plot:
    return Plot(
        "map",
        t("temperature.map"),
        figures.heat_map(mapped, names, t("player.temperature")),
        notes=[t("temperature.map_note")],
        frames=[figures.at_temperature(stop) for stop in STOPS],
        height=360,
    )


def _curves(mapped: TemperatureMap, names: Sequence[str]) -> Plot:
    return Plot(
        "curves",
        t("temperature.curves"),
        figures.curves(mapped, names[:NAMED], t("player.temperature")),
        notes=[t("temperature.curves_note")],
        frames=[figures.at_temperature(stop) for stop in STOPS],
    )


def _entropy(mapped: TemperatureMap, size: int) -> Plot:
    ceiling = max(1.0, float(np.log2(size)))
    notes = [
        t(
            "temperature.entropy_note",
            bits=f"{bits:.2f}",
            choices=f"{2**bits:,.1f}",
            most=f"{size:,}",
        )
        for bits in mapped.entropy
    ]
    return Plot(
        "entropy",
        t("temperature.entropy"),
        figures.entropy_curve(mapped, t("player.temperature"), ceiling),
        notes=notes,
        frames=[
            figures.at_entropy(stop, float(bits))
            for stop, bits in zip(STOPS, mapped.entropy, strict=True)
        ],
    )


def _dice(mapped: TemperatureMap, names: Sequence[str], u: float) -> Plot:
    named = min(NAMED, len(names))
    everyone = [*names[:named], t("temperature.others")]
    landed = mapped.landing(u)
    rows = [STOPS.index(temperature) for temperature in BOOK]
    frames, notes = [], []
    for i, stop in enumerate(STOPS):
        shown = [*rows, i]
        shares = mapped.probabilities[shown, :named]
        shares = np.column_stack([shares, np.clip(1 - shares.sum(axis=1), 0, 1)])
        frames.append(
            figures.at_dice(shares, everyone, [*(f"{b}" for b in BOOK), f"T = {stop:.2f}"], u)
        )
        where = [everyone[min(int(landed[row]), named)] for row in shown]
        notes.append(t("temperature.dice_note", u=f"{u:.3f}", cold=where[0], now=where[-1]))
    return Plot(
        "dice",
        t("temperature.dice"),
        figures.dice_bars(names[:named], BOOK, t("temperature.others")),
        notes=notes,
        frames=frames,
        height=360,
    )


def _draws(mapped: TemperatureMap, names: Sequence[str], state: TemperatureState) -> Plot:
    everyone = [*names, t("temperature.others")]
    throws = dice(state.random_seed, state.draws)
    frames, notes = [], []
    for i, stop in enumerate(STOPS):
        expected = np.append(mapped.probabilities[i], mapped.rest[i])
        observed = draw_counts(mapped.probabilities[i], throws) / state.draws
        error = sampling_error(expected, state.draws)
        frames.append(figures.at_draws(observed, expected, error))
        off = float(np.abs(observed - expected).max())
        notes.append(
            t(
                "temperature.draws_note",
                draws=f"{state.draws:,}",
                t=f"{stop:.2f}",
                off=f"{off:.1%}",
                error=f"{float(error.max()):.1%}",
            )
        )
    legend = (t("temperature.observed"), t("temperature.expected"))
    return Plot(
        "draws",
        t("temperature.draws", draws=f"{state.draws:,}"),
        figures.draws(everyone, legend),
        notes=notes,
        frames=frames,
        width="full",
    )
