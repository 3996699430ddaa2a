"""From a recipe and a text to a checkpoint folder, by the only training that is at work there."""

import hashlib
import json
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING

from textgen.errors import TrainingError
from textgen.training.cluster import read_cluster
from textgen.training.export import export, is_exported
from textgen.training.interruption import Signals
from textgen.training.lock import lock
from textgen.training.loop import Loop
from textgen.training.progress import Progress, ProgressBar, Silence
from textgen.training.recipe import Recipe
from textgen.training.snapshot import Snapshot, SnapshotFile
from textgen.training.task import Task, prepare, taught

if TYPE_CHECKING:
    from textgen.training.devices import Devices
    from textgen.training.trainer import Trainer


def train(
    recipe: Recipe,
    corpus: Path | str,
    out: Path | str,
    *,
    word_vectors: Path | str | None = None,
    teachers: Sequence[Path | str] = (),
    resume: bool = False,
    snapshot_every: float = 60.0,
    progress: Progress | None = None,
) -> Path:
    """Train a model and write its checkpoint folder.

    Parameters
    ----------
    recipe : Recipe
        What to train.
    corpus : Path or str
        UTF-8 text; its last 5 % are held out.
    out : Path or str
        Folder to write; it must be empty or not there. Until it is written, a snapshot of the
        training lies beside it.
    word_vectors : Path, str or None, default=None
        File of pretrained word vectors that the embedding starts from; see `read_word_vectors`.
    teachers : sequence of Path or str, default=()
        Checkpoint folders of models of the same corpus and tokens to learn from; see
        `load_teachers`.
    resume : bool, default=False
        Go on from the snapshot of a training that was interrupted, at whatever moment; begin
        where nothing was saved yet.
    snapshot_every : float, default=60.0
        Seconds from one snapshot to the next. There is one after each epoch in any case.
    progress : Progress or None, default=None
        Who is told; None draws a bar on stderr.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    ConfigError
        If ``snapshot_every`` is negative, or if the recipe does not go together with word vectors
        or teachers.
    CorpusError
        If the text cannot be used.
    TrainingError
        If the folder is taken or another training is at work in it, if word vectors or teachers
        cannot be used, if the snapshot is not of this training, if the disk is full, or if the
        loss is not a number before a first epoch was finished.
    Interruption
        If Ctrl-C or SIGTERM asked for the end. A snapshot was saved where a step was taken.
    """
    target = Path(out).resolve()  # a link, or "." and its like, could not be put in place
    work = target.parent / f".{target.name}.training"
    file = SnapshotFile(work / "snapshot.safetensors", snapshot_every)
    progress = progress or ProgressBar()
    alone = lock(work) if read_cluster().is_chief else nullcontext()  # the chief alone writes
    with Signals() as signals, alone:
        _check_target(target, file.path, resume)
        vectors = None if word_vectors is None else Path(word_vectors)
        task = prepare(recipe, Path(corpus), vectors, [*map(Path, teachers)], progress)
        if task.word_vectors is not None:
            progress.note(str(task.word_vectors))
        if _holds_something(target):  # only where resuming
            _check_finished(task, target, progress)
        else:
            _train_together(Loop(task, file, progress, signals), target)
        rmtree(work, ignore_errors=True)
    return target


def _holds_something(target: Path) -> bool:
    return target.exists() and (not target.is_dir() or any(target.iterdir()))


def _check_target(target: Path, snapshot: Path, resume: bool) -> None:
    if _holds_something(target) and not resume:
        raise _taken(target)
    if snapshot.exists() and not resume:
        raise TrainingError(
            f"an unfinished training lies in {str(snapshot.parent)!r}; go on with --resume or "
            "remove the folder"
        )


def _check_finished(task: Task, target: Path, progress: Progress) -> None:
    """Refuse a folder that this very training has not written."""
    if not is_exported(task, target):
        raise _taken(target)
    progress.note("this training was finished already")


def _taken(target: Path) -> TrainingError:
    return TrainingError(
        f"{str(target)!r} holds something already; name another folder or remove it"
    )


def _train_together(loop: Loop, target: Path) -> None:
    """Train with all devices and machines; one of them, the chief, writes and speaks."""
    # TensorFlow takes seconds to load and talks on stderr: only once all else is found good.
    from textgen.training.devices import Devices
    from textgen.training.trainer import Trainer

    task, path = loop.task, loop.file.path
    devices = Devices()
    with devices.together():
        what = "recipe, corpus and teachers; give the same to each"
        _check_agreement(devices, task.fingerprint, what)
        vocabulary = json.dumps(task.tokenizer.vocabulary.tokens)
        _check_agreement(devices, vocabulary, "vocabulary; install the same jieba on each")
        trainer = Trainer(task.config, task.recipe.training, task.word_vectors, devices)
        snapshot = _begin(task, trainer, path)
        _check_agreement(
            devices, str(snapshot.step), "snapshot; put --out on a disk that all of them share"
        )
        if not devices.is_chief:
            loop = replace(loop, progress=Silence())
        loop = replace(loop, task=taught(task, loop.progress))
        snapshot = loop.run(trainer, snapshot)
        if devices.is_chief:
            loop.progress.note("trained; now measuring what the model writes")
            export(task, snapshot, target, path.parent)
        devices.total(0)  # nobody leaves before the checkpoint is there


def _check_agreement(devices: "Devices", content: str, what: str) -> None:
    """Stop all machines if one of them would train something else."""
    number = int(hashlib.sha256(content.encode()).hexdigest()[:12], 16)  # a float holds it
    if devices.total(number != devices.from_chief(number)):
        raise TrainingError(f"not every machine has the same {what}")


def _begin(task: Task, trainer: "Trainer", path: Path) -> Snapshot:
    """Return the snapshot to go on from, the trainer brought there; a first one where is none."""
    if not path.exists():
        return Snapshot(task.fingerprint, 0, 0.0, 0.0, [], trainer.memory, {}, {})
    snapshot = Snapshot.load(path)
    if snapshot.fingerprint != task.fingerprint:
        raise TrainingError(
            "the snapshot is of another recipe, corpus or teachers, of other word vectors, or of "
            "another version of this program; resume with the same ones or remove "
            f"{str(path.parent)!r}"
        )
    try:
        trainer.restore(snapshot.memory)
    except (KeyError, TypeError, ValueError) as error:
        raise TrainingError(
            f"snapshot {str(path)!r} does not fit the model; remove it and train again"
        ) from error
    return snapshot
