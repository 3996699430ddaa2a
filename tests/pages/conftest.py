"""Every page test visits the two tiny checkpoints, unless it points the app elsewhere."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.collection import LEARNING, write_collection, write_learning
from ui import resources


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], None]]:
    """Return what points the app at a folder of checkpoints."""

    def point(folder: Path) -> None:
        monkeypatch.setattr(resources, "CHECKPOINTS", folder)
        resources.entries.clear()

    yield point
    resources.entries.clear()
    resources.run_for.clear()
    resources.strategies_for.clear()
    resources.history_for.clear()
    resources.model_at.clear()
    resources.lanes_for.clear()
    resources.look_for.clear()


@pytest.fixture
def learning(tmp_path: Path, serve: Callable[[Path], None]) -> Path:
    """Serve a collection in which one checkpoint kept epochs; return its folder."""
    write_collection(tmp_path)
    write_learning(tmp_path / LEARNING)
    serve(tmp_path)
    return tmp_path / LEARNING


@pytest.fixture(autouse=True)
def _served(serve: Callable[[Path], None], collection: Path) -> None:
    serve(collection)
