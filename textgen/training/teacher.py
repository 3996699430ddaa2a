"""Distillation: a trained model's distributions for the text that another one learns.

A text says of each place which token came, a teacher also which others might have. Where there is
little text, a pupil that learns both learns faster and by heart less, even if it is no smaller.

References
----------
Hinton et al., "Distilling the Knowledge in a Neural Network", arXiv:1503.02531.
Furlanello et al., "Born-Again Neural Networks", arXiv:1805.04770: a pupil of its teacher's size.
"""

from collections.abc import Callable
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
class Teacher:
    """What a trained model expects of the training part. Use `read_teacher`.

    Parameters
    ----------
    sha256 : str
        Of the checkpoint's manifest, and so of every byte of it.
    heldout_bits_per_char : float or None
        Its figure.
    expected : ndarray of shape (n, V), dtype=np.float16
        Its distribution after each of the n tokens.
    """

    sha256: str
    heldout_bits_per_char: float | None
    expected: Halves

    @property
    def summary(self) -> dict[str, object]:
        """What the history tells of it."""
        return {"sha256": self.sha256, "heldout_bits_per_char": self.heldout_bits_per_char}

    def targets(self, ids: Ids, share: float) -> Halves:
        """Mix what the teacher expects with what came.

        Parameters
        ----------
        ids : ndarray of shape (n,), integer
            The training part.
        share : float
            Of the teacher, 0 to 1.

        Returns
        -------
        ndarray of shape (n, V), dtype=np.float16
            What to predict after each token. After the last one nothing came: it stays the
            teacher's.
        """
        mixed = self.expected.copy()
        mixed[:-1] *= np.float16(share)
        mixed[np.arange(len(ids) - 1), ids[1:]] += np.float16(1 - share)
        return mixed


def read_teacher(
    folder: Path,
    tokenizer: Tokenizer,
    corpus_sha256: str,
    ids: Ids,
    progress: Progress | None = None,
) -> Teacher:
    """Let a trained model read the training part.

    Parameters
    ----------
    folder : Path
        Its checkpoint.
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
    Teacher
        Its distributions, hash and figure.

    Raises
    ------
    TrainingError
        If the folder cannot be used, if the model was trained on another text or writes other
        tokens, or if its distributions would take more than 1 GiB.
    """
    try:
        checkpoint = Checkpoint.load(folder)
    except CheckpointError as error:
        raise TrainingError(f"teacher {str(folder)!r}: {error}") from error
    if checkpoint.about.corpus_sha256 != corpus_sha256:
        raise TrainingError(
            f"teacher {checkpoint.name!r} was trained on another text; give one of the same "
            "corpus, which has learned nothing of what is held out"
        )
    if _alphabet(checkpoint.tokenizer) != _alphabet(tokenizer):
        raise TrainingError(
            f"teacher {checkpoint.name!r} has other tokens; give one whose recipe has the same "
            "[tokens]"
        )
    size = 2 * len(ids) * checkpoint.config.vocabulary_size
    if size > _MOST_BYTES:
        raise TrainingError(
            f"the teacher's distributions would take {size:,} bytes of memory, at most "
            f"{_MOST_BYTES:,} are allowed; train with a smaller vocabulary or a shorter text"
        )
    with (progress or Silence()).reading(len(ids), "token") as advance:
        expected = _read(checkpoint.decoder, ids, advance)
    return Teacher(checkpoint.hash, checkpoint.about.heldout_bits_per_char, expected)


def _alphabet(tokenizer: Tokenizer) -> tuple[object, ...]:
    return tokenizer.unit, tuple(tokenizer.normalization), tuple(tokenizer.vocabulary.tokens)


def _read(decoder: Decoder, ids: Ids, advance: Callable[[int], object]) -> Halves:
    """Return the distribution after each token (n, V), the text cut into lanes."""
    expected = np.empty((len(ids), decoder.vocabulary_size), np.float16)
    length = -(-len(ids) // _LANES)
    starts = np.arange(_LANES) * length
    state = decoder.fan_out(decoder.initial_state(), _LANES)
    for step in range(-_CONTEXT, length):
        places = starts + step  # before its beginning the text is read from its end
        logits, state = decoder.step(ids[places % len(ids)], state)
        if step >= 0:
            inside = places < len(ids)
            expected[places[inside]] = softmax(logits[inside].astype(np.float64))
            advance(int(inside.sum()))
    return expected
