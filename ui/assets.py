"""Names, contents and addresses of the browser's files; ``server.assets`` serves them."""

import hashlib
import importlib.metadata
import importlib.util
from functools import cache
from pathlib import Path
from types import MappingProxyType

FOLDERS = ("chart", "keyboard", "opener", "player", "web")
SUFFIXES = (".css", ".js")


@cache
def modules() -> MappingProxyType[str, bytes]:
    """Return the ES modules and style sheets, as ``{"player/index.js": content}``.

    They are read once: an address that names their hash must not change what it serves.
    """
    here = Path(__file__).parent
    files = (file for folder in FOLDERS for file in sorted((here / folder).rglob("*")))
    return MappingProxyType(
        {
            file.relative_to(here).as_posix(): file.read_bytes()
            for file in files
            if file.suffix in SUFFIXES
        }
    )


@cache
def base_path() -> str:
    """Return the address of the modules' folder; it changes whenever one of them does."""
    digest = hashlib.sha256()
    for name, content in modules().items():
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return f"/assets/{digest.hexdigest()[:16]}"


def plotly_file() -> Path:
    """Return Plotly's script inside the installed package, without importing the package."""
    spec = importlib.util.find_spec("plotly")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("plotly is not installed: pip install -r requirements.txt")
    return Path(spec.submodule_search_locations[0], "package_data", "plotly.min.js")


@cache
def plotly_path() -> str:
    """Return the address of Plotly's script; the package's version names its content."""
    return f"/assets/plotly-{importlib.metadata.version('plotly')}/plotly.min.js"
