"""The guessing game: its link, what a player does, its panels by their data."""

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import pytest

from tests.collection import CHINESE, ENGLISH
from tests.ui.test_figures import colours_of, defined_colours, painted
from textgen import Checkpoint
from textgen.guess_score import CERTAINTIES, Pick, Votes
from textgen.guessing import CANDIDATES
from textgen.limits import LINK_PROMPT_CHARS
from textgen.slider import STOPS
from ui import resources
from ui.chart import Panel, Passage, Plot, Table, payload
from ui.i18n import LANGUAGES
from ui.reader import Reader
from ui.texts import texts
from ui.views.guess import actions
from ui.views.guess.beliefs import beliefs as beliefs_of
from ui.views.guess.beliefs import verdict
from ui.views.guess.game import Played, play
from ui.views.guess.link import PAGE
from ui.views.guess.panels import panels as all_panels
from ui.views.guess.passage import text as text_shown
from ui.views.guess.saved import saved_json
from ui.views.guess.state import GuessState, text_of, usual_gap

TEXT = "a bee saw the sea; <b>it</b> was old."
HANDS = Votes((3, 0, 12, 1, 0, 4))
STATE = GuessState(ENGLISH, prompt=TEXT, rounds=4, gap=2, answers=(Pick(0, 2), HANDS), at=1)

Checkpoints = dict[str, Checkpoint]


@pytest.fixture(autouse=True)
def _served(collection: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(resources, "CHECKPOINTS", collection)
    resources.entries.clear()
    yield
    resources.entries.clear()
    resources.game_for.clear()


def played(state: GuessState, checkpoints: Checkpoints) -> Played:
    game = play(state, checkpoints[state.checkpoint])
    assert game is not None
    return game


def panels_of(game: Played) -> dict[str, Panel]:
    shown = [text_shown(game), beliefs_of(game), *all_panels(game)]
    return {panel.key: panel for panel in shown}


def told(written: dict[str, str], checkpoints: Checkpoints) -> tuple[GuessState, list[str]]:
    reader = Reader({name: [value] for name, value in written.items()})
    state = PAGE.read(reader, checkpoints, ENGLISH)
    return state, [notice.key for notice in reader.notices]


@pytest.mark.parametrize(
    "state",
    [
        STATE,
        GuessState(ENGLISH),
        GuessState(CHINESE, passage="snow", temperature=0.0, random_seed=9, rounds=40),
        GuessState(ENGLISH, passage="teacher", gap=10, answers=(Pick(5, 0),), at=1, certainty=2),
        GuessState(CHINESE, prompt="今天🙂\n& 明天", rounds=1, answers=(Pick(2, 1),)),
    ],
)
def test_a_link_opens_the_same_game(checkpoints: Checkpoints, state: GuessState) -> None:
    assert told(PAGE.write(state, checkpoints), checkpoints) == (state, [])


def test_every_pick_has_a_letter_of_its_own(checkpoints: Checkpoints) -> None:
    picks = [Pick(c, s) for c in range(CANDIDATES) for s in range(len(CERTAINTIES))]
    state = GuessState(ENGLISH, rounds=20, answers=tuple(picks))
    written = PAGE.write(state, checkpoints)
    assert written["g"] == "abcdefghijklmnopqr"
    assert told(written, checkpoints)[0].answers == state.answers


def test_an_own_text_cannot_be_read_in_the_link(checkpoints: Checkpoints) -> None:
    written = PAGE.write(STATE, checkpoints)
    assert not any("bee" in value for value in written.values())
    assert written["x"] == ""
    longest = replace(STATE, prompt="好" * LINK_PROMPT_CHARS, answers=(), at=0)
    assert len(PAGE.write(longest, checkpoints)["w"]) == 4 * LINK_PROMPT_CHARS
    assert told(PAGE.write(longest, checkpoints), checkpoints) == (longest, [])


def hidden(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("g", "z"),
        ("g", "A"),
        ("g", "a" * 13),
        ("g", "(1)"),
        ("g", "(1.2"),
        ("g", "(1.2.3.4.5.6.7)"),
        ("g", "(1000.2)"),
        ("g", "(-1.2)"),
        ("g", "a" * 99_999),
        ("at", "1"),
        ("at", "x"),
        ("q", "3"),
        ("n", "0"),
        ("n", "41"),
        ("j", "0"),
        ("j", "11"),
        ("x", "nowhere"),
        ("w", "a"),
        ("w", "=="),
        ("w", "ab cd"),
        ("w", hidden(b"\xff\xff")),
        ("w", hidden(b"\xed\xa0\x80")),
        ("w", hidden(b"x" * 501)),
        ("w", "A" * 99_999),
    ],
)
def test_what_cannot_be_is_told_and_left_out(
    checkpoints: Checkpoints, parameter: str, value: str
) -> None:
    state, notices = told({parameter: value}, checkpoints)
    assert state == GuessState(ENGLISH)
    assert len(notices) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_ready_texts_fit_into_a_game(language: str) -> None:
    ready = texts(language)
    assert len(ready) >= 5
    for name, text in ready.items():
        assert name.isalpha() and name.islower()
        assert 100 <= len(text) <= LINK_PROMPT_CHARS
        assert max(map(len, text.split("\n"))) <= (72 if language == "en" else 200)


def test_ready_texts_hold_nothing_that_the_shipped_models_lack() -> None:
    folder = Path(__file__).parents[2] / "checkpoints"
    for path in folder.glob("*/vocabulary.json"):
        tokens = set(json.loads(path.read_text(encoding="utf-8")))
        language = json.loads((path.parent / "config.json").read_text(encoding="utf-8"))
        for text in texts(language["about"]["language"]).values():
            assert set(text.lower()) <= tokens


def test_texts_take_turns_and_follow_the_language(checkpoints: Checkpoints) -> None:
    english, chinese = checkpoints[ENGLISH], checkpoints[CHINESE]
    state = GuessState(ENGLISH)
    seen = []
    for _ in texts("en"):
        seen.append(text_of(state, english))
        state = actions.next_text(state, english)
    assert seen == list(texts("en").values())
    assert text_of(state, english) == seen[0]
    assert text_of(replace(state, passage="teacher"), chinese) == texts("zh")["ferry"]
    assert text_of(actions.next_text(STATE, english), english) == seen[0]


def test_a_game_is_played(checkpoints: Checkpoints) -> None:
    state = replace(STATE, answers=(), at=0)
    game = played(state, checkpoints)
    assert len(game.game.questions) == 4
    for number in range(4):
        game = played(state, checkpoints)
        assert (game.at, game.answer, game.finished) == (number, None, False)
        state = actions.guess(state, game, game.question.right)
        assert actions.guess(state, game, 0) is state  # a second click comes too late
        other = replace(game.state, random_seed=game.state.random_seed + 1)
        assert actions.guess(other, game, 0) is other  # a question of another game
        assert played(state, checkpoints).answer == Pick(game.question.right, 1)
        state = actions.go(state, number + 1)
    game = played(state, checkpoints)
    assert (game.at, game.finished) == (3, True)
    assert game.score.player.tolist() == pytest.approx([np.log2(3 / 2)] * 4)
    assert actions.again(state).answers == ()


def test_what_is_typed_is_a_candidate_or_nothing(checkpoints: Checkpoints) -> None:
    game = played(replace(STATE, answers=(), at=0), checkpoints)
    vocabulary = checkpoints[ENGLISH].tokenizer.vocabulary
    for i, token in enumerate(game.question.candidates):
        text = vocabulary.token(token)
        assert game.typed(text) == game.typed(text.upper()) == i
        assert game.typed(game.token(token)) == i
    assert game.typed("no such token") is None
    assert game.typed("") is None


def test_answers_that_no_button_gives_are_not_counted(checkpoints: Checkpoints) -> None:
    # Groups of six and of five: the sixth candidate is not always there.
    state = GuessState(ENGLISH, rounds=40)
    questions = played(state, checkpoints).game.questions
    sizes = [len(question.candidates) for question in questions]
    assert set(sizes) == {5, 6}
    game = played(replace(state, answers=(Pick(5, 1),) * 40, at=40), checkpoints)
    assert len(game.answers) == game.at == sizes.index(5)
    assert len(actions.guess(game.state, game, 0).answers) == game.at + 1  # and it can be played on
    few = replace(state, rounds=2, answers=(Pick(0, 1),) * 2, at=2)
    assert (played(few, checkpoints).at, played(few, checkpoints).finished) == (1, True)


def test_nothing_that_is_still_to_be_guessed_is_sent(checkpoints: Checkpoints) -> None:
    """The browser must not know the text's end before the player does."""
    asked = played(replace(STATE, at=2), checkpoints)
    sent = json.dumps(payload(list(panels_of(asked).values()), None))
    passage = text_shown(asked)
    shown = "".join(mark[0] for mark in passage.frames[0])
    assert TEXT.startswith(shown.removesuffix("\u2002?\u2002"))
    skipped = sum(mark[2] == "skipped" for mark in passage.frames[0])
    assert len(shown) - 3 == asked.question.place + skipped
    assert TEXT[-6:] not in sent
    assert "✓" not in json.dumps(payload([beliefs_of(asked)], None))
    saved = saved_json(STATE, checkpoints[ENGLISH], asked)
    assert len(json.loads(saved)["text"]) == asked.game.questions[1].place + 1


@pytest.mark.parametrize("random_seed", range(8))
def test_an_unknown_character_ahead_does_not_give_the_answer_away(
    checkpoints: Checkpoints, random_seed: int
) -> None:
    text = "a—bee—saw—the—sea—and—an—old—hat—"
    state = replace(GuessState(ENGLISH, prompt=text, gap=1), random_seed=random_seed)
    asked = played(state, checkpoints)
    *before, last = text_shown(asked).frames[0]
    assert last[0].strip() == "?"
    pieces = [piece for piece in asked.game.reading.pieces if piece.id is not None]
    known = [mark for mark in before if mark[2] != "skipped"]
    assert len(known) == asked.question.place
    assert [mark[0] for mark in known] == [piece.text for piece in pieces[: len(known)]]


def test_the_whole_text_is_shown_at_the_end(checkpoints: Checkpoints) -> None:
    over = played(replace(STATE, answers=(Pick(0, 0),) * 4, at=2), checkpoints)
    passage = text_shown(over)
    assert "".join(mark[0] for mark in passage.frames[0]) == TEXT
    (chosen,) = (i for i, mark in enumerate(passage.frames[0]) if mark[2] == "chosen")
    assert sum(piece.id is not None for piece in over.game.reading.pieces[:chosen]) == (
        over.question.place
    )
    assert [mark[2] for mark in passage.frames[0]].count("skipped") == 5  # < > < / >


def test_plotly_accepts_every_figure(checkpoints: Checkpoints) -> None:
    for state in (STATE, replace(STATE, at=2)):
        plots = [p for p in panels_of(played(state, checkpoints)).values() if isinstance(p, Plot)]
        assert [plot.key for plot in plots] == ["beliefs", "totals", "over"]
        for plot in plots:
            assert colours_of(plot.figure) <= defined_colours()
            figure = painted(plot.figure)
            go.Figure(figure["data"], figure["layout"])


def test_before_the_first_answer_there_are_the_rules(checkpoints: Checkpoints) -> None:
    shown = panels_of(played(replace(STATE, answers=(), at=0), checkpoints))
    assert list(shown) == ["text", "beliefs", "rules"]
    rules = shown["rules"]
    assert isinstance(rules, Table)
    assert [row.cells[1:4] for row in rules.frames[0]] == [
        ["33%", "1.58", "2.91"],
        ["67%", "0.58", "3.91"],
        ["95%", "0.07", "6.64"],
    ]
    assert [row.cells[4] for row in rules.frames[0]][1] == "50%\u2009–\u200984%"
    assert not shown["beliefs"].frames
    assert all(not trace["x"] for trace in shown["beliefs"].figure["data"])


def test_beliefs_sum_to_one_and_mark_truth_and_guess(checkpoints: Checkpoints) -> None:
    game = played(STATE, checkpoints)
    plot = panels_of(game)["beliefs"]
    assert len(plot.frames) == len(plot.notes) == len(STOPS)
    for frame in plot.frames:
        model, player, numbers = frame["data"]
        assert sum(model["x"]) == pytest.approx(1, abs=1e-3)
        assert sum(player["x"]) == pytest.approx(1, abs=1e-3)
        assert numbers["x"] == [max(pair) for pair in zip(model["x"], player["x"], strict=True)]
    names = plot.figure["layout"]["yaxis"]["ticktext"]
    assert [i for i, name in enumerate(names) if "✓" in name] == [game.question.right]
    assert [i for i, name in enumerate(names) if "▸" in name] == [2]
    colors = plot.figure["data"][0]["marker"]["color"]
    assert colors.index("--accent") == game.question.right


def test_totals_add_up_at_every_temperature(checkpoints: Checkpoints) -> None:
    game = played(STATE, checkpoints)
    shown = panels_of(game)
    one = STOPS.index(1.0)
    player = shown["totals"].figure["data"][0]["y"]
    assert shown["totals"].figure["layout"]["xaxis"]["dtick"] == 1
    assert player == pytest.approx([0, *game.score.player.cumsum()], abs=1e-3)
    _, among, whole = shown["totals"].frames[one]["data"]
    assert among["y"][-1] == pytest.approx(game.score.among[:, one].sum(), abs=1e-3)
    assert whole["y"][-1] == pytest.approx(game.score.whole[:, one].sum(), abs=1e-3)
    curve, level = shown["over"].figure["data"]
    assert curve["y"][one] == pytest.approx(among["y"][-1], abs=1e-3)
    assert level["y"] == pytest.approx([player[-1]] * len(STOPS), abs=1e-3)
    rows = shown["rounds"].frames[one]
    assert [row.mark for row in rows] == [None, "mark"]
    assert rows[1].cells[3] == "50%"  # 13 of 26 hands, one added to each
    assert sum(float(row.cells[4]) for row in rows) == pytest.approx(player[-1], abs=0.02)


def test_the_standing_is_told_in_words(checkpoints: Checkpoints) -> None:
    game = played(STATE, checkpoints)
    passage = panels_of(game)["text"]
    assert isinstance(passage, Passage)
    assert f"you {game.score.player.sum():.1f} bits" in passage.notes[0]
    assert "T = 2.00" in passage.notes[-1]
    right = replace(game, answers=(Pick(game.game.questions[0].right, 2),), at=0)
    assert verdict(right, right.answers[0]).startswith("Right")


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ({"kind": "stop", "stop": 0}, {"temperature": 0.0}),
        ({"kind": "row", "panel": "rounds", "index": 0}, {"at": 0}),
        ({"kind": "row", "panel": "rounds", "index": 2}, {}),
        ({"kind": "row", "panel": "rounds", "index": True}, {}),
        ({"kind": "stop", "stop": 41}, {}),
        ({"kind": "stop", "stop": "0"}, {}),
        ({"kind": "other"}, {}),
    ],
)
def test_actions(action: dict[str, object], expected: dict[str, object]) -> None:
    after = actions.apply(STATE, action)
    assert {name: getattr(after, name) for name in expected} == expected
    assert (after == STATE) == (not expected)


def test_only_what_is_asked_begins_another_game(session: dict[str, object]) -> None:
    session["guess_state"] = STATE
    PAGE.change(replace(STATE, temperature=0.2))
    assert PAGE.state.answers == STATE.answers
    for change in ({"random_seed": 8}, {"checkpoint": CHINESE}, {"rounds": 5}, {"gap": 1}):
        session["guess_state"] = STATE
        PAGE.change(replace(STATE, **change))
        assert (PAGE.state.answers, PAGE.state.at) == ((), 0)


def test_own_texts_are_bounded() -> None:
    assert actions.set_own(STATE, "x" * 20_000).prompt == "x" * LINK_PROMPT_CHARS
    assert actions.set_own(STATE, " \ud800 ").prompt == "\ufffd"
    assert actions.set_own(STATE, "  \n") is STATE
    assert actions.set_own(STATE, TEXT).answers == ()


def test_a_text_of_which_the_model_knows_nothing(checkpoints: Checkpoints) -> None:
    assert play(GuessState(ENGLISH, prompt="好"), checkpoints[ENGLISH]) is None


def test_a_word_models_tokens_are_asked_one_by_one(checkpoints: Checkpoints) -> None:
    assert usual_gap(checkpoints[CHINESE]) == 1
    assert usual_gap(checkpoints[ENGLISH]) == 3
