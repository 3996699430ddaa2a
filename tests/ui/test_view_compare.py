"""The page that compares temperatures: its link, its panels by their data, its words."""

from dataclasses import replace

import plotly.graph_objects as go
import pytest

from tests.collection import CHINESE, ENGLISH, LEARNING, write_learning
from tests.ui.linking import check_reopens, check_told
from tests.ui.test_figures import colours_of, defined_colours, painted
from textgen import Checkpoint, Spread, Summary
from textgen.comparison import Lane, write_side_by_side
from textgen.measures.stored_sweep import Sweep
from ui.chart import Passage, Plot, Table
from ui.figures.compare import Series, spread_curves
from ui.reader import Reader
from ui.views.compare import actions
from ui.views.compare.link import PAGE
from ui.views.compare.panels import beside
from ui.views.compare.panels import panels as all_panels
from ui.views.compare.panels import slider as slider_of
from ui.views.compare.state import BOOK, CompareState
from ui.views.compare.writers import writers

STATE = CompareState(ENGLISH, "a bee", (0.2, 0.5, 1.0), length=30)
Checkpoints = dict[str, Checkpoint]


def written(checkpoints: Checkpoints, state: CompareState, name: str = "") -> tuple[Lane, ...]:
    checkpoint = checkpoints[name or state.checkpoint]
    return write_side_by_side(checkpoint, state.prompt, state.shown, 5, state.length)


@pytest.fixture
def sweep() -> Sweep:
    rows = tuple(
        Summary(i / 10, 32, None, Spread(0.5, 0.125), Spread(1 - i / 20, 0), Spread(i / 5, 1), None)
        for i in range(21)
    )
    return Sweep("a bee", 200, rows)


@pytest.mark.parametrize(
    "state",
    [
        STATE,
        CompareState(CHINESE, "", (0.0, 0.0, 2.0, 1.95, 0.05, 1.0), 77, 1),
        CompareState(CHINESE, "old & hat", (0.5,), 0, 1_000, ENGLISH),
    ],
)
def test_a_link_opens_the_same_state(checkpoints: Checkpoints, state: CompareState) -> None:
    check_reopens(PAGE, state, checkpoints)


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("l", "1"),
        ("l", "1,1,1,1,1,1,1"),
        ("l", "0.5,warm"),
        ("l", "0.5,-1"),
        ("l", "0.5,nan"),
        ("l", "," * 5_000),
        ("c2", "nobody"),
        ("c2", "@"),
        ("n", "1001"),
        ("s", "x"),
    ],
)
def test_what_cannot_be_is_told_and_left_out(
    checkpoints: Checkpoints, parameter: str, value: str
) -> None:
    check_told(PAGE, parameter, value, checkpoints)


@pytest.fixture(scope="module")
def learning(tmp_path_factory: pytest.TempPathFactory, checkpoints: Checkpoints) -> Checkpoints:
    """Return the checkpoints with one, the first, that kept epochs 1, 2 and 4."""
    folder = tmp_path_factory.mktemp("learning") / LEARNING
    write_learning(folder)
    return {LEARNING: Checkpoint.load(folder), **checkpoints}


@pytest.mark.parametrize(
    "state",
    [
        CompareState(LEARNING, "a bee", epoch=4),
        CompareState(LEARNING, "a bee", (1.0,), second=LEARNING, epoch=1, second_epoch=2),
        CompareState(ENGLISH, "a bee", (1.0,), second=LEARNING, second_epoch=2),
    ],
)
def test_a_link_keeps_the_epochs(learning: Checkpoints, state: CompareState) -> None:
    check_reopens(PAGE, state, learning)


@pytest.mark.parametrize("parameter", ["ep", "ep2"])
@pytest.mark.parametrize("value", ["3", "-1", "5", "x", "1.0", "9" * 10, "9" * 5_000])
def test_an_epoch_that_was_not_kept_is_told(
    learning: Checkpoints, parameter: str, value: str
) -> None:
    check_told(PAGE, parameter, value, learning)


def test_the_epoch_gives_way_to_another_model_and_comes_back(learning: Checkpoints) -> None:
    state = CompareState(LEARNING, "a bee", second=LEARNING, epoch=1, second_epoch=4)
    assert [epoch for _, epoch in writers(state, learning)] == [1, 4]
    other = replace(state, checkpoint=ENGLISH)
    assert [epoch for _, epoch in writers(other, learning)] == [0, 4]
    assert PAGE.write(other, learning)["ep"] == "0"


def test_temperatures_go_to_the_nearest_stop(checkpoints: Checkpoints) -> None:
    state = PAGE.read(Reader({"l": ["0.333,inf"]}), checkpoints, ENGLISH)
    assert state.temperatures == (0.35, 2.0)


def test_a_second_model_halves_the_temperatures_and_gives_them_back() -> None:
    four = CompareState(ENGLISH, "", BOOK)
    two_models = CompareState(ENGLISH, "", BOOK, second=CHINESE)
    assert (four.shown, two_models.shown) == (BOOK, (0.2, 0.5, 1.0))
    assert CompareState(ENGLISH, "", (1.5,)).shown == (1.5, 0.5)  # one text alone compares nothing
    assert actions.remove(CompareState(ENGLISH, "", (1.5,), second=CHINESE)).shown == (1.5,)


def test_temperatures_are_added_removed_and_changed() -> None:
    assert actions.add(STATE).shown == (0.2, 0.5, 1.0, 1.2)
    warmer = actions.add(actions.add(actions.set_temperature(STATE, 2, 1.87)))
    assert warmer.shown[2:] == (1.85, 2.0, 2.0)
    six = CompareState(ENGLISH, "", (1.0,) * 6)
    assert actions.add(six).shown == six.shown
    assert actions.remove(actions.remove(actions.remove(STATE))).shown == (0.2, 0.5)
    assert actions.set_temperature(STATE, 1, 0.1 + 0.2).shown == (0.2, 0.3, 1.0)


def test_the_field_of_a_temperature_that_is_gone_changes_nothing() -> None:
    assert actions.set_temperature(STATE, len(STATE.shown), 0.5) == STATE


def test_neighbours_stand_before_or_beside(checkpoints: Checkpoints) -> None:
    first, second = written(checkpoints, STATE), written(checkpoints, STATE, CHINESE)
    alone = beside(first)
    assert [other for _, other in alone] == [None, first[0], first[1]]
    pairs = beside(first, second)
    assert [lane for lane, _ in pairs] == [lane for pair in zip(first, second) for lane in pair]  # noqa: B905
    assert [other for _, other in pairs] == [
        None, first[0], first[0], first[1], first[1], first[2],
    ]  # fmt: skip


def test_every_text_shows_where_it_parts_and_what_it_measures(checkpoints: Checkpoints) -> None:
    rows = beside(written(checkpoints, STATE))
    *passages, table = all_panels(STATE, rows)
    assert isinstance(table, Table)
    marked = []
    for panel, (lane, _) in zip(passages, rows, strict=True):
        assert isinstance(panel, Passage) and panel.growing
        (marks,) = panel.frames
        assert [mark[0] for mark in marks] == list(lane.tokens)
        assert f"{lane.entropy:.2f} bits" in panel.notes[0]
        marked.append([i for i, mark in enumerate(marks) if "parts" in mark[2].split()])
    assert marked[0] == []
    assert passages[0].finds == ("", "")
    for i in (1, 2):
        before, now = rows[i - 1][0].tokens, rows[i][0].tokens
        (place,) = marked[i]
        assert before[:place] == now[:place] and before[place] != now[place]
        assert table.frames[0][i].cells[-1] == str(place + 1)
        assert passages[i].finds == (f"parts at {place + 1}", passages[i].frames[0][place][3])
        assert f"T = {rows[i - 1][0].temperature:.2f}" in passages[i].frames[0][place][3]


def test_two_tokenizers_are_explained(checkpoints: Checkpoints) -> None:
    state = CompareState(ENGLISH, "a bee", (0.5,), length=30, second=CHINESE)
    rows = beside(written(checkpoints, state), written(checkpoints, state, CHINESE))
    *passages, table = all_panels(state, rows)
    assert len(passages) == 2
    assert "character by character" in table.notes[0]
    assert "characters" in passages[0].title and "words" in passages[1].title
    alone = all_panels(STATE, beside(written(checkpoints, STATE)))[-1]
    assert "character by character" not in alone.notes[0]


def test_the_slider_takes_the_pace_of_the_slower_text(checkpoints: Checkpoints) -> None:
    rows = beside(written(checkpoints, STATE), written(checkpoints, STATE, CHINESE))
    slider = slider_of(STATE, rows)
    assert (len(slider.stops), slider.play) == (30, True)
    assert slider.pace < slider_of(STATE, beside(written(checkpoints, STATE))).pace


def test_curves_are_drawn_of_what_was_measured(checkpoints: Checkpoints, sweep: Sweep) -> None:
    rows = beside(written(checkpoints, STATE))
    panels = all_panels(STATE, rows, [(checkpoints[ENGLISH], sweep)])
    plots = [panel for panel in panels if isinstance(panel, Plot)]
    assert [plot.key for plot in plots] == ["sweep_entropy", "sweep_distinct_2", "sweep_loop_rate"]
    assert "32 runs of 200 tokens" in plots[0].notes[0]
    for plot in plots:
        assert colours_of(plot.figure) <= defined_colours()
        figure = painted(plot.figure)
        go.Figure(figure["data"], figure["layout"])
        assert [shape["x0"] for shape in plot.figure["layout"]["shapes"]] == [0.2, 0.5, 1.0]


def test_the_band_is_one_standard_deviation_to_each_side() -> None:
    spreads = [Spread(0.5, 0.125), None, Spread(0.75, 0.25)]
    series = Series("one", [0.0, 0.1, 0.2], spreads)
    figure = spread_curves([series, series], [1.0], "temperature", share=True)
    band, line, *_ = figure["data"]
    assert band["x"] == [0.0, 0.2, 0.2, 0.0]
    assert band["y"] == [0.625, 1.0, 0.5, 0.375]
    assert (line["x"], line["y"]) == ([0.0, 0.2], [0.5, 0.75])
    assert figure["layout"]["showlegend"] and len(figure["data"]) == 4


def test_a_copy_too_short_to_be_looked_for_is_not_said_to_be_none(learning: Checkpoints) -> None:
    state = CompareState(LEARNING, "a bee", (0.0, 1.0), length=5)
    table = all_panels(state, beside(written(learning, state)))[-1]
    assert isinstance(table, Table)
    assert {row.cells[5] for row in table.frames[0]} == {"<\u00a012 characters"}
