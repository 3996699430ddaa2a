"""What all visitors share, loaded once: the checkpoints, read-only."""

import gc
import importlib
import os
import pkgutil
from pathlib import Path

import streamlit as st

import ui
from textgen import Checkpoint, CheckpointError, Entry, Run, Settings, list_checkpoints, record

# A teacher's own models may lie elsewhere.
CHECKPOINTS = Path(
    os.environ.get("TEXTGEN_CHECKPOINTS") or Path(__file__).parents[1] / "checkpoints"
)


@st.cache_resource(show_spinner=False)
def entries() -> tuple[Entry, ...]:
    """Return every checkpoint folder: usable, or with the reason why not."""
    return tuple(list_checkpoints(CHECKPOINTS))


def usable() -> dict[str, Checkpoint]:
    """Return the usable checkpoints by name."""
    return {entry.name: entry.checkpoint for entry in entries() if entry.checkpoint is not None}


def preferred(language: str) -> str:
    """Return the name of the checkpoint that a visitor of this language meets first."""
    names = [name for name, found in usable().items() if found.about.language == language]
    return next(iter(names or usable()))


@st.cache_resource(max_entries=32, show_spinner=False, hash_funcs={Settings: repr})
def run_for(name: str, digest: str, prompt: str, settings: Settings) -> Run:
    """Return the run of a checkpoint, shared by all who ask for the same: a class with one link.

    ``digest`` is the checkpoint's hash; it keeps a changed model's runs apart from the old one's.
    """
    return record(checkpoint(name), prompt, settings)


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

    Streamlit collects garbage after every run of a script. Freezing what is loaded here takes
    it out of those collections for good.
    """
    for module in pkgutil.walk_packages(ui.__path__, "ui."):
        importlib.import_module(module.name)
    for entry in entries():
        if entry.checkpoint is not None:
            entry.checkpoint.tokenizer.encode(entry.checkpoint.about.prompts[0])  # loads jieba
    gc.collect()
    gc.freeze()
