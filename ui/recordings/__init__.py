"""Recorded runs that the page Replay opens with, one a language, by ``scripts/record_examples.py``.

They show the format, too: any of them is what the player saves.
"""

from functools import cache
from pathlib import Path

from textgen.run import Run
from textgen.run_format import loads

_FOLDER = Path(__file__).parent


@cache
def recording(language: str) -> Run:
    """Return the recorded run for a language."""
    return loads((_FOLDER / f"{language}.run.json").read_bytes())
