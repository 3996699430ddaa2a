"""A played game written down: for spreadsheets and for programs."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from textgen.guess_score import Answer, Pick, Score, score
from textgen.guessing import Question
from textgen.slider import STOPS
from textgen.tokenizers import Vocabulary

FORMAT = "textgen.guess/1"


def game_json(
    header: Mapping[str, Any],
    vocabulary: Vocabulary,
    questions: Sequence[Question],
    answers: Sequence[Answer],
    stop: int,
) -> str:
    """Write the answered questions of a game as JSON.

    Parameters
    ----------
    header : mapping of str to object
        What the game was played with: checkpoint, text, random seed and the like.
    vocabulary : Vocabulary
        Of the model.
    questions : sequence of Question
        Of the game.
    answers : sequence of Pick or Votes
        To the first of them; the others stay out.
    stop : int
        The slider's, in whose temperature the model is scored.

    Returns
    -------
    str
        ``format``, the header, ``temperature``, ``totals`` and one object a round.
    """
    told = score(questions, answers)
    totals = {name: float(column.sum()) for name, column in _columns(told, stop).items()}
    content = {
        "format": FORMAT,
        **header,
        "temperature": STOPS[stop],
        "totals": _rounded(totals),
        "rounds": _rounds(vocabulary, questions, answers, stop),
    }
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)


def game_csv(
    vocabulary: Vocabulary,
    questions: Sequence[Question],
    answers: Sequence[Answer],
    stop: int,
) -> bytes:
    """Write the same as a table; the parameters are those of `game_json`.

    Returns
    -------
    bytes
        UTF-8 with a byte order mark, which spreadsheets need. Tokens stand in quotation marks, so
        that spaces can be seen and none of them is taken for a formula.
    """
    file = io.StringIO(newline="")
    rounds = _rounds(vocabulary, questions, answers, stop)
    names = ["round", "place", "truth", "rank", "candidates", "answer", "shares", *_SCORES]
    writer = csv.writer(file)
    writer.writerow(names)
    for each in rounds:
        writer.writerow([_cell(each[name]) for name in names])
    return file.getvalue().encode("utf-8-sig")


_SCORES = ("player_bits", "model_bits", "model_bits_whole_vocabulary")


def _rounds(
    vocabulary: Vocabulary, questions: Sequence[Question], answers: Sequence[Answer], stop: int
) -> list[dict[str, Any]]:
    columns = _columns(score(questions, answers), stop)
    return [
        {
            "round": i + 1,
            "place": question.place,
            "truth": vocabulary.token(question.truth),
            "rank": question.rank + 1,
            "candidates": [vocabulary.token(token) for token in question.candidates],
            "answer": _answer(answer),
            "shares": [round(share, 4) for share in answer.shares(len(question.candidates))],
            **_rounded({name: float(column[i]) for name, column in columns.items()}),
        }
        for i, (question, answer) in enumerate(zip(questions, answers, strict=False))
    ]


def _answer(answer: Answer) -> dict[str, Any]:
    if isinstance(answer, Pick):
        return {"candidate": answer.candidate + 1, "certainty": answer.certainty + 1}
    return {"hands": list(answer.hands)}


def _columns(told: Score, stop: int) -> dict[str, Any]:
    columns = (told.player, told.among[:, stop], told.whole[:, stop])
    return dict(zip(_SCORES, columns, strict=True))


def _rounded(values: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in values.items()}


def _cell(value: object) -> object:
    return value if isinstance(value, int | float) else json.dumps(value, ensure_ascii=False)
