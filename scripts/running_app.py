"""Run the app on a free port of this machine, for tests, benchmarks and the screenshot."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[1]
START_SECONDS = 120
STOP_SECONDS = 10


@dataclass(frozen=True)
class RunningApp:
    """Where the app answers, the id of its process, and the file that it prints into."""

    url: str
    pid: int
    output: IO[bytes]

    def printed(self) -> str:
        """Return what the app has printed."""
        # The process writes at the position that it shares with this file: it must not move.
        file = self.output.fileno()
        return os.pread(file, os.fstat(file).st_size, 0).decode(errors="replace")


@contextmanager
def running_app(script: Path = ROOT / "app.py") -> Iterator[RunningApp]:
    """Start the app, wait until it answers, and end it with the block."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    command += ["--server.address=127.0.0.1", f"--server.port={port}"]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
        app = RunningApp(f"http://127.0.0.1:{port}", process.pid, log)
        try:
            if not answers(app.url, process):
                raise RuntimeError(f"the app did not start:\n{app.printed()}")
            yield app
        finally:
            process.terminate()
            process.wait(STOP_SECONDS)


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(url: str, process: subprocess.Popen[bytes]) -> bool:
    """Wait for the app to say that it is well; False if it ends or takes too long."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5):
                return True
        except OSError:
            time.sleep(0.1)
    return False
