"""The guessing game's link: the whole game, an own text not to be read at a glance."""

import base64
import re
from dataclasses import replace

from textgen.checkpoint import Checkpoint
from textgen.errors import ConfigError
from textgen.guess_score import (
    CERTAINTIES,
    Answer,
    Pick,
    Votes,
)
from textgen.guessing import MOST_GAP, MOST_ROUNDS
from textgen.limits import LINK_PROMPT_CHARS
from ui.link import DEFAULT_RANDOM_SEED
from ui.reader import Reader, checkpoint_parameter, format_number
from ui.texts import texts
from ui.views.guess.state import (
    ROUNDS,
    SURE,
    TEMPERATURE,
    GuessState,
    gap_of,
    passage_of,
    usual_gap,
)
from ui.views.parts import on_slider
from ui.visit import Checkpoints, Page

_LETTERS = "abcdefghijklmnopqr"  # one a pick: candidate, then certainty
_ANSWERS = re.compile(r"([a-r]|\([0-9]{1,3}(\.[0-9]{1,3}){1,5}\))*")
_ANSWER = re.compile(r"[a-r]|\([0-9.]+\)")
_LONGEST_ANSWERS = MOST_ROUNDS * len("(999.999.999.999.999.999)")
_HIDDEN = re.compile(r"[A-Za-z0-9_-]+")
_LONGEST_HIDDEN = LINK_PROMPT_CHARS * 4 * 4 // 3 + 4  # four bytes a character, six bits a sign


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
        certainty=reader.count("q", 0, len(CERTAINTIES) - 1, SURE),
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
