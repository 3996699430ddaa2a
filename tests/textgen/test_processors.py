"""Each processor does what its paper says, keeps one interval of ranks and writes to nothing."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.textgen import laws
from textgen import ConfigError, MinP, Temperature, TopK, TopP, Typical
from textgen.processors import Cut, keep_all, softmax
from textgen.ranking import ranking

# Probabilities 0.5, 0.25, 0.125, 0.0625, 0.0625 in an order of their own.
LOGITS = np.log([0.125, 0.5, 0.0625, 0.25, 0.0625])
cuts = (
    st.builds(TopK, st.integers(1, 40))
    | st.builds(TopP, laws.shares)
    | st.builds(MinP, laws.shares | st.just(0.0))
    | st.builds(Typical, laws.shares)
)


def kept(logits: np.ndarray) -> list[int]:
    return np.flatnonzero(logits > -np.inf).tolist()


# --- examples to check by hand ---


def test_temperature_divides_and_shifts() -> None:
    assert Temperature(0.5)(np.array([1.0, 2.0, 0.0])).tolist() == [-2.0, 0.0, -4.0]


def test_temperature_zero_keeps_the_first_of_the_likeliest() -> None:
    assert Temperature(0)(np.array([1.0, 2.0, 2.0])).tolist() == [-np.inf, 0.0, -np.inf]


def test_infinite_temperature_makes_all_equal() -> None:
    assert Temperature(np.inf)(np.array([1.0, 2.0, -9.0])).tolist() == [0.0, 0.0, 0.0]


def test_top_k_keeps_k_and_ties_go_to_the_lower_id() -> None:
    assert kept(TopK(2)(LOGITS)) == [1, 3]
    assert kept(TopK(4)(LOGITS)) == [0, 1, 2, 3]


def test_top_p_keeps_the_smallest_set_that_reaches_p() -> None:
    assert kept(TopP(0.5)(LOGITS)) == [1]
    assert kept(TopP(0.51)(LOGITS)) == [1, 3]
    assert kept(TopP(0.75)(LOGITS)) == [1, 3]
    assert kept(TopP(0.99)(LOGITS)) == [0, 1, 2, 3, 4]
    assert kept(TopP(1e-300)(LOGITS)) == [1]


def test_min_p_keeps_a_share_of_the_likeliest() -> None:
    assert kept(MinP(0.2)(LOGITS)) == [0, 1, 3]
    assert kept(MinP(0.6)(LOGITS)) == [1]
    assert kept(MinP(1.0)(np.array([1.0, 1.0, 0.0]))) == [0, 1]


def test_typical_keeps_what_is_as_surprising_as_expected() -> None:
    # Entropy: 1.875 bits. Distances: 0.5 -> 0.875, 0.25 -> 0.125, 0.125 -> 1.125, others 2.125.
    assert kept(Typical(0.2)(LOGITS)) == [3]
    assert kept(Typical(0.5)(LOGITS)) == [1, 3]
    assert kept(Typical(0.8)(LOGITS)) == [0, 1, 3]


def test_typical_may_drop_the_likeliest_token() -> None:
    probabilities = np.array([0.3, *[0.7 / 70] * 70])
    assert 0 not in kept(Typical(0.5)(np.log(probabilities)))


# --- what values are allowed ---


@pytest.mark.parametrize("value", [-1, -1e-300, math.nan, "1", None, True, 1j])
def test_a_temperature_that_is_none_is_refused(value: Any) -> None:
    with pytest.raises(ConfigError, match="temperature"):
        Temperature(value)


@pytest.mark.parametrize("value", [0, -1, 1.0, True, "3", None, 100_001, math.nan])
def test_a_k_that_is_none_is_refused(value: Any) -> None:
    with pytest.raises(ConfigError, match="top_k"):
        TopK(value)


@pytest.mark.parametrize("cut", [TopP, MinP, Typical])
@pytest.mark.parametrize("value", [-0.1, 1.1, math.nan, math.inf, "0.5", None, True])
def test_a_share_that_is_none_is_refused(cut: Any, value: Any) -> None:
    with pytest.raises(ConfigError, match="_p|typical"):
        cut(value)


@pytest.mark.parametrize("cut", [TopP, Typical])
def test_a_share_of_nothing_is_refused(cut: Any) -> None:
    with pytest.raises(ConfigError):
        cut(0)


# --- laws ---


@given(logits=laws.logits, temperature=laws.temperatures)
def test_every_temperature_gives_probabilities_in_the_same_ranking(
    logits: np.ndarray, temperature: float
) -> None:
    scaled = Temperature(temperature)(logits)
    assert scaled.max() == 0
    assert not np.isnan(scaled).any()
    assert softmax(scaled).sum() == pytest.approx(1)
    falling = scaled[ranking(logits)]
    assert (falling[1:] <= falling[:-1]).all()


@given(logits=laws.logits, cut=cuts, temperature=laws.temperatures)
def test_a_cut_keeps_one_interval_of_ranks_that_is_never_empty(
    logits: np.ndarray, cut: Cut, temperature: float
) -> None:
    scaled = Temperature(temperature)(logits)
    result = cut(scaled)
    places = np.flatnonzero(result[ranking(scaled)] > -np.inf)
    assert len(places) >= 1
    assert (np.diff(places) == 1).all()
    stay = result > -np.inf
    np.testing.assert_array_equal(result[stay], scaled[stay])


@given(logits=laws.logits)
def test_cuts_that_allow_everything_change_nothing(logits: np.ndarray) -> None:
    for cut in (TopK(len(logits)), TopP(1.0), MinP(0), Typical(1.0)):
        np.testing.assert_array_equal(cut(logits), logits.astype(np.float64))


@given(logits=laws.logits, p=laws.shares)
def test_top_p_keeps_enough_and_not_one_token_more(logits: np.ndarray, p: float) -> None:
    probabilities = softmax(logits.astype(np.float64))
    result = TopP(p)(logits)
    mass = probabilities[kept(result)]
    assert mass.sum() >= p - 1e-9
    if p < 1:
        assert mass.sum() - mass.min() < p


@given(logits=laws.logits, p=laws.shares)
def test_typical_keeps_enough(logits: np.ndarray, p: float) -> None:
    probabilities = softmax(logits.astype(np.float64))
    assert probabilities[kept(Typical(p)(logits))].sum() >= p - 1e-9


@pytest.mark.parametrize("cut", [TopP(1 - 1e-16 * 8), Typical(1 - 1e-16 * 8), MinP(1)], ids=repr)
@pytest.mark.parametrize("size", [10, laws.LARGE, 100_000])
def test_rounding_in_a_long_sum_cuts_no_uniform_distribution_short(cut: Cut, size: int) -> None:
    first, end = cut.keep(np.full(size, 1 / size))
    assert end - first > 0.999 * size


@given(logits=laws.logits, cut=cuts, temperature=laws.temperatures)
def test_processors_write_to_nothing(logits: np.ndarray, cut: Cut, temperature: float) -> None:
    before = logits.copy()
    logits.setflags(write=False)
    scaled = Temperature(temperature)(logits)
    scaled.setflags(write=False)
    again = scaled.copy()
    cut(scaled)
    probabilities = np.sort(softmax(scaled))[::-1]
    probabilities.setflags(write=False)
    keep_all((cut, cut), probabilities)
    np.testing.assert_array_equal(logits, before)
    np.testing.assert_array_equal(scaled, again)


@given(rows=st.lists(laws.logits, min_size=1, max_size=4), chosen=st.lists(cuts, max_size=4))
def test_cuts_on_many_rows_are_cuts_on_each(rows: list[np.ndarray], chosen: list[Cut]) -> None:
    size = min(map(len, rows))
    falling = np.array([np.sort(softmax(row[:size].astype(float)))[::-1] for row in rows])
    first, end = keep_all(tuple(chosen), falling)
    for i, row in enumerate(falling):
        alone = keep_all(tuple(chosen), row)
        assert (first[i], end[i]) == (int(alone[0]), int(alone[1]))
