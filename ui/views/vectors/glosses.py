"""English beside Chinese words, for visitors who read no Chinese.

Our own translations of common words, a line each in ``glosses.tsv``: the word, a tab, what stands
beside it and, behind strokes, what else it is found by.
"""

from functools import cache
from pathlib import Path

from textgen.checkpoint import Checkpoint
from textgen.tokenizers import Vocabulary
from ui.i18n import session_language
from ui.plain import label, visible

FILE = Path(__file__).with_name("glosses.tsv")
_FROM, _TO = "zh", "en"
_ON_MAP = 8  # letters of a name that has no gloss


def are_shown(checkpoint: Checkpoint) -> bool:
    """Tell whether the visitor sees glosses of this model's words."""
    return (checkpoint.about.language, session_language()) == (_FROM, _TO)


def gloss(token: str) -> str:
    """Return the gloss of a word in the visitor's language; empty if there is none."""
    return _glosses().get(token, ("",))[0] if session_language() == _TO else ""


def named(token: str) -> str:
    """Return a token as the page names it: visible, with its gloss."""
    return " ".join(filter(None, (visible(token), gloss(token))))


def labelled(token: str) -> str:
    """Return the same as a figure may show it."""
    return " ".join(filter(None, (label(token), gloss(token))))


def on_map(token: str) -> str:
    """Return the name of a dot, which has little room: the gloss alone, if there is one."""
    return gloss(token) or label(token, _ON_MAP)


def meant(text: str, vocabulary: Vocabulary) -> int | None:
    """Return the id of the first word of a vocabulary that a text in English means, if any."""
    wanted = text.strip().lower()
    words = (word for word, meanings in _glosses().items() if wanted in map(str.lower, meanings))
    ids = (vocabulary.id_of(word) for word in words)
    return next((token for token in ids if token is not None), None)


@cache
def _glosses() -> dict[str, tuple[str, ...]]:
    lines = (line.split("\t") for line in FILE.read_text(encoding="utf-8").splitlines())
    return {word: tuple(meanings.split("/")) for word, meanings in lines}
