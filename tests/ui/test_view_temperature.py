"""The page on one distribution: its link, its figures by their data, its words."""

import numpy as np
import plotly.graph_objects as go
import pytest

from tests.collection import ENGLISH
from tests.ui.linking import check_reopens, check_told
from tests.ui.test_figures import colours_of, defined_colours, painted
from textgen import Checkpoint
from textgen.slider import STOPS
from ui.chart import Plot, Table
from ui.reader import Reader
from ui.views.temperature import actions
from ui.views.temperature.link import PAGE
from ui.views.temperature.panels import panels as all_panels
from ui.views.temperature.state import TemperatureState, distribution_of

LOGITS = np.log([0.5, 0.2, 0.1, 0.08, 0.06, 0.04, 0.02])
TOKENS = ["<b>", "b", " ", "\n", "&", "e", "f"]
STATE = TemperatureState(ENGLISH, "a bee ", 0.5)

Checkpoints = dict[str, Checkpoint]


@pytest.fixture
def panels() -> dict[str, Plot | Table]:
    return {panel.key: panel for panel in all_panels(STATE, LOGITS, TOKENS)}


@pytest.mark.parametrize(
    "state",
    [
        STATE,
        TemperatureState(ENGLISH, "", 2.0, 77, 10, 3, None),
        TemperatureState(ENGLISH, "old & hat", 0.0, 0, 100_000, 11, (1, 0, 0, 0, 0, 100)),
    ],
)
def test_a_link_opens_the_same_state(checkpoints: Checkpoints, state: TemperatureState) -> None:
    check_reopens(PAGE, state, checkpoints)


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("h", "1-2-3"),
        ("h", "0-0-0-0-0-0"),
        ("h", "1-2-3-4-5-101"),
        ("h", "1-2-3-4-5-x"),
        ("h", "9" * 5_000),
        ("d", "0"),
        ("d", "100001"),
        ("i", "12"),
        ("i", "-1"),
        ("t", "warm"),
        ("s", "4294967296"),
    ],
)
def test_what_cannot_be_is_told_and_left_out(
    checkpoints: Checkpoints, parameter: str, value: str
) -> None:
    check_told(PAGE, parameter, value, checkpoints)


def test_a_temperature_between_stops_goes_to_the_nearest(checkpoints: Checkpoints) -> None:
    reader = Reader({"t": ["1.234"]})
    assert PAGE.read(reader, checkpoints, ENGLISH).temperature == 1.25
    assert PAGE.read(Reader({"t": ["inf"]}), checkpoints, ENGLISH).temperature == 2.0


def test_plotly_accepts_every_figure_and_frame(panels: dict[str, Plot | Table]) -> None:
    plots = [panel for panel in panels.values() if isinstance(panel, Plot)]
    assert len(plots) == 5
    for plot in plots:
        assert len(plot.frames) == len(STOPS)
        assert colours_of(plot.figure) | colours_of(plot.frames) <= defined_colours()
        figure = painted(plot.figure)
        made = go.Figure(figure["data"], figure["layout"])
        for frame in (plot.frames[0], plot.frames[20]):
            made.update(painted({name: frame[name] for name in frame if name == "layout"}))
            for trace, change in zip(made.data, painted(frame.get("data", [])), strict=False):
                trace.update(change)


def test_the_heat_map_has_a_row_a_token(panels: dict[str, Plot | Table]) -> None:
    (heat,) = panels["map"].figure["data"]
    np.testing.assert_allclose(heat["z"][1][STOPS.index(1.0)], 0.2)
    assert [row[0] for row in heat["z"]] == [1, 0, 0, 0, 0, 0, 0]
    names = panels["map"].figure["layout"]["yaxis"]["ticktext"]
    assert names == ["&lt;b&gt;", "b", "␣", "↵", "&amp;", "e", "f"]


def test_names_of_curves_do_not_run_into_each_other(panels: dict[str, Plot | Table]) -> None:
    *curves, names = panels["curves"].figure["data"]
    assert [curve["name"] for curve in curves] == [text.strip() for text in names["text"]]
    heights = np.array(names["y"])
    assert (np.diff(heights) <= -0.069).all()
    assert heights[-1] == pytest.approx(curves[-1]["y"][-1], abs=1e-4)
    assert (heights >= [curve["y"][-1] - 1e-4 for curve in curves]).all()


def test_the_stacked_bars_fill_the_axis(panels: dict[str, Plot | Table]) -> None:
    for frame in panels["dice"].frames:
        widths = np.array([trace["x"] for trace in frame["data"]])
        assert widths.shape == (7, 5)  # six tokens and the others; the book's and the slider's T
        np.testing.assert_allclose(widths.sum(axis=0), 1, atol=1e-4)
    assert frame["layout"]["shapes"][0]["x0"] == pytest.approx(0.805, abs=1e-3)


def test_draws_stand_over_theory(panels: dict[str, Plot | Table]) -> None:
    frame = panels["draws"].frames[STOPS.index(1.0)]
    observed, theory = (np.array(trace["y"]) for trace in frame["data"])
    assert observed.sum() == pytest.approx(1, abs=1e-4)
    np.testing.assert_allclose(theory, [0.5, 0.2, 0.1, 0.08, 0.06, 0.04, 0.02, 0], atol=1e-5)
    error = frame["data"][1]["error_y"]["array"]
    assert error[0] == pytest.approx((0.25 / 1_000) ** 0.5, abs=1e-4)
    assert np.abs(observed - theory).max() < 5 * error[0]
    layout = panels["draws"].figure["layout"]
    assert layout["legend"]["yanchor"] == "bottom"  # above the bars, wherever the tallest one is
    assert layout["xaxis"]["automargin"]  # names that stand upright are not cut off


def test_the_arithmetic_is_right(panels: dict[str, Plot | Table]) -> None:
    row = panels["arithmetic"].frames[STOPS.index(0.5)][1].cells
    assert row[:4] == ["b", "-0.92", "-1.83", "0.1600"]  # ln(0.2 / 0.5) = -0.92
    weights = np.array([0.5, 0.2, 0.1, 0.08, 0.06, 0.04, 0.02]) ** 2
    assert row[4] == row[8] == f"{0.04 / weights.sum():.2%}"
    assert row[5:8] == ["-1.61", "-3.22", "0.0400"]  # the book: ln 0.2, over 0.5, exp
    assert panels["arithmetic"].frames[0][0].cells[1:4] == ["0.00", "–", "–"]


def test_all_laws_hold_and_are_named_in_both_languages(panels: dict[str, Plot | Table]) -> None:
    (rows,) = panels["laws"].frames
    assert len(rows) == 8
    assert {row.cells[1] for row in rows} == {"✓ holds"}


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ({"kind": "stop", "stop": 40}, {"temperature": 2.0}),
        ({"kind": "row", "index": 3}, {"token": 3}),
        ({"kind": "stop", "stop": 41}, {}),
        ({"kind": "stop", "stop": True}, {}),
        ({"kind": "stop", "stop": "1"}, {}),
        ({"kind": "row", "index": -1}, {}),
        ({"kind": "other"}, {}),
    ],
)
def test_actions(action: dict[str, object], expected: dict[str, object]) -> None:
    after = actions.apply(STATE, action)
    assert {name: getattr(after, name) for name in expected} == expected
    assert (after == STATE) == (not expected)


def test_a_hand_made_distribution(checkpoints: Checkpoints) -> None:
    state = actions.set_hand(STATE, by_hand=True)
    logits, names = distribution_of(state, checkpoints[ENGLISH])
    assert names == ["A", "B", "C", "D", "E", "F"]
    np.testing.assert_allclose(np.exp(logits), actions.HAND_DEFAULT)
    assert actions.set_weight(state, 5, 99).hand == (50, 25, 12, 8, 4, 99)
    one = TemperatureState(ENGLISH, "", 1.0, hand=(7, 0, 0, 0, 0, 0))
    assert actions.set_weight(one, 0, 0).hand == actions.HAND_DEFAULT  # something must be left
    assert all_panels(one, *distribution_of(one, checkpoints[ENGLISH]))
    assert actions.set_hand(one, by_hand=True) == one  # pressed twice before it was drawn
    away = actions.set_hand(state, by_hand=False)
    assert away.hand is None
    assert actions.set_weight(away, 5, 99) == away  # its slider was still on screen
