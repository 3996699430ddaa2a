"""What every page's link must do."""

from collections.abc import Mapping
from typing import Any

from textgen import Checkpoint
from ui.reader import Reader
from ui.visit import Page


def check_reopens(page: Page[Any], state: Any, checkpoints: Mapping[str, Checkpoint]) -> None:
    """A link opens the state that it was written of, and nothing is told."""
    reader = Reader({name: [value] for name, value in page.write(state, checkpoints).items()})
    assert page.read(reader, dict(checkpoints), state.checkpoint) == state
    assert reader.notices == []


def check_told(
    page: Page[Any], parameter: str, value: str, checkpoints: Mapping[str, Checkpoint]
) -> None:
    """What cannot be leaves the page as it opens by itself, and is told once."""
    reader, preferred = Reader({parameter: [value]}), next(iter(checkpoints))
    state = page.read(reader, dict(checkpoints), preferred)
    assert state == page.read(Reader({}), dict(checkpoints), preferred)
    assert len(reader.notices) == 1
