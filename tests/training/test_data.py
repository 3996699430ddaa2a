"""Windows: what a step reads, worked out by hand."""

import numpy as np
import pytest

from textgen.errors import CorpusError
from textgen.training.data import Windows


def test_streams_go_on_from_step_to_step():
    windows = Windows(np.arange(100), batch=4, window=5, random_seed=1)
    assert windows.steps == 4  # 4 streams of 20 tokens; the rest is room for the epoch's start
    inputs = np.concatenate([windows.at(1, step)[0] for step in range(4)], axis=1)
    assert inputs.shape == (4, 20)
    np.testing.assert_array_equal(np.diff(inputs, axis=1), 1)
    np.testing.assert_array_equal(inputs[1:, 0], inputs[:-1, -1] + 1)


def test_every_position_predicts_its_successor():
    inputs, targets = Windows(np.arange(100), 4, 5, random_seed=1).at(2, 3)
    np.testing.assert_array_equal(targets, inputs + 1)


def test_the_start_depends_on_random_seed_and_epoch_alone():
    ids = np.arange(2_000)
    starts = [int(Windows(ids, 4, 50, random_seed=1).at(epoch, 0)[0][0, 0]) for epoch in range(9)]
    again = [int(Windows(ids, 4, 50, random_seed=1).at(epoch, 0)[0][0, 0]) for epoch in range(9)]
    other = [int(Windows(ids, 4, 50, random_seed=2).at(epoch, 0)[0][0, 0]) for epoch in range(9)]
    assert starts == again != other
    assert len(set(starts)) > 1
    assert max(starts) < 50


@pytest.mark.parametrize("length", range(25, 70))
def test_no_window_reads_beyond_the_text(length):
    windows = Windows(np.arange(length), batch=4, window=5, random_seed=1)
    for epoch in range(1, 20):
        assert windows.at(epoch, windows.steps - 1)[1].max() < length


def test_a_text_shorter_than_one_batch_is_refused():
    with pytest.raises(CorpusError, match="24 tokens, 4 streams of 5 need 25; give a longer"):
        Windows(np.arange(24), batch=4, window=5, random_seed=1)
