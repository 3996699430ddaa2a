"""Shannon's game against a model: what the page shows, and on which text."""

from dataclasses import dataclass

from textgen.checkpoint import Checkpoint
from textgen.guess_score import Answer
from ui.link import DEFAULT_RANDOM_SEED
from ui.texts import texts

ROUNDS = 12
TEMPERATURE = 1.0  # the model as trained: a fair rival
SURE = 1


@dataclass(frozen=True)
class GuessState:
    """What the page shows.

    Parameters
    ----------
    checkpoint : str
        Name of the model.
    passage : str or None
        Name of the ready text; None for the first in the model's language.
    prompt : str or None
        The visitor's own text instead.
    temperature : float
        At which the model plays.
    random_seed : int
        Of the dice that choose where the game begins and shuffle the candidates.
    rounds : int
        Questions, 1 to 40.
    gap : int or None
        Tokens from one question to the next; None for what is usual with the model's tokens.
    answers : tuple of Pick or Votes
        To the first questions.
    at : int
        The round on screen: an answered one, or the next.
    certainty : int
        How sure the player is of what he picks next, a place in `CERTAINTIES`.
    """

    checkpoint: str
    passage: str | None = None
    prompt: str | None = None
    temperature: float = TEMPERATURE
    random_seed: int = DEFAULT_RANDOM_SEED
    rounds: int = ROUNDS
    gap: int | None = None
    answers: tuple[Answer, ...] = ()
    at: int = 0
    certainty: int = SURE

    @property
    def asks(self) -> tuple[object, ...]:
        """Return what the questions depend on."""
        text = (self.checkpoint, self.passage, self.prompt)
        return (*text, self.random_seed, self.rounds, self.gap)


def usual_gap(checkpoint: Checkpoint) -> int:
    """Return how far questions are apart: within a word, letters are too easy."""
    letters = checkpoint.tokenizer.unit == "character" and checkpoint.about.language == "en"
    return 3 if letters else 1


def gap_of(state: GuessState, checkpoint: Checkpoint) -> int:
    """Return how many tokens there are from one question to the next."""
    return usual_gap(checkpoint) if state.gap is None else state.gap


def passage_of(state: GuessState, checkpoint: Checkpoint) -> str:
    """Return the name of the ready text."""
    ready = texts(checkpoint.about.language)
    return state.passage if state.passage in ready else next(iter(ready))


def text_of(state: GuessState, checkpoint: Checkpoint) -> str:
    """Return the text that is played on."""
    if state.prompt is not None:
        return state.prompt
    return texts(checkpoint.about.language)[passage_of(state, checkpoint)]
