"""The chapter's sections, in order, each with its miniature."""

from collections.abc import Callable

from ui.views.learn.miniature import Miniature
from ui.views.learn.miniatures import (
    bugs,
    generation,
    model,
    networks,
    one_distribution,
    sampling,
    timeline,
)
from ui.views.learn.state import LearnState
from ui.views.learn.tokens import tokens
from ui.visit import Checkpoints

WITH_DIE = ("generation", "sampling")
WITH_PROMPT = (*WITH_DIE, "model", "temperature", "tokens")
SECTIONS: dict[str, Callable[[LearnState, Checkpoints], Miniature | None] | None] = {
    "generation": generation,
    "model": model,
    "sampling": sampling,
    "temperature": one_distribution,
    "tokens": tokens,
    "networks": networks,
    "timeline": timeline,
    "bugs": bugs,
    "exercises": None,
}


def neighbour(section: str, step: int) -> str | None:
    """Return the section before (-1) or after (1) another; None at the ends."""
    names = list(SECTIONS)
    place = names.index(section) + step
    return names[place] if 0 <= place < len(names) else None


def miniature(state: LearnState, checkpoints: Checkpoints) -> Miniature | None:
    """Return the section's miniature; None if it has none, or no model for it."""
    make = SECTIONS[state.section]
    return None if make is None else make(state, checkpoints)
