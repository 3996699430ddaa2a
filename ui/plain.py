"""Text that is not ours, made safe where Streamlit or Plotly would read more into it."""

import html
import re
import string
import unicodedata

_ESCAPES = str.maketrans({sign: f"\\{sign}" for sign in string.punctuation})

# Escaped or not, Streamlit draws arrows and the like for some signs in a row, and its logo for
# its name: an invisible character keeps them apart.
_DRAWN = re.compile(r"(?<=[<>~-])(?=[>=-])|(?<=:)(?=streamlit:)")
_WORD_JOINER = "\u2060"

_INVISIBLE = {" ": "␣", "\n": "↵", "\t": "⇥", "\u3000": "␣"}
_BLANK_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"


def escape_markdown(text: str) -> str:
    """Return Markdown that shows a text as it is, on one line."""
    return _DRAWN.sub(_WORD_JOINER, " ".join(text.split())).translate(_ESCAPES)


def visible(text: str) -> str:
    """Write out characters that cannot be seen, or not alone: spaces, controls, accents."""
    return "".join(_INVISIBLE.get(c) or (c if _shows(c) else f"U+{ord(c):04X}") for c in text)


def label(token: str, longest: int = 12) -> str:
    """Return a token as a figure may show it: visible, short, and no markup to Plotly."""
    written = visible(token)
    if len(written) > longest:
        written = written[: longest - 1] + "…"
    if written.startswith("--"):
        written = _WORD_JOINER + written  # no name of a colour, see ``chart/paint.js``
    return html.escape(written, quote=False)


def _shows(character: str) -> bool:
    mark = unicodedata.category(character).startswith("M")  # it would cling to its neighbour
    return character.isprintable() and not mark and character not in _BLANK_LETTERS
