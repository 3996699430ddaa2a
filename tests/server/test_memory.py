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


# A thread fills and frees 2 MB again and again, as a run does; then it tells the pages fetched.
CHURN = """
import resource, sys, threading
if sys.argv[1] == "few":
    from server.memory import few_arenas
    few_arenas()
def churn():
    for _ in range(100):
        held = [bytearray(200_000) for _ in range(10)]
        del held
thread = threading.Thread(target=churn)
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
thread.start()
thread.join()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""
PAGES = 2_000_000 // 4_096

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "malloc_info"),
    reason="another C library",
)


def told(script: str, choice: str) -> str:
    """Return what a process with or without our settings prints."""
    command = [sys.executable, "-c", script, choice]
    root = Path(__file__).parents[2]
    return subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout


def arenas(choice: str) -> int:
    """Return how many arenas a process with many threads comes to have."""
    return told(COUNT, choice).count("<heap nr=")


def test_threads_share_few_arenas() -> None:
    assert arenas("many") > ARENAS
    assert arenas("few") <= ARENAS


def test_what_a_run_frees_stays_for_the_next() -> None:
    assert int(told(CHURN, "few")) < 3 * PAGES
