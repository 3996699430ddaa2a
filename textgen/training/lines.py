"""The lines of a file as a stream, unpacked where it is compressed by gzip."""

import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any, BinaryIO

_CHUNK = 1 << 16  # bytes read at once; what fits a processor's cache is read fastest
_MAX_LINE = 1 << 20  # bytes; 300 numbers take 3,000
_GZIP = b"\x1f\x8b"


class UnusableError(Exception):
    """What is wrong with a file, and the remedy."""


def read_lines(file: BinaryIO, digest: Any, advance: Callable[[int], object]) -> Iterator[bytes]:
    """Yield a file's lines without their ends; memory is bounded by the longest that may be.

    Parameters
    ----------
    file : binary file
        Plain or compressed by gzip, whatever its name.
    digest : hash object
        Updated with the bytes as they lie there.
    advance : callable
        Told how many more bytes were read.

    Yields
    ------
    bytes
        One line.

    Raises
    ------
    UnusableError
        If gzip data are damaged or end too soon, or if a line is longer than a megabyte.
    """
    return _cut(_unpacked(_chunks(file, digest, advance)))


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
        raise UnusableError(f"its gzip data are damaged ({error}); get the file again") from error
    if not member.eof:
        raise UnusableError("its gzip data end too soon; get the file again")


def _cut(chunks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        lines = chunk.split(b"\n")
        lines[0] = rest + lines[0]  # of all that is read, only what a cut divides is copied again
        rest = lines.pop()
        yield from lines
        if len(rest) > _MAX_LINE:
            raise UnusableError(
                f"a line is longer than {_MAX_LINE} bytes; give word2vec's text format, plain or "
                "compressed by gzip"
            )
    if rest:
        yield rest
