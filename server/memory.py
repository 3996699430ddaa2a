"""Keep the process small."""

import ctypes
import sys

ARENAS = 2
LARGE = 256 * 1024  # bytes; what is larger goes back to the system as soon as it is freed
KEPT = 4 * 1024**2  # bytes at an arena's end that do not go back: a run's arrays come and go there

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8  # of glibc's malloc.h


def few_arenas() -> None:
    """Let all threads share two of the arenas from which glibc hands out memory.

    Every run of a page is a thread. Each of those that run at once would get an arena of its own,
    up to eight a core, and what is freed there is of no use to the others: a class of thirty took
    450 MB instead of 320. glibc would also hand the end of an arena back whenever 128 KB of it
    are free: fetching it again, page by page, was a tenth of a run's time.
    """
    if sys.platform == "linux":
        # Another C library has no such function and no such arenas.
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(_M_ARENA_MAX, ARENAS)
            mallopt(_M_TRIM_THRESHOLD, KEPT)
            mallopt(_M_MMAP_THRESHOLD, LARGE)  # glibc would raise it to the largest freed so far
