"""Texts to guess on, written for this project, one file a language."""

import tomllib
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent


@cache
def texts(language: str) -> dict[str, str]:
    """Return the texts of a language by their names, in order."""
    content = (_FOLDER / f"{language}.toml").read_text(encoding="utf-8")
    return {name: entry["text"].strip() for name, entry in tomllib.loads(content).items()}
