"""Distillation: trained models' distributions for the text that another one learns.

A text says of each place which token came, a teacher also which others might have. Where there is
little text, a pupil of both learns faster and memorises less, even if it is no smaller. Several
teachers' mean is never worse than they are on average, and often better than the best of equals.

References
----------
Hinton et al., "Distilling the Knowledge in a Neural Network", arXiv:1503.02531; here at T = 1.
Furlanello et al., "Born-Again Neural Networks", arXiv:1805.04770: a pupil of its teacher's size.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from textgen.checkpoint import MODEL_FILE, Checkpoint
from textgen.decoder import Decoder
from textgen.errors import CheckpointError, TrainingError
from textgen.manifest import Files
from textgen.processors import softmax
from textgen.tokenizers import Tokenizer
from textgen.training.progress import Progress

Halves = npt.NDArray[np.float16]
Ids = npt.NDArray[Any]  # (n,), integer

_LANES = 64  # places read side by side
_CONTEXT = 256  # tokens that each lane reads before its first place
_MOST_BYTES = 2**30
_WEIGHTS = Path(MODEL_FILE).stem  # what the names of all its shards begin with


@dataclass(frozen=True)
class Teacher:
    """A trained model that another one learns from. Use `load_teachers`.

    Parameters
    ----------
    sha256 : str
        Hash of what decides its distributions: shape, tokens and weights. Cards and history may be
        others.
    heldout_bits_per_char : float or None
        Its figure.
    decoder : Decoder
        The model.
    """

    sha256: str
    heldout_bits_per_char: float | None
    decoder: Decoder

    @property
    def summary(self) -> dict[str, object]:
        """What the history tells of it."""
        return {"sha256": self.sha256, "heldout_bits_per_char": self.heldout_bits_per_char}


def load_teachers(
    folders: Sequence[Path], tokenizer: Tokenizer, corpus_sha256: str, tokens: int
) -> tuple[Teacher, ...]:
    """Load the models that another one is to learn from, and check that it can.

    Parameters
    ----------
    folders : sequence of Path
        Their checkpoints.
    tokenizer : Tokenizer
        Of the model that is to learn.
    corpus_sha256 : str
        Hash of the corpus: a teacher of another one may have learned what is held out of this.
    tokens : int
        Length of the training part.

    Returns
    -------
    tuple of Teacher
        In the order of their hashes: that of the folders does not matter.

    Raises
    ------
    TrainingError
        If a folder cannot be used, if a model was trained on another text or writes other tokens,
        or if the distributions would take more than 1 GiB.
    """
    teachers = [_load(folder, tokenizer, corpus_sha256) for folder in folders]
    size = 2 * tokens * len(tokenizer.vocabulary)
    if teachers and size > _MOST_BYTES:
        raise TrainingError(
            f"the teachers' distributions would take {size:,} bytes of memory, at most "
            f"{_MOST_BYTES:,} are allowed; train with a smaller vocabulary or a shorter text"
        )
    return tuple(sorted(teachers, key=lambda teacher: teacher.sha256))


def read_targets(teachers: Sequence[Teacher], ids: Ids, share: float, progress: Progress) -> Halves:
    """Let teachers read the training part, and mix what they expect with what came.

    Parameters
    ----------
    teachers : sequence of Teacher
        At least one; the mean of their distributions counts.
    ids : ndarray of shape (n,), integer
        The training part.
    share : float
        Of the teachers, 0 to 1.
    progress : Progress
        Told how many tokens were read.

    Returns
    -------
    ndarray of shape (n, V), dtype=np.float16
        What to predict after each token. Nothing came after the last one: its row is never read.
    """
    targets = np.zeros((len(ids), teachers[0].decoder.vocabulary_size), np.float16)
    progress.note(f"teachers that read the training part first: {len(teachers)}")
    with progress.reading(len(teachers) * len(ids), "token") as advance:
        for teacher in teachers:
            _add(teacher.decoder, ids, share / len(teachers), targets, advance)
    targets[np.arange(len(ids) - 1), ids[1:]] += np.float16(1 - share)
    targets.setflags(write=False)
    return targets


def _load(folder: Path, tokenizer: Tokenizer, corpus_sha256: str) -> Teacher:
    try:
        checkpoint = Checkpoint.load(folder)
        files = Files.open(folder)
    except CheckpointError as error:
        raise TrainingError(f"teacher {str(folder)!r}: {error}") from error
    if checkpoint.about.corpus_sha256 != corpus_sha256:
        raise TrainingError(
            f"teacher {str(folder)!r} was trained on another text; give one of the same corpus, "
            "whose weights have learned nothing of what is held out"
        )
    if _alphabet(checkpoint.tokenizer) != _alphabet(tokenizer):
        raise TrainingError(
            f"teacher {str(folder)!r} has other tokens; give one whose recipe has the same [tokens]"
        )
    figure = checkpoint.about.heldout_bits_per_char
    return Teacher(_hash(files, checkpoint), figure, checkpoint.decoder)


def _alphabet(tokenizer: Tokenizer) -> tuple[object, ...]:
    return tokenizer.unit, tuple(tokenizer.normalization), tuple(tokenizer.vocabulary.tokens)


def _hash(files: Files, checkpoint: Checkpoint) -> str:
    weights = {name: sha for name, sha in files.hashes.items() if name.startswith(_WEIGHTS)}
    content = [checkpoint.config.to_json(), files.hashes["vocabulary.json"], weights]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _add(
    decoder: Decoder, ids: Ids, weight: float, targets: Halves, advance: Callable[[int], object]
) -> None:
    """Add a weight times the distribution after each token to (n, V), the text cut into lanes."""
    length = -(-len(ids) // _LANES)
    starts = np.arange(_LANES) * length
    state = decoder.fan_out(decoder.initial_state(), _LANES)
    for step in range(-_CONTEXT, length):
        places = starts + step  # before its beginning the text is read from its end
        logits, state = decoder.step(ids[places % len(ids)], state)
        if step >= 0:
            inside = places < len(ids)
            probabilities = softmax(logits[inside].astype(np.float64))
            targets[places[inside]] += (weight * probabilities).astype(np.float16)
            advance(int(inside.sum()))
