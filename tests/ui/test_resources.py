"""A damaged checkpoint is listed with its reason and keeps nobody else away."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from textgen import CheckpointError
from ui import resources


@pytest.fixture
def collection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Point the app at an empty folder of checkpoints."""
    monkeypatch.setattr(resources, "CHECKPOINTS", tmp_path)
    resources.entries.clear()
    yield tmp_path
    resources.entries.clear()


def test_a_broken_folder_is_listed_with_the_reason(collection: Path) -> None:
    (collection / "broken").mkdir()
    (entry,) = resources.entries()
    assert entry.name == "broken"
    assert entry.checkpoint is None
    assert entry.problem
    with pytest.raises(CheckpointError, match="broken"):
        resources.checkpoint("broken")


def test_an_unknown_name_is_an_error(collection: Path) -> None:
    with pytest.raises(CheckpointError, match="'nobody'"):
        resources.checkpoint("nobody")


def test_warm_up_works_without_checkpoints(collection: Path) -> None:
    resources.warm_up()
