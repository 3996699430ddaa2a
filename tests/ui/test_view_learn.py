"""The chapter's state, its link, its miniatures, and the links that lead on."""

from collections.abc import Iterator, Mapping
from typing import Any

import plotly.graph_objects as go
import pytest

from tests.collection import CHINESE, ENGLISH
from tests.ui.conftest import Session
from tests.ui.linking import check_reopens, check_told
from tests.ui.test_figures import colours_of, defined_colours, painted
from textgen import Checkpoint
from ui import link, resources
from ui.chart import Plot
from ui.learn.exercises import EXERCISES
from ui.reader import Notice, Reader
from ui.views.compare.link import PAGE as COMPARE
from ui.views.epochs.link import PAGE as EPOCHS
from ui.views.guess.link import PAGE as GUESS
from ui.views.inspect.link import PAGE as INSPECT
from ui.views.learn import actions
from ui.views.learn.link import PAGE
from ui.views.learn.sections import SECTIONS, miniature, neighbour
from ui.views.learn.state import LearnState
from ui.views.learn.tokens import _pair
from ui.views.strategies.link import PAGE as STRATEGIES
from ui.views.temperature.link import PAGE as TEMPERATURE
from ui.views.vectors.link import PAGE as VECTORS

Checkpoints = dict[str, Checkpoint]
STATE = LearnState(ENGLISH, "a bee ", 0.5)
LIVE = [name for name in SECTIONS if name not in ("bugs", "exercises")]
PAGES = {
    page.name: page for page in (COMPARE, EPOCHS, GUESS, INSPECT, STRATEGIES, TEMPERATURE, VECTORS)
}


@pytest.fixture(autouse=True)
def _served(monkeypatch: pytest.MonkeyPatch, collection: Any, session: Session) -> Iterator[None]:
    monkeypatch.setattr(resources, "CHECKPOINTS", collection)
    resources.entries.clear()
    yield
    resources.entries.clear()
    resources.strategies_for.clear()
    resources.lanes_for.clear()


def notices(page: str, parameters: Mapping[str, str], checkpoints: Checkpoints) -> list[Notice]:
    """Return what a page tells of a link."""
    values = {name: [value] for name, value in parameters.items()}
    if page == "generate":
        return link.read(values, checkpoints, ENGLISH)[1]
    reader = Reader(values)
    PAGES[page].read(reader, checkpoints, ENGLISH)
    return reader.notices


@pytest.mark.parametrize(
    "state",
    [STATE, LearnState(CHINESE, "", 2.0, 77, "exercises"), LearnState(ENGLISH, "old & <b>")],
)
def test_a_link_opens_the_same_state(checkpoints: Checkpoints, state: LearnState) -> None:
    check_reopens(PAGE, state, checkpoints)


@pytest.mark.parametrize(
    ("parameter", "value"),
    [("section", "no"), ("section", "x" * 5_000), ("t", "warm"), ("s", "-1"), ("c", "nobody")],
)
def test_what_cannot_be_is_told_and_left_out(
    checkpoints: Checkpoints, parameter: str, value: str
) -> None:
    check_told(PAGE, parameter, value, checkpoints)


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ({"kind": "stop", "name": "t", "stop": 40}, 2.0),
        ({"kind": "stop", "name": "t", "stop": 41}, 0.5),
        ({"kind": "stop", "name": "t", "stop": True}, 0.5),
        ({"kind": "stop", "name": "step", "stop": 3}, 0.5),  # the slider over a text
        ({"kind": "row", "index": 1}, 0.5),
    ],
)
def test_actions(action: dict[str, object], expected: float) -> None:
    assert actions.apply(STATE, action).temperature == expected


def test_sections_follow_each_other() -> None:
    assert neighbour("generation", -1) is None
    assert neighbour("generation", 1) == "model"
    assert neighbour("exercises", 1) is None


@pytest.mark.parametrize("name", [ENGLISH, CHINESE])
@pytest.mark.parametrize("section", LIVE)
def test_a_miniature_is_part_of_the_page_that_it_leads_to(
    checkpoints: Checkpoints, section: str, name: str
) -> None:
    state = LearnState(name, checkpoints[name].about.prompts[1], 0.5, 9, section)
    shown = miniature(state, checkpoints)
    assert shown is not None
    assert shown.panels
    assert notices(shown.page, shown.parameters, checkpoints) == []
    assert shown.parameters["c"].startswith(f"{name}@")
    for panel in shown.panels:
        assert not panel.clickable
        if isinstance(panel, Plot):
            assert colours_of(panel.figure) | colours_of(panel.frames) <= defined_colours()
            figure = painted(panel.figure)
            go.Figure(figure["data"], figure["layout"])


def test_the_main_page_writes_what_the_miniature_writes(checkpoints: Checkpoints) -> None:
    shown = miniature(STATE, checkpoints)
    assert shown is not None and shown.page == "generate"
    values = {name: [value] for name, value in shown.parameters.items()}
    state, _ = link.read(values, checkpoints, ENGLISH)
    run = resources.run_for(ENGLISH, checkpoints[ENGLISH].hash, state.prompt, state.settings)
    (panel,) = shown.panels
    assert "".join(mark[0] for mark in panel.frames[0]) == run.text


def test_a_text_is_cut_into_each_models_tokens(checkpoints: Checkpoints) -> None:
    shown = miniature(LearnState(CHINESE, "我们走在路上", section="tokens"), checkpoints)
    assert shown is not None
    words, characters, table = shown.panels
    assert [mark[0] for mark in words.frames[0]] == ["我们", "走", "在", "路上"]
    assert "".join(mark[0] for mark in characters.frames[0]) == "a bee"
    sizes = [str(len(checkpoints[name].tokenizer.vocabulary)) for name in (CHINESE, ENGLISH)]
    assert [row.cells[2:4] for row in table.frames[0]] == [["4", sizes[0]], ["5", sizes[1]]]
    assert shown.parameters["c2"] == ""  # no other model of its language


def test_a_model_of_the_same_language_is_put_beside(checkpoints: Checkpoints) -> None:
    by_word, by_character = checkpoints[CHINESE], checkpoints[ENGLISH]
    assert _pair([by_word, by_character]) == (by_word, None)
    assert _pair([by_character, by_word, by_word]) == (by_word, by_word)


def test_a_seed_text_of_which_the_model_knows_nothing(checkpoints: Checkpoints) -> None:
    shown = miniature(LearnState(ENGLISH, "好", section="model"), checkpoints)
    assert shown is not None
    assert [panel.key for panel in shown.panels] == ["text", "here"]  # of the ready text


@pytest.mark.parametrize("chosen", [ENGLISH, CHINESE])
@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
def test_an_exercise_opens_its_page_without_a_notice(
    checkpoints: Checkpoints, exercise: Any, chosen: str
) -> None:
    parameters = exercise.parameters(checkpoints, chosen)
    assert parameters["c"].startswith(f"{chosen}@")  # the model it wants is not here
    assert notices(exercise.page, parameters, checkpoints) == []


def test_an_exercise_takes_the_models_that_it_speaks_of(checkpoints: Checkpoints) -> None:
    (exercise,) = (each for each in EXERCISES if each.second)
    there = {
        "mine": checkpoints[ENGLISH],
        exercise.model: checkpoints[CHINESE],
        exercise.second: checkpoints[ENGLISH],
    }
    parameters = exercise.parameters(there, "mine")
    assert parameters["c"].startswith(f"{CHINESE}@")
    assert parameters["c2"].startswith(f"{ENGLISH}@")
    assert {exercise.page for exercise in EXERCISES} == {*PAGES, "generate"}
