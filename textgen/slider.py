"""What the temperature slider needs of a step: how the distribution looks at each of its stops.

The browser knows the likeliest tokens' logits. With a stop's log-normaliser it computes
``exp(logit / T - log_normalizer)`` and nothing else, and what it shows is what would be drawn.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from textgen.network import Floats
from textgen.processors import Cut, keep_all

STOPS: tuple[float, ...] = tuple(round(i * 0.05, 2) for i in range(41))  # 0, 0.05 ... 2

# Binning. A bin's width grows with the distance g from the largest logit, w = RATIO * (g + GAP):
# at every temperature from GAP up, bins whose tokens matter are narrow for it. A bin's mean and
# variance stand for its tokens and move no probability by 1e-6; the mean alone, with three times
# as many bins, moved some by 9e-5.
_BINS = 384
_GAP = 0.05  # the lowest slider stop above 0
_WIDEST = 1_000.0
_RATIO = np.log1p(_WIDEST / _GAP) / (_BINS - 1)
_EDGES = np.append(_GAP * np.expm1(_RATIO * np.arange(_BINS)), np.inf)
_BLOCK = 64  # steps computed together: the arrays stay in cache
_CACHED = 50_000  # and of a single step, so many numbers


@dataclass(frozen=True)
class SliderTable:
    """The distributions of n steps at S temperatures, as far as the slider needs them.

    Parameters
    ----------
    log_normalizer : ndarray of shape (n, S)
        ln of the sum of exp(logit / T) over the kept tokens, logits less their maximum; 0 at T = 0.
    entropy : ndarray of shape (n, S)
        In bits, after temperature and cuts.
    cut : ndarray of shape (n, S, 2) or None
        Ranks kept: the first, and one past the last. None where there are no cuts.
    """

    log_normalizer: npt.NDArray[np.float64]
    entropy: npt.NDArray[np.float64]
    cut: npt.NDArray[np.int32] | None


def slider_table(
    logits: Floats, cuts: tuple[Cut, ...], temperatures: tuple[float, ...] = STOPS
) -> SliderTable:
    """Compute the slider's table of some steps.

    Parameters
    ----------
    logits : ndarray of shape (n, V)
        One row a step.
    cuts : tuple of Cut
        As `Sampler.cuts`.
    temperatures : tuple of float, default=STOPS
        T >= 0, infinity included.

    Returns
    -------
    SliderTable
        Exact for cuts, for small vocabularies and for temperatures that are no slider stop;
        elsewhere the tail is binned, which moves no probability by 1e-6.
    """
    if cuts:
        parts = [_table_with_cuts(row, cuts, temperatures) for row in logits]
    else:
        blocks = (logits[i : i + _BLOCK] for i in range(0, len(logits), _BLOCK))
        parts = [_table(block, temperatures) for block in blocks]
    return SliderTable(
        np.concatenate([part.log_normalizer for part in parts]),
        np.concatenate([part.entropy for part in parts]),
        np.concatenate([part.cut for part in parts if part.cut is not None]) if cuts else None,
    )


def _table(logits: Floats, temperatures: tuple[float, ...]) -> SliderTable:
    exact = logits.astype(np.float64)
    exact -= exact.max(axis=1, keepdims=True)
    single = (exact, 1.0, 0.0)
    binned = single if exact.shape[1] <= 2 * _BINS else _bin(exact)
    shape = (len(logits), len(temperatures))
    log_normalizer, entropy = np.zeros(shape), np.zeros(shape)
    for s, temperature in enumerate(temperatures):
        if temperature == 0:
            continue  # one token: both are 0
        means, counts, variances = binned if temperature in STOPS else single
        scaled = _divide(means, temperature)
        spread = variances / temperature / temperature  # the square of a tiny one would be 0
        weights = np.exp(scaled) * counts
        totals = weights * (1 + spread / 2)
        total = totals.sum(axis=1)
        # The weights are exactly 0 where scaled is -inf; 0 times -inf would be no number.
        mean = (totals * np.maximum(scaled, -1e9) + weights * spread).sum(axis=1) / total
        log_normalizer[:, s] = np.log(total)
        entropy[:, s] = np.maximum(0, np.log(total) - mean) / np.log(2)
    return SliderTable(log_normalizer, entropy, None)


def _bin(shifted: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], ...]:
    """Mean, count and variance of each row's bins, all of shape (n, _BINS)."""
    return tuple(map(np.stack, zip(*map(_bin_row, shifted), strict=True)))


def _bin_row(row: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], ...]:
    gaps = np.sort(-row)
    places = gaps.searchsorted(_EDGES)
    counts = np.diff(places).astype(np.float64)
    some = np.maximum(counts, 1)
    means, squares = (
        np.diff(np.concatenate([[0.0], powers.cumsum()])[places]) / some
        for powers in (gaps, gaps * gaps)
    )
    return -means, counts, np.maximum(0, squares - means * means)


def _table_with_cuts(
    row: Floats, cuts: tuple[Cut, ...], temperatures: tuple[float, ...]
) -> SliderTable:
    falling = -np.sort(-row.astype(np.float64))
    falling -= falling[0]
    table = SliderTable(
        np.zeros((1, len(temperatures))),
        np.zeros((1, len(temperatures))),
        np.tile(np.array([0, len(falling)], np.int32), (1, len(temperatures), 1)),
    )
    positive = [s for s, temperature in enumerate(temperatures) if temperature > 0]
    together = max(1, _CACHED // len(falling))
    for start in range(0, len(positive), together):
        stops = positive[start : start + together]
        _fill_stops(table, stops, falling, cuts, np.array(temperatures)[stops])
    return table


def _fill_stops(
    table: SliderTable,
    stops: list[int],
    falling: npt.NDArray[np.float64],
    cuts: tuple[Cut, ...],
    temperatures: npt.NDArray[np.float64],
) -> None:
    scaled = _divide(falling, temperatures[:, None])  # (stops, V)
    weights = np.exp(scaled)
    first, end = keep_all(cuts, weights / weights.sum(axis=1, keepdims=True))
    for s, row, row_weights, low, high in zip(stops, scaled, weights, first, end, strict=True):
        kept = row_weights[low:high]
        total = kept.sum()
        mean = np.dot(kept, np.maximum(row[low:high], -1e9)) / total
        table.log_normalizer[0, s] = np.log(total)
        table.entropy[0, s] = max(0.0, np.log(total) - mean) / np.log(2)
        assert table.cut is not None
        table.cut[0, s] = low, high


def _divide(
    shifted: npt.NDArray[np.float64], temperature: float | npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    with np.errstate(over="ignore"):  # -inf is right where a tiny temperature overflows
        quotient: npt.NDArray[np.float64] = shifted / temperature
        return quotient
