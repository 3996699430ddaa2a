"""Text that is not ours, made safe where Streamlit reads Markdown."""

import re
import string

_ESCAPES = str.maketrans({sign: f"\\{sign}" for sign in string.punctuation})

# Escaped or not, Streamlit draws arrows and the like for some signs in a row, and its logo for
# its name: an invisible character keeps them apart.
_DRAWN = re.compile(r"(?<=[<>~-])(?=[>=-])|(?<=:)(?=streamlit:)")
_WORD_JOINER = "\u2060"


def escape_markdown(text: str) -> str:
    """Return Markdown that shows a text as it is, on one line."""
    return _DRAWN.sub(_WORD_JOINER, " ".join(text.split())).translate(_ESCAPES)
