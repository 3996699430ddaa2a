"""What all visitors share, loaded once: the checkpoints, read-only."""

import gc
import importlib
import math
import os
import pkgutil
import threading
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import streamlit as st

import ui
from textgen import (
    About,
    Checkpoint,
    CheckpointError,
    Entry,
    Filters,
    Run,
    Settings,
    list_checkpoints,
    record,
)
from textgen.analogies import Answered, answer, questions
from textgen.common_tokens import common_tokens
from textgen.comparison import Lane, write_side_by_side
from textgen.epochs import History, Look, at_epoch, look, read_history
from textgen.guessing import Game, prepare
from textgen.inspection import Inspection, inspect
from textgen.measures.stored_sweep import Sweep, measure_prompt
from textgen.network import Floats
from textgen.strategies import strategies, write_texts
from textgen.vector_space import VectorSpace
from ui.bar import Bar
from ui.counters import counters
from ui.learn.bugs import BUGS
from ui.origin import run_origin

# A teacher's own models may lie elsewhere.
CHECKPOINTS = Path(
    os.environ.get("TEXTGEN_CHECKPOINTS") or Path(__file__).parents[1] / "checkpoints"
)

# Runs are computed one after the other: threads that take turns within every token need more
# processor time for each of them, and all of them end late.
_one_run = threading.Lock()
_warm = threading.Event()


def _identity(model: Checkpoint) -> tuple[str, str, int]:
    """Return what tells a checkpoint from every other one, and from itself at another epoch."""
    return model.name, model.hash, model.epoch


# What Streamlit imports when it first draws our pages, and NumPy when it first throws dice:
# together as much work as ten runs.
_LATE_IMPORTS = (
    "PIL.Image",
    "numpy.random",
    "pandas",
    "streamlit.emojis",
    "streamlit.material_icon_names",
)

_INSPECTIONS = 8  # of the longest text and the largest model, 15 MB each


@st.cache_resource(show_spinner=False)
def entries() -> tuple[Entry, ...]:
    """Return every checkpoint folder: usable, or with the reason why not."""
    return tuple(list_checkpoints(CHECKPOINTS))


def loaded() -> tuple[Entry, ...]:
    """Return the same once `warm_up` is done and nothing before: for those who cannot wait."""
    return entries() if _warm.is_set() else ()


def usable(language: str) -> dict[str, Checkpoint]:
    """Return the usable checkpoints by name, the one to begin with first.

    Those that write the visitor's language come before others, better ones before worse ones.
    """
    found = [entry.checkpoint for entry in entries() if entry.checkpoint is not None]
    found.sort(key=lambda checkpoint: _preference(checkpoint.about, language))
    return {checkpoint.name: checkpoint for checkpoint in found}


def _preference(about: About, language: str) -> tuple[bool, float]:
    figure = about.heldout_bits_per_char
    return about.language != language, math.inf if figure is None else figure


@st.cache_resource(max_entries=32, show_spinner=False, hash_funcs={Settings: repr})
def run_for(
    name: str, digest: str, prompt: str, settings: Settings, _before: Run | None = None
) -> Run:
    """Return the run of a checkpoint, shared by all who ask for the same: a class with one link.

    ``digest`` is the checkpoint's hash; it keeps a changed model's runs apart from the old one's.
    ``_before`` is what the visitor saw last: the new run often begins like it.
    """
    with _one_run:
        run = record(checkpoint(name), prompt, settings, _before)
    counters.add("runs")
    counters.add("tokens", len(run))
    return run


@st.cache_resource(max_entries=32, show_spinner=False, hash_funcs={Settings: repr})
def origin_for(name: str, digest: str, prompt: str, settings: Settings) -> dict[str, Any] | None:
    """Return what is underlined in the run of `run_for`, shared as it is."""
    found = checkpoint(name)
    run = run_for(name, digest, prompt, settings)
    return run_origin(run, filters_of(found))


@st.cache_resource(max_entries=32, show_spinner=False, hash_funcs={Settings: repr})
def strategies_for(
    name: str, digest: str, prompt: str, settings: Settings
) -> tuple[Floats, dict[str, list[int]]]:
    """Return the logits after a prompt and what every strategy writes; see `run_for`."""
    found = checkpoint(name)
    ids = found.tokenizer.encode(prompt)
    samplers = strategies(settings.sampler)
    texts = write_texts(found.decoder, ids, samplers.values(), settings)
    return found.decoder.prefill(ids)[0], dict(zip(samplers, texts, strict=True))


def inspected(name: str, text: str, bar: Bar | None = None) -> Inspection:
    """Return what a model makes of a text, shared by all who ask for the same.

    A long text needs a ``bar``, on which it waits for its turn. Kept by hand: a function that
    Streamlit caches cannot show how far it is.
    """
    model, kept = checkpoint(name), _inspections()
    key = (name, model.hash, text)
    with nullcontext() if bar is None or key in kept else bar.turn():
        found = kept.pop(key, None)  # by now, another visitor may have had it read
        if found is None:
            found = inspect(model.tokenizer, model.decoder, text, bar)
        kept[key] = found
    for oldest in list(kept)[:-_INSPECTIONS]:
        kept.pop(oldest, None)
    return found


@st.cache_resource(max_entries=32, show_spinner=False)
def _vectors_for(name: str, digest: str) -> tuple[VectorSpace, tuple[Answered, ...]] | None:
    found = checkpoint(name)
    embedding = found.read_embedding()
    if embedding is None:
        return None
    space = VectorSpace(embedding)
    return space, tuple(answer(space, questions(found.tokenizer.vocabulary)))


def vectors_of(model: Checkpoint) -> tuple[VectorSpace, tuple[Answered, ...]] | None:
    """Return a model's vectors with what they answer to the shipped analogies.

    None if it is fed one-hot, or if its folder is no longer as it was loaded.
    """
    try:
        return _vectors_for(model.name, model.hash)
    except CheckpointError:
        return None


@st.cache_resource(max_entries=32, show_spinner=False)
def common_tokens_for(name: str, digest: str) -> tuple[int, ...]:
    """Return a checkpoint's tokens, those that it uses most first."""
    found = checkpoint(name)
    prompts = [found.tokenizer.encode(prompt) for prompt in found.about.prompts]
    return tuple(common_tokens(found.decoder, prompts).tolist())


def filters_of(model: Checkpoint) -> Filters | None:
    """Return what is known of a model's author; None if its file is not there or not sound."""
    try:
        return model.filters
    except CheckpointError:
        return None


@st.cache_resource(show_spinner=False)
def _inspections() -> dict[tuple[str, str, str], Inspection]:
    return {}


@st.cache_resource(max_entries=32, show_spinner=False, hash_funcs={Checkpoint: _identity})
def lanes_for(
    model: Checkpoint,
    prompt: str,
    temperatures: tuple[float, ...],
    random_seed: int,
    length: int,
) -> tuple[Lane, ...]:
    """Return a checkpoint's texts at several temperatures, shared as those of `run_for` are."""
    return write_side_by_side(model, prompt, temperatures, random_seed, length)


@st.cache_resource(max_entries=64, show_spinner=False)
def _sweep_slot(name: str, digest: str, prompt: str) -> list[Sweep]:
    """Return the place of a sweep, empty until somebody asked for it."""
    return []


def known_sweep(name: str, prompt: str) -> Sweep | None:
    """Return what a checkpoint measures after a prompt, if it was measured before."""
    found = checkpoint(name)
    if slot := _sweep_slot(name, found.hash, prompt):
        return slot[-1]
    shipped = found.sweep
    return shipped if shipped is not None and shipped.prompt == prompt else None


def measure_sweep(name: str, prompt: str, bar: Bar) -> Sweep:
    """Measure what a checkpoint writes after a prompt, for all who ask for the same."""
    found = checkpoint(name)
    with bar.turn():
        sweep = known_sweep(name, prompt)  # by now, another visitor may have had it measured
        if sweep is None:
            model = found.tokenizer, found.decoder, found.about, found.filters
            sweep = measure_prompt(*model, prompt, bar)
            _sweep_slot(name, found.hash, prompt).append(sweep)
    return sweep


@st.cache_resource(max_entries=64, show_spinner=False)
def game_for(name: str, digest: str, text: str, rounds: int, gap: int, random_seed: int) -> Game:
    """Return a guessing game; see `run_for`. `CorpusError` if the model knows none of the text."""
    found = checkpoint(name)
    return prepare(found.tokenizer, found.decoder, text, rounds, gap, random_seed)


@st.cache_resource(max_entries=32, show_spinner=False, hash_funcs={Checkpoint: _identity})
def history_for(model: Checkpoint) -> History:
    """Return how a checkpoint was trained; `CheckpointError` if its history is damaged."""
    return read_history(model)


def kept_epochs(model: Checkpoint) -> tuple[int, ...]:
    """Return the epochs whose weights a checkpoint holds; none where its history is damaged."""
    try:
        return tuple(epoch.number for epoch in history_for(model).kept)
    except CheckpointError:
        return ()


@st.cache_resource(max_entries=32, show_spinner=False, hash_funcs={Checkpoint: _identity})
def model_at(model: Checkpoint, number: int) -> Checkpoint:
    """Return a checkpoint with the weights of a kept epoch; 0 for those that it ships.

    `CheckpointError` if they cannot be read.
    """
    kept = {epoch.number: epoch for epoch in history_for(model).kept} if number else {}
    return at_epoch(model, kept[number]) if number else model


@st.cache_resource(max_entries=256, show_spinner=False, hash_funcs={Settings: repr})
def look_for(name: str, digest: str, number: int, prompt: str, settings: Settings) -> Look:
    """Return what the model of a kept epoch makes of a prompt; see `run_for`."""
    found = checkpoint(name)
    kept = {epoch.number: epoch for epoch in history_for(found).kept}
    return look(found, kept[number], prompt, settings)


@st.cache_resource(max_entries=128, show_spinner=False)
def attempted(name: str, digest: str, bug: str) -> dict[str, list[str]]:
    """Return what the faulty and the repaired version of a bug give on a checkpoint."""
    (tried,) = (each for each in BUGS if each.name == bug)
    versions = {"faulty": tried.faulty, "repaired": tried.repaired}
    return {kind: tried.attempt(version, checkpoint(name)) for kind, version in versions.items()}


def checkpoint(name: str) -> Checkpoint:
    """Return the checkpoint ``name``; `CheckpointError` says why it cannot be had."""
    found = next((entry for entry in entries() if entry.name == name), None)
    if found is None:
        raise CheckpointError(f"there is no checkpoint {name!r}")
    if found.checkpoint is None:
        raise CheckpointError(f"{name}: {found.problem}")
    return found.checkpoint


def warm_up() -> None:
    """Import and load what the first visitor would otherwise wait for.

    Freezing what is loaded here takes it out of every later collection of garbage, for which all
    visitors wait.
    """
    for module in pkgutil.walk_packages(ui.__path__, "ui."):
        importlib.import_module(module.name)
    for name in _LATE_IMPORTS:
        importlib.import_module(name)
    for entry in entries():
        if entry.checkpoint is not None:
            entry.checkpoint.tokenizer.encode(entry.checkpoint.about.prompts[0])  # loads jieba
    gc.collect()
    gc.freeze()
    _warm.set()
