"""A text read through a model, with numbers to check by hand."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from textgen import CharTokenizer, Checkpoint, CorpusError, Vocabulary, WordTokenizer, score
from textgen.inspection import inspect
from textgen.limits import INSPECT_CHARS

LETTERS = CharTokenizer(Vocabulary(["\n", "a", "b", "c"]))


@pytest.fixture
def alternating(rigged: Callable[..., Any]) -> Any:
    """After the opening and after b comes a with 3/4, after a comes b with 3/4."""
    a, b = np.log([1, 9, 1, 1]), np.log([1, 1, 9, 1])
    return rigged([a, b, a, a])


def test_each_token_by_what_came_before(alternating: Any) -> None:
    found = inspect(LETTERS, alternating, "abc")
    likely, unlikely = np.log2(4 / 3), np.log2(12)
    np.testing.assert_allclose(found.surprisal, [likely, likely, unlikely], rtol=1e-6)
    np.testing.assert_allclose(found.entropy, [0.75 * likely + 0.25 * unlikely] * 3, rtol=1e-6)
    assert found.rank.tolist() == [0, 0, 3]
    assert found.likeliest.tolist() == [[1, 0, 2, 3], [2, 0, 1, 3], [1, 0, 2, 3]]
    np.testing.assert_allclose(found.probabilities[0], [9 / 12, 1 / 12, 1 / 12, 1 / 12], rtol=1e-6)
    np.testing.assert_array_equal(found.hidden, np.eye(4)[[1, 2, 3]])  # what was read, not before
    assert found.bits_per_char == pytest.approx((2 * likely + unlikely) / 3)
    assert found.perplexity == pytest.approx((4 / 3 * 4 / 3 * 12) ** (1 / 3))
    assert found.bands.tolist() == [2, 1, 0, 0, 0]


def test_bands_end_where_they_say(rigged: Callable[..., Any]) -> None:
    size = 130
    vocabulary = Vocabulary([chr(0x4E00 + i) for i in range(size)])
    falling = rigged(np.tile(-np.arange(size, dtype=float) / 100, (size, 1)))
    text = "".join(vocabulary.token(rank - 1) for rank in (1, 2, 5, 6, 20, 21, 100, 101, 130))
    found = inspect(CharTokenizer(vocabulary), falling, text)
    assert found.bands.tolist() == [1, 2, 2, 2, 2]
    assert found.likeliest.shape == (9, 12)


def test_it_agrees_with_scoring_one_by_one(tiny: Checkpoint) -> None:
    text = "a bee saw the sea! " * 20
    found = inspect(tiny.tokenizer, tiny.decoder, text)
    scored = list(score(tiny.decoder, tiny.tokenizer.encode(text)))
    np.testing.assert_allclose(found.surprisal, [one.surprisal for one in scored], atol=1e-5)
    assert found.rank.tolist() == [one.rank for one in scored]
    assert found.hidden.shape == (len(scored), 6)
    row, _ = tiny.decoder.prefill(tiny.tokenizer.encode(text[:200]))
    weights = np.exp(row - row.max())
    expected = np.sort(weights / weights.sum())[::-1][:12]
    np.testing.assert_allclose(found.probabilities[200], expected, atol=1e-5)


def test_what_the_model_does_not_know_costs_nothing_and_keeps_its_place(alternating: Any) -> None:
    found = inspect(LETTERS, alternating, "aжb")
    assert [piece.id for piece in found.reading.pieces] == [1, None, 2]
    assert (found.starts.tolist(), found.lengths.tolist()) == ([0, 2], [1, 1])
    np.testing.assert_allclose(found.bits_by_char, [np.log2(4 / 3), 0, np.log2(4 / 3)], rtol=1e-6)


def test_a_word_spreads_its_bits_over_its_characters(rigged: Callable[..., Any]) -> None:
    tokenizer = WordTokenizer(Vocabulary(["\n", "我们", "我", "们"]))
    found = inspect(tokenizer, rigged(np.zeros((4, 4))), "我们我们")
    np.testing.assert_allclose(found.bits_by_char, [1, 1, 1, 1])
    assert found.bits_per_char == pytest.approx(1)
    assert found.perplexity == pytest.approx(4)


def test_progress_rises_to_one(tiny: Checkpoint) -> None:
    told: list[float] = []
    inspect(tiny.tokenizer, tiny.decoder, "a bee " * 100, told.append)
    assert len(told) > 3
    assert told == sorted(told)
    assert told[-1] == 1


@pytest.mark.parametrize("text", ["", "жж", "a" * (INSPECT_CHARS + 1)])
def test_what_cannot_be_read_is_refused(alternating: Any, text: str) -> None:
    with pytest.raises(CorpusError, match="give"):
        inspect(LETTERS, alternating, text)


def test_units_are_searched_at_the_end_of_each_token(tiny: Checkpoint) -> None:
    found = inspect(tiny.tokenizer, tiny.decoder, "a bee saw the sea! " * 5)
    assert found.signals["space"].tolist() == [float(c == " ") for c in found.reading.text]
    assert found.following["line"] is not None
    assert found.following["quote"] is None  # there is none in the text
    words = WordTokenizer(Vocabulary(["\n", "我们", "，"]))
    short = inspect(words, tiny.decoder, "我们，我们")
    assert short.signals["line"].tolist() == [2, 3, 5]
    assert set(short.following.values()) == {None}
