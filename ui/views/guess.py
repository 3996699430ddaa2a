"""Shannon's game against a model: the page's state, its link and what a player does to them."""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from textgen.checkpoint import Checkpoint
from textgen.errors import ConfigError, CorpusError
from textgen.guess_format import game_csv, game_json
from textgen.guess_score import CERTAINTIES, Answer, Pick, Score, Votes, score
from textgen.guessing import MOST_GAP, MOST_ROUNDS, Game, Question
from textgen.limits import LINK_PROMPT_CHARS
from textgen.prompt import clean_text
from textgen.slider import STOPS
from textgen.tokenizers import Vocabulary
from ui import resources
from ui.chart import is_place
from ui.link import DEFAULT_RANDOM_SEED
from ui.plain import visible
from ui.reader import Reader, checkpoint_parameter, format_number
from ui.texts import texts
from ui.views.parts import on_slider
from ui.visit import Checkpoints, Page

ROUNDS = 12
TEMPERATURE = 1.0  # the model as trained: a fair rival

_SURE = 1
_LETTERS = "abcdefghijklmnopqr"  # one a pick: candidate, then certainty
_ANSWERS = re.compile(r"([a-r]|\([0-9]{1,3}(\.[0-9]{1,3}){1,5}\))*")
_ANSWER = re.compile(r"[a-r]|\([0-9.]+\)")
_LONGEST_ANSWERS = MOST_ROUNDS * len("(999.999.999.999.999.999)")
_HIDDEN = re.compile(r"[A-Za-z0-9_-]+")
_LONGEST_HIDDEN = LINK_PROMPT_CHARS * 4 * 4 // 3 + 4  # four bytes a character, six bits a sign


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
    certainty: int = _SURE

    @property
    def asks(self) -> tuple[object, ...]:
        """Return what the questions depend on."""
        text = (self.checkpoint, self.passage, self.prompt)
        return (*text, self.random_seed, self.rounds, self.gap)


class _GamePage(Page[GuessState]):
    """A page on which another game begins as soon as something else is asked."""

    def change(self, state: GuessState) -> None:
        if state.asks != self.state.asks:
            state = replace(state, answers=(), at=0)
        super().change(state)


def read(reader: Reader, checkpoints: Checkpoints, preferred: str) -> GuessState:
    """Read the page's link."""
    checkpoint = reader.checkpoint(checkpoints, preferred)
    usual, rounds = usual_gap(checkpoint), reader.count("n", 1, MOST_ROUNDS, ROUNDS)
    gap = reader.count("j", 1, MOST_GAP, usual)
    answers = _read_answers(reader, rounds)
    return GuessState(
        checkpoint=checkpoint.name,
        passage=_read_passage(reader, checkpoint),
        prompt=_read_hidden(reader),
        temperature=on_slider(reader.temperature(TEMPERATURE)),
        random_seed=reader.random_seed(DEFAULT_RANDOM_SEED),
        rounds=rounds,
        gap=None if gap == usual else gap,
        answers=answers,
        at=reader.count("at", 0, len(answers), len(answers)),
        certainty=reader.count("q", 0, len(CERTAINTIES) - 1, _SURE),
    )


def write(state: GuessState, checkpoints: Checkpoints) -> dict[str, str]:
    """Return the page's link: the whole game, with an own text that cannot be read at a glance."""
    checkpoint = checkpoints[state.checkpoint]
    own = state.prompt is not None
    return {
        "c": checkpoint_parameter(checkpoint),
        "x": "" if own else passage_of(state, checkpoint),
        "w": _hide(state.prompt) if state.prompt is not None else "",
        "t": format_number(state.temperature),
        "s": str(state.random_seed),
        "n": str(state.rounds),
        "j": str(gap_of(state, checkpoint)),
        "g": "".join(map(_write_answer, state.answers)),
        "at": str(state.at),
        "q": str(state.certainty),
    }


PAGE = _GamePage("guess", read, write)


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


def guess(state: GuessState, played: Played, candidate: int) -> GuessState:
    """Pick a candidate; see `answer`."""
    return answer(state, played, Pick(candidate, state.certainty))


def answer(state: GuessState, played: Played, given: Answer) -> GuessState:
    """Answer the question on screen, unless it was answered since it was drawn."""
    if played.answer is not None or state.answers != played.state.answers:
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


def saved_json(state: GuessState, checkpoint: Checkpoint, played: Played) -> str:
    """Return the game for a program; what has not been asked yet stays hidden."""
    answered = played.game.questions[: len(played.answers)]
    known = answered[-1].place + 1 if answered else 0
    ids = played.game.reading.ids[:known]
    header = {
        "checkpoint": checkpoint.name,
        "checkpoint_hash": checkpoint.hash,
        "random_seed": state.random_seed,
        "gap": gap_of(state, checkpoint),
        "text": checkpoint.tokenizer.decode(ids),
    }
    return game_json(header, *_saved(played))


def saved_csv(played: Played) -> bytes:
    """Return the game for a spreadsheet."""
    return game_csv(*_saved(played))


def _saved(played: Played) -> tuple[Vocabulary, tuple[Question, ...], tuple[Answer, ...], int]:
    return played.vocabulary, played.game.questions, played.answers, played.stop


def _read_passage(reader: Reader, checkpoint: Checkpoint) -> str | None:
    names = list(texts(checkpoint.about.language))
    name = reader.text("x", "") or names[0]
    if name not in names:
        reader.tell_default("x", None)
        return None
    return None if name == names[0] else name


def _read_hidden(reader: Reader) -> str | None:
    hidden = reader.text("w", "")
    if not hidden:
        return None
    try:
        text = _unhide(hidden)
    except ConfigError:
        reader.tell_default("w", None)
        return None
    return text


def _hide(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _unhide(hidden: str) -> str:
    if len(hidden) > _LONGEST_HIDDEN or not _HIDDEN.fullmatch(hidden):
        raise ConfigError("a hidden text is written in base64url")
    try:
        text = base64.urlsafe_b64decode(hidden + "=" * (-len(hidden) % 4)).decode()
    except ValueError as error:
        raise ConfigError("a hidden text is UTF-8 in base64url") from error
    if not 1 <= len(text) <= LINK_PROMPT_CHARS:
        raise ConfigError(f"a hidden text has 1 to {LINK_PROMPT_CHARS} characters")
    return text


def _read_answers(reader: Reader, rounds: int) -> tuple[Answer, ...]:
    text = reader.text("g", "")
    if not text:
        return ()
    try:
        answers = _parse_answers(text)
        if len(answers) > rounds:
            raise ConfigError("there are more answers than rounds")
    except ConfigError:
        reader.tell_default("g", None)
        return ()
    return answers


def _parse_answers(text: str) -> tuple[Answer, ...]:
    if len(text) > _LONGEST_ANSWERS or not _ANSWERS.fullmatch(text):
        raise ConfigError("answers are letters from a to r and votes as (3.0.1)")
    return tuple(map(_parse_answer, _ANSWER.findall(text)))


def _parse_answer(text: str) -> Answer:
    if text.startswith("("):
        return Votes(tuple(map(int, text[1:-1].split("."))))
    return Pick(*divmod(_LETTERS.index(text), len(CERTAINTIES)))


def _write_answer(given: Answer) -> str:
    if isinstance(given, Votes):
        return f"({'.'.join(map(str, given.hands))})"
    return _LETTERS[given.candidate * len(CERTAINTIES) + given.certainty]
