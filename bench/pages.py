"""The other pages: processor time of what they compute, and their first content in a browser."""

import time
from collections.abc import Callable
from dataclasses import replace
from statistics import median, quantiles

from bench.drag import drag_milliseconds
from bench.figures import Figure
from bench.models import BOOK, WINDOW, load, random_weights
from bench.server import serve
from bench.switch import switch_milliseconds
from bench.timing import interleave
from textgen import Checkpoint, make_decoder
from textgen.comparison import Lane, write_side_by_side
from textgen.inspection import Inspection, inspect
from textgen.measures import copied_spans
from textgen.measures.stored_sweep import RUNS, measure_prompt
from textgen.temperature_map import map_temperatures
from ui.figures.temperature import heat_map

ROUNDS = 5
TEMPERATURES = (0.2, 0.5, 0.8, 1.0, 1.2, 1.5)
LENGTH = 400
INSPECTED = 2_000
HEAT_MAP_TOKENS = 12  # as the page draws


def figures(checkpoints: str) -> list[Figure]:
    return [*of_computing(checkpoints), *of_screens(checkpoints)]


def of_computing(checkpoints: str) -> list[Figure]:
    """Processor time, without Streamlit."""
    checkpoint = load(checkpoints, "nietzsche-char")
    windows = with_windows(checkpoint)
    _ = checkpoint.filters, windows.filters  # a server reads them once
    jobs = {
        checkpoint.name: lambda: compare(checkpoint),
        "windows": lambda: compare(windows),
    }
    seconds = interleave(jobs, ROUNDS, time.process_time)
    lanes = f"{len(TEMPERATURES)} lanes x {LENGTH} with measures, CPU"
    return [
        Figure(f"{checkpoint.name}, {lanes}", median(seconds[checkpoint.name]), "s", at_most=1),
        Figure(f"the book's windows, {lanes}", median(seconds["windows"]), "s", at_most=1),
        Figure(
            f"{checkpoint.name}, sweep of {RUNS} runs, CPU",
            cpu_seconds(lambda: sweep(checkpoint)),
            "s",
            at_most=10,
        ),
        Figure(
            f"{checkpoint.name}, inspect {INSPECTED:,} characters, CPU",
            cpu_seconds(lambda: look_through(checkpoint)),
            "s",
            at_most=1.5,
        ),
        heat_map_figure(load(checkpoints, "luxun-word")),
    ]


def of_screens(checkpoints: str) -> list[Figure]:
    """What a visitor waits for who has seen the pages before."""
    with serve(checkpoints) as server:
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


def heat_map_figure(checkpoint: Checkpoint) -> Figure:
    """One model call and what the map of its distribution takes."""
    ids = checkpoint.tokenizer.encode(checkpoint.about.prompts[0])
    tokens = checkpoint.tokenizer.vocabulary

    def draw() -> None:
        mapped = map_temperatures(checkpoint.decoder.prefill(ids)[0], HEAT_MAP_TOKENS)
        heat_map(mapped, [tokens.token(token) for token in mapped.ids], "T")

    seconds = interleave({"map": draw}, ROUNDS, time.process_time)["map"]
    name = f"{checkpoint.name}, heat map of a prompt, CPU"
    return Figure(name, 1e3 * median(seconds), "ms", at_most=150)


def compare(checkpoint: Checkpoint) -> tuple[Lane, ...]:
    """Write the six texts of the page that compares temperatures."""
    return write_side_by_side(checkpoint, checkpoint.about.prompts[0], TEMPERATURES, 1, LENGTH)


def sweep(checkpoint: Checkpoint) -> None:
    """Measure 32 random seeds at 21 temperatures."""
    model = checkpoint.tokenizer, checkpoint.decoder, checkpoint.about, checkpoint.filters
    measure_prompt(*model, checkpoint.about.prompts[0])


def look_through(checkpoint: Checkpoint) -> Inspection:
    """Read a text through the model and search its units, as the page that inspects a text does."""
    prompt = " ".join(checkpoint.about.prompts)
    text = (prompt * (INSPECTED // len(prompt) + 1))[:INSPECTED]
    found = inspect(checkpoint.tokenizer, checkpoint.decoder, text)
    _ = found.following
    if checkpoint.filters is not None:
        copied_spans(text, checkpoint.filters)
    return found


def with_windows(checkpoint: Checkpoint) -> Checkpoint:
    """Return the checkpoint with the book's network: random weights, a window of 60."""
    config = replace(BOOK, vocabulary_size=len(checkpoint.tokenizer.vocabulary), context=WINDOW)
    decoder = make_decoder(config, random_weights(config), opening=0)
    return replace(checkpoint, config=config, decoder=decoder)


def cpu_seconds(job: Callable[[], object]) -> float:
    """Processor time of one call: a sweep is long enough to need no rounds."""
    start = time.process_time()
    job()
    return time.process_time() - start
