"""What a visitor does to the page on vectors."""

from collections.abc import Mapping
from dataclasses import replace

from textgen.limits import MAX_TOKEN_CHARS
from textgen.prompt import clean_text
from ui.chart import is_place
from ui.views.vectors.shown import NEIGHBOURS, Shown, words_of
from ui.views.vectors.state import VectorsState, Words


def apply(state: VectorsState, action: Mapping[str, object], shown: Shown | None) -> VectorsState:
    """Return the state after an action of the board; what is none changes nothing.

    Nor does what is done to the board of a model that has just given way to another.
    """
    if shown is None or shown.checkpoint.name != state.checkpoint:
        return state
    kind, panel, index = action.get("kind"), action.get("panel"), action.get("index")
    if kind == "point":
        place = index[0] if isinstance(index, list) and index else None
        near: list[int] = shown.neighbours.ids[:NEIGHBOURS].tolist()
        tokens = {"neighbours": near, "map": shown.on_map}.get(str(panel), [])
        if is_place(place, len(tokens)):
            return replace(state, word=shown.vocabulary.token(tokens[place]))
    if (kind, panel) == ("row", "relations") and is_place(index, len(shown.relations)):
        relation = shown.relations[index]
        first = shown.of_relation(relation)[0].question
        return replace(state, relation=relation, words=words_of(first, shown.vocabulary))
    if (kind, panel) == ("row", "pairs") and is_place(index, len(shown.pairs)):
        return replace(state, words=words_of(shown.pairs[index][0].question, shown.vocabulary))
    return state


def set_word(state: VectorsState, text: str) -> VectorsState:
    """Take another word; of an empty one the page's own."""
    return replace(state, word=clean_text(text)[:MAX_TOKEN_CHARS] or None)


def set_analogy(state: VectorsState, words: Words, place: int, text: str) -> VectorsState:
    """Take another word of the analogy: of the visitor's, or else of ``words``, the page's own."""
    changed = list(state.words or words)
    changed[place] = clean_text(text)[:MAX_TOKEN_CHARS]
    one, two, three = changed
    return replace(state, words=(one, two, three) if any(changed) else None)
