"""Checkpoints: a trained model in a folder, checked before it is trusted.

Reading never runs code from the folder: JSON and safetensors only, sizes bounded, every byte
compared with the manifest before it is parsed.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np

from textgen.about import About
from textgen.config import ModelConfig
from textgen.decoder import Decoder, make_decoder
from textgen.errors import CheckpointError, ConfigError, brief
from textgen.manifest import Files, parse_json, parse_tensors
from textgen.measures.filters import Filters, read_filters
from textgen.measures.stored_sweep import Sweep, read_sweep
from textgen.network import Floats
from textgen.prompt import clean_text
from textgen.tokenizers import Tokenizer, Vocabulary, make_tokenizer

FORMAT_VERSION = 1
MODEL_FILE = "model.safetensors"

# No sum of products of such weights overflows: every logit is a finite number.
_LARGEST_WEIGHT = float(np.finfo(np.float16).max)


@dataclass(frozen=True)
class Checkpoint:
    """A trained model with its tokenizer, ready to generate. Shared between visitors: read only.

    Parameters
    ----------
    name : str
        Name of the folder.
    path : Path
        The folder.
    hash : str
        SHA-256 of the manifest, which holds the SHA-256 of every file: 64 hexadecimal digits.
    config : ModelConfig
        Shape of the model.
    about : About
        What people should know of it: title, language, held-out figure, ready prompts.
    tokenizer : Tokenizer
        Text to ids and back.
    decoder : Decoder
        Ids to logits.
    parameters : int
        Number of trained weights.
    epoch : int, default=0
        The epoch whose weights decode, see `textgen.epochs.at_epoch`; 0 for those that it ships.
    """

    name: str
    path: Path
    hash: str
    config: ModelConfig
    about: About
    tokenizer: Tokenizer
    decoder: Decoder
    parameters: int
    epoch: int = 0

    @classmethod
    def load(cls, folder: Path | str) -> "Checkpoint":
        """Read a checkpoint folder.

        Parameters
        ----------
        folder : Path or str
            The folder, as `save_checkpoint` writes it.

        Raises
        ------
        CheckpointError
            If anything in it is missing, damaged, too large or of another version.
        """
        files = Files.open(Path(folder))
        try:
            config, about = _read_config(files)
            tokenizer = _read_tokenizer(files, config)
            opening = tokenizer.vocabulary.id_of(config.opening)
            if opening is None:
                raise CheckpointError(
                    f"config.json: the opening token {brief(config.opening)} is not in "
                    "the vocabulary"
                )
        except ConfigError as error:
            raise CheckpointError(f"{files.folder.name}: {error}") from error
        weights = _read_weights(files, config, MODEL_FILE)
        return cls(
            name=files.folder.name,
            path=files.folder,
            hash=files.manifest_hash,
            config=config,
            about=about,
            tokenizer=tokenizer,
            decoder=make_decoder(config, weights, opening),
            parameters=sum(array.size for array in weights.values()),
        )

    @cached_property
    def filters(self) -> Filters | None:
        """What the text measures know of the author; None if the folder does not hold it.

        Read when it is first asked for: writing text does not need it.

        Raises
        ------
        CheckpointError
            If the file is damaged or the folder has changed since the checkpoint was loaded.
        """
        return read_filters(self._unchanged_files(), self.about.language)

    @cached_property
    def sweep(self) -> Sweep | None:
        """What it measures after its first ready prompt; None if the folder does not hold it.

        Raises
        ------
        CheckpointError
            If the file is damaged or the folder has changed since the checkpoint was loaded.
        """
        return read_sweep(self._unchanged_files())

    def read_embedding(self) -> Floats | None:
        """Read the vectors of the tokens, shape (V, E); None if the model is fed one-hot.

        Raises
        ------
        CheckpointError
            If the folder has changed since the checkpoint was loaded.
        """
        if self.config.embedding is None:
            return None
        files = self._unchanged_files()
        return _read_weights(files, self.config, MODEL_FILE)["embedding"]

    def _unchanged_files(self) -> Files:
        files = Files.open(self.path)
        if files.manifest_hash != self.hash:
            raise CheckpointError(f"{brief(self.name)} has changed since it was loaded; load again")
        return files


@dataclass(frozen=True)
class Entry:
    """One folder of a checkpoint collection: the checkpoint, or why it cannot be used.

    Parameters
    ----------
    name : str
        Name of the folder.
    checkpoint : Checkpoint or None
        None if it is unusable.
    problem : str or None
        The reason, one line; None if it is usable.
    """

    name: str
    checkpoint: Checkpoint | None
    problem: str | None


def list_checkpoints(folder: Path | str) -> list[Entry]:
    """Load every checkpoint of a collection; a damaged one does not keep the others away.

    Parameters
    ----------
    folder : Path or str
        Folder of checkpoint folders.

    Returns
    -------
    list of Entry
        Sorted by name. Empty if the folder does not exist.
    """
    return [_entry(Path(folder) / name) for name in checkpoint_names(folder)]


def checkpoint_names(folder: Path | str) -> list[str]:
    """Return the names of a collection's folders, sorted; hidden ones are being written."""
    root = Path(folder)
    if not root.is_dir():
        return []
    return sorted(p.name for p in root.iterdir() if p.is_dir() and not p.name.startswith("."))


def load_weights(folder: Path | str, file: str | None = None) -> dict[str, Floats]:
    """Read a checkpoint's weights in Keras layout.

    Parameters
    ----------
    folder : Path or str
        The checkpoint.
    file : str or None, default=None
        A weights file kept from an epoch, such as ``epochs/07.safetensors``. None reads the
        model's own.

    Returns
    -------
    dict of str to ndarray, dtype=np.float32
        Named and shaped as `ModelConfig.weight_shapes` says.

    Raises
    ------
    CheckpointError
        If the folder cannot be used.
    """
    files = Files.open(Path(folder))
    config, _ = _read_config(files)
    return _read_weights(files, config, file or MODEL_FILE)


def index_file(name: str) -> str:
    """Return what stands in a file's place where its weights are too large for one: its index."""
    return f"{name}.index.json"


def _weight_files(files: Files, name: str) -> list[str]:
    """Return where weights lie: in the file of that name, or in the shards that its index names."""
    if name in files:
        return [name]
    index_name = index_file(name)
    index = parse_json(files, index_name)
    weight_map = index.get("weight_map")
    if not isinstance(weight_map, dict) or not weight_map:
        raise CheckpointError(f"{index_name}: weight_map is missing; get the checkpoint again")
    names = weight_map.values()
    if not all(isinstance(shard, str) for shard in names):
        raise CheckpointError(f"{index_name}: a file name is no text; get the checkpoint again")
    return sorted({str(PurePosixPath(name).parent / shard) for shard in names})


def _entry(path: Path) -> Entry:
    if (name := clean_text(path.name)) != path.name:
        return Entry(name, None, "the folder's name is no valid Unicode; rename it")
    try:
        return Entry(path.name, Checkpoint.load(path), None)
    except CheckpointError as error:
        return Entry(path.name, None, str(error))


def _read_config(files: Files) -> tuple[ModelConfig, About]:
    values = parse_json(files, "config.json")
    version = values.get("format_version")
    if version != FORMAT_VERSION:
        raise CheckpointError(
            f"config.json: format_version {brief(version)} is not {FORMAT_VERSION}; "
            "update the app or the checkpoint"
        )
    try:
        model, about = values.get("model"), values.get("about")
        if not isinstance(model, dict) or not isinstance(about, dict):
            raise ConfigError("model and about must be objects")
        return ModelConfig.from_json(model), About.from_json(about)
    except (ConfigError, TypeError) as error:
        raise CheckpointError(f"config.json: {error}") from error


def _read_tokenizer(files: Files, config: ModelConfig) -> Tokenizer:
    settings = parse_json(files, "tokenizer.json")
    tokens: Any = parse_json(files, "vocabulary.json", list)
    steps = settings.get("normalization", [])
    if not isinstance(steps, list):
        raise CheckpointError("tokenizer.json: normalization must be a list of step names")
    if len(tokens) != config.vocabulary_size:
        raise CheckpointError(
            f"vocabulary.json holds {len(tokens)} tokens, config.json says "
            f"{config.vocabulary_size}; get the checkpoint again"
        )
    return make_tokenizer(settings.get("unit", ""), Vocabulary(tokens), steps)


def _read_weights(files: Files, config: ModelConfig, file: str) -> dict[str, Floats]:
    arrays: dict[str, Any] = {}
    for name in _weight_files(files, file):
        arrays.update(parse_tensors(files, name))
    shapes = config.weight_shapes()
    if arrays.keys() != shapes.keys():
        odd = sorted(arrays.keys() ^ shapes.keys())[0]
        raise CheckpointError(
            f"weight {brief(odd)} is missing or not expected; get the checkpoint again"
        )
    return {name: _checked_weight(name, arrays[name], shape) for name, shape in shapes.items()}


def _checked_weight(name: str, array: Any, shape: tuple[int, ...]) -> Floats:
    if array.shape != shape:
        raise CheckpointError(f"weight {name!r} has shape {brief(array.shape)}, expected {shape}")
    if array.dtype not in (np.float16, np.float32):
        raise CheckpointError(
            f"weight {name!r} has type {array.dtype}, expected float16 or float32"
        )
    weight: Floats = array.astype(np.float32)
    if not (weight.min() >= -_LARGEST_WEIGHT and weight.max() <= _LARGEST_WEIGHT):
        raise CheckpointError(f"weight {name!r} holds values that are not finite in float16")
    weight.setflags(write=False)
    return weight
