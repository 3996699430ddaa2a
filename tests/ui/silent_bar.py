"""Stands for a `ui.bar.Bar` that nobody sees."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager


class SilentBar:
    """Keeps the shares that it was told; ``meanwhile`` happens while it waits for its turn."""

    def __init__(self, meanwhile: Callable[[], object] = lambda: None) -> None:
        self.meanwhile = meanwhile
        self.turns = 0
        self.shares: list[float] = []

    def __call__(self, share: float) -> None:
        self.shares.append(share)

    @contextmanager
    def turn(self) -> Iterator[None]:
        self.turns += 1
        self.meanwhile()
        yield
