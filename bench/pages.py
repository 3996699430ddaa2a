"""The other pages: processor time of what they compute, and their first content in a browser."""

import time
from collections.abc import Callable
from statistics import median, quantiles

from bench import page_jobs as jobs
from bench.drag import drag_milliseconds
from bench.figures import Figure
from bench.models import load
from bench.server import Server, serve
from bench.switch import switch_milliseconds
from bench.timing import interleave
from bench.visitor import join
from textgen import Checkpoint
from textgen.measures.stored_sweep import RUNS
from ui.views.learn.sections import SECTIONS

ROUNDS = 5


def figures(checkpoints: str) -> list[Figure]:
    characters, words = load(checkpoints, "nietzsche-char"), load(checkpoints, "luxun-word")
    with serve(checkpoints) as server:
        served = [of_lessons(server), *of_screens(server)]
    return [*of_lanes(characters), *of_texts(characters), *of_words(words), *served]


def of_lanes(checkpoint: Checkpoint) -> list[Figure]:
    """Six temperatures side by side, by this model and by the book's."""
    windows = jobs.with_windows(checkpoint)
    _ = checkpoint.filters, windows.filters  # a server reads them once
    seconds = interleave(
        {
            checkpoint.name: lambda: jobs.compare(checkpoint),
            "the book's windows": lambda: jobs.compare(windows),
        },
        ROUNDS,
        time.process_time,
    )
    what = f"{len(jobs.TEMPERATURES)} lanes x {jobs.LENGTH} with measures, CPU"
    return [
        Figure(f"{name}, {what}", median(times), "s", at_most=1) for name, times in seconds.items()
    ]


def of_texts(checkpoint: Checkpoint) -> list[Figure]:
    """What a character model computes on one text."""
    name = checkpoint.name
    sweep = cpu_seconds(lambda: jobs.sweep(checkpoint))
    inspect = cpu_seconds(lambda: jobs.look_through(checkpoint))
    return [
        Figure(f"{name}, sweep of {RUNS} runs, CPU", sweep, "s", at_most=10),
        Figure(f"{name}, inspect {jobs.INSPECTED:,} characters, CPU", inspect, "s", at_most=1.5),
        milliseconds(f"{name}, a game of guessing, CPU", lambda: jobs.make_game(checkpoint)),
    ]


def of_words(checkpoint: Checkpoint) -> list[Figure]:
    """What a word model computes: its distribution as a map, its words as vectors."""
    name = checkpoint.name
    space, _ = jobs.open_vectors(checkpoint)
    draw, ask = (lambda: jobs.draw_heat_map(checkpoint)), (lambda: jobs.ask_vectors(space))
    return [
        milliseconds(f"{name}, heat map of a prompt, CPU", draw, at_most=150),
        milliseconds(f"{name}, its analogies, CPU", lambda: jobs.open_vectors(checkpoint)),
        milliseconds(f"{name}, neighbours, map and analogy of words, CPU", ask),
    ]


def of_lessons(server: Server) -> Figure:
    """Return what the server needs for the chapter's sections, each opened for the first time."""
    spent = {}
    for section in [name for name, miniature in SECTIONS.items() if miniature is not None]:
        before = server.cpu_seconds
        with join(server.address) as session:
            session.open({"section": section, "lang": "en"}, page="learn")
        spent[section] = 1e3 * (server.cpu_seconds - before)
    slowest = max(spent, key=lambda section: spent[section])
    details = {f"Lessons, server CPU of {name}, ms": value for name, value in spent.items()}
    return Figure(f"Lessons, server CPU of {slowest}", spent[slowest], "ms", details=details)


def of_screens(server: Server) -> list[Figure]:
    """What a visitor waits for who has seen the pages before."""
    home = f"http://{server.address}"
    switches = switch_milliseconds(home)
    drags = drag_milliseconds(f"{home}/temperature")
    slowest = max(switches, key=lambda name: median(switches[name]))
    each = {f"to {name}, median ms": median(times) for name, times in switches.items()}
    p95 = quantiles(drags, n=20)[-1]
    details = {"slider of Temperature, median ms": median(drags)}
    return [
        Figure(
            f"warm switch to first content, {slowest}",
            median(switches[slowest]),
            "ms",
            at_most=400,
            details=each,
        ),
        Figure("slider of Temperature to redrawn figure, p95", p95, "ms", None, 50, details),
    ]


def milliseconds(name: str, job: Callable[[], object], at_most: float | None = None) -> Figure:
    """Return the median processor time of a job that is done many times a lesson."""
    seconds = interleave({name: job}, ROUNDS, time.process_time)[name]
    return Figure(name, 1e3 * median(seconds), "ms", at_most=at_most)


def cpu_seconds(job: Callable[[], object]) -> float:
    """Processor time of one call: a sweep is long enough to need no rounds."""
    start = time.process_time()
    job()
    return time.process_time() - start
