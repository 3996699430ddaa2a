"""Threads share few arenas of memory, counted by the C library itself."""

import ctypes
import subprocess
import sys
from pathlib import Path

import pytest

from server.memory import ARENAS

# Twelve threads hold memory at the same time; then the C library writes down its arenas.
COUNT = """
import ctypes, sys, threading
if sys.argv[1] == "few":
    from server.memory import few_arenas
    few_arenas()
meeting = threading.Barrier(12)
def hold():
    held = [bytes(1_000) for _ in range(100)]
    meeting.wait()
threads = [threading.Thread(target=hold) for _ in range(12)]
for thread in threads: thread.start()
for thread in threads: thread.join()
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
file = libc.fopen(b"/dev/stdout", b"w")
libc.malloc_info(0, ctypes.c_void_p(file))
libc.fclose(ctypes.c_void_p(file))
"""


def arenas(choice: str) -> int:
    """Return how many arenas a process with many threads comes to have."""
    command = [sys.executable, "-c", COUNT, choice]
    root = Path(__file__).parents[2]
    run = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True)
    return run.stdout.count("<heap nr=")


@pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "malloc_info"),
    reason="another C library",
)
def test_threads_share_few_arenas() -> None:
    assert arenas("many") > ARENAS
    assert arenas("few") <= ARENAS
