"""From the command to the first text in Chromium, and what a visit brings over the wire."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from playwright.sync_api import Playwright, sync_playwright

from bench.arrival import Arrival, arrive
from bench.browser import new_profile
from bench.figures import Figure
from bench.server import serve

ROUNDS = 5


@dataclass(frozen=True)
class Round:
    """One start of the app, and visits of it.

    Parameters
    ----------
    started : float
        Seconds from the command until the app answers.
    started_cpu : float
        Processor time that it took for it, in seconds.
    cold : float
        Seconds from the command to the first text.
    first : Arrival
        Visit of a new browser when the app has been running for a while.
    later : Arrival
        The same browser's next visit, its cache warm.
    """

    started: float
    started_cpu: float
    cold: float
    first: Arrival
    later: Arrival


def figures(checkpoints: str) -> list[Figure]:
    with sync_playwright() as playwright:
        return of_rounds([start_and_visit(playwright, checkpoints) for _ in range(ROUNDS)])


def start_and_visit(playwright: Playwright, checkpoints: str) -> Round:
    """Start the app for a browser that waits for it, then visit it with another, twice."""
    with new_profile(playwright) as waiting:
        begin = time.time()
        with serve(checkpoints) as server:
            started, cpu = time.time() - begin, server.cpu_seconds
            home = f"http://{server.address}/"
            cold = arrive(waiting, home).at - begin
            with new_profile(playwright) as other:
                return Round(started, cpu, cold, arrive(other, home), arrive(other, home))


def of_rounds(rounds: Sequence[Round]) -> list[Figure]:
    """Return the medians over the rounds."""
    first, later = [each.first for each in rounds], [each.later for each in rounds]
    kinds = sorted({kind for arrival in first for kind in arrival.received})
    bytes_of = {
        f"first visit, KB of {kind}": median(a.received.get(kind, 0) for a in first) / 1e3
        for kind in kinds
    }
    start = {
        "start, s until the app answers": median(each.started for each in rounds),
        "start, s of processor time until then": median(each.started_cpu for each in rounds),
    }
    return [
        Figure(
            "cold start to first text",
            median(each.cold for each in rounds),
            "s",
            at_most=6,
            details=start,
        ),
        Figure("warm visit to first text", _text(later), "s", at_most=1.5),
        Figure("new browser to first text", _text(first), "s"),
        Figure(
            "first visit, before Plotly the text is there for",
            median(arrival.plotly - arrival.text for arrival in first),
            "ms",
            at_least=0,
        ),
        Figure(
            "first visit, over the wire",
            median(arrival.megabytes for arrival in first),
            "MB",
            at_most=2.9,
            details=bytes_of,
        ),
        Figure("later visit, over the wire", median(a.megabytes for a in later), "MB"),
    ]


def _text(arrivals: Sequence[Arrival]) -> float:
    return median(arrival.text for arrival in arrivals) / 1e3
