"""The laws of a distribution, of the draw from it, and of the book's reweighting."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tests.textgen import laws
from textgen import ConfigError, Distribution, Sampler, dice, reweight_distribution

HALVES = np.log(np.array([0.125, 0.5, 0.125, 0.25]))
dies = st.floats(0, 1, exclude_max=True) | st.sampled_from([0.0, 5e-324, 0.5, 1 - 2**-53])


def of(logits: Any, temperature: float = 1.0) -> Distribution:
    return Sampler(temperature).distribution(np.asarray(logits))


# --- examples to check by hand ---


def test_a_distribution_tells_probability_entropy_and_choices() -> None:
    distribution = of(HALVES)
    assert distribution.probabilities == pytest.approx([0.125, 0.5, 0.125, 0.25])
    assert distribution.entropy == pytest.approx(1.75)
    assert distribution.effective_choices == pytest.approx(2**1.75)
    assert distribution.support == 4
    assert distribution.probability(3) == pytest.approx(0.25)
    assert distribution.surprisal(0) == pytest.approx(3)
    assert distribution.ranking.tolist() == [1, 3, 0, 2]
    assert [distribution.rank(i) for i in range(4)] == [2, 0, 3, 1]
    assert [distribution.below(i) for i in range(4)] == pytest.approx([0.75, 0, 0.875, 0.5])


@pytest.mark.parametrize(
    ("u", "token"), [(0, 1), (0.49, 1), (0.51, 3), (0.74, 3), (0.76, 0), (0.88, 2), (0.9999, 2)]
)
def test_the_die_picks_along_the_ranking(u: float, token: int) -> None:
    assert of(HALVES).token_at(u) == token


def test_surprisal_is_the_models_whatever_the_temperature() -> None:
    assert of(HALVES, 0.3).surprisal(0) == pytest.approx(3)
    assert of(HALVES, math.inf).surprisal(1) == pytest.approx(1)


# --- laws ---


@given(logits=laws.logits, sampler=laws.samplers)
def test_probabilities_sum_to_one_and_are_never_all_cut(
    logits: np.ndarray, sampler: Sampler
) -> None:
    distribution = sampler.distribution(logits)
    assert distribution.probabilities.sum() == pytest.approx(1, abs=1e-12)
    assert (distribution.probabilities >= 0).all()
    assert 1 <= distribution.support <= len(logits)
    assert -1e-12 <= distribution.entropy <= math.log2(len(logits)) + 1e-9
    assert distribution.processed.max() == 0


@given(logits=laws.logits, sampler=laws.samplers, u=dies)
def test_a_drawn_token_is_possible_and_its_share_of_the_axis_holds_the_die(
    logits: np.ndarray, sampler: Sampler, u: float
) -> None:
    distribution = sampler.distribution(logits)
    token = distribution.token_at(u)
    below, probability = distribution.below(token), distribution.probability(token)
    assert probability > 0
    assert below - 1e-9 <= u <= below + probability + 1e-9
    assert probability == pytest.approx(distribution.probabilities[token])


@pytest.mark.parametrize("sampler", [Sampler(), Sampler(1.5), Sampler(typical=0.3), Sampler(0.3)])
def test_the_same_holds_in_a_large_vocabulary(sampler: Sampler) -> None:
    for row, u in zip(laws.large_logits(40), dice(1, 40), strict=True):
        for die in (u, 0.0, 1 - 2**-53):
            distribution = sampler.distribution(row)
            token = distribution.token_at(die)
            below, probability = distribution.below(token), distribution.probability(token)
            assert probability > 0
            assert below - 1e-9 <= die <= below + probability + 1e-9


@given(logits=laws.logits)
def test_the_axis_is_laid_out_by_rank_without_gaps(logits: np.ndarray) -> None:
    distribution = of(logits)
    order = distribution.ranking
    ends = distribution.probabilities[order].cumsum()
    assert [distribution.below(i) for i in order] == pytest.approx([0, *ends[:-1]], abs=1e-9)
    assert [distribution.rank(i) for i in order] == list(range(len(order)))


def test_observed_frequencies_are_the_probabilities() -> None:
    count = 20_000
    distribution = of(np.random.default_rng(3).normal(0, 1.5, 12), 0.8)
    drawn = np.bincount([distribution.token_at(u) for u in dice(7, count)], minlength=12)
    expected = distribution.probabilities * count
    chi_square = ((drawn - expected) ** 2 / expected).sum()
    assert chi_square < 31.3, "11 degrees of freedom: passed by chance once in a thousand"


def test_observed_frequencies_are_the_probabilities_in_a_large_vocabulary() -> None:
    count = 3_000
    distribution = of(laws.large_logits()[0])
    ranks = np.array([distribution.rank(distribution.token_at(u)) for u in dice(7, count)])
    falling = distribution.probabilities[distribution.ranking]
    edges = [0, 1, 2, 4, 8, 16, 64, 300, 1_000, 4_000, laws.LARGE]
    expected = count * np.array(
        [falling[a:b].sum() for a, b in zip(edges, edges[1:], strict=False)]
    )
    drawn = np.histogram(ranks, edges)[0]
    assert ((drawn - expected) ** 2 / expected).sum() < 27.9, "9 degrees of freedom"


# --- the book's function ---


def test_the_books_example_by_hand() -> None:
    # 0.8 ** 2 = 0.64, 0.2 ** 2 = 0.04: 0.64 / 0.68 and 0.04 / 0.68.
    assert reweight_distribution([0.8, 0.2], 0.5) == pytest.approx([0.64 / 0.68, 0.04 / 0.68])


@given(
    weights=hnp.arrays(np.float64, st.integers(1, 20), elements=st.floats(1e-6, 1)),
    temperature=st.floats(0.05, 100),
)
def test_reweighting_is_the_books_formula(weights: np.ndarray, temperature: float) -> None:
    p = weights / weights.sum()
    powers = np.exp(np.log(p) / temperature - (np.log(p) / temperature).max())
    expected = powers / powers.sum()
    assert reweight_distribution(p, temperature) == pytest.approx(expected, abs=1e-12)


@given(
    weights=hnp.arrays(np.float64, st.integers(1, 20), elements=st.just(0.0) | st.floats(0, 1e308)),
    temperature=laws.temperatures,
)
def test_reweighting_is_safe_at_zeros_and_at_any_temperature(
    weights: np.ndarray, temperature: float
) -> None:
    assume(weights.max() > 0)
    before = weights.copy()
    weights.setflags(write=False)
    result = reweight_distribution(weights, temperature)
    np.testing.assert_array_equal(weights, before)
    assert result.sum() == pytest.approx(1)
    assert (result[weights == 0] == 0).all()
    assert result[weights.argmax()] == result.max() > 0


def test_reweighting_at_the_ends_of_the_scale() -> None:
    p = [0.0, 0.2, 0.4, 0.4]
    assert reweight_distribution(p, 0).tolist() == [0, 0, 1, 0]
    assert reweight_distribution(p, 1) == pytest.approx(p)
    assert reweight_distribution(p, math.inf) == pytest.approx([0, 1 / 3, 1 / 3, 1 / 3])
    assert reweight_distribution(p) == pytest.approx(p)


@pytest.mark.parametrize(
    "weights",
    [[], [0, 0], [-1, 2], [math.nan], [math.inf], [[1]], 1, None, "ab", ["a"], [[1], [1, 2]], [{}]],
    ids=str,
)
def test_weights_that_are_none_are_refused(weights: Any) -> None:
    with pytest.raises(ConfigError):
        reweight_distribution(weights, 1)


@pytest.mark.parametrize("temperature", [-0.1, math.nan])
def test_reweighting_refuses_a_temperature_that_is_none(temperature: float) -> None:
    with pytest.raises(ConfigError):
        reweight_distribution([1.0], temperature)
