"""The shipped analogies: what is asked, and how answers are counted."""

from dataclasses import replace

import numpy as np
import pytest

from textgen import CharTokenizer, Vocabulary, WordTokenizer
from textgen.analogies import (
    RELATIONS,
    SHOWPIECES,
    Question,
    answer,
    answers_by_chance,
    opening_question,
    opening_token,
    questions,
)
from textgen.near_tokens import near_tokens, token_of
from textgen.vector_space import VectorSpace

TOKENS = ["男", "女", "父亲", "母亲", "书"]
VOCABULARY = Vocabulary(TOKENS)
# The second number is female, the third a parent, the fourth a book.
ROWS = np.array(
    [[1, 0, 0.1, 0], [1, 1, 0.1, 0], [1, 0, 2, 0], [1, 1, 2, 0], [0, 0, 0, 1]], np.float32
)


def test_the_pairs_are_sound() -> None:
    for pairs in RELATIONS.values():
        assert len(set(pairs)) == len(pairs) > 2
        for one, two in pairs:
            assert one != two and one.strip() == one and two.strip() == two


def test_every_pair_is_asked_with_every_other_as_the_example() -> None:
    asked = questions(VOCABULARY)
    assert asked == [Question("gender", 2, 3, 0, 1), Question("gender", 0, 1, 2, 3)]
    everything = Vocabulary(sorted({w for pairs in RELATIONS.values() for p in pairs for w in p}))
    counts = {name: len(questions(everything, [name])) for name in RELATIONS}
    assert counts["gender"] == 6 * 5
    assert counts["number"] == 7 * 6 - 12  # neighbours in the row share a number
    assert questions(Vocabulary(["x"])) == []


def test_answers_by_hand() -> None:
    asked = [Question("gender", 0, 1, 2, 3)]  # 男 is to 女 as 父亲 is to 母亲
    (found,) = answer(VectorSpace(ROWS), asked)
    assert (found.added, found.multiplied, found.neighbour, found.rank) == (3, 3, 3, 1)
    assert found.unrestricted == 3
    assert opening_question([found]) == asked[0]


def test_answers_are_those_of_the_space() -> None:
    rng = np.random.default_rng(3)
    tokens = sorted({w for pairs in RELATIONS.values() for p in pairs for w in p} | set("甲乙丙丁"))
    space = VectorSpace(rng.normal(0.2, 1, (len(tokens), 6)).astype(np.float32))
    asked = questions(Vocabulary(tokens))
    for one in answer(space, asked)[::9]:
        given = one.question.a, one.question.b, one.question.c
        ranked = space.analogy(given, len(tokens)).ids.tolist()
        assert one.added == ranked[0]
        assert one.rank == ranked.index(one.question.d) + 1
        assert one.multiplied == space.analogy(given, 1, method="multiply").ids[0]
        assert one.unrestricted == space.analogy(given, 1, leave_out=False).ids[0]
        near = [i for i in space.neighbours(one.question.c, 3).ids.tolist() if i not in given]
        assert one.neighbour == near[0]


def test_a_question_that_works_is_shown_first() -> None:
    first, second = answer(VectorSpace(ROWS), questions(VOCABULARY))
    wrong = replace(first, added=4)
    assert opening_question([wrong, second]) == second.question
    assert opening_question([first, second]) == first.question
    assert opening_question([wrong]) == first.question
    assert opening_question([]) is None
    assert answer(VectorSpace(ROWS), []) == []


def test_chance_is_one_of_those_that_are_left() -> None:
    assert answers_by_chance(103) == 0.01
    assert answers_by_chance(2) == 1


def test_a_page_opens_with_a_token_that_is_there() -> None:
    assert opening_token(VOCABULARY) == TOKENS.index(SHOWPIECES[0])
    assert opening_token(Vocabulary(list("abc"))) == 1
    assert opening_token(Vocabulary(["a"])) == 0


def test_an_unknown_text_is_sent_to_its_parts_and_to_its_like() -> None:
    words = WordTokenizer(Vocabulary(["父亲", "父亲们", "母", "母亲", "的", "亲", "父"]))
    assert token_of(words, "父亲") == 0
    assert token_of(words, "母亲们") is None
    named = [words.vocabulary.token(i) for i in near_tokens(words, "母亲们")]
    assert named[:2] == ["母亲", "父亲们"]
    assert "的" not in named
    assert near_tokens(words, "xyz") == []
    assert len(near_tokens(words, "父母亲的" * 10, 3)) <= 3


@pytest.mark.parametrize(("text", "expected"), [("A", 0), ("a", 0), ("é", None), ("", None)])
def test_a_text_is_looked_up_as_the_model_reads_it(text: str, expected: int | None) -> None:
    tokenizer = CharTokenizer(Vocabulary(["a", "b"]), ["lowercase"])
    assert token_of(tokenizer, text) == expected
