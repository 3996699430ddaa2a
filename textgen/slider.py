"""What the temperature slider needs of a step: how the distribution looks at each of its stops.

The browser knows the likeliest tokens' logits. With a stop's log-normaliser it computes
``exp(logit / T - log_normalizer)`` and nothing else, and what it shows is what would be drawn.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from textgen.network import Floats
from textgen.processors import Cut, keep_all

Values = npt.NDArray[np.float64]

STOPS: tuple[float, ...] = tuple(round(i * 0.05, 2) for i in range(41))  # 0, 0.05 ... 2

# Binning. A bin's width grows with the distance g from the largest logit, w = RATIO * (g + GAP):
# at every temperature from GAP up, bins whose tokens matter are narrow for it. A bin's mean and
# variance stand for its tokens and move no probability by 1e-6; the mean alone, with three times
# as many bins, moved some by 9e-5.
_BINS = 384
_GAP = 0.05  # the lowest slider stop above 0
_WIDEST = 1_000.0
_RATIO = math.log1p(_WIDEST / _GAP) / (_BINS - 1)
_CACHED = 32_000  # numbers computed together: 256 KB stay in the cache, and in the process


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

    log_normalizer: Values
    entropy: Values
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
        return SliderTable(
            np.concatenate([part.log_normalizer for part in parts]),
            np.concatenate([part.entropy for part in parts]),
            np.concatenate([part.cut for part in parts if part.cut is not None]),
        )
    table = np.zeros((2, len(logits), len(temperatures)))  # at 0 there is one token: both are 0
    positive = [s for s, temperature in enumerate(temperatures) if temperature > 0]
    large = logits.shape[1] > 2 * _BINS
    binned = [s for s in positive if large and temperatures[s] in STOPS]
    others = [s for s in positive if s not in binned]
    values = np.array(temperatures)
    for stops, describe, width in ((binned, _in_bins, _BINS), (others, _one_by_one, len(logits.T))):
        together = max(1, _CACHED // max(1, len(stops) * width))
        for start in range(0, len(logits) if stops else 0, together):
            rows = slice(start, start + together)
            shifted = logits[rows] - logits[rows].max(axis=1, keepdims=True)
            table[:, rows, stops] = _weigh(*describe(shifted), values[stops])
    return SliderTable(table[0], table[1], None)


def _one_by_one(shifted: Floats) -> tuple[Values, Values, Values]:
    """Every token as a bin of its own; see `_in_bins`."""
    values = shifted.astype(np.float64)
    return values, np.ones_like(values), np.zeros_like(values)


def _in_bins(shifted: Floats) -> tuple[Values, Values, Values]:
    """Mean, count and variance of the logits in each bin, each (n, bins), of n shifted rows."""
    mean, count, variance = map(np.stack, zip(*map(_bin, -shifted), strict=True))
    return mean, count, variance


def _bin(gaps: Floats) -> tuple[Values, Values, Values]:
    """Mean, count and variance of the logits in each bin, of their distances from the largest."""
    # Not np.log1p, which takes ten times as long.
    places = (np.log(np.minimum(gaps, _WIDEST) + _GAP) - math.log(_GAP)) / _RATIO
    # By way of small integers, which is twice as fast.
    bins = np.minimum(places, _BINS - 1).astype(np.int32).astype(np.intp)
    exact = gaps.astype(np.float64)
    count, total, squares = (
        np.bincount(bins, weights, _BINS) for weights in (None, exact, exact * exact)
    )
    filled = np.maximum(count, 1)
    mean, square = total / filled, squares / filled
    return -mean, count.astype(np.float64), np.maximum(0, square - mean * mean)


def _weigh(mean: Values, count: Values, variance: Values, temperatures: Values) -> Values:
    """Log-normaliser and entropy of n rows of bins at temperatures T > 0, shape (2, n, S).

    The tokens of a bin weigh count * exp(mean / T) * (1 + variance / (2 * T * T)) together.
    """
    weights = np.exp(_divide(mean[:, None], temperatures[:, None]))  # (n, S, bins)
    moments = np.stack([count, count * mean, count * variance, count * variance * mean], axis=1)
    sums = np.moveaxis(moments @ np.moveaxis(weights, 1, 2), 1, 0)  # (4, n, S)
    # One division at a time: the square of a tiny temperature would be 0.
    spread, skew = sums[2:] / temperatures / temperatures
    total = sums[0] + spread / 2
    scaled = (sums[1] + skew / 2) / temperatures + spread
    log_normalizer = np.log(total)
    return np.stack([log_normalizer, np.maximum(0, log_normalizer - scaled / total) / np.log(2)])


def _table_with_cuts(
    row: Floats, cuts: tuple[Cut, ...], temperatures: tuple[float, ...]
) -> SliderTable:
    falling = -np.sort(-row).astype(np.float64)
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
    falling: Values,
    cuts: tuple[Cut, ...],
    temperatures: Values,
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


def _divide(shifted: Values, temperatures: Values) -> Values:
    with np.errstate(over="ignore"):  # -inf is right where a tiny temperature overflows
        quotients: Values = shifted / temperatures
        return quotients
