"""Spelling out: the same text in other tokens, decided by random seed and epoch alone."""

import numpy as np
import pytest

from textgen.tokenizers import Vocabulary
from textgen.training.data import Streams
from textgen.training.spelling import Spelling

VOCABULARY = Vocabulary(["。", "你好。", "你", "好", "是的。", "是", "的"])
UNITS = np.array([1, 2, 4, 1, 1, 3] * 50)


def text_of(ids):
    return "".join(VOCABULARY.token(i) for i in ids)


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_the_text_stays_the_same(share):
    spelling = Spelling(VOCABULARY, UNITS, share, random_seed=1)
    for epoch in (1, 2, 3):
        assert text_of(spelling.spell(epoch)) == text_of(UNITS)


def test_the_share_is_spelled_out():
    assert Spelling(VOCABULARY, UNITS, 0.0, 1).spell(1).tolist() == UNITS.tolist()
    assert set(Spelling(VOCABULARY, UNITS, 1.0, 1).spell(1)) == {0, 2, 3, 5, 6}
    some = Spelling(VOCABULARY, UNITS, 0.3, 1).spell(1)
    left = np.isin(some, [1, 4]).sum() / np.isin(UNITS, [1, 4]).sum()
    assert left == pytest.approx(0.7, abs=0.08)


def test_epochs_differ_and_repeat():
    spelling = Spelling(VOCABULARY, UNITS, 0.5, random_seed=1)
    first, second = spelling.spell(1).tolist(), spelling.spell(2).tolist()
    assert first != second
    assert Spelling(VOCABULARY, UNITS, 0.5, random_seed=1).spell(1).tolist() == first
    assert Spelling(VOCABULARY, UNITS, 0.5, random_seed=2).spell(1).tolist() != first


def test_the_usual_length_is_that_of_most_epochs():
    spelling = Spelling(VOCABULARY, UNITS, 0.5, random_seed=1)
    lengths = [len(spelling.spell(epoch)) for epoch in range(1, 60)]
    assert np.mean(lengths) == pytest.approx(spelling.usual_length, rel=0.01)


def test_streams_read_nearly_all_of_the_spelled_text():
    spelling = Spelling(VOCABULARY, UNITS, 0.5, random_seed=1)
    streams = Streams(UNITS, 4, 10, random_seed=1, spelling=spelling)
    for epoch in range(1, 40):
        ids = spelling.spell(epoch)
        windows = [streams.at(epoch, step) for step in range(streams.steps)]
        for inputs, targets in windows:
            np.testing.assert_array_equal(inputs[:, 1:], targets[:, :-1])
        read = np.concatenate([inputs for inputs, _ in windows], axis=1).ravel()
        assert read.size > 0.9 * len(ids)
        twice = np.concatenate([ids, ids])  # a stream may end at the text's beginning
        assert text_of(read) in text_of(twice)
