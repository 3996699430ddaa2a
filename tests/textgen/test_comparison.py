"""Texts side by side: the same as one by one, parted where they part."""

from dataclasses import replace

import numpy as np
import pytest

from tests.collection import CHINESE, ENGLISH
from textgen import Checkpoint, ConfigError, Filters, Sampler, Settings, generate, measure
from textgen.comparison import Lane, _invented, parting, write_side_by_side
from textgen.measures import Measures

TEMPERATURES = (0, 0.5, 1.0, 2.0)


def lane(checkpoint: Checkpoint, *tokens: str) -> Lane:
    nothing = np.zeros(len(tokens), np.bool_)
    return Lane(checkpoint, 1.0, tokens, 0.0, Measures(None, None, None, None), nothing, nothing)


def test_the_texts_are_those_that_generate_gives(tiny: Checkpoint) -> None:
    lanes = write_side_by_side(tiny, "a bee", TEMPERATURES, 7, 60)
    assert [one.temperature for one in lanes] == list(TEMPERATURES)
    for one in lanes:
        settings = Settings(Sampler(one.temperature), 7, 60)
        steps = list(generate(tiny.decoder, tiny.tokenizer.encode("a bee"), settings))
        ids = [step.id for step in steps]
        assert one.text == tiny.tokenizer.decode(ids)
        assert one.measures == measure(ids, one.text, tiny.filters)
        entropy = np.mean([step.distribution.entropy for step in steps])
        assert one.entropy == pytest.approx(entropy, abs=1e-6)
        assert one.looping.mean() == one.measures.loop_rate
        assert not one.invented.any()  # without filters nobody knows


def test_lanes_part_at_the_first_token_that_differs(tiny: Checkpoint) -> None:
    one, other = lane(tiny, *"abcde"), lane(tiny, *"abxde")
    assert parting(one, other) == parting(other, one) == 2
    assert parting(one, one) is None
    assert parting(one, lane(tiny, *"abc")) is None


def test_a_parting_of_tokens_counts_even_where_the_text_goes_on_alike(
    checkpoints: dict[str, Checkpoint],
) -> None:
    words = checkpoints[CHINESE]
    assert parting(lane(words, "天", "上", "云"), lane(words, "天上", "云", "云")) == 0


def test_other_tokens_part_at_the_first_character_that_differs(
    checkpoints: dict[str, Checkpoint],
) -> None:
    words, characters = checkpoints[CHINESE], checkpoints[ENGLISH]
    long, short = lane(words, "the", " ", "sea"), lane(characters, *"the set")
    assert parting(long, short) == 2  # "a" is of the third word
    assert parting(short, long) == 6
    assert parting(lane(words, "the", " "), short) is None


def test_invented_words_are_marked_token_by_token() -> None:
    author = Filters.of("the bird sings", "en")
    text = "bl the blird sings bli"
    flags = _invented(list(text), text, author)
    assert "".join(c if flag else "." for c, flag in zip(text, flags, strict=True)) == (
        ".......blird.........."  # what the ends cut off is nobody's word
    )


def test_filters_decide_what_is_invented(tiny: Checkpoint) -> None:
    known = replace(tiny)  # a checkpoint of its own, whose filters can be given
    known.__dict__["filters"] = Filters.of("of other words", "en")
    (one,) = write_side_by_side(known, "a bee", [1.0], 7, 60)
    assert one.invented.any()
    assert one.measures.real_words is not None


@pytest.mark.parametrize("count", [0, 7])
def test_too_few_and_too_many_are_refused(tiny: Checkpoint, count: int) -> None:
    with pytest.raises(ConfigError, match="the number of lanes"):
        write_side_by_side(tiny, "", [1.0] * count, 1, 5)
