"""The snapshot: whole or not there."""

import numpy as np
import pytest

from textgen.errors import TrainingError
from textgen.training.snapshot import Snapshot


def snapshot(step=7):
    return Snapshot(
        fingerprint="f",
        step=step,
        history=[{"epoch": 1, "heldout_bits_per_char": 2.5, "samples": [{"text": "海\n"}]}],
        weights={"a": np.arange(4, dtype=np.float32), "b": np.ones((2, 3), np.float32)},
        averages={"a": np.full(4, 0.5, np.float32)},
        slots=[np.array(step, np.int64), *np.arange(12, dtype=np.float32)[:, None]],
        best={"a": np.zeros(4, np.float32)},
        kept={12: {"a": np.ones(4, np.float32)}},
    )


def test_round_trip(tmp_path):
    path = tmp_path / "snapshot"
    snapshot().save(path)
    loaded = Snapshot.load(path)
    assert (loaded.fingerprint, loaded.step, loaded.history) == ("f", 7, snapshot().history)
    assert loaded.figures == [2.5]
    for name, array in snapshot().weights.items():
        np.testing.assert_array_equal(loaded.weights[name], array)
    np.testing.assert_array_equal(loaded.averages["a"], np.full(4, 0.5))
    np.testing.assert_array_equal(loaded.best["a"], np.zeros(4))
    assert loaded.kept.keys() == {12}
    np.testing.assert_array_equal(loaded.kept[12]["a"], np.ones(4))
    assert [(slot.dtype, slot.tolist()) for slot in loaded.slots] == [
        (slot.dtype, slot.tolist()) for slot in snapshot().slots
    ]


def test_a_crash_while_writing_leaves_the_old_one(tmp_path, monkeypatch):
    path = tmp_path / "snapshot"
    snapshot(step=1).save(path)

    def crash(tensors, file, metadata):
        file.write_bytes(b"half a file")
        raise KeyboardInterrupt

    monkeypatch.setattr("textgen.training.snapshot.save_file", crash)
    with pytest.raises(KeyboardInterrupt):
        snapshot(step=2).save(path)
    assert Snapshot.load(path).step == 1


@pytest.mark.parametrize("length", [0, 5, 100, -1])
def test_a_damaged_file_is_refused(tmp_path, length):
    path = tmp_path / "snapshot"
    snapshot().save(path)
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(TrainingError, match="cannot be read .*; remove it and train again"):
        Snapshot.load(path)
