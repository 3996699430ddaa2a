"""Fixtures of the core's tests: a decoder with rigged logits and a checkpoint of a few weights."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

from tests.textgen.tiny import write_checkpoint
from textgen import Checkpoint
from textgen.network import Floats, Ids

# Bounded and the same in every run: a failure in continuous integration is one on the desk.
settings.register_profile("textgen", deadline=None, max_examples=60, derandomize=True)
settings.register_profile("hunt", deadline=None, max_examples=500)  # HYPOTHESIS_PROFILE=hunt
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "textgen"))


class FakeDecoder:
    """A decoder whose logits after a token are that token's row of a table; 0 opens."""

    def __init__(self, table: Sequence[Sequence[float]]) -> None:
        self.table = np.array(table, np.float32)
        self.table.setflags(write=False)

    @property
    def vocabulary_size(self) -> int:
        return len(self.table)

    def prefill(self, ids: Sequence[int]) -> tuple[Floats, int]:
        return self.table[[0, *ids][-1]], len(ids)

    def step(self, ids: int | Ids, state: int) -> tuple[Floats, int]:
        return self.table[ids], state + 1

    def fan_out(self, state: int, lanes: int) -> int:
        return state

    def initial_state(self) -> int:
        return 0

    def forward(self, ids: Sequence[int], state: int) -> tuple[Floats, int]:
        return self.table[np.asarray(ids)], state + len(ids)

    def hidden(self, ids: Sequence[int], state: int) -> tuple[Floats, int]:
        return np.eye(len(self.table), dtype=np.float32)[np.asarray(ids)], state + len(ids)

    def logits(self, hidden: Floats) -> Floats:
        return hidden @ self.table


@pytest.fixture(scope="session")
def rigged() -> Callable[[Sequence[Sequence[float]]], FakeDecoder]:
    """Return the maker of fake decoders: row t of the table holds the logits after token t."""
    return FakeDecoder


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a sound checkpoint folder; copy it before changing anything."""
    return write_checkpoint(tmp_path_factory.mktemp("checkpoints") / "tiny")


@pytest.fixture(scope="session")
def tiny(tiny_folder: Path) -> Checkpoint:
    return Checkpoint.load(tiny_folder)
