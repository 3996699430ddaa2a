"""What a player does to the guessing game."""

from collections.abc import Mapping
from dataclasses import replace

from textgen.checkpoint import Checkpoint
from textgen.guess_score import Answer, Pick
from textgen.limits import LINK_PROMPT_CHARS
from textgen.prompt import clean_text
from textgen.slider import STOPS
from ui.chart import is_place
from ui.texts import texts
from ui.views.guess.game import Played
from ui.views.guess.state import GuessState, passage_of


def guess(state: GuessState, played: Played, candidate: int) -> GuessState:
    """Pick a candidate; see `answer`."""
    return answer(state, played, Pick(candidate, state.certainty))


def answer(state: GuessState, played: Played, given: Answer) -> GuessState:
    """Answer the question on screen, unless it was answered or changed since it was drawn."""
    drawn = played.state
    if played.answer is not None or (state.asks, state.answers) != (drawn.asks, drawn.answers):
        return state
    return replace(state, answers=(*played.answers, given), at=played.at)


def go(state: GuessState, place: int) -> GuessState:
    """Show another round: one that is answered, or the next."""
    return replace(state, at=min(place, len(state.answers)))


def set_certainty(state: GuessState, certainty: int) -> GuessState:
    """Say how sure one is of what one picks next."""
    return replace(state, certainty=certainty)


def set_number(state: GuessState, name: str, value: int) -> GuessState:
    """Follow a slider of the game's settings."""
    return replace(state, **{name: value})


def again(state: GuessState) -> GuessState:
    """Play the same questions from the start."""
    return replace(state, answers=(), at=0)


def next_text(state: GuessState, checkpoint: Checkpoint) -> GuessState:
    """Take the next ready text; the first one after an own text."""
    names = list(texts(checkpoint.about.language))
    if state.prompt is not None:
        return replace(state, passage=names[0], prompt=None)
    place = names.index(passage_of(state, checkpoint)) + 1
    return replace(state, passage=names[place % len(names)])


def set_own(state: GuessState, text: str) -> GuessState:
    """Play on a visitor's text; its beginning, if it is too long."""
    own = clean_text(text).strip()[:LINK_PROMPT_CHARS]
    return replace(state, prompt=own, answers=(), at=0) if own else state


def apply(state: GuessState, action: Mapping[str, object]) -> GuessState:
    """Return the state after an action of the board; what is none changes nothing."""
    stop, row = action.get("stop"), action.get("index")
    if action.get("kind") == "stop" and is_place(stop, len(STOPS)):
        return replace(state, temperature=STOPS[stop])
    if action.get("kind") == "row" and is_place(row, len(state.answers)):
        return replace(state, at=row)
    return state
