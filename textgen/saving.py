"""Writing a checkpoint folder, whole or not at all."""

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save

from textgen.about import About
from textgen.checkpoint import FORMAT_VERSION, MODEL_FILE, Checkpoint, index_file
from textgen.config import ModelConfig
from textgen.limits import MAX_SHARD_BYTES
from textgen.manifest import Files, write_manifest
from textgen.measures.filters import FILE as FILTERS_FILE
from textgen.measures.filters import Filters
from textgen.measures.stored_sweep import FILE as SWEEP_FILE
from textgen.measures.stored_sweep import Sweep
from textgen.network import Floats
from textgen.tokenizers import Tokenizer, Vocabulary


@dataclass(frozen=True)
class Documents:
    """What a checkpoint folder holds besides the model.

    Parameters
    ----------
    history : mapping
        Content of ``history.json``: the training, epoch by epoch.
    cards : mapping of str to str
        Model cards by file name, ``README.md`` and ``README.zh.md``.
    epochs : mapping of int to weights
        Weights kept from single epochs.
    filters : Filters or None
        What the text measures know of the author.
    sweep : Sweep or None
        What the model measures after its first ready prompt.
    """

    history: Mapping[str, Any] = field(default_factory=dict)
    cards: Mapping[str, str] = field(default_factory=dict)
    epochs: Mapping[int, Mapping[str, Floats]] = field(default_factory=dict)
    filters: Filters | None = None
    sweep: Sweep | None = None


def epoch_file(epoch: int) -> str:
    """Return the name, in a checkpoint folder, of the weights kept from an epoch."""
    return f"epochs/{epoch:02d}.safetensors"


def save_checkpoint(
    folder: Path | str,
    config: ModelConfig,
    about: About,
    tokenizer: Tokenizer,
    weights: Mapping[str, Floats],
    documents: Documents | None = None,
) -> None:
    """Write a checkpoint folder atomically, replacing one of the same name.

    Parameters
    ----------
    folder : Path or str
        Where. A folder that is there is replaced once the new one is complete.
    config : ModelConfig
        Shape of the model.
    about : About
        Its description.
    tokenizer : Tokenizer
        Its tokenizer.
    weights : mapping of str to ndarray
        Named and shaped as `ModelConfig.weight_shapes` says; stored as float16, in shards where
        one file would be larger than 9.5 MB.
    documents : Documents or None, default=None
        History, model cards and what else it holds.

    Raises
    ------
    CheckpointError
        If the parts make no checkpoint that could be read again. Nothing is replaced then.
    """
    documents = documents or Documents()
    with _written_whole(Path(folder)) as build:
        _write_json(
            build / "config.json",
            {
                "format_version": FORMAT_VERSION,
                "model": config.to_json(),
                "about": about.to_json(),
            },
        )
        _write_json(
            build / "tokenizer.json",
            {"unit": tokenizer.unit, "normalization": list(tokenizer.normalization)},
        )
        (build / "vocabulary.json").write_bytes(stored_vocabulary(tokenizer.vocabulary))
        _write_json(build / "history.json", documents.history)
        _write_weights(build / MODEL_FILE, weights)
        for epoch, kept in documents.epochs.items():
            (build / "epochs").mkdir(exist_ok=True)
            _write_weights(build / epoch_file(epoch), kept)
        _write_documents(build, documents)


def amend_checkpoint(folder: Path | str, documents: Documents) -> None:
    """Give a checkpoint other cards and measures; model and history stay as they are.

    Parameters
    ----------
    folder : Path or str
        The checkpoint. It is replaced once the new one is complete.
    documents : Documents
        Cards, filters and sweep; what it lacks of them stays.

    Raises
    ------
    CheckpointError
        If the folder cannot be used. Nothing is replaced then.
    """
    files = Files.open(Path(folder))
    with _written_whole(Path(folder)) as build:
        for name in files.hashes:
            (build / name).parent.mkdir(exist_ok=True)
            (build / name).write_bytes(files.read(name))
        _write_documents(build, documents)


def as_stored(weights: Mapping[str, Floats]) -> dict[str, Any]:
    """Return weights in the 16 bits that they are stored in; infinite where these do not do."""
    with np.errstate(over="ignore"):
        return {name: np.ascontiguousarray(array, np.float16) for name, array in weights.items()}


def as_loaded(weights: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return weights rounded as a checkpoint rounds them, so that figures are of what it stores."""
    return {name: array.astype(np.float32) for name, array in as_stored(weights).items()}


def stored_vocabulary(vocabulary: Vocabulary) -> bytes:
    """Content of ``vocabulary.json``.

    Parameters
    ----------
    vocabulary : Vocabulary
        Its tokens in the order of their ids.
    """
    return _as_json(vocabulary.tokens, indent=None)


@contextmanager
def _written_whole(target: Path) -> Iterator[Path]:
    """Give a folder to fill, which then takes the target's place if it can be read."""
    target.parent.mkdir(parents=True, exist_ok=True)
    build = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        yield build
        write_manifest(build)
        checkpoint = Checkpoint.load(build)
        _ = checkpoint.filters, checkpoint.sweep
        build.chmod(0o755)  # mkdtemp makes private folders
        _replace(build, target)
    finally:
        shutil.rmtree(build, ignore_errors=True)


def _write_documents(build: Path, documents: Documents) -> None:
    for name, text in documents.cards.items():
        (build / name).write_text(text, encoding="utf-8")
    if documents.filters is not None:
        (build / FILTERS_FILE).write_bytes(documents.filters.to_bytes())
    if documents.sweep is not None:
        _write_json(build / SWEEP_FILE, documents.sweep.to_json(), indent=None)


def _replace(build: Path, target: Path) -> None:
    if not target.exists():
        build.rename(target)
        return
    old = build.with_name(build.name + "-old")
    target.rename(old)
    try:
        build.rename(target)
    except BaseException:
        old.rename(target)  # what was there is there again
        raise
    shutil.rmtree(old)


def _write_json(path: Path, value: object, indent: int | None = 1) -> None:
    path.write_bytes(_as_json(value, indent))


def _as_json(value: object, indent: int | None) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=indent) + "\n").encode()


def _write_weights(path: Path, weights: Mapping[str, Floats]) -> None:
    stored = as_stored(weights)
    shards: list[dict[str, Any]] = [{}]
    for name, array in stored.items():
        used = sum(other.nbytes for other in shards[-1].values())
        if shards[-1] and used + array.nbytes > MAX_SHARD_BYTES:
            shards.append({})
        shards[-1][name] = array
    if len(shards) == 1:
        path.write_bytes(save(stored))
        return
    weight_map = {}
    for i, shard in enumerate(shards, start=1):
        file = f"{path.stem}-{i:05d}-of-{len(shards):05d}.safetensors"
        path.with_name(file).write_bytes(save(shard))
        weight_map.update(dict.fromkeys(shard, file))
    total = sum(array.nbytes for array in stored.values())
    index = {"metadata": {"total_size": total}, "weight_map": weight_map}
    _write_json(path.with_name(index_file(path.name)), index)
