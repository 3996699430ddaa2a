"""The known bugs of the book's and its notes' listings, and how both versions are tried."""

import inspect
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from textgen.checkpoint import Checkpoint
from textgen.comparison import write_side_by_side
from textgen.epochs import History, read_history
from textgen.errors import CheckpointError
from ui.learn import listings as code

WRITTEN = 12  # tokens that each temperature adds to show where the next one starts
PREDICTED = 20  # tokens predicted to see what one costs
PATIENCE = 3

Function = Callable[..., Any]


@dataclass(frozen=True)
class Bug:
    """Something that goes wrong in a listing, and how it goes right.

    Parameters
    ----------
    name : str
        Of its text in the lesson.
    faulty, repaired : callable
        The two, with the same parameters.
    attempt : callable
        Takes one of the two and a model; returns some lines for each thing tried.
    by_history : bool
        Whether it is tried on how the model was trained.
    """

    name: str
    faulty: Function
    repaired: Function
    attempt: Callable[[Function, Checkpoint], list[str]]
    by_history: bool = False


def source(function: Function) -> str:
    """Return a function's lines as a visitor sees them."""
    return inspect.getsource(function).strip()


def call(function: Function, *arguments: object) -> str:
    """Call a function and write down what came of it, be it an error."""
    try:
        with np.errstate(all="ignore"):  # what they would warn of is what is shown
            result = function(*arguments)
    except (ArithmeticError, LookupError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    if isinstance(result, np.ndarray):
        return np.array2string(result.round(3))
    return repr(result.item() if isinstance(result, np.generic) else result)


def calls(*cases: tuple[object, ...]) -> Callable[[Function, Checkpoint], list[str]]:
    """Return an attempt that writes out the arguments of each case and what came of them."""

    def attempt(function: Function, _: Checkpoint) -> list[str]:
        lines = []
        for case in cases:
            arguments = ", ".join(map(repr, case))
            lines.append(f"{function.__name__}({arguments})\n{call(function, *case)}")
        return lines

    return attempt


def _starts(function: Function, checkpoint: Checkpoint) -> list[str]:
    def write(text: str, temperature: float) -> str:
        (lane,) = write_side_by_side(checkpoint, text, (temperature,), 5, WRITTEN)
        return lane.text

    temperatures = (0.2, 0.5, 1.0, 1.2)
    starts = function(write, checkpoint.about.prompts[0], temperatures)
    return [f"T = {t}: {start!r}" for t, start in zip(temperatures, starts, strict=True)]


class Counting:
    """A decoder that counts how many tokens it reads."""

    def __init__(self, decoder: Any) -> None:
        self.decoder = decoder
        self.read = 0

    def prefill(self, ids: Sequence[int]) -> tuple[Any, Any]:
        """Read a prompt."""
        self.read += len(ids)
        return self.decoder.prefill(ids)

    def step(self, token: int, state: Any) -> tuple[Any, Any]:
        """Read one token more."""
        self.read += 1
        return self.decoder.step(token, state)


def _cost(function: Function, checkpoint: Checkpoint) -> list[str]:
    ids = checkpoint.tokenizer.encode(checkpoint.about.prompts[0] * 5)[:60]
    counting, started = Counting(checkpoint.decoder), time.perf_counter()
    function(counting, ids, PREDICTED)
    spent = 1_000 * (time.perf_counter() - started)
    called = f"{function.__name__}(decoder, {len(ids)} ids, {PREDICTED})"
    return [f"{called}\n{counting.read:,} tokens read, {spent:,.0f} ms"]


def learned(checkpoint: Checkpoint) -> History | None:
    """Return how a model was trained; None where that is not known."""
    try:
        history = read_history(checkpoint)
    except CheckpointError:
        return None
    return history if history.epochs else None


def _stops(function: Function, checkpoint: Checkpoint) -> list[str]:
    training, heldout = (2.0, 1.8, 1.7, 1.6, 1.5, 1.4, 1.3), (2.2, 2.1, 2.0, 2.1, 2.2, 2.3, 2.4)
    if (history := learned(checkpoint)) is not None:
        training = tuple(epoch.train_loss for epoch in history.epochs)
        heldout = tuple(epoch.heldout for epoch in history.epochs)
    called = f"{function.__name__}({len(training)} losses, {len(heldout)} losses, {PATIENCE})"
    return [f"{called}\n{function(training, heldout, PATIENCE)}"]


_IDS = {"a": 0, "b": 1, "c": 2}
_LINES = ["sea 0.1 0.9", "bee 0.8 0.2", "hat 0.5 0.5", "old 0.3 0.7"]
BUGS = (
    Bug("fairness", code.carried_over, code.same_start, _starts),
    Bug(
        "zero",
        code.divided,
        code.shifted,
        calls(*(([0.7, 0.3, 0.0], t) for t in (0.5, 0, float("inf")))),
    ),
    Bug("multinomial", code.multinomial, code.one_die, calls(([0.0] * 10 + [-30.0], 5))),
    Bug("one_hot", code.never_set, code.one_hot, calls(("cab", _IDS))),
    Bug("rebound", code.rebound, code.collected, calls((["ab", "bc", "ca"], _IDS))),
    Bug("reused", code.reused, code.named, calls((3, 100))),
    Bug("unordered", code.unordered, code.in_order, calls((["the", "sea", "saw", "the", "bee"],))),
    Bug(
        "unknown",
        code.token_zero,
        code.spelled,
        calls((["bee", "sea"], {"the": 0, "s": 1, "e": 2, "a": 3, "bee": 4})),
    ),
    Bug("window", code.one_character, code.one_token, calls((["old ", "hat ", "sea "], "bee"))),
    Bug("vectors", code.every_other, code.every, calls((_LINES,))),
    Bug("cost", code.whole_window, code.carried_state, _cost),
    Bug("stopping", code.watching_training, code.watching_heldout, _stops, by_history=True),
)
