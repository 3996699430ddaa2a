"""Send Streamlit's own scripts and styles compressed, which Streamlit leaves to a proxy.

A classroom has no proxy, and thirty phones that open the page at once feel the difference.
"""

from functools import cache
from pathlib import Path

import streamlit
from anyio import to_thread
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from server.assets import MEDIA_TYPES, Asset, accepts_gzip

FOLDER = Path(streamlit.__file__).parent / "static"


def static_files() -> dict[str, Path]:
    """Return the compressible files under the addresses at which Streamlit serves them."""
    files = (file for suffix in MEDIA_TYPES for file in FOLDER.rglob(f"static/**/*{suffix}"))
    return {f"/{file.relative_to(FOLDER).as_posix()}": file for file in files}


class CompressedStatic:
    """ASGI middleware; each file is compressed when the first visitor asks for it, then kept."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.files = static_files()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer requests for a known file from those who take gzip; pass on all others."""
        file = self.files.get(scope["path"]) if scope["type"] == "http" else None
        accept_encoding = Headers(scope=scope).get("accept-encoding", "") if file else ""
        if file is None or scope["method"] != "GET" or not accepts_gzip(accept_encoding):
            await self.app(scope, receive, send)
            return
        asset = await to_thread.run_sync(compressed, file)
        await asset.response(accept_encoding)(scope, receive, send)


@cache
def compressed(file: Path) -> Asset:
    """Read and compress a file of the installed package: its name holds its content's hash."""
    return Asset.of(file.name, file.read_bytes())
