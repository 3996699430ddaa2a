"""How fast the core writes: against other systems, and against the memory that it must read."""

import json
import subprocess
import sys
from collections.abc import Callable
from statistics import median

import numpy as np

from bench.figures import Figure
from bench.models import BOOK, load, random_weights
from bench.peers import Peer
from bench.peers.book import Book
from bench.peers.onnx_step import OnnxStep
from bench.peers.ours import Ours
from bench.peers.tensorflow_step import TensorFlowStep
from bench.peers.torch_cell import TorchCell
from bench.timing import interleave, ratio
from textgen import Checkpoint, Sampler, Settings, generate, generate_lanes

ROUNDS = 15
LANES = 8
WORDS = 30  # a stream, a round

# Tokens a round: each system computes for a few hundredths of a second, the book's for longer.
TOKENS = {Ours: 1_000, Book: 10, TensorFlowStep: 200, TorchCell: 300, OnnxStep: 1_000}
GOALS = {Book: 1_500, TensorFlowStep: 10, TorchCell: 1.5, OnnxStep: 0.8}


def figures(checkpoints: str) -> list[Figure]:
    return [
        *against_peers(),
        *against_memory(load(checkpoints, "luxun-word")),
        fresh_process(checkpoints),
    ]


def against_peers() -> list[Figure]:
    """The book's character model in five systems."""
    weights = random_weights(BOOK)
    peers: dict[type, Peer] = {kind: kind(BOOK, weights) for kind in TOKENS}
    seconds = interleave({peer.name: _writer(peer) for peer in peers.values()}, ROUNDS)
    per_token = {
        kind: [spent / TOKENS[kind] for spent in seconds[peer.name]] for kind, peer in peers.items()
    }
    speeds = {f"{peers[kind].name}, tokens/s": 1 / median(per_token[kind]) for kind in peers}
    return [
        Figure(
            f"character model against {peers[kind].name}",
            ratio(per_token[kind], per_token[Ours]),
            "x",
            at_least=goal,
            details=speeds,
        )
        for kind, goal in GOALS.items()
    ]


def against_memory(checkpoint: Checkpoint) -> list[Figure]:
    """The word model: one stream against reading its weights, eight lanes against eight streams."""
    decoder = checkpoint.decoder
    prompt = checkpoint.tokenizer.encode(checkpoint.about.prompts[0])
    settings = [Settings(Sampler(), seed, WORDS) for seed in range(LANES)]
    array = np.ones(checkpoint.parameters, np.float32)
    seconds = interleave(
        {
            "read": lambda: [np.dot(array, array) for _ in range(WORDS)],
            "stream": lambda: _exhaust(generate(decoder, prompt, settings[0])),
            "lanes": lambda: _exhaust(generate_lanes(decoder, prompt, settings)),
            "streams": lambda: [_exhaust(generate(decoder, prompt, one)) for one in settings],
        },
        ROUNDS,
    )
    details = {
        "word model, ms to read its weights": 1e3 * median(seconds["read"]) / WORDS,
        "word model, ms a token": 1e3 * median(seconds["stream"]) / WORDS,
        f"word model, ms a step of {LANES} lanes": 1e3 * median(seconds["lanes"]) / WORDS,
    }
    share = 100 * ratio(seconds["read"], seconds["stream"])
    gain = ratio(seconds["streams"], seconds["lanes"])
    return [
        Figure("word model, reading its weights of a token's time", share, "%", 50, None, details),
        Figure(f"word model, {LANES} lanes against {LANES} streams", gain, "x", at_least=2),
    ]


_FRESH = """
import json, sys
import textgen
checkpoint = textgen.Checkpoint.load(sys.argv[1])
prompt = checkpoint.tokenizer.encode(checkpoint.about.prompts[0])
settings = textgen.Settings(max_new_tokens=100)
ids = [step.id for step in textgen.generate(checkpoint.decoder, prompt, settings)]
print(json.dumps({"text": checkpoint.tokenizer.decode(ids), "modules": list(sys.modules)}))
"""


def fresh_process(checkpoints: str) -> Figure:
    """From starting Python to the first hundred characters and the end of the process."""
    command = [sys.executable, "-c", _FRESH, f"{checkpoints}/nietzsche-char"]
    run = lambda: subprocess.run(command, check=True, capture_output=True)  # noqa: E731
    loaded = set(json.loads(run().stdout)["modules"])
    if heavy := loaded & {"tensorflow", "keras"}:
        raise SystemExit(f"bench: a fresh process loads {sorted(heavy)}")
    seconds = interleave({"fresh": run}, ROUNDS)["fresh"]
    return Figure("fresh process to the first 100 characters", median(seconds), "s", at_most=0.6)


def _writer(peer: Peer) -> Callable[[], object]:
    count = TOKENS[type(peer)]
    return lambda: peer.write(count)


def _exhaust(steps: object) -> None:
    for _ in steps:  # type: ignore[attr-defined]
        pass
