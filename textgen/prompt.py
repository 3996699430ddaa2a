"""A visitor's text made safe to pass on, before any tokenizer sees it."""

from textgen.limits import PROMPT_CHARS


def clean_text(text: str) -> str:
    """Replace lone surrogates, which no encoding can carry, by U+FFFD."""
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)


def clip_prompt(text: str, limit: int = PROMPT_CHARS) -> str:
    """Keep the last characters of a prompt: the ones that the next token depends on most."""
    return text[-limit:] if len(text) > limit else text
