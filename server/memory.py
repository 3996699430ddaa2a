"""Keep the process small."""

import ctypes
import sys

ARENAS = 2
LARGE = 256 * 1024  # bytes; what is larger goes back to the system as soon as it is freed

_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8  # of glibc's malloc.h


def few_arenas() -> None:
    """Let all threads share two of the arenas from which glibc hands out memory.

    Every run of a page is a thread. Each of those that run at once would get an arena of its own,
    up to eight a core, and what is freed there is of no use to the others: a class of thirty took
    450 MB instead of 320.
    """
    if sys.platform == "linux":
        # Another C library has no such function and no such arenas.
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(_M_ARENA_MAX, ARENAS)
            mallopt(_M_MMAP_THRESHOLD, LARGE)  # glibc would raise it to the largest freed so far
