"""What the measures know of the author: hashes of the words and pieces of the training part."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from safetensors.numpy import save

from textgen.errors import CheckpointError, ConfigError
from textgen.limits import MAX_SHARD_BYTES
from textgen.manifest import Files, parse_tensors
from textgen.measures.bloom import BloomFilter
from textgen.measures.hashing import hash_shingles, hash_words
from textgen.measures.words import words_of

FILE = "filters.safetensors"

SHINGLE = {"en": 12, "zh": 6}  # characters: seldom the same by chance


@dataclass(frozen=True)
class Filters:
    """Hashed words and pieces of a training text. No word can be read out of them.

    Use `of` or `read_filters`.

    Parameters
    ----------
    language : {'en', 'zh'}
        Decides what a word is and how long a piece.
    words : BloomFilter
        Every word of the text.
    shingles : BloomFilter
        Every piece of 12 characters (Chinese: 6).
    """

    language: str
    words: BloomFilter
    shingles: BloomFilter

    @property
    def shingle(self) -> int:
        """Characters of one piece."""
        return SHINGLE[self.language]

    @classmethod
    def of(cls, text: str, language: str) -> "Filters":
        """Build the filters of a text.

        Parameters
        ----------
        text : str
            The training part, normalised as the model's tokenizer does.
        language : {'en', 'zh'}
            What it is written in.

        Raises
        ------
        ConfigError
            If the text has more than 4.7 million distinct words and pieces.
        """
        words = BloomFilter.of(hash_words(words_of(text, language)))
        shingles = BloomFilter.of(hash_shingles(text, SHINGLE[language]))
        if len(words.bits) + len(shingles.bits) > MAX_SHARD_BYTES:
            raise ConfigError("both filters do not fit one file; give a shorter text")
        return cls(language, words, shingles)

    def to_bytes(self) -> bytes:
        """Return the file's content."""
        return save({"words": self.words.bits, "shingles": self.shingles.bits})


def read_filters(files: Files, language: str) -> Filters | None:
    """Read a checkpoint folder's filters.

    Parameters
    ----------
    files : Files
        The folder.
    language : {'en', 'zh'}
        What the checkpoint writes.

    Returns
    -------
    Filters or None
        None if the folder has none.

    Raises
    ------
    CheckpointError
        If the file holds anything but two sound filters.
    """
    if FILE not in files:
        return None
    arrays: Mapping[str, Any] = parse_tensors(files, FILE)
    if arrays.keys() != {"words", "shingles"}:
        raise CheckpointError(f"{FILE} must hold words and shingles; get the checkpoint again")
    try:
        return Filters(language, **{name: BloomFilter(bits) for name, bits in arrays.items()})
    except ConfigError as error:
        raise CheckpointError(f"{FILE}: {error}; get the checkpoint again") from error
