"""A guessing game as a file, for a program or a spreadsheet."""

from textgen.checkpoint import Checkpoint
from textgen.guess_format import game_csv, game_json
from textgen.guess_score import Answer
from textgen.guessing import Question
from textgen.tokenizers import Vocabulary
from ui.views.guess.game import Played
from ui.views.guess.state import GuessState, gap_of


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
