"""Streams and excerpts: what a step reads, worked out by hand."""

import numpy as np
import pytest

from textgen.errors import CorpusError
from textgen.training.data import Excerpts, Streams


def test_streams_go_on_from_step_to_step():
    streams = Streams(np.arange(100), batch=4, window=5, random_seed=1)
    assert streams.steps == 4  # 4 streams of 20 tokens; the rest is room for the epoch's start
    inputs = np.concatenate([streams.at(1, step)[0] for step in range(4)], axis=1)
    assert inputs.shape == (4, 20)
    np.testing.assert_array_equal(np.diff(inputs, axis=1), 1)
    np.testing.assert_array_equal(inputs[1:, 0], inputs[:-1, -1] + 1)


def test_every_position_predicts_its_successor():
    inputs, targets = Streams(np.arange(100), 4, 5, random_seed=1).at(2, 3)
    np.testing.assert_array_equal(targets, inputs + 1)


def test_the_start_depends_on_random_seed_and_epoch_alone():
    ids = np.arange(2_000)
    starts = [int(Streams(ids, 4, 50, random_seed=1).at(epoch, 0)[0][0, 0]) for epoch in range(9)]
    again = [int(Streams(ids, 4, 50, random_seed=1).at(epoch, 0)[0][0, 0]) for epoch in range(9)]
    other = [int(Streams(ids, 4, 50, random_seed=2).at(epoch, 0)[0][0, 0]) for epoch in range(9)]
    assert starts == again != other
    assert len(set(starts)) > 1
    assert max(starts) < 200  # 2,000 tokens less 4 streams of 450


@pytest.mark.parametrize("length", range(25, 70))
def test_no_window_reads_beyond_the_text(length):
    streams = Streams(np.arange(length), batch=4, window=5, random_seed=1)
    for epoch in range(1, 20):
        assert streams.at(epoch, streams.steps - 1)[1].max() < length


def test_a_text_shorter_than_one_batch_is_refused():
    with pytest.raises(CorpusError, match="24 tokens, 4 streams of 5 need 25; give a longer"):
        Streams(np.arange(24), batch=4, window=5, random_seed=1)


def test_excerpts_predict_the_one_token_after_the_window():
    inputs, targets = Excerpts(np.arange(100), 4, 5, stride=3, random_seed=1).at(1, 2)
    assert (inputs.shape, targets.shape) == ((4, 5), (4, 1))
    np.testing.assert_array_equal(np.diff(inputs, axis=1), 1)
    np.testing.assert_array_equal(targets[:, 0], inputs[:, -1] + 1)


def test_an_epoch_reads_every_window_at_most_once_in_an_order_of_its_own():
    excerpts = Excerpts(np.arange(100), batch=4, window=5, stride=3, random_seed=1)
    assert (excerpts.count, excerpts.steps) == (32, 8)  # starts 0, 3 ... 93; 98 is the last target
    first, again, second = (
        [int(start) for step in range(8) for start in excerpts.at(epoch, step)[0][:, 0]]
        for epoch in (1, 1, 2)
    )
    assert sorted(first) == sorted(second) == list(range(0, 95, 3))
    assert first == again != second


def test_a_text_shorter_than_one_batch_of_excerpts_is_refused():
    assert Excerpts(np.arange(15), batch=4, window=5, stride=3, random_seed=1).steps == 1
    with pytest.raises(CorpusError, match="14 tokens, 4 windows of 5 every 3 need 15; give"):
        Excerpts(np.arange(14), batch=4, window=5, stride=3, random_seed=1)
