"""What the main page costs: the server's time and memory, bytes sent, and frames in a browser."""

import time
from collections.abc import Sequence
from statistics import mean, median, quantiles

from bench.drag import drag_milliseconds
from bench.figures import Figure
from bench.models import load
from bench.server import Server, serve
from bench.visitor import join
from textgen import Checkpoint, Sampler, Settings, generate

RUNS = 12
TEMPERATURE = 0.8
LENGTHS = {"nietzsche-char": 400, "luxun-word": 150}
KILOBYTES = {"nietzsche-char": 150, "luxun-word": 250}
SPARE_MILLISECONDS = 40  # over one and a half times the bare decode

# Paused, so that only the drag draws; the first token is open, so that there is something to draw.
DRAGGED = "c=nietzsche-char&n=60&at=1"


def figures(checkpoints: str) -> list[Figure]:
    with serve(checkpoints) as server:
        runs = [figure for name in LENGTHS for figure in of_runs(server, load(checkpoints, name))]
        times = drag_milliseconds(f"http://{server.address}/?{DRAGGED}")
        p95 = quantiles(times, n=20)[-1]
        details = {"slider drag to redrawn bars, median ms": median(times)}
        return [
            *runs,
            Figure("slider drag to redrawn bars, p95", p95, "ms", None, 33, details),
            Figure("server process, resident", server.resident_megabytes, "MB", at_most=300),
        ]


def of_runs(server: Server, checkpoint: Checkpoint) -> list[Figure]:
    """Processor time and bytes of a run that a visitor's change asks for."""
    name, prompt = checkpoint.name, checkpoint.about.prompts[0]
    ids = checkpoint.tokenizer.encode(prompt)
    link = {"c": name, "p": prompt, "t": TEMPERATURE, "n": LENGTHS[name]}
    served, bare, sizes = [], [], []
    with join(server.address) as session:
        session.open({**link, "s": RUNS})  # the first run of a session sends more
        for seed in range(RUNS):
            before = server.cpu_seconds
            sizes.append(session.open({**link, "s": seed}).bytes)
            served.append(server.cpu_seconds - before)
            settings = Settings(Sampler(TEMPERATURE), seed, LENGTHS[name])
            bare.append(bare_seconds(checkpoint, ids, settings))
    # The server's clock ticks a hundred times a second: a mean over the runs is finer.
    spent, decode = 1e3 * mean(served), 1e3 * mean(bare)
    details = {f"{name}, ms of the bare decode's CPU": decode}
    limit = 1.5 * decode + SPARE_MILLISECONDS
    size, largest = max(sizes) / 1e3, KILOBYTES[name]
    return [
        Figure(f"{name}, server CPU of a run", spent, "ms", None, limit, details),
        Figure(f"{name}, WebSocket bytes of a run", size, "KB", at_most=largest),
    ]


def bare_seconds(checkpoint: Checkpoint, ids: Sequence[int], settings: Settings) -> float:
    """Processor time of drawing the tokens and nothing else."""
    start = time.process_time()
    for _ in generate(checkpoint.decoder, ids, settings):
        pass
    return time.process_time() - start
