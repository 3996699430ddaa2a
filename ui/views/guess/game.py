"""A game as far as it is played."""

from dataclasses import dataclass
from functools import cached_property

from textgen.checkpoint import Checkpoint
from textgen.errors import CorpusError
from textgen.guess_score import Answer, Score, score
from textgen.guessing import Game, Question
from textgen.slider import STOPS
from textgen.tokenizers import Vocabulary
from ui import resources
from ui.plain import visible
from ui.views.guess.state import GuessState, gap_of, text_of


@dataclass(frozen=True)
class Played:
    """A game as far as it is played.

    Parameters
    ----------
    state : GuessState
        The page's, which it was made of.
    game : Game
        Text and questions.
    vocabulary : Vocabulary
        Of the model.
    answers : tuple of Pick or Votes
        To the first questions.
    at : int
        The round on screen.
    stop : int
        The slider's.
    """

    state: GuessState
    game: Game
    vocabulary: Vocabulary
    answers: tuple[Answer, ...]
    at: int
    stop: int

    @property
    def question(self) -> Question:
        """The question on screen."""
        return self.game.questions[self.at]

    @property
    def answer(self) -> Answer | None:
        """What was answered to it; None if it is still open."""
        return self.answers[self.at] if self.at < len(self.answers) else None

    @property
    def finished(self) -> bool:
        """Whether every question is answered."""
        return len(self.answers) == len(self.game.questions)

    @cached_property
    def score(self) -> Score:
        """What the answers cost."""
        return score(self.game.questions, self.answers)

    def token(self, token_id: int) -> str:
        """Return a token, visible."""
        return visible(self.vocabulary.token(token_id))

    @property
    def candidates(self) -> list[str]:
        """The candidates on screen, visible."""
        return [self.token(token) for token in self.question.candidates]

    def typed(self, text: str) -> int | None:
        """Return the candidate that a player typed; None if it is not offered."""
        tokens = [self.vocabulary.token(token) for token in self.question.candidates]
        if text in tokens:
            return tokens.index(text)
        wanted = (text, text.strip(), text.strip().lower())
        found = (
            i
            for i, token in enumerate(tokens)
            if token in wanted or visible(token) in wanted or token.lower() in wanted
        )
        return next(found, None)


def play(state: GuessState, checkpoint: Checkpoint) -> Played | None:
    """Return the game on screen; None if the model knows no character of the text."""
    asked = text_of(state, checkpoint), state.rounds, gap_of(state, checkpoint), state.random_seed
    try:
        game = resources.game_for(checkpoint.name, checkpoint.hash, *asked)
    except CorpusError:
        return None
    answers = []
    for question, answer in zip(game.questions, state.answers, strict=False):
        if answer.least > len(question.candidates):  # a link's: no button gives it
            break
        answers.append(answer)
    at = min(state.at, len(answers), len(game.questions) - 1)
    stop = STOPS.index(state.temperature)
    return Played(state, game, checkpoint.tokenizer.vocabulary, tuple(answers), at, stop)
