"""The training loop: epochs, stopping, best weights, snapshots, and the finished checkpoint."""

import math
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from textgen.decoder import make_decoder
from textgen.errors import TrainingError
from textgen.evaluation import evaluate
from textgen.network import Floats
from textgen.saving import epoch_file
from textgen.training.export import export
from textgen.training.progress import Progress, ProgressBar
from textgen.training.recipe import Recipe
from textgen.training.samples import draw_samples
from textgen.training.schedule import best_epoch, has_stalled, learning_rate
from textgen.training.snapshot import Snapshot
from textgen.training.task import Task, prepare

if TYPE_CHECKING:
    from textgen.training.trainer import Trainer


def train(
    recipe: Recipe,
    corpus: Path | str,
    out: Path | str,
    *,
    resume: bool = False,
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
        Folder to write; it must be empty or not there. Until it is written, a snapshot after
        each epoch lies beside it.
    resume : bool, default=False
        Go on from the snapshot of a training that was interrupted.
    progress : Progress or None, default=None
        Who is told; None draws a bar on stderr.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    CorpusError
        If the text cannot be used.
    TrainingError
        If the folder is taken, if there is nothing to resume, or if the loss is not a number
        before a first epoch was finished.
    """
    target = Path(out)
    work = target.parent / f".{target.name}.training"
    snapshot_file = work / "snapshot.safetensors"
    _check_target(target, snapshot_file, resume)
    task = prepare(recipe, Path(corpus))
    # TensorFlow takes seconds to load and talks on stderr: only once all else is found good.
    from textgen.training.trainer import Trainer

    trainer = Trainer(task.config, recipe.training)
    snapshot = Snapshot(
        fingerprint=task.fingerprint,
        step=0,
        history=[],
        weights=trainer.weights,
        averages=trainer.averages,
        slots=trainer.slots,
        best={},
        kept={},
    )
    if resume:
        snapshot = _load(snapshot_file, task.fingerprint)
        trainer.restore(snapshot.weights, snapshot.averages, snapshot.slots)
    work.mkdir(parents=True, exist_ok=True)
    snapshot = _run(task, trainer, snapshot, snapshot_file, progress or ProgressBar())
    export(task, snapshot, target)
    shutil.rmtree(work)
    return target


def _check_target(target: Path, snapshot: Path, resume: bool) -> None:
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise TrainingError(
            f"{str(target)!r} holds something already; name another folder or remove it"
        )
    if snapshot.exists() and not resume:
        raise TrainingError(
            f"an unfinished training lies in {str(snapshot.parent)!r}; resume it or remove it"
        )
    if resume and not snapshot.exists():
        raise TrainingError(
            f"there is nothing to resume beside {str(target)!r}; start without resuming"
        )


def _load(path: Path, fingerprint: str) -> Snapshot:
    snapshot = Snapshot.load(path)
    if snapshot.fingerprint != fingerprint:
        raise TrainingError(
            "the snapshot is of another recipe or corpus; resume with the same ones or remove "
            f"{str(path.parent)!r}"
        )
    return snapshot


def _run(
    task: Task, trainer: "Trainer", snapshot: Snapshot, path: Path, progress: Progress
) -> Snapshot:
    """Train until the recipe, the held-out figures or a broken loss end it."""
    settings = task.recipe.training
    progress.start(task.total_steps, snapshot.step)
    try:
        while len(snapshot.history) < settings.epochs:
            if has_stalled(snapshot.figures, settings.patience):
                progress.note(f"stopped: no better held-out figure in {settings.patience} epochs")
                break
            began = time.monotonic()
            loss = _run_epoch(task, trainer, snapshot, progress)
            if not math.isfinite(loss):
                progress.note(_broken(snapshot))
                break
            snapshot = _close_epoch(task, trainer, snapshot, loss, began)
            snapshot.save(path)
            progress.note(_summary(snapshot.history[-1]))
    finally:
        progress.close()
    return snapshot


def _run_epoch(task: Task, trainer: "Trainer", snapshot: Snapshot, progress: Progress) -> float:
    """Return the epoch's mean loss in nats per token, or the first that is not finite."""
    epoch = len(snapshot.history) + 1
    trainer.begin_epoch()
    total = 0.0
    for i in range(task.batches.steps):
        number = snapshot.step + i
        rate = learning_rate(task.recipe.training, number, task.total_steps, snapshot.figures)
        loss = trainer.step(task.batches.at(epoch, i), number, rate)
        if not math.isfinite(loss):
            return loss
        total += loss
        progress.step(epoch, loss)
    # The last step's loss was measured before its update, which may have broken the weights.
    return total / task.batches.steps if trainer.is_sound else math.nan


def _close_epoch(
    task: Task, trainer: "Trainer", snapshot: Snapshot, loss: float, began: float
) -> Snapshot:
    """Measure, draw samples and return the next snapshot."""
    weights, averages = trainer.weights, trainer.averages
    stored = _as_stored(averages or weights)
    decoder = make_decoder(task.config, stored, task.opening)
    figure = evaluate(task.tokenizer, decoder, task.text).bits_per_char
    step = snapshot.step + task.batches.steps
    settings = task.recipe.training
    epoch = len(snapshot.history) + 1
    keeps = epoch in settings.keep_epochs
    entry = {
        "epoch": epoch,
        "train_loss": loss,
        "heldout_bits_per_char": figure,
        "learning_rate": learning_rate(settings, step - 1, task.total_steps, snapshot.figures),
        "seconds": round(time.monotonic() - began, 1),
        "weights_file": epoch_file(epoch) if keeps else None,
        "samples": draw_samples(task.tokenizer, decoder, task.recipe.samples),
    }
    return Snapshot(
        fingerprint=snapshot.fingerprint,
        step=step,
        history=[*snapshot.history, entry],
        weights=weights,
        averages=averages,
        slots=trainer.slots,
        best=stored if all(figure < old for old in snapshot.figures) else snapshot.best,
        kept={**snapshot.kept, epoch: stored} if keeps else snapshot.kept,
    )


def _as_stored(weights: dict[str, Floats]) -> dict[str, Floats]:
    """Round as the checkpoint's float16 will, so that every figure is of what is stored."""
    return {name: array.astype(np.float16).astype(np.float32) for name, array in weights.items()}


def _broken(snapshot: Snapshot) -> str:
    if not snapshot.history:
        raise TrainingError(
            "the loss is not a number in the first epoch; lower learning_rate or clip_norm"
        )
    return (
        f"stopped: the loss is not a number in epoch {len(snapshot.history) + 1}; "
        f"kept the weights of epoch {best_epoch(snapshot.figures)}"
    )


def _summary(entry: dict[str, Any]) -> str:
    return (
        f"epoch {entry['epoch']}: train {entry['train_loss']:.4f} nats/token, held out "
        f"{entry['heldout_bits_per_char']:.4f} bits/char, {entry['seconds']:.0f} s"
    )
