"""Timing that survives a busy machine: interleaved rounds and medians."""

import gc
import time
from collections.abc import Callable, Mapping
from statistics import median

Seconds = Callable[[], float]


def interleave(
    jobs: Mapping[str, Callable[[], object]], rounds: int, clock: Seconds = time.perf_counter
) -> dict[str, list[float]]:
    """Run every job once a round and return their seconds, so that a slow spell hits all alike.

    The first round warms up and is not counted. Each round begins with another job. What is
    loaded by now is taken out of garbage collection, as the app does.
    """
    gc.collect()
    gc.freeze()
    names = list(jobs)
    seconds: dict[str, list[float]] = {name: [] for name in names}
    for number in range(rounds + 1):
        start = number % len(names)
        for name in names[start:] + names[:start]:
            begin = clock()
            jobs[name]()
            if number > 0:
                seconds[name].append(clock() - begin)
    return seconds


def ratio(above: list[float], below: list[float]) -> float:
    """Return the median over the rounds of the quotient of two jobs' seconds."""
    return median(a / b for a, b in zip(above, below, strict=True))
