"""What a browser computes from the slider's table is what the sampler draws from."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.textgen import laws
from textgen import Sampler, slider_table
from textgen.slider import STOPS

EXTRA = (1e-320, 1e-9, 0.01, 0.123, 7.5, 1e9, math.inf)
SAMPLERS = (
    Sampler(),
    Sampler(top_k=40),
    Sampler(top_p=0.9),
    Sampler(min_p=0.02),
    Sampler(typical=0.5),
    Sampler(top_k=500, top_p=0.95, min_p=0.001, typical=0.9),
)


def browser(shifted: float, temperature: float, log_normalizer: float) -> float:
    """The player's arithmetic for a token whose logit is ``shifted`` below the largest."""
    if temperature == 0:
        return 0.0  # but for the first token, which the player gives 1
    quotient = -math.inf if shifted < 0 and temperature < 1e-300 else shifted / temperature
    return math.exp(quotient - log_normalizer)


def check_rows(rows: np.ndarray, sampler: Sampler, temperatures: tuple[float, ...]) -> None:
    table = slider_table(rows, sampler.cuts, temperatures)
    assert (table.cut is None) == (not sampler.cuts)
    assert table.entropy.shape == table.log_normalizer.shape == (len(rows), len(temperatures))
    for n, row in enumerate(rows):
        for s, temperature in enumerate(temperatures):
            distribution = sampler.at(temperature).distribution(row)
            order = distribution.ranking
            low, high = (0, len(row)) if table.cut is None else table.cut[n, s]
            assert table.entropy[n, s] == pytest.approx(distribution.entropy, abs=1e-5)
            if temperature == 0:
                assert table.log_normalizer[n, s] == 0
                continue
            shown = np.unique(np.r_[0:40, low : low + 20, max(0, high - 20) : high + 5])
            for rank in shown[shown < len(row)]:
                token = order[rank]
                computed = browser(
                    float(row[token] - row.max()), temperature, table.log_normalizer[n, s]
                )
                computed *= low <= rank < high
                expected = distribution.probabilities[token]
                assert computed == pytest.approx(expected, abs=1e-5), (temperature, rank)


def test_two_tokens_by_hand() -> None:
    # Logits 0 and -1: the sum is 1 + exp(-1 / T).
    table = slider_table(np.array([[5.0, 4.0]], np.float32), (), (0.0, 0.5, 1.0, math.inf))
    expected = [0, math.log1p(math.exp(-2)), math.log1p(math.exp(-1)), math.log(2)]
    assert table.log_normalizer[0] == pytest.approx(expected)
    assert table.entropy[0, [0, 3]] == pytest.approx([0, 1])
    assert table.cut is None


def test_stops_go_from_zero_to_two_by_a_twentieth() -> None:
    assert len(STOPS) == 41
    assert (STOPS[0], STOPS[20], STOPS[-1]) == (0.0, 1.0, 2.0)


@pytest.mark.parametrize("sampler", SAMPLERS, ids=repr)
def test_a_small_vocabulary(sampler: Sampler) -> None:
    rows = np.random.default_rng(0).normal(0, 4, (5, 57)).astype(np.float32)
    check_rows(rows, sampler, (*STOPS, *EXTRA))


@pytest.mark.parametrize("sampler", SAMPLERS, ids=repr)
def test_a_large_vocabulary(sampler: Sampler) -> None:
    check_rows(laws.large_logits(2), sampler, (*STOPS, *EXTRA))


@pytest.mark.parametrize("size", [1, 768, 769, 2_500])
def test_about_the_size_where_binning_begins(size: int) -> None:
    check_rows(laws.large_logits(2)[:, :size], Sampler(), (*STOPS[::4], *EXTRA))


@pytest.mark.parametrize(
    "row",
    [
        np.zeros(laws.LARGE),
        np.r_[30.0, np.zeros(laws.LARGE - 1)],
        np.r_[0.0, np.full(laws.LARGE - 1, -1e6)],
        np.linspace(0, -2_000, laws.LARGE),
        np.linspace(0, -0.5, laws.LARGE),
        np.repeat([0.0, -0.049, -0.051, -7.0, -7.001], laws.LARGE // 5),
        np.r_[0.0, np.linspace(-18, -20, laws.LARGE - 1)],
        np.r_[0.0, np.repeat([-18.0, -18.1], laws.LARGE // 2)],
    ],
    ids=["uniform", "one above", "far below", "wide", "narrow", "heaps", "half in a band", "two"],
)
def test_odd_shapes_of_a_large_vocabulary(row: np.ndarray) -> None:
    check_rows(row[None].astype(np.float32), Sampler(), (*STOPS, *EXTRA))


@given(logits=laws.logits, sampler=laws.samplers, temperature=st.sampled_from((*STOPS, *EXTRA)))
def test_any_small_distribution(logits: np.ndarray, sampler: Sampler, temperature: float) -> None:
    check_rows(logits[None], sampler, (temperature,))


def test_many_rows_are_each_row_alone() -> None:
    rows = laws.large_logits(70)[:, :300]
    for cuts in ((), Sampler(top_p=0.9).cuts):
        together = slider_table(rows, cuts)
        for i in (0, 63, 64, 69):
            alone = slider_table(rows[i : i + 1], cuts)
            np.testing.assert_array_equal(together.log_normalizer[i], alone.log_normalizer[0])
            np.testing.assert_array_equal(together.entropy[i], alone.entropy[0])
            if cuts:
                np.testing.assert_array_equal(together.cut[i], alone.cut[0])


def test_the_logits_are_not_written_to() -> None:
    rows = laws.large_logits(2)
    before = rows.copy()
    rows.setflags(write=False)
    slider_table(rows, ())
    slider_table(rows, Sampler(top_k=5).cuts)
    np.testing.assert_array_equal(rows, before)
