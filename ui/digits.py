"""A Chinese text as digits, for the link of a code: there they take a third of its room.

In a link, a Chinese character is nine signs (``%E6%B5%B7``); in a code, three digits take ten bits.
So a text is one large number: a leading 1, then a place a character in the table of GB 2312, with
ASCII before it.
"""

import re

from textgen.errors import ConfigError
from textgen.limits import LINK_PROMPT_CHARS

_ASCII = "".join(map(chr, range(32, 127))) + "\n"
_ROW = 94
_FIRST = 0xA1  # byte of the table's first row, and of its first column
_BASE = len(_ASCII) + _ROW * _ROW
_DIGITS = re.compile(rf"[0-9]{{1,{4 * LINK_PROMPT_CHARS}}}")  # a character takes less than four


def to_digits(text: str) -> str | None:
    r"""Return a text as digits; None if a character is in neither table.

    >>> to_digits("\u6d77")
    '11380'
    """
    number = 1
    for character in text:
        place = _place(character)
        if place is None:
            return None
        number = number * _BASE + place
    return str(number)


def from_digits(digits: str) -> str:
    """Return the text that `to_digits` made into digits; they may come from a stranger.

    Raises
    ------
    ConfigError
        If they are no text.
    """
    if not _DIGITS.fullmatch(digits):
        raise ConfigError("a text as digits must be digits and no longer than that of a link")
    number, places = int(digits), []
    while number > 1:
        number, place = divmod(number, _BASE)
        places.append(place)
    if number != 1:
        raise ConfigError("a text as digits must begin with the mark of its beginning")
    return "".join(map(_character, reversed(places)))


def _place(character: str) -> int | None:
    if character in _ASCII:
        return _ASCII.index(character)
    try:
        row, column = character.encode("gbk")
    except ValueError:  # not in the table, or of another length
        return None
    if min(row, column) < _FIRST:  # beyond GB 2312
        return None
    return len(_ASCII) + (row - _FIRST) * _ROW + column - _FIRST


def _character(place: int) -> str:
    if place < len(_ASCII):
        return _ASCII[place]
    row, column = divmod(place - len(_ASCII), _ROW)
    try:
        return bytes((_FIRST + row, _FIRST + column)).decode("gbk")
    except UnicodeDecodeError as error:
        raise ConfigError("a text as digits must hold characters of GB 2312") from error
