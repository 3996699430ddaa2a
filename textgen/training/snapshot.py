"""Everything that a training needs to go on, in one file that is whole or not there."""

import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from errno import EDQUOT, ENOSPC
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from textgen.errors import ConfigError, TrainingError
from textgen.network import Floats


@dataclass(frozen=True)
class Memory:
    """Everything that a step changes.

    Parameters
    ----------
    weights : dict of str to ndarray
        After the last step.
    averages : dict of str to ndarray
        Their running average; empty where the recipe asks for none.
    slots : list of ndarray
        The optimizer's memory.
    states : list of ndarray of shape (batch, ...)
        What the streams carry into the next step.
    """

    weights: dict[str, Floats]
    averages: dict[str, Floats]
    slots: list[Floats]
    states: list[Floats]


@dataclass(frozen=True)
class Snapshot:
    """A training between two steps.

    Parameters
    ----------
    fingerprint : str
        Hash of recipe and corpus: only the same training may go on from here.
    step : int
        Steps taken so far, over all epochs.
    loss_sum : float
        Sum of the losses of this epoch's steps so far, in nats per token.
    seconds : float
        How long this epoch has taken so far.
    history : list of dict
        One entry for each finished epoch.
    memory : Memory
        After the last step.
    best : dict of str to ndarray
        Weights of the best epoch so far.
    kept : dict of int to dict of str to ndarray
        Weights of the epochs that the recipe keeps, so far.
    """

    fingerprint: str
    step: int
    loss_sum: float
    seconds: float
    history: list[dict[str, Any]]
    memory: Memory
    best: dict[str, Floats]
    kept: dict[int, dict[str, Floats]]

    @property
    def figures(self) -> list[float]:
        """Held-out bits per character of the epochs so far."""
        return [entry["heldout_bits_per_char"] for entry in self.history]

    def save(self, path: Path) -> None:
        """Write the file. A crash at any moment leaves the old one or the new one.

        Raises
        ------
        TrainingError
            If it cannot be written, as on a full disk. The old one is left as it was.
        """
        content = save(self._tensors(), metadata={"state": json.dumps(self._state())})
        partial = path.with_name(path.name + ".partial")
        try:
            with partial.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(partial, path)
            sync(path.parent)
        except OSError as error:
            partial.unlink(missing_ok=True)
            raise unwritten(f"snapshot {str(path)!r}", error) from error

    def _state(self) -> dict[str, Any]:
        names = ("fingerprint", "step", "loss_sum", "seconds", "history")
        return {name: getattr(self, name) for name in names}

    def _tensors(self) -> dict[str, Floats]:
        memory = self.memory
        groups: dict[str, Mapping[str, Floats]] = {
            "weights": memory.weights,
            "averages": memory.averages,
            "slots": _numbered(memory.slots),
            "states": _numbered(memory.states),
            "best": self.best,
        }
        groups |= {f"kept/{epoch:04d}": weights for epoch, weights in self.kept.items()}
        return {
            f"{group}/{name}": array
            for group, arrays in groups.items()
            for name, array in arrays.items()
        }

    @classmethod
    def load(cls, path: Path) -> "Snapshot":
        """Read the file; TrainingError if it is damaged."""
        try:
            with safe_open(path, framework="numpy") as file:
                state = json.loads(file.metadata()["state"])
                tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
            memory = Memory(
                weights=_group(tensors, "weights/"),
                averages=_group(tensors, "averages/"),
                slots=list(_group(tensors, "slots/").values()),
                states=list(_group(tensors, "states/").values()),
            )
            best, kept = _group(tensors, "best/"), _kept(tensors)
            return cls(**state, memory=memory, best=best, kept=kept)
        except (SafetensorError, OSError, KeyError, TypeError, ValueError) as error:
            raise TrainingError(
                f"snapshot {str(path)!r} cannot be read ({error}); remove it and train again"
            ) from error


class SnapshotFile:
    """Where a training's snapshots are written, and when.

    Parameters
    ----------
    path : Path
        The file. Each snapshot replaces the one before.
    seconds : float
        From one snapshot to the next, 0 or more; 0 asks for one after every step.

    Raises
    ------
    ConfigError
        If the seconds are negative or not a number.
    """

    def __init__(self, path: Path, seconds: float) -> None:
        if not seconds >= 0:  # NaN is not
            raise ConfigError(f"snapshot_every must be 0 seconds or more, got {seconds}")
        self.path = path
        self._seconds = seconds
        self._saved_at = time.monotonic()

    @property
    def is_due(self) -> bool:
        """Whether the last snapshot is old enough for a new one."""
        return time.monotonic() - self._saved_at >= self._seconds

    def save(self, snapshot: Snapshot) -> None:
        """Replace the last snapshot."""
        snapshot.save(self.path)
        self._saved_at = time.monotonic()  # afterwards: a slow disk must not be all that happens


def unwritten(what: str, error: OSError) -> TrainingError:
    """Return what to say where something cannot be written: the system's own words, a remedy."""
    remedy = "make room" if error.errno in (ENOSPC, EDQUOT) else "mend that"
    return TrainingError(
        f"cannot write {what}: {error.strerror}; {remedy} and repeat the command with --resume"
    )


def sync(path: Path) -> None:
    """Wait until the disk holds a file's bytes, or a folder's entries."""
    if os.name == "nt":
        return  # Windows opens no folders
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _numbered(arrays: list[Floats]) -> dict[str, Floats]:
    return {f"{i:04d}": array for i, array in enumerate(arrays)}


def _kept(tensors: Mapping[str, Floats]) -> dict[int, dict[str, Floats]]:
    epochs = sorted({name.split("/")[1] for name in tensors if name.startswith("kept/")})
    return {int(epoch): _group(tensors, f"kept/{epoch}/") for epoch in epochs}


def _group(tensors: Mapping[str, Floats], prefix: str) -> dict[str, Floats]:
    names = sorted(name for name in tensors if name.startswith(prefix))
    return {name.removeprefix(prefix): tensors[name] for name in names}
