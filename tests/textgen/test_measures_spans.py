"""Where in a text something is copied or invented."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from textgen.measures import Filters, copied, copied_spans, inside, invented_spans

AUTHOR = "the old bird sings to the sea, and the sea is silent for a while."
FILTERS = Filters.of(AUTHOR, "en")
CHINESE = Filters.of("我们今天走在路上，天上有云。", "zh")


def pieces(text: str, spans: np.ndarray) -> list[str]:
    return [text[start:end] for start, end in spans]


def test_copies_are_found_where_they_stand() -> None:
    text = "so, the old bird sings loud; but the sea is silent, too"
    found = pieces(text, copied_spans(text, FILTERS))
    assert found == ["the old bird sings ", " the sea is silent"]
    assert max(map(len, found)) == copied(text, FILTERS)


def test_pieces_that_touch_are_one() -> None:
    text = "the old bird sings to th" + "the old bird sings to th"
    assert copied_spans(text, FILTERS).tolist() == [[0, 48]]


def test_invented_words_are_found_where_they_stand() -> None:
    text = "The blird sings; quirks to sea"
    assert pieces(text, invented_spans(text, FILTERS)) == ["blird", "quirks"]
    assert invented_spans("", FILTERS).shape == (0, 2)


def test_chinese_words_and_copies() -> None:
    text = "今天我们走在路上，天上下雨"
    assert pieces(text, copied_spans(text, CHINESE)) == ["走在路上，天上"]
    assert "下雨" in pieces(text, invented_spans(text, CHINESE))


def test_a_token_lies_in_a_span_or_does_not() -> None:
    spans = np.array([[2, 4], [6, 9]])
    starts, lengths = np.array([0, 2, 3, 4, 6, 7, 9]), np.array([2, 2, 2, 1, 3, 1, 1])
    found = inside(spans, starts, lengths)
    assert found.tolist() == [False, True, False, False, True, True, False]
    assert not inside(np.empty((0, 2), np.intp), starts, lengths).any()


@given(st.text("theoldbirdsn ga,", max_size=80))
def test_the_longest_copy_is_the_measure(text: str) -> None:
    spans = copied_spans(text, FILTERS)
    longest = max((end - start for start, end in spans.tolist()), default=0)
    assert longest >= copied(text, FILTERS)
    assert all(end - start >= 12 for start, end in spans.tolist())
