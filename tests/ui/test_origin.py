"""What is underlined: the author's own pieces and words that he never used."""

from types import SimpleNamespace

import numpy as np
import pytest

from textgen import Filters
from ui.origin import run_origin, token_kinds

AUTHOR = Filters.of("the old bird sings by the sea", "en")


def origin_of(prompt: str, *tokens: str, filters: Filters | None = AUTHOR):
    run = SimpleNamespace(
        prompt_pieces=[(prompt, True)],
        ids=list(range(len(tokens))),
        tokens=dict(enumerate(tokens)),
        text="".join(tokens),
    )
    return run_origin(run, filters)


def test_a_token_is_marked_if_it_lies_wholly_in_a_piece():
    starts, lengths = np.array([0, 3, 6, 9]), np.array([3, 3, 3, 3])
    copied, invented = np.array([[2, 9]]), np.array([[6, 9]])
    assert token_kinds(copied, invented, starts, lengths) == ["", "copied", "unreal", ""]


def test_a_copy_may_begin_in_the_prompt():
    # "the old bird" has 12 characters, as many as are looked up at once.
    assert origin_of("the old ", *"bird")["ranges"] == {"copied": [[0, 4]], "unreal": []}
    assert origin_of("the odd ", *"bird ")["ranges"] == {"copied": [], "unreal": []}


def test_a_word_may_begin_in_the_prompt():
    assert origin_of("the bl", *"ird sings ")["ranges"]["unreal"] == [[0, 3]]


def test_a_last_word_that_may_be_cut_off_is_not_called_invented():
    assert origin_of("the ", *"bir")["ranges"]["unreal"] == []
    assert origin_of("the ", *"bir.")["ranges"]["unreal"] == [[0, 3]]


def test_words_as_tokens_are_marked_whole():
    found = origin_of("", "old", " ", "blird", " ", "sings", " by the sea")
    assert found["ranges"] == {"copied": [[3, 6]], "unreal": [[2, 3]]}


def test_it_says_how_far_it_can_be_trusted():
    found = origin_of("", *"a bird ")
    assert found["shingle"] == 12
    busy = Filters.of(" ".join(map(str, range(9_000))), "en")
    found = origin_of("", *"a bird ", filters=busy)
    assert found["mistakes_one_in"] == pytest.approx(1 / busy.shingles.false_positives, abs=0.5)


def test_of_an_unknown_author_nothing_is_said():
    assert origin_of("", *"a bird ", filters=None) is None
