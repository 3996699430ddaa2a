"""Text measures: examples worked by hand, laws, and the same figures from slower code."""

import doctest
from collections.abc import Sequence
from itertools import groupby, pairwise
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgen import Filters, copied, distinct_2, loop_rate, measure, real_word_share
from textgen.measures import text as measures_text
from textgen.measures import words as measures_words
from textgen.measures.text import LONGEST_SPAN

AUTHOR = "the sea was grey, and the old bird sang of it.\nnobody came; the wind was gone.\n"
CHINESE = "我们走到河边，看见月亮和星星。\n孩子们都睡着了，没有声音。\n"

few_tokens = st.lists(st.integers(0, 2), max_size=24)
tokens = few_tokens | st.lists(st.integers(0, 30), max_size=60)
texts = st.text(st.sampled_from("abc é'-1\n月亮") | st.characters(), max_size=40)


@pytest.fixture(scope="module")
def author() -> Filters:
    return Filters.of(AUTHOR, "en")


@pytest.fixture(scope="module")
def chinese() -> Filters:
    return Filters.of(CHINESE, "zh")


@pytest.mark.parametrize("module", [measures_text, measures_words])
def test_the_examples_worked_by_hand_are_right(module: ModuleType) -> None:
    result = doctest.testmod(module)
    assert result.attempted >= 2
    assert result.failed == 0


# --- real words ---


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the bird", 1),
        ("The BIRD sang!", 1),
        ("the burd sung", 1 / 3),
        ("bird's", 1 / 2),  # s is no word of the author's
        ("brd", 0),
        ("the birdsang", 1 / 2),
        ("1888 -- .", None),
        ("", None),
    ],
)
def test_real_words_are_those_that_the_author_uses(
    author: Filters, text: str, expected: float | None
) -> None:
    assert real_word_share(text, author) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("月亮和星星", 1),
        ("月亮和太阳", 1 / 2),
        ("的了呢，", None),  # characters are all known: they tell nothing
        ("1927……", None),
    ],
)
def test_chinese_words_have_two_characters_or_more(
    chinese: Filters, text: str, expected: float | None
) -> None:
    assert real_word_share(text, chinese) == pytest.approx(expected)


@given(st.lists(st.sampled_from(AUTHOR.split()), min_size=1))
def test_words_of_the_author_are_real_in_any_order(words: list[str]) -> None:
    assert real_word_share(" ".join(words), Filters.of(AUTHOR, "en")) == 1


# --- distinct-2 ---


@pytest.mark.parametrize(
    ("ids", "expected"), [([], None), ([1], None), ([1, 1], 1), ([1] * 11, 0.1), ([1, 2, 1], 1)]
)
def test_distinct_pairs(ids: list[int], expected: float | None) -> None:
    assert distinct_2(ids) == pytest.approx(expected)


@given(st.lists(st.integers(), min_size=2, unique=True))
def test_tokens_that_all_differ_make_pairs_that_all_differ(ids: list[int]) -> None:
    assert distinct_2(ids) == 1


# --- loops ---


def slow_loop_rate(ids: Sequence[int]) -> float:
    """Return the loop rate as its definition says it: every start, every span, three in a row."""
    looping = set()
    for start in range(len(ids)):
        for span in range(1, (len(ids) - start) // 3 + 1):
            one, two, three = (ids[start + i * span : start + (i + 1) * span] for i in range(3))
            if one == two == three:
                looping.update(range(start, start + 3 * span))
    return len(looping) / len(ids)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("aa", 0),
        ("aaa", 1),
        ("baaac", 3 / 5),
        ("ababab", 1),
        ("abababa", 1),  # as far as the repetition goes
        ("abab", 0),
        ("abcabcab", 0),  # twice and two thirds
        ("xabcabcabcabx", 11 / 13),
        ("aaabbb", 1),  # two loops
        ("aaaxxbbb", 6 / 8),
        ("aabaabaab", 1),  # a span that holds a repetition
        ("abcdefgh", 0),
    ],
)
def test_loops(text: str, expected: float) -> None:
    ids = [ord(character) for character in text]
    assert loop_rate(ids) == pytest.approx(expected)
    assert slow_loop_rate(ids) == pytest.approx(expected)


@given(few_tokens.filter(bool))
def test_loops_are_found_as_the_definition_says(ids: list[int]) -> None:
    assert loop_rate(ids) == pytest.approx(slow_loop_rate(ids))


@given(few_tokens.filter(bool), st.integers(3, 5))
def test_whatever_is_said_three_times_is_a_loop(ids: list[int], times: int) -> None:
    assert loop_rate(ids * times) == 1


@given(tokens.filter(bool))
def test_no_loop_is_longer_than_its_tokens_allow(ids: list[int]) -> None:
    if max(len(list(same)) for _, same in groupby(ids)) >= 3:
        assert loop_rate(ids) > 0
    if len(set(ids)) == len(ids):
        assert loop_rate(ids) == 0
    assert loop_rate(ids) == loop_rate(ids[::-1])


def test_the_longest_span_of_a_run_is_found_and_a_longer_one_is_not_looked_for() -> None:
    assert loop_rate(list(range(LONGEST_SPAN)) * 3) == 1
    assert loop_rate(list(range(LONGEST_SPAN + 1)) * 3) == 0


def test_nothing_loops_in_nothing() -> None:
    assert loop_rate([]) is None


# --- copied ---


def slow_copied(text: str, source: str, shingle: int) -> int:
    """Return the length of the longest piece whose shingles all occur in the source."""
    longest = run = 0
    for i in range(len(text) - shingle + 1):
        run = run + 1 if text[i : i + shingle] in source else 0
        longest = max(longest, run)
    return longest + shingle - 1 if longest else 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("old bird", 0),  # shorter than a shingle
        ("old bird san", 12),
        ("xold bird sanx", 12),
        ("the old bird sang a song", 18),
        (AUTHOR, len(AUTHOR)),
        ("the wind was gone. nobody came; the sea", 18),  # the longest of three
    ],
)
def test_copied_pieces(author: Filters, text: str, expected: int) -> None:
    assert copied(text, author) == expected == slow_copied(text, AUTHOR, 12)


def test_chinese_pieces_have_six_characters(chinese: Filters) -> None:
    assert copied("他走到河边，看见我", chinese) == 8 - 1
    assert copied("看见月亮和", chinese) == 0
    assert copied("看见月亮和星", chinese) == 6


@given(st.integers(0, len(AUTHOR)), st.integers(0, len(AUTHOR)))
def test_every_piece_of_the_source_is_copied(start: int, end: int) -> None:
    piece = AUTHOR[start:end]
    assert copied(piece, Filters.of(AUTHOR, "en")) == (len(piece) if len(piece) >= 12 else 0)


# --- together ---


@given(texts)
def test_any_text_can_be_measured(text: str) -> None:
    ids = list(map(ord, text))
    for language in ("en", "zh"):
        found = measure(ids, text, Filters.of(text, language))
        assert found.real_words in (None, 1)
        assert found.copied == (len(text) if len(text) >= {"en": 12, "zh": 6}[language] else 0)
        assert (found.distinct_2, found.loop_rate) == (distinct_2(ids), loop_rate(ids))
    pairs = set(pairwise(ids))
    assert distinct_2(ids) == (len(pairs) / (len(ids) - 1) if pairs else None)


def test_words_that_a_run_may_have_cut_off_do_not_count(author: Filters, chinese: Filters) -> None:
    assert measure([], "ove the burd sang of the wi", author).real_words == pytest.approx(4 / 5)
    assert measure([], "thewindwasgone", author).real_words is None
    assert measure([], "看见月亮和星", chinese).real_words == 1


def test_without_filters_the_rest_is_measured() -> None:
    found = measure([1, 1, 1], "aaa", None)
    assert (found.real_words, found.copied) == (None, None)
    assert (found.distinct_2, found.loop_rate) == (0.5, 1)
