"""From a training's last snapshot to a checkpoint folder."""

import platform
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path

from textgen.decoder import make_decoder
from textgen.saving import Documents, save_checkpoint
from textgen.training.card import write_cards
from textgen.training.measuring import measured_cards, take_measures
from textgen.training.schedule import best_epoch
from textgen.training.snapshot import Snapshot
from textgen.training.task import Task


def export(task: Task, snapshot: Snapshot, folder: Path) -> None:
    """Write the checkpoint of a training's best epoch, with history, model cards and filters.

    Parameters
    ----------
    task : Task
        What was trained.
    snapshot : Snapshot
        How it ended.
    folder : Path
        Where to write.
    """
    best = best_epoch(snapshot.figures)
    about = replace(
        task.recipe.about,
        corpus_sha256=task.corpus_sha256,
        heldout_bits_per_char=snapshot.figures[best - 1],
    )
    history = {
        "recipe": asdict(task.recipe),
        "corpus_sha256": task.corpus_sha256,
        "versions": {
            "python": platform.python_version(),
            **{name: version(name) for name in ("keras", "numpy")},
        },
        "best_epoch": best,
        "epochs": snapshot.history,
    }
    decoder = make_decoder(task.config, snapshot.best, task.opening)
    filters, rows = take_measures(task.tokenizer, decoder, about, task.text)
    cards = measured_cards(write_cards(task.recipe, task.config, about, history), about, rows)
    documents = Documents(history=history, cards=cards, epochs=snapshot.kept, filters=filters)
    save_checkpoint(folder, task.config, about, task.tokenizer, snapshot.best, documents)
