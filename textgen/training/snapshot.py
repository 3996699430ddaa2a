"""Everything that a training needs to go on, in one file that is whole or not there."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from textgen.errors import TrainingError
from textgen.network import Floats


@dataclass(frozen=True)
class Snapshot:
    """A training after a whole epoch.

    Parameters
    ----------
    fingerprint : str
        Hash of recipe and corpus: only the same training may go on from here.
    step : int
        Steps taken so far, over all epochs.
    history : list of dict
        One entry an epoch.
    weights : dict of str to ndarray
        After the last step.
    averages : dict of str to ndarray
        Their running average; empty where the recipe asks for none.
    slots : list of ndarray
        The optimizer's memory.
    best : dict of str to ndarray
        Weights of the best epoch so far.
    kept : dict of int to dict of str to ndarray
        Weights of the epochs that the recipe keeps, so far.
    """

    fingerprint: str
    step: int
    history: list[dict[str, Any]]
    weights: dict[str, Floats]
    averages: dict[str, Floats]
    slots: list[Floats]
    best: dict[str, Floats]
    kept: dict[int, dict[str, Floats]]

    @property
    def figures(self) -> list[float]:
        """Held-out bits per character of the epochs so far."""
        return [entry["heldout_bits_per_char"] for entry in self.history]

    def save(self, path: Path) -> None:
        """Write the file. A crash at any moment leaves the old one or the new one."""
        tensors = {f"weights/{name}": array for name, array in self.weights.items()}
        tensors |= {f"averages/{name}": array for name, array in self.averages.items()}
        tensors |= {f"best/{name}": array for name, array in self.best.items()}
        for epoch, weights in self.kept.items():
            tensors |= {f"kept/{epoch:04d}/{name}": array for name, array in weights.items()}
        tensors |= {f"slots/{i:04d}": array for i, array in enumerate(self.slots)}
        state = {"fingerprint": self.fingerprint, "step": self.step, "history": self.history}
        partial = path.with_name(path.name + ".partial")
        save_file(tensors, partial, metadata={"state": json.dumps(state)})
        with partial.open("rb") as file:
            os.fsync(file.fileno())
        os.replace(partial, path)

    @classmethod
    def load(cls, path: Path) -> "Snapshot":
        """Read the file; TrainingError if it is damaged."""
        try:
            with safe_open(path, framework="numpy") as file:
                state = json.loads(file.metadata()["state"])
                tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        except (SafetensorError, OSError, KeyError, TypeError, ValueError) as error:
            raise TrainingError(
                f"snapshot {str(path)!r} cannot be read ({error}); remove it and train again"
            ) from error
        return cls(
            **state,
            weights=_group(tensors, "weights/"),
            averages=_group(tensors, "averages/"),
            best=_group(tensors, "best/"),
            kept=_kept(tensors),
            slots=list(_group(tensors, "slots/").values()),
        )


def _kept(tensors: Mapping[str, Floats]) -> dict[int, dict[str, Floats]]:
    epochs = sorted({name.split("/")[1] for name in tensors if name.startswith("kept/")})
    return {int(epoch): _group(tensors, f"kept/{epoch}/") for epoch in epochs}


def _group(tensors: Mapping[str, Floats], prefix: str) -> dict[str, Floats]:
    names = sorted(name for name in tensors if name.startswith(prefix))
    return {name.removeprefix(prefix): tensors[name] for name in names}
