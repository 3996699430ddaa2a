"""Ctrl-C and SIGTERM, kept until a training can stop in good order."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from textgen.errors import Interruption

_AGAIN = 1.0  # seconds; `timeout` and its like may send one request as two signals at once


class Signals:
    """The signals that ask this process to end.

    While one of these is used as a context, such a signal raises `Interruption`; in the `kept`
    part of it the first signal is only noted. Outside the main thread, where Python handles no
    signals, and of signals that the process was started to ignore nothing is noticed.
    """

    def __init__(self) -> None:
        self._asked: int | None = None
        self._asked_at = 0.0
        self._keeps = False
        self._handlers: dict[int, Any] = {}

    @property
    def asked(self) -> bool:
        """Whether a signal was kept."""
        return self._asked is not None

    def __enter__(self) -> "Signals":
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                if signal.getsignal(number) is not signal.SIG_IGN:
                    self._handlers[number] = signal.signal(number, self._handle)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._handlers.items():
            signal.signal(number, handler or signal.SIG_DFL)

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Keep the first signal instead of raising.

        Yields
        ------
        None
            Where `asked` is to be looked at from time to time.
        """
        self._keeps = True
        try:
            yield
        finally:
            self._keeps = False

    def stop(self) -> None:
        """Raise what the signal that was kept did not."""
        raise Interruption(self._asked or signal.SIGTERM)

    def _handle(self, number: int, _: object) -> None:
        now = time.monotonic()
        if not self._keeps or (self.asked and now - self._asked_at > _AGAIN):
            raise Interruption(number)  # whoever asks twice means at once
        self._asked, self._asked_at = number, now
