"""Named normalisation steps, applied wherever text meets a model."""

import re
from collections.abc import Callable, Sequence

from textgen.errors import ConfigError, brief

_NARROW = {
    wide: wide - 0xFEE0
    for first, last in (("0", "9"), ("A", "Z"), ("a", "z"))
    for wide in range(ord(first) + 0xFEE0, ord(last) + 0xFEE0 + 1)
}


def _newlines(text: str) -> str:
    return re.sub(r"\r\n?", "\n", text)


def _narrow(text: str) -> str:
    return text.translate(_NARROW)


STEPS: dict[str, Callable[[str], str]] = {
    "newlines": _newlines,  # Windows and old Mac line ends
    "lowercase": str.lower,  # as the book's listing 8.2 does
    "narrow": _narrow,  # full-width letters and digits to ASCII; punctuation stays
}


def check_steps(names: Sequence[str]) -> tuple[str, ...]:
    """Return the names as a tuple; ConfigError if one is not a known step or comes twice."""
    known = sorted(STEPS)
    for name in names:
        if name not in known:
            raise ConfigError(f"normalization step must be one of {known}, got {brief(name)}")
    if len(set(names)) != len(names):
        raise ConfigError(f"normalization steps must be distinct, got {brief(list(names))}")
    return tuple(names)


def normalize(text: str, names: Sequence[str]) -> str:
    r"""Apply the named steps in order.

    Examples
    --------
    >>> normalize("Ａ１\r\n", ["newlines", "narrow", "lowercase"])
    'a1\n'
    """
    for name in names:
        text = STEPS[name](text)
    return text
