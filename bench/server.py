"""The running app, and a visitor's session on its WebSocket.

The messages are Streamlit's own, private protocol: the pinned version counts.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from urllib.parse import urlencode

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

ROOT = Path(__file__).parents[1]
START_SECONDS = 60
RUN_SECONDS = 60


@dataclass(frozen=True)
class Server:
    """The app in a process of its own."""

    address: str  # host and port
    process: psutil.Process

    @property
    def cpu_seconds(self) -> float:
        times = self.process.cpu_times()
        return times.user + times.system

    @property
    def resident_megabytes(self) -> float:
        return self.process.memory_info().rss / 1e6


@contextmanager
def serve(checkpoints: str) -> Iterator[Server]:
    """Start the app on a free port of this machine; stop it at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    command += ["--server.address=127.0.0.1", f"--server.port={port}"]
    environment = {**os.environ, "TEXTGEN_CHECKPOINTS": os.path.abspath(checkpoints)}
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT
    )
    try:
        server = Server(f"127.0.0.1:{port}", psutil.Process(process.pid))
        _wait_until_healthy(server, process)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait_until_healthy(server: Server, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://{server.address}/_stcore/health", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("bench: the app did not start; see `streamlit run app.py`")


class Session:
    """One visitor, without a browser."""

    def __init__(self, server: Server) -> None:
        self._socket = connect(
            f"ws://{server.address}/_stcore/stream", subprotocols=["streamlit"], max_size=None
        )

    def __enter__(self) -> "Session":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._socket.close()

    def open(self, parameters: dict[str, object]) -> int:
        """Follow a link within the session; return the bytes that the page's run sent."""
        request = BackMsg()
        request.rerun_script.query_string = urlencode(parameters)
        self._socket.send(request.SerializeToString())
        received = 0
        while True:
            data = self._socket.recv(timeout=RUN_SECONDS)
            message = ForwardMsg.FromString(data)
            received += len(data)
            if message.delta.new_element.HasField("exception"):
                raise SystemExit(f"bench: {message.delta.new_element.exception.message}")
            if message.WhichOneof("type") == "script_finished":
                return received
