"""The training loop: epochs, stopping, best weights, snapshots, and the finished checkpoint."""

import hashlib
import json
import math
import time
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING, Any

import numpy as np

from textgen.decoder import make_decoder
from textgen.errors import TrainingError
from textgen.evaluation import evaluate
from textgen.limits import MAX_LOSS
from textgen.saving import as_stored, epoch_file
from textgen.training.cluster import read_cluster
from textgen.training.export import export, is_exported
from textgen.training.lock import lock
from textgen.training.progress import Progress, ProgressBar, Silence
from textgen.training.recipe import Recipe
from textgen.training.samples import draw_samples
from textgen.training.schedule import best_epoch, has_stalled, learning_rate
from textgen.training.snapshot import Snapshot, SnapshotFile
from textgen.training.task import Task, prepare

if TYPE_CHECKING:
    from textgen.training.devices import Devices
    from textgen.training.trainer import Trainer


def train(
    recipe: Recipe,
    corpus: Path | str,
    out: Path | str,
    *,
    word_vectors: Path | str | None = None,
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
        If ``snapshot_every`` is negative, or if recipe and word vectors do not go together.
    CorpusError
        If the text cannot be used.
    TrainingError
        If the folder is taken or another training is at work in it, if the word vectors cannot be
        used, if the snapshot is not of this training, if the disk is full, or if the loss is not a
        number before a first epoch was finished.
    """
    target = Path(out).resolve()  # a link, or "." and its like, could not be put in place
    work = target.parent / f".{target.name}.training"
    file = SnapshotFile(work / "snapshot.safetensors", snapshot_every)
    progress = progress or ProgressBar()
    with lock(work) if read_cluster().is_chief else nullcontext():  # the chief alone writes
        _check_target(target, file.path, resume)
        vectors = None if word_vectors is None else Path(word_vectors)
        task = prepare(recipe, Path(corpus), vectors, progress)
        if task.word_vectors is not None:
            progress.note(str(task.word_vectors))
        if _holds_something(target):  # only where resuming
            _check_finished(task, target, progress)
        else:
            _train_together(task, target, file, progress)
        rmtree(work, ignore_errors=True)
    return target


def _holds_something(target: Path) -> bool:
    return target.exists() and (not target.is_dir() or any(target.iterdir()))


def _check_target(target: Path, snapshot: Path, resume: bool) -> None:
    if _holds_something(target) and not resume:
        raise _taken(target)
    if snapshot.exists() and not resume:
        raise TrainingError(
            f"an unfinished training lies in {str(snapshot.parent)!r}; resume it or remove it"
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


def _train_together(task: Task, target: Path, file: SnapshotFile, progress: Progress) -> None:
    """Train with all devices and machines; one of them, the chief, writes and speaks."""
    # TensorFlow takes seconds to load and talks on stderr: only once all else is found good.
    from textgen.training.devices import Devices
    from textgen.training.trainer import Trainer

    devices = Devices()
    with devices.together():
        _check_agreement(devices, task.fingerprint, "recipe and corpus; give the same to each")
        vocabulary = json.dumps(task.tokenizer.vocabulary.tokens)
        _check_agreement(devices, vocabulary, "vocabulary; install the same jieba on each")
        trainer = Trainer(task.config, task.recipe.training, task.word_vectors, devices)
        snapshot = _begin(task, trainer, file.path)
        _check_agreement(
            devices, str(snapshot.step), "snapshot; put --out on a disk that all of them share"
        )
        if devices.is_chief:
            snapshot = _run(task, trainer, snapshot, file, progress)
            export(task, snapshot, target, file.path.parent)
        else:
            _run(task, trainer, snapshot, file, Silence())
        devices.total(0)  # nobody leaves before the checkpoint is there


def _check_agreement(devices: "Devices", content: str, what: str) -> None:
    """Stop all machines if one of them would train something else."""
    number = int(hashlib.sha256(content.encode()).hexdigest()[:12], 16)  # a float holds it
    if devices.total(number != devices.from_chief(number)):
        raise TrainingError(f"not every machine has the same {what}")


class _BrokenError(Exception):
    """Learning has come to nothing: what is no number any more, or no sensible one."""


def _run(
    task: Task, trainer: "Trainer", snapshot: Snapshot, file: SnapshotFile, progress: Progress
) -> Snapshot:
    """Train until the recipe, the held-out figures or a broken loss end it."""
    settings = task.recipe.training
    progress.start(task.total_steps, snapshot.step)
    try:
        while len(snapshot.history) < settings.epochs:
            if has_stalled(snapshot.figures, settings.patience):
                progress.note(f"stopped: no better held-out figure in {settings.patience} epochs")
                break
            try:
                ended = _run_epoch(task, trainer, snapshot, file, progress)
                snapshot = _close_epoch(task, trainer, ended)
            except _BrokenError as error:
                if not snapshot.history:
                    file.path.unlink(missing_ok=True)  # from there it would only break again
                    raise TrainingError(
                        f"stopped in epoch 1: {error}; lower learning_rate or clip_norm"
                    ) from error
                progress.note(
                    f"stopped in epoch {len(snapshot.history) + 1}: {error}; "
                    f"kept the weights of epoch {best_epoch(snapshot.figures)}"
                )
                break
            _save(trainer, file, snapshot)
            progress.note(_summary(snapshot.history[-1]))
    finally:
        progress.close()
    return snapshot


def _begin(task: Task, trainer: "Trainer", path: Path) -> Snapshot:
    """Return the snapshot to go on from, the trainer brought there; a first one where is none."""
    if not path.exists():
        return Snapshot(task.fingerprint, 0, 0.0, 0.0, [], trainer.memory, {}, {})
    snapshot = Snapshot.load(path)
    if snapshot.fingerprint != task.fingerprint:
        raise TrainingError(
            "the snapshot is of another recipe or corpus, or of other word vectors; resume with "
            f"the same ones or remove {str(path.parent)!r}"
        )
    try:
        trainer.restore(snapshot.memory)
    except (KeyError, TypeError, ValueError) as error:
        raise TrainingError(
            f"snapshot {str(path)!r} does not fit the model; remove it and train again"
        ) from error
    return snapshot


def _run_epoch(
    task: Task, trainer: "Trainer", snapshot: Snapshot, file: SnapshotFile, progress: Progress
) -> Snapshot:
    """Take the epoch's steps that are left."""
    began = time.monotonic() - snapshot.seconds
    epoch = len(snapshot.history) + 1
    end = epoch * task.batches.steps
    total = snapshot.loss_sum
    for number in range(snapshot.step, end):
        rate = learning_rate(task.recipe.training, number, task.total_steps, snapshot.figures)
        loss = trainer.step(task.batches.at(epoch, number % task.batches.steps), number, rate)
        total += loss
        if not math.isfinite(loss):
            raise _BrokenError("the loss is not a number")
        progress.step(epoch, loss)
        # A loss is measured before its step's update, which may have broken the weights.
        if trainer.devices.from_chief(file.is_due) and trainer.is_sound:
            _save(trainer, file, _now(snapshot, trainer, number + 1, total, began))
    if not trainer.is_sound:
        raise _BrokenError("a weight is not a number")
    return _now(snapshot, trainer, end, total, began)


def _save(trainer: "Trainer", file: SnapshotFile, snapshot: Snapshot) -> None:
    if trainer.devices.is_chief:
        file.save(snapshot)


def _now(
    snapshot: Snapshot, trainer: "Trainer", step: int, loss_sum: float, began: float
) -> Snapshot:
    """Return the snapshot of a moment within the epoch."""
    seconds = time.monotonic() - began
    return replace(snapshot, step=step, loss_sum=loss_sum, seconds=seconds, memory=trainer.memory)


def _close_epoch(task: Task, trainer: "Trainer", snapshot: Snapshot) -> Snapshot:
    """Measure, draw samples and return the snapshot that the next epoch begins with."""
    began = time.monotonic() - snapshot.seconds
    loss = snapshot.loss_sum / task.batches.steps
    # Every figure is of the weights as the checkpoint will store them.
    stored = as_stored(snapshot.memory.averages or snapshot.memory.weights)
    if not all(np.isfinite(array).all() for array in stored.values()):
        raise _BrokenError("a weight is too large for the 16 bits it is stored in")
    stored = {name: array.astype(np.float32) for name, array in stored.items()}
    decoder = make_decoder(task.config, stored, task.opening)
    figure = evaluate(task.tokenizer, decoder, task.text).bits_per_char
    figure = trainer.devices.from_chief(figure)  # all must stop and slow down as one
    _check_loss("training loss", loss, "nats per token")
    _check_loss("held-out figure", figure, "bits per character")
    settings = task.recipe.training
    epoch = len(snapshot.history) + 1
    keeps = epoch in settings.keep_epochs
    rate = learning_rate(settings, snapshot.step - 1, task.total_steps, snapshot.figures)
    entry = {
        "epoch": epoch,
        "train_loss": loss,
        "heldout_bits_per_char": figure,
        "learning_rate": rate,
        "seconds": round(time.monotonic() - began, 1),
        "weights_file": epoch_file(epoch) if keeps else None,
        "samples": draw_samples(task.tokenizer, decoder, task.recipe.samples),
    }
    trainer.begin_epoch()
    return replace(
        snapshot,
        loss_sum=0.0,
        seconds=0.0,
        history=[*snapshot.history, entry],
        memory=trainer.memory,
        best=stored if all(figure < old for old in snapshot.figures) else snapshot.best,
        kept={**snapshot.kept, epoch: stored} if keeps else snapshot.kept,
    )


def _check_loss(name: str, value: float, unit: str) -> None:
    if not value < MAX_LOSS:  # NaN is not
        raise _BrokenError(f"the {name} is {value:.4g} {unit}, worse than any guess")


def _summary(entry: dict[str, Any]) -> str:
    return (
        f"epoch {entry['epoch']}: train {entry['train_loss']:.4f} nats/token, held out "
        f"{entry['heldout_bits_per_char']:.4f} bits/char, {entry['seconds']:.0f} s"
    )
