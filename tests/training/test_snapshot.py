"""The snapshot: whole or not there."""

import errno
import os
from pathlib import Path

import numpy as np
import pytest

from textgen.errors import ConfigError, TrainingError
from textgen.training import snapshot as module
from textgen.training.snapshot import Memory, Snapshot, SnapshotFile, unwritten


def make_snapshot(step=7):
    memory = Memory(
        weights={"a": np.arange(4, dtype=np.float32), "b": np.ones((2, 3), np.float32)},
        averages={"a": np.full(4, 0.5, np.float32)},
        slots=[np.array(step, np.int64), *np.arange(12, dtype=np.float32)[:, None]],
        states=[np.full((2, 3), number, np.float32) for number in range(11)],
    )
    return Snapshot(
        fingerprint="f",
        step=step,
        loss_sum=0.1 + 0.2,  # 0.30000000000000004: no digit may get lost
        seconds=1.5,
        history=[{"epoch": 1, "heldout_bits_per_char": 2.5, "samples": [{"text": "海\n"}]}],
        memory=memory,
        best={"a": np.zeros(4, np.float32)},
        kept={12: {"a": np.ones(4, np.float32)}},
    )


def assert_same_arrays(found, expected):
    assert [(array.dtype, array.tolist()) for array in found] == [
        (array.dtype, array.tolist()) for array in expected
    ]


def test_round_trip(tmp_path):
    path = tmp_path / "snapshot"
    saved = make_snapshot()
    saved.save(path)
    loaded = Snapshot.load(path)
    assert (loaded.fingerprint, loaded.step, loaded.history) == ("f", 7, saved.history)
    assert (loaded.loss_sum, loaded.seconds) == (0.1 + 0.2, 1.5)
    assert loaded.figures == [2.5]
    for name, array in saved.memory.weights.items():
        np.testing.assert_array_equal(loaded.memory.weights[name], array)
    np.testing.assert_array_equal(loaded.memory.averages["a"], np.full(4, 0.5))
    assert_same_arrays(loaded.memory.slots, saved.memory.slots)
    assert_same_arrays(loaded.memory.states, saved.memory.states)
    np.testing.assert_array_equal(loaded.best["a"], np.zeros(4))
    assert loaded.kept.keys() == {12}
    np.testing.assert_array_equal(loaded.kept[12]["a"], np.ones(4))


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_crash_while_writing_leaves_the_old_one(tmp_path, monkeypatch, call):
    path = tmp_path / "snapshot"
    make_snapshot(step=1).save(path)

    def crash(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(module.os, call, crash)
    with pytest.raises(KeyboardInterrupt):
        make_snapshot(step=2).save(path)
    assert Snapshot.load(path).step == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_full_disk_leaves_the_old_one_and_nothing_else(tmp_path):
    path = tmp_path / "snapshot"
    make_snapshot(step=1).save(path)
    (tmp_path / "snapshot.partial").symlink_to("/dev/full")
    with pytest.raises(TrainingError, match="snapshot .*: No space left on device; make room"):
        make_snapshot(step=2).save(path)
    assert Snapshot.load(path).step == 1
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("number", "remedy"),
    [
        (errno.ENOSPC, "make room"),
        (errno.EDQUOT, "make room"),
        (errno.EACCES, "mend that"),
        (errno.EIO, "mend that"),
        (errno.EROFS, "mend that"),
    ],
)
def test_room_is_asked_for_where_it_is_what_lacks(number, remedy):
    reason = os.strerror(number)
    assert str(unwritten("snapshot 'a'", OSError(number, reason))) == (
        f"cannot write snapshot 'a': {reason}; {remedy} and repeat the command with --resume"
    )


@pytest.mark.parametrize("length", [0, 5, 100, -1])
def test_a_damaged_file_is_refused(tmp_path, length):
    path = tmp_path / "snapshot"
    make_snapshot().save(path)
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(TrainingError, match="cannot be read .*; remove it and train again"):
        Snapshot.load(path)


def test_a_snapshot_is_due_after_so_many_seconds(tmp_path, monkeypatch):
    now = 100.0
    monkeypatch.setattr(module.time, "monotonic", lambda: now)
    file = SnapshotFile(tmp_path / "snapshot", seconds=60)
    now = 159.0
    assert not file.is_due
    now = 160.0
    assert file.is_due
    file.save(make_snapshot())
    now = 219.0
    assert not file.is_due
    now = 220.0
    assert file.is_due


@pytest.mark.parametrize("seconds", [-1.0, float("nan")])
def test_seconds_that_cannot_be_are_refused(tmp_path, seconds):
    with pytest.raises(ConfigError, match="snapshot_every must be 0 seconds or more, got"):
        SnapshotFile(tmp_path / "snapshot", seconds)
