"""One training at a time in a work folder, however the one before it was ended."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EACCES, EAGAIN, ENOENT
from pathlib import Path

from textgen.errors import TrainingError

# Both kinds of lock belong to the process: its end, by kill -9 too, releases them.
if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

    def _give_back(descriptor: int, path: Path) -> None:
        os.close(descriptor)
        with suppress(OSError):  # Windows removes no file that somebody has open
            path.unlink()
else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _give_back(descriptor: int, path: Path) -> None:
        path.unlink(missing_ok=True)  # before another can take it
        os.close(descriptor)


@contextmanager
def lock(folder: Path) -> Iterator[None]:
    """Have a folder alone; make it where it is not there, and remove it again if it stays empty.

    Parameters
    ----------
    folder : Path
        Where a training keeps what it needs to go on.

    Yields
    ------
    None
        While nobody else has it.

    Raises
    ------
    TrainingError
        If another process has it, or if nothing can be written there.
    """
    made = [folder, *(parent for parent in folder.parents if not parent.exists())]
    path = folder / "lock"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise TrainingError(
            f"cannot write to {str(folder)!r}: {error.strerror}; name another folder"
        ) from error
    try:
        _take_named(descriptor, path)
    except OSError as error:
        os.close(descriptor)
        if error.errno not in (EACCES, EAGAIN, ENOENT):
            raise TrainingError(
                f"cannot lock {str(path)!r}: {error.strerror}; name a folder on another disk"
            ) from error
        raise TrainingError(
            f"another training is at work in {str(folder)!r}; wait until it ends, stop it or name "
            "another folder"
        ) from error
    try:
        yield
    finally:
        _give_back(descriptor, path)
        with suppress(OSError):  # there is something in it
            for empty in made:
                empty.rmdir()


def _take_named(descriptor: int, path: Path) -> None:
    _take(descriptor)
    # Whoever held it may have removed it in the meantime: others would lock a new file.
    if not os.path.samestat(os.fstat(descriptor), path.stat()):
        raise BlockingIOError(EAGAIN, "removed")
