"""How a training tells people where it is."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, Protocol

from tqdm import tqdm


class Progress(Protocol):
    """What the loop reports to."""

    def reading(
        self, size: int, unit: str = "B"
    ) -> AbstractContextManager[Callable[[int], object]]:
        """While so many units are read: give what is told how many more were."""
        ...

    def start(self, total_steps: int, done: int) -> None:
        """Begin: so many steps in all, so many of them done before."""
        ...

    def step(self, epoch: int, loss: float) -> None:
        """Take note of one more step and its loss in nats per token."""
        ...

    def note(self, text: str) -> None:
        """Say something in words."""
        ...

    def close(self) -> None:
        """End."""
        ...


class Silence:
    """Tells nobody: for the machines that only help."""

    def reading(
        self, size: int, unit: str = "B"
    ) -> AbstractContextManager[Callable[[int], object]]:
        """Say nothing."""
        return nullcontext(lambda _: None)

    def start(self, total_steps: int, done: int) -> None:
        """Say nothing."""

    def step(self, epoch: int, loss: float) -> None:
        """Say nothing."""

    def note(self, text: str) -> None:
        """Say nothing."""

    def close(self) -> None:
        """Say nothing."""


class ProgressBar:
    """A bar on stderr with epoch, loss and the time left."""

    def __init__(self) -> None:
        self._bar: Any = None  # tqdm is untyped
        self._loss: float | None = None

    @contextmanager
    def reading(self, size: int, unit: str = "B") -> Iterator[Callable[[int], object]]:
        """Draw a bar of its own.

        Yields
        ------
        callable
            To be told how many more were read.
        """
        with tqdm(total=size, unit=unit, unit_scale=True, mininterval=1.0) as bar:
            yield bar.update

    def start(self, total_steps: int, done: int) -> None:
        """Draw the bar."""
        self._bar = tqdm(total=total_steps, initial=done, unit="step", mininterval=1.0)

    def step(self, epoch: int, loss: float) -> None:
        """Move it on; the loss shown is a running mean."""
        self._loss = loss if self._loss is None else 0.98 * self._loss + 0.02 * loss
        self._bar.set_postfix(epoch=epoch, loss=f"{self._loss:.3f}", refresh=False)
        self._bar.update()

    def note(self, text: str) -> None:
        """Write a line above the bar."""
        tqdm.write(text)

    def close(self) -> None:
        """Leave the bar as it is."""
        self._bar.close()
