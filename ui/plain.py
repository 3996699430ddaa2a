"""Text that is not ours, made safe where Streamlit reads Markdown."""

import string

_ESCAPES = str.maketrans({sign: f"\\{sign}" for sign in string.punctuation})


def escape_markdown(text: str) -> str:
    """Return Markdown that shows a text as it is, on one line."""
    return " ".join(text.split()).translate(_ESCAPES)
