"""The training loop: epochs, stopping, best weights, snapshots."""

import math
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from textgen.calibration import divide_logits, fit_temperature
from textgen.decoder import make_decoder
from textgen.errors import TrainingError
from textgen.evaluation import evaluate
from textgen.limits import MAX_LOSS
from textgen.network import Floats
from textgen.saving import as_loaded, epoch_file
from textgen.training.interruption import Signals
from textgen.training.progress import Progress
from textgen.training.samples import draw_samples
from textgen.training.schedule import best_epoch, has_stalled, learning_rate
from textgen.training.snapshot import Snapshot, SnapshotFile
from textgen.training.task import Task

if TYPE_CHECKING:
    from textgen.training.trainer import Trainer


@dataclass(frozen=True)
class Loop:
    """What a training goes through, epoch by epoch.

    Parameters
    ----------
    task : Task
        What is trained.
    file : SnapshotFile
        Where snapshots are written, and when.
    progress : Progress
        Who is told.
    signals : Signals
        Who may ask for an end.
    """

    task: Task
    file: SnapshotFile
    progress: Progress
    signals: Signals

    def run(self, trainer: "Trainer", snapshot: Snapshot) -> Snapshot:
        """Train until the recipe, the held-out figures or a broken model end it.

        Parameters
        ----------
        trainer : Trainer
            At the moment of the snapshot.
        snapshot : Snapshot
            Where to go on from.

        Returns
        -------
        Snapshot
            After the last epoch.

        Raises
        ------
        Interruption
            If somebody asks for an end. The last step taken is in the snapshot file then.
        TrainingError
            If the model breaks in the first epoch, or if another machine is asked to end.
        """
        self.progress.start(self.task.total_steps, snapshot.step)
        try:
            with self.signals.kept():
                return self._run_epochs(trainer, snapshot)
        finally:
            self.progress.close()

    def _run_epochs(self, trainer: "Trainer", snapshot: Snapshot) -> Snapshot:
        settings = self.task.recipe.training
        while len(snapshot.history) < settings.epochs:
            if has_stalled(settings, snapshot.figures):
                self.progress.note(
                    f"stopped: no better held-out figure in {settings.patience} epochs"
                )
                break
            try:
                ended = self._run_epoch(trainer, snapshot)
                snapshot = self._close_epoch(trainer, ended)
            except _BrokenError as error:
                self._tell_broken(snapshot, error)
                break
            asked = self._is_asked_to_stop(trainer)
            self._save(trainer, snapshot)
            self.progress.note(_summary(snapshot.history[-1]))
            if asked:
                self._stop()
        return snapshot

    def _run_epoch(self, trainer: "Trainer", snapshot: Snapshot) -> Snapshot:
        """Take the epoch's steps that are left."""
        task = self.task
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
            self.progress.step(epoch, loss)
            asked = self._is_asked_to_stop(trainer)
            # A loss is measured before its step's update, which may have broken the weights.
            if (asked or trainer.devices.from_chief(self.file.is_due)) and trainer.is_sound:
                self._save(trainer, _now(snapshot, trainer, number + 1, total, began))
            if asked:
                self._stop()
        if not trainer.is_sound:
            raise _BrokenError("a weight is not a number")
        return _now(snapshot, trainer, end, total, began)

    def _close_epoch(self, trainer: "Trainer", snapshot: Snapshot) -> Snapshot:
        """Measure, draw samples and return the snapshot that the next epoch begins with."""
        task, settings = self.task, self.task.recipe.training
        began = time.monotonic() - snapshot.seconds
        loss = snapshot.loss_sum / task.batches.steps
        stored = _rounded(snapshot.memory.averages or snapshot.memory.weights)
        temperature = None
        if settings.calibrate:  # before it is measured: what is chosen is what will be kept
            temperature, stored = self._calibrated(stored, snapshot)
        decoder = make_decoder(task.config, stored, task.opening)
        figure = evaluate(task.tokenizer, decoder, task.text).bits_per_char
        figure = trainer.devices.from_chief(figure)  # all must stop and slow down as one
        _check_loss("training loss", loss, "nats per token")
        _check_loss("held-out figure", figure, "bits per character")
        epoch = len(snapshot.history) + 1
        keeps = epoch in settings.keep_epochs
        rate = learning_rate(settings, snapshot.step - 1, task.total_steps, snapshot.figures)
        entry = {
            "epoch": epoch,
            "train_loss": loss,
            "heldout_bits_per_char": figure,
            "calibration": temperature,
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

    def _calibrated(
        self, stored: dict[str, Floats], snapshot: Snapshot
    ) -> tuple[float, dict[str, Floats]]:
        """Return the temperature at which held-out text costs least, and weights divided by it."""
        task = self.task
        decoder = make_decoder(task.config, stored, task.opening)
        start = snapshot.history[-1]["calibration"] if snapshot.history else 1.0
        temperature = fit_temperature(task.tokenizer, decoder, task.text, start=start)
        return temperature, _rounded(divide_logits(task.config, stored, temperature))

    def _tell_broken(self, snapshot: Snapshot, error: "_BrokenError") -> None:
        """Say what was kept of a training that broke; TrainingError if it is nothing."""
        if not snapshot.history:
            self.file.path.unlink(missing_ok=True)  # from there it would only break again
            raise TrainingError(
                f"stopped in epoch 1: {error}; lower learning_rate or clip_norm"
            ) from error
        self.progress.note(
            f"stopped in epoch {len(snapshot.history) + 1}: {error}; "
            f"kept the weights of epoch {best_epoch(snapshot.figures)}"
        )

    def _is_asked_to_stop(self, trainer: "Trainer") -> bool:
        """Whether this machine is, or another: all stop after the same step."""
        return trainer.devices.total(self.signals.asked) > 0

    def _stop(self) -> None:
        if self.signals.asked:
            self.signals.stop()
        raise TrainingError("another machine was stopped; start all of them again, with --resume")

    def _save(self, trainer: "Trainer", snapshot: Snapshot) -> None:
        if trainer.devices.is_chief:
            self.file.save(snapshot)


class _BrokenError(Exception):
    """Learning has come to nothing: what is no number any more, or no sensible one."""


def _now(
    snapshot: Snapshot, trainer: "Trainer", step: int, loss_sum: float, began: float
) -> Snapshot:
    """Return the snapshot of a moment within the epoch."""
    seconds = time.monotonic() - began
    return replace(snapshot, step=step, loss_sum=loss_sum, seconds=seconds, memory=trainer.memory)


def _rounded(weights: dict[str, Floats]) -> dict[str, Floats]:
    rounded = as_loaded(weights)
    if not all(np.isfinite(array).all() for array in rounded.values()):
        raise _BrokenError("a weight is too large for the 16 bits it is stored in")
    return rounded


def _check_loss(name: str, value: float, unit: str) -> None:
    if not value < MAX_LOSS:  # NaN is not
        raise _BrokenError(f"the {name} is {value:.4g} {unit}, worse than any guess")


def _summary(entry: dict[str, Any]) -> str:
    return (
        f"epoch {entry['epoch']}: train {entry['train_loss']:.4f} nats/token, held out "
        f"{entry['heldout_bits_per_char']:.4f} bits/char, {entry['seconds']:.0f} s"
    )
