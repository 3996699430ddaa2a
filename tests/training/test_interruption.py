"""Ctrl-C and SIGTERM: raised at once, or kept until somebody looks."""

import signal
import threading

import pytest

from textgen.errors import Interruption
from textgen.training import interruption
from textgen.training.interruption import Signals

BOTH = pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])


@BOTH
def test_a_signal_is_raised_at_once_and_says_how_to_go_on(number):
    before = signal.getsignal(number)
    with pytest.raises(Interruption) as caught, Signals():
        signal.raise_signal(number)
    assert (
        str(caught.value) == f"stopped by {number.name}; repeat the command with --resume to go on"
    )
    assert caught.value.number == number
    assert signal.getsignal(number) == before


@BOTH
def test_a_signal_may_be_kept(number):
    with Signals() as signals:
        with signals.kept():
            assert not signals.asked
            signal.raise_signal(number)
            signal.raise_signal(number)  # one request, sent to a process and to its group
            assert signals.asked
            with pytest.raises(Interruption, match=number.name):
                signals.stop()
        with pytest.raises(Interruption):
            signal.raise_signal(number)


def test_who_asks_again_is_not_kept_waiting(monkeypatch):
    now = 10.0
    monkeypatch.setattr(interruption.time, "monotonic", lambda: now)
    with Signals() as signals, signals.kept():
        signal.raise_signal(signal.SIGINT)
        now = 12.0
        with pytest.raises(Interruption):
            signal.raise_signal(signal.SIGINT)


def test_what_the_process_ignores_stays_ignored(monkeypatch):
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with Signals() as signals:
            signal.raise_signal(signal.SIGINT)
            assert not signals.asked
    finally:
        signal.signal(signal.SIGINT, before)


def test_in_another_thread_nothing_is_changed():
    before, found = signal.getsignal(signal.SIGINT), []

    def look():
        with Signals():
            found.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert found == [before]
