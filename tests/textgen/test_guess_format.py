"""A played game written down and read again by other programs."""

import csv
import io
import json

import pytest

from textgen import Checkpoint
from textgen.guess_format import game_csv, game_json
from textgen.guess_score import Pick, Votes, score
from textgen.guessing import Game, prepare
from textgen.slider import STOPS

ANSWERS = (Pick(0, 2), Votes((3, 0, 1, 0, 0, 0)), Pick(5, 0))
STOP = STOPS.index(0.8)


@pytest.fixture
def game(tiny: Checkpoint) -> Game:
    return prepare(tiny.tokenizer, tiny.decoder, "the old sea is silent", 5, 2, 3)


def test_json_holds_the_whole_game(tiny: Checkpoint, game: Game) -> None:
    vocabulary = tiny.tokenizer.vocabulary
    text = game_json({"text": "<é>"}, vocabulary, game.questions, ANSWERS, STOP)
    read = json.loads(text)
    assert (read["format"], read["text"], read["temperature"]) == ("textgen.guess/1", "<é>", 0.8)
    assert [each["round"] for each in read["rounds"]] == [1, 2, 3]  # two are not answered yet
    told = score(game.questions, ANSWERS)
    assert read["totals"]["player_bits"] == pytest.approx(told.player.sum(), abs=1e-4)
    assert read["totals"]["model_bits"] == pytest.approx(told.among[:, STOP].sum(), abs=1e-4)
    second = read["rounds"][1]
    assert second["truth"] in second["candidates"]
    assert second["answer"] == {"hands": [3, 0, 1, 0, 0, 0]}
    assert second["shares"] == [0.4, 0.1, 0.2, 0.1, 0.1, 0.1]
    assert read["rounds"][0]["answer"] == {"candidate": 1, "certainty": 3}


def test_csv_opens_in_a_spreadsheet(tiny: Checkpoint, game: Game) -> None:
    data = game_csv(tiny.tokenizer.vocabulary, game.questions, ANSWERS, STOP)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert len(rows) == 3
    for row, question in zip(rows, game.questions, strict=False):
        token = tiny.tokenizer.vocabulary.token(question.truth)
        assert json.loads(row["truth"]) == token
        assert not row["truth"].startswith(("=", "+", "-", "@"))
        assert int(row["rank"]) == question.rank + 1
        assert float(row["model_bits"]) <= float(row["model_bits_whole_vocabulary"])


def test_no_number_is_infinite(tiny: Checkpoint, game: Game) -> None:
    text = game_json({}, tiny.tokenizer.vocabulary, game.questions, ANSWERS, 0)
    assert "Infinity" not in text
    assert game_csv(tiny.tokenizer.vocabulary, game.questions, (), 0).count(b"\r\n") == 1
