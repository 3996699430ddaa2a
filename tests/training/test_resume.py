"""A training that is killed at any moment, or runs out of disk, goes on as if nothing had been."""

import json
import math
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from textgen.checkpoint import load_weights
from textgen.errors import Interruption, TrainingError
from textgen.training import Recipe, export, launch, train
from textgen.training.progress import Silence
from textgen.training.snapshot import Snapshot

ROOT = Path(__file__).parents[2]
RECIPE = Path(__file__).with_name("phrases.toml")
STEPS = 136  # of both epochs, or a few less
MODEL, WINDOWS = "embedding = 8\nlayers = [24]", "batch = 8\n"
KINDS = {  # what replaces these lines of the recipe
    "lstm": (MODEL, WINDOWS),
    "convolution": (
        'kind = "conv"\nembedding = 16\nlayers = [16, 16]\nkernel_size = 2\ndilations = [1, 2]',
        WINDOWS,
    ),
    "book": (
        "layers = [24]\ncontext = 20",
        'batch = 64\nstride = 3\noptimizer = "rmsprop"\nschedule = "plateau"\n',
    ),
    "bfloat16": (f"{MODEL}\nnormalized = true", f'{WINDOWS}precision = "bfloat16"\n'),
}


@dataclass(frozen=True)
class Case:
    """A training to interrupt, and how it ends where nothing interrupts it."""

    recipe: Path
    corpus: Path
    last_snapshot: Path  # the folder of it, after the last epoch
    finished: Path

    def train(self, target, **options):
        return train(Recipe.read(self.recipe), self.corpus, target, **options)

    @contextmanager
    def start(self, target):
        """Train in a process of its own, with a snapshot after every step; kill it at the end."""
        files = ["--recipe", self.recipe, "--corpus", self.corpus, "--out", target]
        command = [sys.executable, "-m", "textgen", "train", *files]
        options = ["--resume", "--snapshot-every=0"]
        with subprocess.Popen(
            [*command, *options], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        ) as process:
            try:
                yield process
            finally:
                process.kill()

    def assert_same_end(self, target):
        """Same weights, bit for bit, same history but for the seconds, and nothing beside."""
        for file in (None, "epochs/01.safetensors"):
            for name, array in load_weights(self.finished, file).items():
                np.testing.assert_array_equal(load_weights(target, file)[name], array)
        assert history_of(target) == history_of(self.finished)
        assert list(target.parent.iterdir()) == [target]


def history_of(folder):
    history = json.loads((folder / "history.json").read_text(encoding="utf-8"))
    for entry in history["epochs"]:
        del entry["seconds"]
    return history


def make_case(kind, corpus, folder):
    """Train a model of some kind to its end, and keep the snapshot before the export."""
    model, windows = KINDS[kind]
    text = RECIPE.read_text(encoding="utf-8")
    assert MODEL in text and WINDOWS in text
    recipe = folder / "recipe.toml"
    recipe.write_text(text.replace(MODEL, model).replace(WINDOWS, windows), encoding="utf-8")
    case = Case(recipe, corpus, folder / "work", folder / "finished")

    def export_later(task, snapshot, target, work):
        shutil.copytree(work, case.last_snapshot)
        export.export(task, snapshot, target, work)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(launch, "export", export_later)
        case.train(case.finished)
    assert history_of(case.finished)["best_epoch"] == 2
    return case


@pytest.fixture(scope="module")
def case(corpus, tmp_path_factory):
    return make_case("lstm", corpus, tmp_path_factory.mktemp("resume"))


@pytest.fixture
def target(tmp_path):
    (tmp_path / "out").mkdir()
    return tmp_path / "out" / "phrases"


def wait_for_snapshots(process, file, count):
    """Wait until so many more snapshots were seen, or the training has ended."""
    seen = set()
    while process.poll() is None and len(seen) <= count:
        with suppress(FileNotFoundError):  # not there yet, or no more
            seen.add(file.stat().st_mtime_ns)
        time.sleep(0.0002)


@pytest.mark.timeout(1_200)
@pytest.mark.parametrize("kills", [1, pytest.param(20, marks=pytest.mark.slow)])
def test_killed_at_random_moments_it_ends_the_same(case, target, kills):
    kill_and_resume(case, target, kills)


@pytest.mark.timeout(1_200)
@pytest.mark.slow
@pytest.mark.parametrize("kind", ["convolution", "book", "bfloat16"])
def test_other_kinds_of_models_end_the_same_too(kind, corpus, target, tmp_path):
    kill_and_resume(make_case(kind, corpus, tmp_path), target, kills=1)


def kill_and_resume(case, target, kills):
    dice = random.Random(kills)
    file = target.parent / ".phrases.training" / "snapshot.safetensors"
    for _ in range(kills):
        with case.start(target) as process:
            wait_for_snapshots(process, file, dice.randrange(2 * STEPS // kills))
            time.sleep(dice.random() / 100)
        assert process.returncode in (-signal.SIGKILL, 0)
    with case.start(target) as process:
        _, said = process.communicate()
    assert process.returncode == 0, said.decode()
    case.assert_same_end(target)


class Asking(Silence):
    """A progress that asks the training to stop after so many steps."""

    def __init__(self, number, at):
        self._number, self._left = number, at

    def step(self, epoch, loss):
        self._left -= 1
        if not self._left:
            signal.raise_signal(self._number)


@pytest.mark.parametrize(
    ("number", "at"), [(signal.SIGINT, 30), (signal.SIGTERM, STEPS // 2)], ids=["amid", "epoch end"]
)
def test_asked_to_stop_it_saves_and_goes_on(case, target, number, at):
    with pytest.raises(Interruption, match=f"stopped by {number.name}; repeat the command with"):
        case.train(target, snapshot_every=math.inf, progress=Asking(number, at))
    work = target.parent / ".phrases.training"
    assert [path.name for path in work.iterdir()] == ["snapshot.safetensors"]
    assert Snapshot.load(work / "snapshot.safetensors").step == at
    case.train(target, resume=True)
    case.assert_same_end(target)


def test_a_process_that_is_asked_to_stop_says_so_and_ends_as_shells_expect(case, target):
    with case.start(target) as process:
        wait_for_snapshots(process, target.parent / ".phrases.training" / "snapshot.safetensors", 1)
        process.terminate()
        _, said = process.communicate()
    assert process.returncode == 128 + signal.SIGTERM
    assert said.decode().endswith(
        "textgen: stopped by SIGTERM; repeat the command with --resume to go on\n"
    )


class Crash(BaseException):
    """What no handler of the training's own may catch."""


def crash(*_, **__):
    raise Crash


@pytest.mark.parametrize(
    ("module", "name"),
    [(export, "_save"), (export, "sync"), (Path, "rename"), (launch, "rmtree")],
    ids=["before the build", "before the disk has it", "before it is named", "before the tidying"],
)
def test_a_crash_at_the_very_end_is_mended(case, target, monkeypatch, module, name):
    shutil.copytree(case.last_snapshot, target.parent / ".phrases.training")
    with monkeypatch.context() as patch, pytest.raises(Crash):
        patch.setattr(module, name, crash)
        case.train(target, resume=True)
    assert target.exists() == (name == "rmtree")
    case.train(target, resume=True)
    case.assert_same_end(target)
    case.train(target, resume=True)  # and once more, with nothing left to do
    case.assert_same_end(target)


def test_a_finished_training_is_not_begun_again(case):
    with pytest.raises(TrainingError, match="holds something already"):
        case.train(case.finished)


def test_the_folder_of_another_model_is_refused_when_resuming_too(case, target, make_recipe):
    target.mkdir()
    (target / "notes.txt").touch()
    with pytest.raises(TrainingError, match="holds something already; name another folder"):
        case.train(target, resume=True)
    with pytest.raises(TrainingError, match="holds something already; name another folder"):
        train(make_recipe(epochs=2), case.corpus, case.finished, resume=True)
    assert list(target.iterdir()) == [target / "notes.txt"]


def test_a_damaged_checkpoint_does_not_pass_for_a_finished_one(case, target):
    work = target.parent / ".phrases.training"
    shutil.copytree(case.last_snapshot, work)
    shutil.copytree(case.finished, target)
    (target / "model.safetensors").write_bytes(b"half")
    with pytest.raises(TrainingError, match="holds something already; name another folder or rem"):
        case.train(target, resume=True)
    shutil.rmtree(target)
    case.train(target, resume=True)  # the snapshot is still there
    case.assert_same_end(target)


@contextmanager
def full_disk():
    """Let no file grow beyond two kilobytes: as near to a full disk as every user gets."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_disk_full_on_the_way_and_at_the_end_costs_nothing(case, target):
    work = target.parent / ".phrases.training"
    with full_disk(), pytest.raises(TrainingError, match="cannot write snapshot .*: File too lar"):
        case.train(target, snapshot_every=0)
    assert list(target.parent.iterdir()) == []
    shutil.copytree(case.last_snapshot, work)
    with full_disk(), pytest.raises(TrainingError, match="checkpoint .*: File too large; mend"):
        case.train(target, resume=True)
    assert [path.name for path in target.parent.rglob("*")] == [work.name, "snapshot.safetensors"]
    case.train(target, resume=True)
    case.assert_same_end(target)
