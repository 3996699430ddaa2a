"""The checksum tells whether two texts are the same, and about where they part."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgen import checksum, departure

ids = st.lists(st.integers(0, 99_999), max_size=400)


@given(ids)
def test_a_checksum_fits_a_link(ids: list[int]) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{20}", checksum(ids))


@given(ids)
def test_the_same_ids_do_not_depart(ids: list[int]) -> None:
    assert departure(ids, checksum(list(ids))) is None


@pytest.mark.parametrize("length", [1, 5, 96, 97, 200, 1_000])
def test_the_departure_is_told_to_a_few_stretches(length: int) -> None:
    """Each stretch's bit shows a difference half of the time: 1 in 4,096 is later than 12."""
    stretch = -(-length // 96)
    for place in range(0, length, max(1, length // 40)):
        ids = list(range(7, 7 + length))
        other = [*ids[:place], *(x + 1 for x in ids[place:])]
        told = departure(other, checksum(ids))
        assert told is not None
        assert told >= place // stretch * stretch
        assert told <= min(length - 1, place + 13 * stretch)


def test_one_token_changed_is_a_departure() -> None:
    ids = list(range(300))
    for place in range(300):
        assert departure([*ids[:place], 5_000, *ids[place + 1 :]], checksum(ids)) is not None


@pytest.mark.parametrize(
    "text",
    ["", "x", "x" * 20, "x" * 21, "é" * 20, "!" * 20, "AAAA" + "!" * 16, "=" * 20, "\ud800" * 20],
    ids=ascii,
)
def test_a_string_that_is_no_checksum_departs_at_once(text: str) -> None:
    departed = departure([1, 2, 3], text)
    assert departed is not None
    assert 0 <= departed <= 2


@given(ids=ids, text=st.text(st.characters(exclude_categories=()), min_size=18, max_size=22))
def test_any_string_is_compared(ids: list[int], text: str) -> None:
    departed = departure(ids, text)
    assert departed is not None
    assert 0 <= departed < max(1, len(ids))


@given(ids=ids, other=ids)
def test_any_two_lists_are_compared(ids: list[int], other: list[int]) -> None:
    departed = departure(ids, checksum(other))
    assert (departed is None) == (ids == other)
