"""The app's address, as the visitor's browser gives it: it goes into links, so it is checked."""

import ipaddress
import re
from urllib.parse import urlencode, urlsplit

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\]")
_FOLDERS = re.compile(r"(/[A-Za-z0-9._~-]{1,60}){0,8}")
_LOOPBACK = re.compile(r"localhost|127(\.[0-9]+){3}|\[::1\]|0\.0\.0\.0", re.IGNORECASE)


def root_of(url: str | None, pages: tuple[str, ...]) -> str | None:
    """Return where the app's pages begin; None if the address is not one that we could hand on.

    Parameters
    ----------
    url : str or None
        Of a page, without its query.
    pages : tuple of str
        Names of the pages: one at the end belongs to the page, not to the app.

    >>> root_of("https://example.org:8501/lab/compare", ("compare",))
    'https://example.org:8501/lab'
    """
    try:
        parts = urlsplit(url or "")
        host, port = _host(parts.netloc), parts.port
    except ValueError:
        return None
    folders = parts.path.rstrip("/")
    start, _, last = folders.rpartition("/")
    if last in pages:
        folders = start
    if parts.scheme not in ("http", "https") or host is None or not _FOLDERS.fullmatch(folders):
        return None
    return f"{parts.scheme}://{host}{'' if port is None else f':{port}'}{folders}"


def is_local(root: str) -> bool:
    """Tell whether an address means the machine itself, whoever opens it."""
    return _LOOPBACK.fullmatch(_host(urlsplit(root).netloc) or "") is not None


def on_network(root: str, ip: str | None) -> str | None:
    """Return a local address as others in the room reach it; None if ``ip`` is no help."""
    try:
        address = ipaddress.ip_address(ip or "")
    except ValueError:
        return None
    if address.is_loopback or address.is_unspecified or address.version != 4:
        return None
    parts = urlsplit(root)
    port = "" if parts.port is None else f":{parts.port}"
    return f"{parts.scheme}://{address}{port}{parts.path}"


def link_to(root: str, page: str, parameters: dict[str, str]) -> str:
    """Return the link of a page in a state; ``page`` is empty for the main one."""
    query = urlencode(parameters)
    return f"{root}/{page}" + (f"?{query}" if query else "")


def _host(netloc: str) -> str | None:
    host = re.sub(r":[0-9]{0,5}$", "", netloc)
    return host if _HOST.fullmatch(host) else None
