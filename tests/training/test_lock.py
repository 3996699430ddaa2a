"""The lock: one training at a time in a folder, and no folder left where none was needed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from textgen.errors import CorpusError, TrainingError
from textgen.training import train
from textgen.training.lock import lock

ROOT = Path(__file__).parents[2]
HOLD = """
import sys, time
from pathlib import Path
from textgen.training.lock import lock
with lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_folder_is_had_by_one_at_a_time(tmp_path):
    folder = tmp_path / "work"
    for _ in range(2):
        with lock(folder):
            with (
                pytest.raises(TrainingError, match="another training is at work in .*work'; wait"),
                lock(folder),
            ):
                pytest.fail("two have it")
            assert [path.name for path in folder.iterdir()] == ["lock"]


def test_a_killed_process_has_nothing_any_more(tmp_path):
    command = [sys.executable, "-c", HOLD, tmp_path / "work"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout.readline() == b"held\n"
            with (
                pytest.raises(TrainingError, match="another training is at work"),
                lock(tmp_path / "work"),
            ):
                pytest.fail("two have it")
        finally:
            process.kill()
    assert process.returncode == -signal.SIGKILL
    with lock(tmp_path / "work"):
        pass


def test_a_lock_that_was_removed_is_not_taken(tmp_path, monkeypatch):
    """Between our opening of the file and our locking of it the other training ended."""
    take = os.path.samestat
    monkeypatch.setattr(os.path, "samestat", lambda *two: not take(*two))
    with pytest.raises(TrainingError, match="another training is at work"), lock(tmp_path / "work"):
        pytest.fail("it is of no use")


@pytest.mark.parametrize("there", ["", "a", "a/b"])
def test_what_stays_empty_is_not_left(tmp_path, there):
    (tmp_path / there).mkdir(parents=True, exist_ok=True)
    before = sorted(tmp_path.rglob("*"))
    with lock(tmp_path / "a" / "b" / "work"):
        pass
    assert sorted(tmp_path.rglob("*")) == before


def test_what_was_written_stays(tmp_path):
    with lock(tmp_path / "work"):
        (tmp_path / "work" / "snapshot").touch()
    assert list((tmp_path / "work").iterdir()) == [tmp_path / "work" / "snapshot"]


def test_a_folder_that_cannot_be_is_named(tmp_path):
    (tmp_path / "file").touch()
    with (
        pytest.raises(TrainingError, match="cannot write to .*work': Not a directory; name"),
        lock(tmp_path / "file" / "work"),
    ):
        pytest.fail("there is no such folder")


@pytest.mark.parametrize("resume", [False, True])
def test_two_trainings_into_one_folder_are_kept_apart(tmp_path, make_recipe, corpus, resume):
    work = tmp_path / ".phrases.training"
    with lock(work):
        (work / "snapshot.safetensors").touch()  # not to be called unfinished: it is being written
        with pytest.raises(TrainingError, match="another training is at work in"):
            train(make_recipe(), corpus, tmp_path / "phrases", resume=resume)


def test_a_refusal_leaves_no_folder(tmp_path, make_recipe):
    with pytest.raises(CorpusError):
        train(make_recipe(), tmp_path / "gone.txt", tmp_path / "new" / "phrases")
    assert list(tmp_path.iterdir()) == []
