"""nginx on loopback with the shipped configuration, before any replicas."""

import getpass
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts.running_app import answers, free_port

DEPLOY = Path(__file__).parents[2] / "deploy"
CACHE = "/var/cache/temperature-lab"
REPLICAS = ("127.0.0.1:8501", "127.0.0.1:8502")

# What Debian's own file holds as far as it matters here, with every path in a folder of ours.
MAIN = """
{user}
worker_processes 1;
pid {folder}/nginx.pid;
events {{}}
http {{
    include /etc/nginx/mime.types;
    log_format replicas "$upstream_addr|$upstream_cache_status|$cookie_replica|$uri";
    access_log {folder}/access.log replicas;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/shipped.conf;
}}
"""


@dataclass(frozen=True)
class Request:
    """A line of nginx's log: who answered, whether from the cache, for which cookie and path."""

    replica: str
    cache: str
    cookie: str
    path: str


@dataclass(frozen=True)
class Proxy:
    """Where nginx answers, and its log."""

    url: str
    log: Path

    def requests(self, least: int, wanted: Callable[[Request], bool]) -> list[Request]:
        """Return the requests that are wanted; wait for ``least`` of them to be logged.

        nginx writes a line when the answer is sent, and so a moment after it has arrived.
        """
        deadline = time.monotonic() + 20
        while len(found := list(filter(wanted, self._logged()))) < least:
            assert time.monotonic() < deadline, f"nginx logged {len(found)} of {least} requests"
            time.sleep(0.05)
        return found

    def _logged(self) -> list[Request]:
        lines = self.log.read_text(encoding="utf-8").splitlines(keepends=True)
        return [Request(*line.strip().split("|", 3)) for line in lines if line.endswith("\n")]


@contextmanager
def proxy(folder: Path, replicas: Sequence[str]) -> Iterator[Proxy]:
    """Start nginx before two ``replicas``, hosts with ports; end it with the block."""
    url = f"http://127.0.0.1:{(port := free_port())}"
    shipped = {"listen 80;": f"listen 127.0.0.1:{port};", CACHE: f"{folder}/cache"}
    copy("nginx.conf", folder / "shipped.conf", shipped)
    copy("replicas.conf", folder / "replicas.conf", dict(zip(REPLICAS, replicas, strict=True)))
    # Workers of an nginx that root starts would be somebody who may not enter the folder.
    user = "user root;" if getpass.getuser() == "root" else ""
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user), encoding="utf-8")
    command = ["nginx", "-p", str(folder), "-c", "nginx.conf", "-e", "error.log"]
    process = subprocess.Popen([*command, "-g", "daemon off;"])
    try:
        if not answers(url, process):
            raise RuntimeError(f"nginx did not start:\n{(folder / 'error.log').read_text()}")
        yield Proxy(url, folder / "access.log")
    finally:
        process.terminate()
        process.wait(10)


def copy(name: str, to: Path, changes: Mapping[str, str]) -> None:
    """Copy a file of ``deploy/`` with other ports and paths, each of which stands there once."""
    text = (DEPLOY / name).read_text(encoding="utf-8")
    for shipped, ours in changes.items():
        assert text.count(shipped) == 1, shipped
        text = text.replace(shipped, ours)
    to.write_text(text, encoding="utf-8")
