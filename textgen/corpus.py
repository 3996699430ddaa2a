"""Training and evaluation text: read with clear errors, split the one way all figures share."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from textgen.errors import CorpusError

TRAINING_SHARE = 0.95


@dataclass(frozen=True)
class Corpus:
    """A text file as it was read.

    Parameters
    ----------
    text : str
        Line ends as they are.
    sha256 : str
        Hash of the file's bytes.
    """

    text: str
    sha256: str


def load_corpus(path: Path | str) -> Corpus:
    """Read a UTF-8 text file, once: a pipe has nothing left for a second look.

    Parameters
    ----------
    path : Path or str
        The file.

    Raises
    ------
    CorpusError
        If it is missing, empty or not UTF-8; the message names the first wrong byte.
    """
    try:
        content = Path(path).read_bytes()
    except (OSError, ValueError) as error:  # a name with a zero byte is a ValueError
        reason = getattr(error, "strerror", error)
        raise CorpusError(f"cannot read corpus {str(path)!r}: {reason}") from error
    try:
        text = content.decode("utf-8").removeprefix("\ufeff")  # a byte-order mark
    except UnicodeDecodeError as error:
        raise CorpusError(
            f"corpus {str(path)!r} is not UTF-8: byte {content[error.start]:#04x} at offset "
            f"{error.start}; save it as UTF-8"
        ) from error
    if not text:
        raise CorpusError(f"corpus {str(path)!r} is empty; give a text to read")
    return Corpus(text, hashlib.sha256(content).hexdigest())


def read_corpus(path: Path | str) -> str:
    """Read a UTF-8 text file.

    Parameters
    ----------
    path : Path or str
        The file.

    Returns
    -------
    str
        Its text, line ends as they are.

    Raises
    ------
    CorpusError
        As `load_corpus` does.
    """
    return load_corpus(path).text


def split_corpus(text: str) -> tuple[str, str]:
    """Split a text into its training part and its held-out part, the last 5 %.

    Parameters
    ----------
    text : str
        Normalised text.
    """
    cut = int(len(text) * TRAINING_SHARE)
    return text[:cut], text[cut:]
