"""What the API computes: values that were checked in, JSON text out. Runs in worker threads."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from server import openapi
from server.errors import too_many
from textgen import Checkpoint, Sampler, Settings, record
from textgen.limits import API_PATIENCE_SECONDS
from textgen.next_token import next_token
from textgen.run_format import dumps
from ui import resources
from ui.counters import counters
from ui.turns import BusyError, turns


@dataclass(frozen=True)
class Answer:
    """How a call is answered.

    Parameters
    ----------
    schema : callable
        Takes the names of the models; returns the schema of the call.
    compute : callable
        Takes the call's values and the caller's address; returns JSON text.
    cost : int
        What it takes from the caller's bucket.
    """

    schema: Callable[[Sequence[str]], openapi.Schema]
    compute: Callable[[dict[str, Any], str], str]
    cost: int


def names() -> list[str]:
    """Return the names of the usable checkpoints."""
    return [entry.name for entry in resources.entries() if entry.checkpoint is not None]


def checkpoints() -> dict[str, Any]:
    """Return what there is to be asked."""
    return {"checkpoints": [_describe(resources.checkpoint(name)) for name in names()]}


def distribution(values: dict[str, Any], caller: str) -> str:
    """Return the distribution over the next token."""
    checkpoint = resources.checkpoint(values["checkpoint"])
    sampler = _sampler(values)
    with _turn(caller):
        found = next_token(checkpoint, values["prompt"], sampler, values["top"])
        return json.dumps(found, ensure_ascii=False, allow_nan=False)


def generate(values: dict[str, Any], caller: str) -> str:
    """Return a run. It is not kept: a loop in a notebook must not push out what a class shares."""
    checkpoint = resources.checkpoint(values["checkpoint"])
    settings = Settings(_sampler(values), values["random_seed"], values["max_new_tokens"])
    with _turn(caller):
        run = record(checkpoint, values["prompt"], settings)
        counters.add("runs")
        counters.add("tokens", len(run))
        return dumps(run)


ANSWERS = {
    "/distribution": Answer(openapi.distribution_call, distribution, cost=1),
    "/generate": Answer(openapi.generate_call, generate, cost=5),
}


def _sampler(values: dict[str, Any]) -> Sampler:
    cuts = {name: values[name] for name in ("top_k", "top_p", "min_p", "typical")}
    return Sampler(temperature=float(values["temperature"]), **cuts)


@contextmanager
def _turn(caller: str) -> Iterator[None]:
    """Wait for a turn among all visitors, but not for long: who calls may call again."""
    deadline = time.monotonic() + API_PATIENCE_SECONDS

    def wait(_before: int) -> None:
        if time.monotonic() > deadline:
            counters.add("costly_refused")
            raise BusyError

    try:
        with turns.turn(f"api {caller}", wait):
            yield
    except BusyError:
        raise too_many("others are served first", API_PATIENCE_SECONDS) from None


def _describe(checkpoint: Checkpoint) -> dict[str, Any]:
    about = checkpoint.about
    return {
        "name": checkpoint.name,
        "hash": checkpoint.hash,
        "title": about.title,
        "language": about.language,
        "unit": checkpoint.tokenizer.unit,
        "vocabulary_size": len(checkpoint.tokenizer.vocabulary),
        "parameters": checkpoint.parameters,
        "bits_per_char": about.heldout_bits_per_char,
        "prompts": list(about.prompts),
    }
