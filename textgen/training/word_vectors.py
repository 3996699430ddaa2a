"""Pretrained word vectors in word2vec's text format, read once and as a stream.

A line is a word and its numbers, separated by single spaces. The reader works on bytes: to text
methods an ideographic space (U+3000), itself a word of such files, would be a separator. It knows
nothing of word2vec's binary format.
"""

import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from textgen.errors import TrainingError
from textgen.network import Floats
from textgen.tokenizers import Vocabulary
from textgen.training.lines import UnusableError, read_lines
from textgen.training.progress import Progress, Silence

_HEAD = 100  # lines that show how many numbers the file's vectors have
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_OF_NUMBERS = b"0123456789+-.eE"


@dataclass(frozen=True)
class WordVectors:
    """What a file of word vectors holds for a vocabulary. Use `read_word_vectors`.

    Parameters
    ----------
    ids : ndarray of shape (found,), dtype=np.intp
        Tokens that have a vector, in the file's order.
    vectors : ndarray of shape (found, width), dtype=np.float32
        Theirs, as the file gives them.
    sha256 : str
        Hash of the file as it lies there.
    lines : int
        Lines of the file, without its header and empty ones.
    malformed : int
        Lines that could not be used.
    first_malformed : int or None
        Number of the first of them, counted from 1, the header included.
    duplicates : int
        Further lines of words that had a vector already: the first counts.
    announced : int or None, default=None
        Lines that the header names; None where there is no header.
    """

    ids: npt.NDArray[np.intp]
    vectors: Floats
    sha256: str
    lines: int
    malformed: int
    first_malformed: int | None
    duplicates: int
    announced: int | None = None

    @property
    def summary(self) -> dict[str, Any]:
        """What the history tells of the file."""
        names = ("sha256", "lines", "announced", "malformed", "first_malformed", "duplicates")
        return {"found": len(self.ids), **{name: getattr(self, name) for name in names}}

    def __str__(self) -> str:
        text = f"tokens with a word vector: {len(self.ids):,}, from {self.lines:,} lines"
        if self.announced not in (None, self.lines):
            text += f"; the header names {self.announced:,}"
        if self.duplicates:
            text += f"; repeated: {self.duplicates:,}"
        if self.malformed:
            text += f"; malformed: {self.malformed:,}, the first in line {self.first_malformed:,}"
        return text

    def placed_in(self, table: Floats) -> Floats:
        """Return an embedding that starts from these vectors.

        Parameters
        ----------
        table : ndarray of shape (V, width), dtype=np.float32
            The random start, kept where a token has no vector.

        Returns
        -------
        ndarray of shape (V, width), dtype=np.float32
            A new one.

        Notes
        -----
        One factor brings the vectors to the root mean square of the random rows. The lengths of
        such files depend on how they were made; learning rates and the first logits of a tied
        output are tuned to the random start. One factor keeps angles and relative lengths.
        """
        placed = table.copy()
        size = _mean_square(self.vectors)
        scale = np.sqrt(_mean_square(table) / size) if size > 0 else 1.0
        placed[self.ids] = self.vectors * scale
        return placed


def read_word_vectors(
    path: Path,
    vocabulary: Vocabulary,
    width: int,
    progress: Progress | None = None,
) -> WordVectors:
    """Read the vectors of a vocabulary's tokens; memory is bounded by the vocabulary.

    Parameters
    ----------
    path : Path
        A file in word2vec's text format, with or without the header line of count and width,
        plain or compressed by gzip.
    vocabulary : Vocabulary
        Tokens that are needed. The numbers of other words are counted, not parsed.
    width : int
        Numbers of a vector: the model's embedding.
    progress : Progress or None, default=None
        Told how many bytes of the file were read.

    Returns
    -------
    WordVectors
        Vectors, counts and hash.

    Raises
    ------
    TrainingError
        If the file cannot be read, if its vectors have another width, or if it has none for the
        vocabulary.

    References
    ----------
    Mikolov et al., "Efficient Estimation of Word Representations in Vector Space",
    arXiv:1301.3781; the format is that of its published program.
    """
    digest = hashlib.sha256()
    collected = _Collected(vocabulary, width)
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            with (progress or Silence()).reading(size) as advance:
                _collect(read_lines(file, digest, advance), collected)
    except (OSError, ValueError) as error:  # a name with a zero byte is a ValueError
        reason = getattr(error, "strerror", error)
        raise TrainingError(f"cannot read word vectors {str(path)!r}: {reason}") from error
    except UnusableError as error:
        raise TrainingError(f"word vectors {str(path)!r}: {error}") from error
    return collected.result(digest.hexdigest())


def _collect(lines: Iterator[bytes], collected: "_Collected") -> None:
    head = list(islice(lines, _HEAD))
    if head:
        head[0] = head[0].removeprefix(_BYTE_ORDER_MARK)
    first = 1
    if head and (announced := _read_header(head[0])) is not None:
        collected.announced, width = announced
        _check_width(width, collected.width)
        head, first = head[1:], 2
    # One line may be damaged, and a word may hold spaces; most lines tell the width. In a file of
    # another kind no line ends with a number: its width would be a guess.
    counts = Counter(line.rstrip().count(b" ") for line in head if _ends_with_number(line))
    if not counts:
        raise UnusableError("it holds no vectors; give a file in word2vec's text format")
    _check_width(counts.most_common(1)[0][0], collected.width)
    collected.read(chain(head, lines), first)
    if not collected.ids:
        raise UnusableError(
            f"none of the vocabulary's {len(collected.vocabulary)} tokens has a vector in its "
            f"{collected.lines} lines ({collected.malformed} of them malformed); give vectors "
            "for the corpus' language and unit"
        )


def _read_header(line: bytes) -> tuple[int, int] | None:
    """Return the count and the width that a header names, or None if the line is no header."""
    fields = line.split()
    if len(fields) == 2 and all(one.isdigit() and len(one) < 10 for one in fields):
        return int(fields[0]), int(fields[1])
    return None


def _check_width(found: int, width: int) -> None:
    if found != width:
        raise UnusableError(
            f"its vectors have {found} numbers, the model's embedding {width}; set "
            "model.embedding to the file's width or give another file"
        )


@dataclass
class _Collected:
    """What has been read so far."""

    vocabulary: Vocabulary
    width: int
    ids: dict[int, None] = field(default_factory=dict)  # ordered, and quick to look up
    lines: int = 0
    malformed: int = 0
    first_malformed: int | None = None
    duplicates: int = 0
    announced: int | None = None

    def __post_init__(self) -> None:
        # Memory that is never written is never taken.
        self._rows = np.empty((len(self.vocabulary), self.width), np.float32)

    def read(self, lines: Iterable[bytes], first: int) -> None:
        """Take note of lines, counted on from a number.

        Every line must have as many numbers as the others, made of the characters that numbers
        are made of. To parse them would take longer than all the rest: only those that are needed
        are parsed.
        """
        find, spaces = self.vocabulary.id_of, b" " * self.width
        for number, line in enumerate(lines, first):
            line = line.rstrip()
            if not line:
                continue
            self.lines += 1
            end = line.find(b" ")
            try:
                if line[end:].translate(None, _OF_NUMBERS) == spaces:
                    token_id = find(str(line[:end], "utf-8"))
                else:
                    token_id = self._find_phrase(line.split(b" "))
                if token_id is not None:
                    self._add(token_id, line.rsplit(b" ", self.width)[1:])
            except ValueError:
                self.malformed += 1
                self.first_malformed = self.first_malformed or number

    def _find_phrase(self, fields: list[bytes]) -> int | None:
        """Return the token of a word that holds spaces; ValueError if the line is malformed."""
        extra = len(fields) - self.width - 1
        if extra < 0:
            raise ValueError("too few numbers")
        if any(not _is_number(field) for field in fields[-self.width :]):
            raise ValueError("no numbers")
        token_id = self.vocabulary.id_of(str(b" ".join(fields[: extra + 1]), "utf-8"))
        if token_id is None and extra > 0 and _is_number(fields[1]):
            raise ValueError("too many numbers")
        return token_id

    def _add(self, token_id: int, fields: list[bytes]) -> None:
        """Keep a token's vector; ValueError if the line is malformed."""
        if token_id in self.ids:
            self.duplicates += 1
            return
        with np.errstate(over="ignore"):  # what overflows is not finite, and refused as such
            row = np.fromiter(map(float, fields), np.float32, self.width)
        if not np.isfinite(row).all():
            raise ValueError("a number is not finite")
        self._rows[len(self.ids)] = row
        self.ids[token_id] = None

    def result(self, sha256: str) -> WordVectors:
        return WordVectors(
            ids=np.fromiter(self.ids, np.intp),
            vectors=self._rows[: len(self.ids)],
            sha256=sha256,
            lines=self.lines,
            malformed=self.malformed,
            first_malformed=self.first_malformed,
            duplicates=self.duplicates,
            announced=self.announced,
        )


def _ends_with_number(line: bytes) -> bool:
    _, space, last = line.rstrip().rpartition(b" ")
    return space != b"" and _is_number(last)


def _is_number(field: bytes) -> bool:
    return field != b"" and field.translate(None, _OF_NUMBERS) == b""


def _mean_square(array: Floats) -> float:
    # In double precision: what a file holds may overflow when squared.
    return float(np.einsum("ij,ij->", array, array, dtype=np.float64)) / array.size
