"""The ranking is a stable sort, however it is computed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from textgen.ranking import likeliest, rank_of, ranking

LARGE = 15_085


def naive_ranking(logits: np.ndarray) -> list[int]:
    return sorted(range(len(logits)), key=lambda i: (-float(logits[i]), i))


def large_logits(decimals: int) -> np.ndarray:
    """Logits of a large vocabulary; few decimals make many ties."""
    return np.random.default_rng(0).normal(0, 3, LARGE).round(decimals).astype(np.float32)


def test_equal_logits_rank_by_id() -> None:
    logits = np.array([1.0, 3.0, 1.0, 3.0, 2.0])
    assert ranking(logits).tolist() == [1, 3, 4, 0, 2]
    assert [rank_of(logits, i) for i in range(5)] == [3, 0, 4, 1, 2]


def test_zero_and_minus_zero_are_equal() -> None:
    for size in (4, 4_000):
        logits = np.tile(np.array([-0.0, 0.0], np.float32), size // 2)
        assert ranking(logits).tolist() == list(range(size))


@given(
    logits=hnp.arrays(np.float32, st.integers(1, 40), elements=st.integers(-3, 3))
    | hnp.arrays(
        np.float32, st.integers(1, 40), elements=st.floats(-(2.0**100), 2.0**100, width=32)
    ),
    count=st.integers(1, 50),
)
def test_a_small_ranking_is_a_stable_sort(logits: np.ndarray, count: int) -> None:
    expected = naive_ranking(logits)
    assert ranking(logits).tolist() == expected
    top = likeliest(logits, count).tolist()
    assert len(top) >= min(count, len(logits))
    assert top == expected[: len(top)]
    assert [rank_of(logits, i) for i in expected] == list(range(len(expected)))


@pytest.mark.parametrize("decimals", [0, 1, 2, 6])
def test_a_large_ranking_is_a_stable_sort(decimals: int) -> None:
    logits = large_logits(decimals)
    expected = naive_ranking(logits)
    assert ranking(logits).tolist() == expected
    for count in (1, 12, 256, 5_000, LARGE, LARGE + 1):
        top = likeliest(logits, count).tolist()
        assert len(top) >= min(count, LARGE)
        assert top == expected[: len(top)]
    for place in (0, 1, 500, LARGE - 1):
        assert rank_of(logits, expected[place]) == place


def test_a_large_vocabulary_of_equals_ranks_by_id() -> None:
    logits = np.zeros(LARGE, np.float32)
    assert ranking(logits).tolist() == list(range(LARGE))
    assert likeliest(logits, 12)[:12].tolist() == list(range(12))


def test_the_logits_are_not_written_to() -> None:
    for size in (10, LARGE):
        logits = large_logits(1)[:size]
        before = logits.copy()
        logits.setflags(write=False)
        ranking(logits)
        likeliest(logits, 3)
        rank_of(logits, 0)
        np.testing.assert_array_equal(logits, before)
