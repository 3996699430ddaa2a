"""Serve the browser's files, each compressed once, at addresses that never change content."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from ui import assets

MEDIA_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Vary": "Accept-Encoding",
}


@dataclass(frozen=True)
class Asset:
    """One file, ready to send plain or compressed."""

    plain: bytes
    gzipped: bytes
    media_type: str

    @classmethod
    def of(cls, name: str, content: bytes) -> "Asset":
        """Compress ``content``; the name's suffix decides the media type."""
        media_type = MEDIA_TYPES[PurePosixPath(name).suffix]
        return cls(content, gzip.compress(content, mtime=0), media_type)

    def response(self, accept_encoding: str) -> Response:
        """Return the compressed form to those who take it."""
        if not accepts_gzip(accept_encoding):
            return Response(self.plain, media_type=self.media_type, headers=HEADERS)
        headers = HEADERS | {"Content-Encoding": "gzip"}
        return Response(self.gzipped, media_type=self.media_type, headers=headers)


def accepts_gzip(accept_encoding: str) -> bool:
    """Say whether an ``Accept-Encoding`` header takes gzip."""
    weights = {}
    for entry in accept_encoding.lower().split(","):
        coding, _, parameters = entry.partition(";")
        weights[coding.strip()] = parameters.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00"}
    return weights.get("gzip", weights.get("*", False))


def load_assets() -> dict[str, Asset]:
    """Return every asset under the address it is served at."""
    contents = {f"{assets.base_path()}/{name}": data for name, data in assets.modules().items()}
    contents[assets.plotly_path()] = assets.plotly_file().read_bytes()
    return {path: Asset.of(path, content) for path, content in contents.items()}


def asset_route(served: Mapping[str, Asset]) -> Route:
    """Return the route of all assets: a look-up, so that no path leads to another file."""

    async def endpoint(request: Request) -> Response:
        asset = served.get(request.url.path)
        if asset is None:
            return PlainTextResponse("Not found", status_code=404)
        return asset.response(request.headers.get("accept-encoding", ""))

    return Route("/assets/{path:path}", endpoint)
