"""Bits per character, with numbers to check by hand."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.textgen.laws import softmax
from textgen import (
    CharTokenizer,
    Checkpoint,
    ConfigError,
    CorpusError,
    Vocabulary,
    WordTokenizer,
    evaluate,
    score,
)

LETTERS = Vocabulary(["\n", "a", "b", "c"])


@pytest.fixture
def uniform(rigged: Callable[..., Any]) -> Any:
    """Four tokens, always equally likely: two bits a token."""
    return rigged(np.zeros((4, 4)))


@pytest.fixture
def alternating(rigged: Callable[..., Any]) -> Any:
    """After the opening and after b comes a with 3/4, after a comes b with 3/4."""
    a, b = np.log([1, 9, 1, 1]), np.log([1, 1, 9, 1])
    return rigged([a, b, a, a])


def test_a_uniform_model_needs_two_bits_for_one_of_four(uniform: Any) -> None:
    result = evaluate(CharTokenizer(LETTERS), uniform, "abc" * 100, split="all")
    assert result.bits_per_char == pytest.approx(2)
    assert (result.chars, result.tokens) == (300, 300)


def test_the_held_out_part_alone_is_scored(alternating: Any) -> None:
    text = "c" * 94 + "b" + "abaca"  # the last five are held out and read after a b
    result = evaluate(CharTokenizer(LETTERS), alternating, text)
    likely, unlikely = math.log2(12 / 9), math.log2(12)
    expected = (4 * likely + unlikely) / 5  # a, b, a as expected, c not, a as expected
    assert result.bits_per_char == pytest.approx(expected)
    assert (result.chars, result.tokens) == (5, 5)


def test_logits_are_divided_by_a_temperature(alternating: Any) -> None:
    model = CharTokenizer(LETTERS), alternating
    text = "c" * 94 + "b" + "abaca"
    likely, unlikely = math.log2(6 / 3), math.log2(6)  # the weights 1, 9, 1, 1 at T = 2
    expected = (4 * likely + unlikely) / 5
    assert evaluate(*model, text, temperature=2).bits_per_char == pytest.approx(expected)


@pytest.mark.parametrize("temperature", [0, 1e-300, -1, math.nan, math.inf])
def test_an_impossible_temperature_is_refused(uniform: Any, temperature: float) -> None:
    with pytest.raises(ConfigError, match="0.01 to 100"):
        evaluate(CharTokenizer(LETTERS), uniform, "abc" * 100, temperature=temperature)


def test_characters_that_the_model_does_not_know_make_it_no_better(uniform: Any) -> None:
    result = evaluate(CharTokenizer(LETTERS), uniform, "aжb海" * 10, split="all")
    assert result.bits_per_char == pytest.approx(2)
    assert (result.chars, result.tokens, result.skipped) == (20, 20, 20)


def test_of_the_skipped_those_that_would_be_scored_are_counted(uniform: Any) -> None:
    assert evaluate(CharTokenizer(LETTERS), uniform, "海a" * 19 + "b海").skipped == 1


def test_a_text_without_any_known_character_has_no_figure(uniform: Any) -> None:
    with pytest.raises(CorpusError, match="knows no character of what is scored; give a text"):
        evaluate(CharTokenizer(LETTERS), uniform, "海" * 100)


def test_bits_are_spread_over_the_characters_of_a_word(rigged: Callable[..., Any]) -> None:
    tokenizer = WordTokenizer(Vocabulary(["\n", "我们", "我", "们"]))
    result = evaluate(tokenizer, rigged(np.zeros((4, 4))), "我们我们", split="all")
    assert (result.chars, result.tokens) == (4, 2)
    assert result.bits_per_char == pytest.approx(1)


def test_long_texts_are_read_in_chunks_that_do_not_show(tiny: Checkpoint) -> None:
    text = "a bee saw the sea. " * 40
    ids = tiny.tokenizer.encode(text)
    row, state = tiny.decoder.prefill([])
    bits = 0.0
    for token in ids:
        bits -= math.log2(softmax(row)[token])
        row, state = tiny.decoder.step(token, state)
    result = evaluate(tiny.tokenizer, tiny.decoder, text, split="all")
    assert result.bits_per_char == pytest.approx(bits / len(text), rel=1e-6)
    assert sum(one.surprisal for one in score(tiny.decoder, ids)) == pytest.approx(bits, rel=1e-6)


def test_text_is_normalised_before_it_is_split(tiny: Checkpoint) -> None:
    one = evaluate(tiny.tokenizer, tiny.decoder, "A Bee\r\n" * 50)
    assert one == evaluate(tiny.tokenizer, tiny.decoder, "a bee\n" * 50)


@pytest.mark.parametrize("text", ["", "a"])
def test_a_text_with_nothing_to_score_is_refused(tiny: Checkpoint, text: str) -> None:
    with pytest.raises(CorpusError, match="too short"):
        evaluate(tiny.tokenizer, tiny.decoder, text)


def test_each_token_is_scored_by_what_came_before(alternating: Any) -> None:
    first, second, third = score(alternating, [1, 2, 3])
    assert (first.id, first.rank, second.rank) == (1, 0, 0)
    assert first.probability == second.probability == pytest.approx(0.75)
    assert third.probability == pytest.approx(1 / 12)
    assert third.surprisal == pytest.approx(math.log2(12))
    assert third.rank == 3  # behind a, and behind equals of lower id
    entropy = 0.75 * math.log2(4 / 3) + 3 / 12 * math.log2(12)
    assert [one.entropy for one in (first, second, third)] == pytest.approx([entropy] * 3)


def test_nothing_is_scored_of_nothing(uniform: Any) -> None:
    assert list(score(uniform, [])) == []
