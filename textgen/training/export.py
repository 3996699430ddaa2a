"""From a training's last snapshot to a checkpoint folder."""

import platform
from contextlib import suppress
from dataclasses import asdict, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from textgen.checkpoint import Checkpoint
from textgen.decoder import make_decoder
from textgen.errors import CheckpointError
from textgen.manifest import Files, parse_json
from textgen.saving import Documents, save_checkpoint
from textgen.training.card import write_cards
from textgen.training.measuring import measured_cards, take_measures
from textgen.training.schedule import best_epoch
from textgen.training.snapshot import Snapshot, sync, unwritten
from textgen.training.task import Task


def export(task: Task, snapshot: Snapshot, folder: Path, work: Path) -> None:
    """Write the checkpoint of a training's best epoch, with history, model cards and measures.

    It appears whole, or, after a crash, not at all.

    Parameters
    ----------
    task : Task
        What was trained.
    snapshot : Snapshot
        How it ended.
    folder : Path
        Where to write; if it is there, it must be empty.
    work : Path
        Folder on the same disk where it is built.

    Raises
    ------
    TrainingError
        If it cannot be written, as on a full disk.
    """
    build = work / "checkpoint"
    try:
        _save(task, snapshot, build)
        for path in build.rglob("*"):
            sync(path)  # the snapshot is removed once the checkpoint is there
        if folder.exists():
            folder.rmdir()
        build.rename(folder)
        sync(folder.parent)
    except OSError as error:
        raise unwritten(f"checkpoint {str(folder)!r}", error) from error


def is_exported(task: Task, folder: Path) -> bool:
    """Return whether a folder holds the checkpoint that this training ends with, undamaged."""
    try:
        Checkpoint.load(folder)
        history = parse_json(Files.open(folder), "history.json")
    except CheckpointError:
        return False
    return bool(history.get("fingerprint") == task.fingerprint)


def _save(task: Task, snapshot: Snapshot, folder: Path) -> None:
    best = best_epoch(snapshot.figures)
    about = replace(
        task.recipe.about,
        corpus_sha256=task.corpus_sha256,
        heldout_bits_per_char=snapshot.figures[best - 1],
    )
    history = {
        "fingerprint": task.fingerprint,
        "recipe": asdict(task.recipe),
        "corpus_sha256": task.corpus_sha256,
        "word_vectors": task.word_vectors and task.word_vectors.summary,
        "teachers": [teacher.summary for teacher in task.teachers],
        "versions": _versions(),
        "best_epoch": best,
        "epochs": snapshot.history,
    }
    decoder = make_decoder(task.config, snapshot.best, task.opening)
    filters, rows, sweep = take_measures(task.tokenizer, decoder, about, task.text)
    cards = measured_cards(write_cards(task.recipe, task.config, about, history), about, rows)
    documents = Documents(history, cards, snapshot.kept, filters, sweep)
    save_checkpoint(folder, task.config, about, task.tokenizer, snapshot.best, documents)


def _versions() -> dict[str, str]:
    """Return the versions of what learned and cut into words; TensorFlow has two names."""
    found = {"python": platform.python_version()}
    for package in ("tensorflow", "tensorflow-cpu", "keras", "numpy", "jieba"):
        with suppress(PackageNotFoundError):
            found[package] = version(package)
    return found
