"""A class on one server: visitors join within ten seconds, play, and move the temperature.

Each is a thread of this process with a WebSocket of its own; the server is another process.
"""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random

import numpy as np
from websockets.exceptions import WebSocketException

from bench.figures import Figure
from bench.models import load
from bench.server import serve
from bench.visitor import Session, VisitFailed, join
from textgen import Checkpoint

JOIN_SECONDS = 10.0
MOVE_SECONDS = 8.0
JITTER = 0.25  # of the time between two moves
STOPS = [round(0.05 * stop, 2) for stop in range(2, 41)]
MOST_VISITORS, MOST_SECONDS = 100, 600

# What the app opens for a language first, and how many tokens a second its player then shows.
MODELS = {"en": ("nietzsche-char", 12), "zh": ("luxun-word", 5)}


@dataclass(frozen=True)
class Plan:
    """What one visitor will do."""

    random_seed: int
    link: dict[str, object]
    length: int  # of a run, in tokens
    pace: float  # tokens a second
    joins: float  # seconds after the class has begun
    stays: float  # seconds


@dataclass
class Visit:
    """What became of it, in seconds."""

    text: float | None = None  # from joining to the first text
    runs: list[float] = field(default_factory=list)  # from moving the temperature to its end
    error: str | None = None


def figures(checkpoints: str, visitors: int, seconds: int, shared: bool) -> list[Figure]:
    if not (1 <= visitors <= MOST_VISITORS and 1 <= seconds <= MOST_SECONDS):
        raise SystemExit(
            f"bench: --visitors takes 1 to {MOST_VISITORS}, --seconds 1 to {MOST_SECONDS}"
        )
    models = {language: load(checkpoints, name) for language, (name, _) in MODELS.items()}
    plans = make_plans(models, visitors, seconds, shared)
    with serve(checkpoints) as server:
        spent, own, begin = server.cpu_seconds, time.process_time(), time.monotonic()
        visits = attend(server.address, plans)
        took = time.monotonic() - begin
        spent, own = server.cpu_seconds - spent, time.process_time() - own
        memory = server.resident_megabytes
    details = {
        "cores that the server kept busy": spent / took,
        "cores that the visitors themselves kept busy": own / took,
    }
    return [
        *of_visits(visits),
        Figure("server CPU of the class", spent, "s", details=details),
        Figure("server process, resident at the end", memory, "MB"),
    ]


def make_plans(
    models: dict[str, Checkpoint], visitors: int, seconds: float, shared: bool
) -> list[Plan]:
    """Decide what everybody does; in a shared class all open the first one's link."""
    rng = Random(0)
    plans = []
    for number in range(visitors):
        opened = 0 if shared else number
        language = list(models)[opened % len(models)]
        checkpoint, prompts = models[language], models[language].about.prompts
        link = {
            "c": checkpoint.name,
            "p": prompts[opened // len(models) % len(prompts)],
            "s": 1 + opened,
            "n": checkpoint.about.max_new_tokens,
            "lang": language,
        }
        pace = MODELS[language][1]
        joins = rng.uniform(0, min(JOIN_SECONDS, seconds))
        plans.append(Plan(number, link, link["n"], pace, joins, seconds))
    return plans


def attend(address: str, plans: Sequence[Plan]) -> list[Visit]:
    """Let all visitors do what they planned."""
    begin = time.monotonic()
    with ThreadPoolExecutor(len(plans)) as pool:
        return list(pool.map(lambda plan: attend_one(address, plan, begin), plans))


def attend_one(address: str, plan: Plan, begin: float) -> Visit:
    """Join, play, and move the temperature now and then; leave at the first error."""
    visit = Visit()
    _sleep_until(begin + plan.joins)
    try:
        joined = time.monotonic()
        with join(address) as session:
            connected = time.monotonic()
            visit.text = connected - joined + session.open(plan.link).text_seconds
            _play(session, plan, visit.runs)
    except (VisitFailed, OSError, WebSocketException) as error:
        visit.error = f"{type(error).__name__}: {error}"
    return visit


def _play(session: Session, plan: Plan, runs: list[float]) -> None:
    rng = Random(plan.random_seed)
    leaves = time.monotonic() + plan.stays
    start, since, temperature = 0, time.monotonic(), 0.0
    while True:
        move = time.monotonic() + MOVE_SECONDS * rng.uniform(1 - JITTER, 1 + JITTER)
        if move > leaves:
            return
        _sleep_until(move)
        shown = start + int(plan.pace * (time.monotonic() - since))
        start = shown if shown < plan.length - 1 else 0  # a finished text is written anew
        temperature = rng.choice([stop for stop in STOPS if stop != temperature])
        event = {"kind": "temperature", "step": start, "temperature": temperature}
        runs.append(session.act(event).seconds)
        since = time.monotonic()


def _sleep_until(moment: float) -> None:
    time.sleep(max(0.0, moment - time.monotonic()))


def of_visits(visits: Sequence[Visit]) -> list[Figure]:
    """Return what the visitors waited for."""
    texts = [visit.text for visit in visits if visit.text is not None]
    runs = [1e3 * seconds for visit in visits for seconds in visit.runs]
    errors = [visit.error for visit in visits if visit.error is not None]
    return [
        Figure(
            "joining to first text, slowest visitor",
            max(texts, default=np.nan),
            "s",
            at_most=3,
            details={"joining to first text, p95 s": _percentile(texts, 95)},
        ),
        Figure(
            "moved temperature to end of run, p95",
            _percentile(runs, 95),
            "ms",
            at_most=500,
            details={
                "moved temperature to end of run, median ms": _percentile(runs, 50),
                "moved temperature to end of run, slowest ms": max(runs, default=np.nan),
                "moved temperatures": len(runs),
            },
        ),
        Figure("errors", len(errors), "", at_most=0, details={"what went wrong": errors[:5]}),
    ]


def _percentile(values: Sequence[float], percent: float) -> float:
    return float(np.percentile(values, percent)) if values else float("nan")
