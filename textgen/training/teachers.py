"""Distillation: trained models' distributions for the text that another one learns.

A text says of each place which token came, a teacher also which others might have. Where there is
little text, a pupil that learns both learns faster and by heart less, even if it is no smaller. Of
several teachers it learns the mean, which is better than any of them.

References
----------
Hinton et al., "Distilling the Knowledge in a Neural Network", arXiv:1503.02531.
Furlanello et al., "Born-Again Neural Networks", arXiv:1805.04770: a pupil of its teacher's size.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from textgen.checkpoint import Checkpoint
from textgen.decoder import Decoder
from textgen.errors import CheckpointError, TrainingError
from textgen.processors import softmax
from textgen.tokenizers import Tokenizer
from textgen.training.progress import Progress, Silence

Halves = npt.NDArray[np.float16]
Ids = npt.NDArray[Any]  # (n,), integer

_LANES = 64  # places read side by side
_CONTEXT = 256  # tokens that each lane reads before its first place
_MOST_BYTES = 2**30


@dataclass(frozen=True)
class Teachers:
    """What trained models expect of the training part, on average. Use `read_teachers`.

    Parameters
    ----------
    sha256 : tuple of str
        Of their checkpoints' manifests, and so of every byte of them.
    heldout_bits_per_char : tuple of float or None
        Their figures.
    expected : ndarray of shape (n, V), dtype=np.float16
        The mean of their distributions after each of the n tokens.
    """

    sha256: tuple[str, ...]
    heldout_bits_per_char: tuple[float | None, ...]
    expected: Halves

    @property
    def summary(self) -> list[dict[str, object]]:
        """What the history tells of each."""
        pairs = zip(self.sha256, self.heldout_bits_per_char, strict=True)
        return [{"sha256": sha256, "heldout_bits_per_char": figure} for sha256, figure in pairs]

    def targets(self, ids: Ids, share: float) -> Halves:
        """Mix what the teachers expect with what came.

        Parameters
        ----------
        ids : ndarray of shape (n,), integer
            The training part.
        share : float
            Of the teachers, 0 to 1.

        Returns
        -------
        ndarray of shape (n, V), dtype=np.float16
            What to predict after each token. After the last one nothing came: it stays the
            teachers'.
        """
        mixed = self.expected.copy()
        mixed[:-1] *= np.float16(share)
        mixed[np.arange(len(ids) - 1), ids[1:]] += np.float16(1 - share)
        return mixed


def read_teachers(
    folders: Sequence[Path],
    tokenizer: Tokenizer,
    corpus_sha256: str,
    ids: Ids,
    progress: Progress | None = None,
) -> Teachers:
    """Let trained models read the training part.

    Parameters
    ----------
    folders : sequence of Path
        Their checkpoints, at least one.
    tokenizer : Tokenizer
        Of the model that is to learn.
    corpus_sha256 : str
        Hash of the corpus: a teacher of another one may have learned what is held out of this.
    ids : ndarray of shape (n,), integer
        The training part.
    progress : Progress or None, default=None
        Told how many tokens were read.

    Returns
    -------
    Teachers
        The mean of their distributions, their hashes and figures.

    Raises
    ------
    TrainingError
        If a folder cannot be used, if a model was trained on another text or writes other tokens,
        or if the distributions would take more than 1 GiB.
    """
    models = [_load(folder, tokenizer, corpus_sha256) for folder in folders]
    size = 2 * len(ids) * len(tokenizer.vocabulary)
    if size > _MOST_BYTES:
        raise TrainingError(
            f"a teacher's distributions would take {size:,} bytes of memory, at most "
            f"{_MOST_BYTES:,} are allowed; train with a smaller vocabulary or a shorter text"
        )
    expected = np.zeros((len(ids), len(tokenizer.vocabulary)), np.float16)
    with (progress or Silence()).reading(len(models) * len(ids), "token") as advance:
        for model in models:
            _add(model.decoder, ids, 1 / len(models), expected, advance)
    return Teachers(
        tuple(model.hash for model in models),
        tuple(model.about.heldout_bits_per_char for model in models),
        expected,
    )


def _load(folder: Path, tokenizer: Tokenizer, corpus_sha256: str) -> Checkpoint:
    try:
        checkpoint = Checkpoint.load(folder)
    except CheckpointError as error:
        raise TrainingError(f"teacher {str(folder)!r}: {error}") from error
    if checkpoint.about.corpus_sha256 != corpus_sha256:
        raise TrainingError(
            f"teacher {str(folder)!r} was trained on another text; give one of the same corpus, "
            "which has learned nothing of what is held out"
        )
    if _alphabet(checkpoint.tokenizer) != _alphabet(tokenizer):
        raise TrainingError(
            f"teacher {str(folder)!r} has other tokens; give one whose recipe has the same [tokens]"
        )
    return checkpoint


def _alphabet(tokenizer: Tokenizer) -> tuple[object, ...]:
    return tokenizer.unit, tuple(tokenizer.normalization), tuple(tokenizer.vocabulary.tokens)


def _add(
    decoder: Decoder, ids: Ids, weight: float, expected: Halves, advance: Callable[[int], object]
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
            expected[places[inside]] += (weight * probabilities).astype(np.float16)
            advance(int(inside.sum()))
