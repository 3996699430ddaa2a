"""Pretrained word vectors in word2vec's text format, read once and as a stream.

A line is a word and its numbers, separated by single spaces. The reader works on bytes: to text
methods an ideographic space (U+3000), itself a word of such files, would be a separator. It knows
nothing of word2vec's binary format.
"""

import hashlib
import os
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from textgen.errors import TrainingError
from textgen.network import Floats
from textgen.tokenizers import Vocabulary
from textgen.training.progress import Progress, Silence

_CHUNK = 1 << 18  # bytes read at once
_MAX_LINE = 1 << 20  # bytes; 300 numbers take 3,000
_HEAD = 100  # lines that show how many numbers the file's vectors have
_GZIP = b"\x1f\x8b"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


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
    """

    ids: npt.NDArray[np.intp]
    vectors: Floats
    sha256: str
    lines: int
    malformed: int
    first_malformed: int | None
    duplicates: int

    @property
    def summary(self) -> dict[str, Any]:
        """What the history tells of the file."""
        names = ("sha256", "lines", "malformed", "first_malformed", "duplicates")
        return {"found": len(self.ids), **{name: getattr(self, name) for name in names}}

    def __str__(self) -> str:
        text = f"word vectors: {len(self.ids):,} tokens have one, of {self.lines:,} lines"
        if self.duplicates:
            text += f"; {self.duplicates:,} repeat a token"
        if self.malformed:
            text += f"; {self.malformed:,} are malformed, line {self.first_malformed:,} first"
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
        Tokens that are needed. The numbers of other words are not looked at.
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
                _collect(_lines(_unpacked(_chunks(file, digest, advance))), collected)
    except (OSError, ValueError) as error:  # a name with a zero byte is a ValueError
        reason = getattr(error, "strerror", error)
        raise TrainingError(f"cannot read word vectors {str(path)!r}: {reason}") from error
    except _UnusableError as error:
        raise TrainingError(f"word vectors {str(path)!r}: {error}") from error
    return collected.result(digest.hexdigest())


class _UnusableError(Exception):
    """What is wrong with a file, and the remedy."""


def _collect(lines: Iterator[bytes], collected: "_Collected") -> None:
    head = list(islice(lines, _HEAD))
    if head:
        head[0] = head[0].removeprefix(_BYTE_ORDER_MARK)
    first = 1
    if head and (announced := _announced_width(head[0])) is not None:
        _check_width(announced, collected.width)
        head, first = head[1:], 2
    # One line may be damaged, and a word may hold spaces; most lines tell the width.
    counts = Counter(line.rstrip().count(b" ") for line in head if line.strip())
    if not counts:
        raise _UnusableError("it holds no vectors; give a file in word2vec's text format")
    _check_width(counts.most_common(1)[0][0], collected.width)
    for number, line in enumerate(chain(head, lines), first):
        collected.add(number, line)
    if not collected.ids:
        raise _UnusableError(
            f"none of the vocabulary's {len(collected.vocabulary)} tokens has a vector in its "
            f"{collected.lines} lines ({collected.malformed} of them malformed); give vectors "
            "for the corpus' language and unit"
        )


def _announced_width(line: bytes) -> int | None:
    """Return the width that a header names, or None if the line is no header."""
    fields = line.split()
    if len(fields) == 2 and all(one.isdigit() and len(one) < 10 for one in fields):
        return int(fields[1])
    return None


def _check_width(found: int, width: int) -> None:
    if found != width:
        raise _UnusableError(
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

    def __post_init__(self) -> None:
        self._beginnings = {token.partition(" ")[0] for token in self.vocabulary.tokens}
        # Memory that is never written is never taken.
        self._rows = np.empty((len(self.vocabulary), self.width), np.float32)

    def add(self, number: int, line: bytes) -> None:
        end = line.find(b" ")
        if end < 0 and not line.strip():
            return
        self.lines += 1
        try:
            if end < 0:
                raise ValueError("a word without numbers")
            # Most lines end here: their numbers are never parsed.
            if str(line[:end], "utf-8") in self._beginnings:
                self._add_needed(line.rstrip().split(b" "))
        except ValueError:
            self.malformed += 1
            self.first_malformed = self.first_malformed or number

    def _add_needed(self, fields: list[bytes]) -> None:
        """Keep a line's vector if its word is a token; ValueError if the line is malformed."""
        token_id = self._token_id(fields)
        if token_id is None:
            return
        if token_id in self.ids:
            self.duplicates += 1
            return
        with np.errstate(over="ignore"):  # what overflows is not finite, and refused as such
            row = np.array([float(number) for number in fields[-self.width :]], np.float32)
        if not np.isfinite(row).all():
            raise ValueError("a number is not finite")
        self._rows[len(self.ids)] = row
        self.ids[token_id] = None

    def _token_id(self, fields: list[bytes]) -> int | None:
        """Return the token that a line is for, or None if it is for none."""
        extra = len(fields) - self.width - 1
        if extra < 0:
            raise ValueError("too few numbers")
        token_id = self.vocabulary.id_of(str(b" ".join(fields[: extra + 1]), "utf-8"))
        if token_id is None and extra > 0 and _is_number(fields[1]):
            raise ValueError("too many numbers")
        return token_id  # none: a phrase that begins like a token, such as "New York" like "New"

    def result(self, sha256: str) -> WordVectors:
        return WordVectors(
            ids=np.fromiter(self.ids, np.intp),
            vectors=self._rows[: len(self.ids)],
            sha256=sha256,
            lines=self.lines,
            malformed=self.malformed,
            first_malformed=self.first_malformed,
            duplicates=self.duplicates,
        )


def _is_number(text: bytes) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _chunks(file: BinaryIO, digest: Any, advance: Callable[[int], object]) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
        advance(len(chunk))
        yield chunk


def _unpacked(chunks: Iterator[bytes]) -> Iterator[bytes]:
    first = next(chunks, b"")
    chunks = chain([first], chunks)
    if not first.startswith(_GZIP):
        return chunks
    return _gunzip(chunks)


def _gunzip(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield at most a chunk at a time, however far the data swell."""
    member = zlib.decompressobj(wbits=31)
    try:
        for chunk in chunks:
            full = False
            while chunk or full:
                if member.eof:  # several may follow each other, and zeros the last one
                    if not (chunk := chunk.lstrip(b"\0")):
                        break
                    member = zlib.decompressobj(wbits=31)
                data = member.decompress(chunk, _CHUNK)
                yield data
                full = len(data) == _CHUNK and not member.eof
                chunk = member.unused_data if member.eof else member.unconsumed_tail
    except zlib.error as error:
        raise _UnusableError(f"its gzip data are damaged ({error}); get the file again") from error
    if not member.eof:
        raise _UnusableError("its gzip data end too soon; get the file again")


def _lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        lines = chunk.split(b"\n")
        lines[0] = rest + lines[0]  # of all that is read, only what a cut divides is copied again
        rest = lines.pop()
        yield from lines
        if len(rest) > _MAX_LINE:
            raise _UnusableError(
                f"a line is longer than {_MAX_LINE} bytes; give word2vec's text format, plain or "
                "compressed by gzip"
            )
    if rest:
        yield rest


def _mean_square(array: Floats) -> float:
    # In double precision: what a file holds may overflow when squared.
    return float(np.einsum("ij,ij->", array, array, dtype=np.float64)) / array.size
