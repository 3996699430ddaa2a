"""The sampler: temperature first, cuts in their order, one distribution for eye and die."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.textgen import laws
from textgen import ConfigError, MinP, Sampler, Temperature, TopK, TopP, Typical
from textgen.ranking import ranking

LOGITS = np.log(np.array([0.4, 0.3, 0.2, 0.1]))


# --- examples to check by hand ---


def test_cuts_share_out_what_they_drop() -> None:
    probabilities = Sampler(top_k=2).distribution(LOGITS).probabilities
    assert probabilities == pytest.approx([4 / 7, 3 / 7, 0, 0])


def test_each_cut_sees_what_the_one_before_left() -> None:
    # Top 2 leaves 4/7 and 3/7. 4/7 is more than half, so top_p = 0.5 drops the second.
    probabilities = Sampler(top_k=2, top_p=0.5).distribution(LOGITS).probabilities
    assert probabilities.tolist() == [1, 0, 0, 0]


def test_a_cut_that_allows_everything_brings_nothing_back() -> None:
    sampler = Sampler(top_k=2, top_p=1.0, min_p=0.0, typical=1.0)
    assert sampler.distribution(LOGITS).probabilities == pytest.approx([4 / 7, 3 / 7, 0, 0])


def test_cuts_come_after_the_temperature() -> None:
    # At T = 0.5 the first has 16/30: enough for top_p = 0.5. At T = 1 it has 0.4: not enough.
    assert Sampler(0.5, top_p=0.5).distribution(LOGITS).support == 1
    assert Sampler(1.0, top_p=0.5).distribution(LOGITS).support == 2


def test_at_temperature_zero_cuts_are_off() -> None:
    greedy = Sampler(0, top_k=3, typical=0.1).distribution(LOGITS)
    assert greedy.probabilities.tolist() == [1, 0, 0, 0]


def test_at_infinite_temperature_cuts_still_rank_by_the_model() -> None:
    uniform = Sampler(math.inf, top_k=2).distribution(LOGITS)
    assert uniform.probabilities.tolist() == [0.5, 0.5, 0, 0]


def test_the_cuts_stand_in_their_order() -> None:
    sampler = Sampler(typical=0.9, min_p=0.1, top_p=0.8, top_k=3)
    assert sampler.cuts == (TopK(3), TopP(0.8), MinP(0.1), Typical(0.9))
    assert Sampler().cuts == ()


def test_at_another_temperature_the_rest_stays() -> None:
    assert Sampler(1, top_k=3).at(0.5) == Sampler(0.5, top_k=3)


@pytest.mark.parametrize(
    "settings",
    [
        {"temperature": -1.0},
        {"temperature": math.nan},
        {"temperature": "warm"},
        {"top_k": 0},
        {"top_p": 0.0},
        {"top_p": 1.5},
        {"min_p": -0.5},
        {"typical": math.nan},
    ],
    ids=str,
)
def test_a_wrong_setting_fails_at_once(settings: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        Sampler(**settings)


# --- laws ---


@given(logits=laws.logits)
def test_temperature_one_is_the_model_itself(logits: np.ndarray) -> None:
    probabilities = Sampler(1.0).distribution(logits).probabilities
    assert probabilities == pytest.approx(laws.softmax(logits), abs=1e-12)


@given(logits=laws.logits, temperature=laws.temperatures)
def test_temperature_keeps_the_rank(logits: np.ndarray, temperature: float) -> None:
    probabilities = Sampler(temperature).distribution(logits).probabilities
    assert (np.diff(probabilities[ranking(logits)]) <= 1e-15).all()


@given(logits=laws.logits, low=laws.temperatures, high=laws.temperatures)
def test_entropy_grows_with_temperature_where_nothing_is_cut(
    logits: np.ndarray, low: float, high: float
) -> None:
    low, high = sorted((low, high))
    cold, warm = (Sampler(t).distribution(logits).entropy for t in (low, high))
    assert cold <= warm + 1e-9


@given(logits=laws.logits)
def test_towards_zero_the_likeliest_share_everything_and_zero_takes_the_first(
    logits: np.ndarray,
) -> None:
    likeliest = logits == logits.max()
    for temperature in (1e-320, 1e-300):
        probabilities = Sampler(temperature).distribution(logits).probabilities
        assert probabilities == pytest.approx(likeliest / likeliest.sum())
    greedy = Sampler(0).distribution(logits)
    assert greedy.probabilities.tolist() == [
        float(i == logits.argmax()) for i in range(len(logits))
    ]
    assert greedy.entropy == 0
    for u in (0.0, 0.5, 1 - 2**-53):
        assert greedy.token_at(u) == logits.argmax()


@given(logits=laws.logits)
def test_infinite_temperature_is_uniform(logits: np.ndarray) -> None:
    uniform = Sampler(math.inf).distribution(logits)
    assert uniform.probabilities == pytest.approx(np.full(len(logits), 1 / len(logits)))
    assert uniform.entropy == pytest.approx(math.log2(len(logits)), abs=1e-9)


@given(logits=laws.logits, temperature=laws.temperatures)
def test_cuts_that_allow_everything_change_nothing(logits: np.ndarray, temperature: float) -> None:
    plain = Sampler(temperature).distribution(logits).probabilities
    idle = Sampler(temperature, top_k=len(logits), top_p=1.0, min_p=0.0, typical=1.0)
    np.testing.assert_array_equal(idle.distribution(logits).probabilities, plain)


@given(logits=laws.logits, sampler=laws.samplers)
def test_what_stays_is_one_interval_of_ranks_in_its_old_proportions(
    logits: np.ndarray, sampler: Sampler
) -> None:
    cut = sampler.distribution(logits)
    plain = Sampler(sampler.temperature).distribution(logits)
    places = np.flatnonzero(cut.processed[ranking(logits)] > -np.inf)
    assert (np.diff(places) == 1).all()
    kept = cut.processed > -np.inf
    mass = plain.probabilities[kept].sum()
    assert cut.probabilities[kept] * mass == pytest.approx(plain.probabilities[kept], abs=1e-12)
    assert (cut.probabilities[~kept] == 0).all()


@given(logits=laws.logits, sampler=laws.samplers, temperature=laws.usual_temperatures)
def test_the_sampler_is_its_processors_one_after_the_other(
    logits: np.ndarray, sampler: Sampler, temperature: float
) -> None:
    processed: np.ndarray = Temperature(temperature)(logits)
    # Cuts rank by the model, which values that ran together would no longer tell.
    assume(len(np.unique(processed)) == len(np.unique(logits)))
    for cut in sampler.cuts:
        processed = cut(processed)
    probabilities = sampler.at(temperature).distribution(logits).probabilities
    assert probabilities == pytest.approx(laws.softmax(processed), abs=1e-12)


@given(logits=laws.logits, sampler=laws.samplers, u=st.floats(0, 1, exclude_max=True))
def test_the_sampler_writes_to_nothing(logits: np.ndarray, sampler: Sampler, u: float) -> None:
    before = logits.copy()
    logits.setflags(write=False)
    distribution = sampler.distribution(logits)
    distribution.processed.setflags(write=False)
    processed = distribution.processed.copy()
    token = distribution.token_at(u)
    distribution.below(token), distribution.entropy, distribution.surprisal(token)
    np.testing.assert_array_equal(logits, before)
    np.testing.assert_array_equal(distribution.processed, processed)
    assert distribution.logits is logits


@pytest.mark.parametrize("temperature", laws.ODD_TEMPERATURES)
def test_every_temperature_works_in_a_large_vocabulary(temperature: float) -> None:
    for row in laws.large_logits(3):
        for sampler in (Sampler(temperature), Sampler(temperature, 50, 0.9, 0.01, 0.8)):
            distribution = sampler.distribution(row)
            assert distribution.probabilities.sum() == pytest.approx(1, abs=1e-9)
            assert 0 <= distribution.entropy <= math.log2(laws.LARGE)
            assert distribution.probability(distribution.token_at(0.999)) > 0
