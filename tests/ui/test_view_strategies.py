"""The page on strategies: its link, its figures by their data, its words."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import pytest

from tests.collection import ENGLISH
from tests.ui.linking import check_reopens, check_told
from tests.ui.test_figures import colours_of, defined_colours, painted
from textgen import Checkpoint, Sampler
from textgen.slider import STOPS
from textgen.strategies import cut_first, stages, strategies
from ui.chart import Panel, Passage, Plot, Table
from ui.views.parts import undecided
from ui.views.strategies import actions
from ui.views.strategies.link import PAGE
from ui.views.strategies.panels import panels as all_panels
from ui.views.strategies.state import CONTROLS, DEFAULT, StrategiesState, value_of

STATE = StrategiesState(ENGLISH, "a bee ", Sampler(1.0, 3, 0.8, 0.3, 0.5), length=20)
ONE = STOPS.index(1.0)

Checkpoints = dict[str, Checkpoint]


@pytest.fixture
def logits(checkpoints: Checkpoints) -> np.ndarray:
    """Of the first tokens 40, 30, 15, 10 and 5 %; the others cannot be."""
    logits = np.full(len(checkpoints[ENGLISH].tokenizer.vocabulary), -np.inf)
    logits[:5] = np.log([0.4, 0.3, 0.15, 0.1, 0.05])
    return logits


@pytest.fixture
def panels(checkpoints: Checkpoints, logits: np.ndarray) -> dict[str, Panel]:
    texts = {name: list(range(20)) for name in strategies(STATE.sampler)}
    texts["greedy"] = [9, 8, *([20, 21, 22] * 6)]
    texts["top_k"] = [*range(12), 30, *range(13, 20)]
    made = all_panels(STATE, checkpoints[ENGLISH], logits, texts)
    return {panel.key: panel for panel in made}


@pytest.mark.parametrize(
    "state",
    [
        STATE,
        StrategiesState(ENGLISH, ""),
        StrategiesState(ENGLISH, "old & hat", Sampler(0.0, 100, 1.0, 0.0, 1.0), 0, 1_000),
    ],
)
def test_a_link_opens_the_same_state(checkpoints: Checkpoints, state: StrategiesState) -> None:
    check_reopens(PAGE, state, checkpoints)


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("k", "0"),
        ("k", "2.5"),
        ("tp", "0"),
        ("tp", "1.1"),
        ("mp", "-1"),
        ("ty", "nan"),
        ("ty", "9" * 5_000),
        ("t", "warm"),
        ("s", "4294967296"),
        ("n", "1001"),
    ],
)
def test_what_cannot_be_is_told_and_left_out(
    checkpoints: Checkpoints, parameter: str, value: str
) -> None:
    check_told(PAGE, parameter, value, checkpoints)


def test_plotly_accepts_every_figure_and_frame(panels: dict[str, Panel]) -> None:
    plots = [panel for panel in panels.values() if isinstance(panel, Plot)]
    assert len(plots) == 2
    for plot in plots:
        assert len(plot.frames) == len(STOPS)
        assert colours_of(plot.figure) | colours_of(plot.frames) <= defined_colours()
        figure = painted(plot.figure)
        made = go.Figure(figure["data"], figure["layout"])
        for trace, change in zip(made.data, painted(plot.frames[ONE])["data"], strict=True):
            trace.update(change)
        assert len(made.layout.annotations) == len(plot.frames[ONE]["layout"]["annotations"])


def test_each_column_shows_before_after_and_what_is_cut(panels: dict[str, Panel]) -> None:
    """Four columns of three traces each: top-k is the first, min-p the third."""
    traces = panels["cuts"].frames[ONE]["data"]
    assert len(traces) == 5 * 3
    np.testing.assert_allclose(traces[0]["x"][:4], np.array([0.4, 0.3, 0.15, 0]) / 0.85, atol=1e-5)
    np.testing.assert_allclose(traces[1]["x"][:4], [0.4, 0.3, 0.15, 0.1], atol=1e-5)
    assert traces[1]["marker"]["pattern"]["shape"][:5] == ["", "", "", "/", "/"]
    assert [text.strip() for text in traces[2]["text"][:4]] == ["47%", "35%", "18%", "×"]
    assert [text.strip() for text in traces[8]["text"][:4]] == ["47%", "35%", "18%", "×"]
    free = panels["free"].frames[ONE]["data"]
    np.testing.assert_allclose(free[0]["x"][:2], [1, 0])  # greedy
    np.testing.assert_allclose(free[6]["x"][:2], [0.4, 0.3], atol=1e-5)  # stochastic


def test_headings_say_the_temperature(panels: dict[str, Panel]) -> None:
    titles = panels["free"].frames[STOPS.index(0.6)]["layout"]["annotations"]
    assert [title["text"] for title in titles] == [
        "greedy<br>T = 0",
        "temperature<br>T = 0.6",
        "stochastic<br>T = 1",
        "pure<br>random<br>T = ∞",
    ]


def test_the_numbers(panels: dict[str, Panel]) -> None:
    rows = {row.cells[0]: row.cells[1:] for row in panels["figures"].frames[ONE]}
    assert list(rows["top-k"])[:5] == ["k = 3", "1–3 of 49", "46", "85.0%", "× 1.176"]
    assert list(rows["greedy"])[:5] == ["T = 0", "1–1 of 49", "48", "40.0%", "× 2.500"]
    assert rows["stochastic"][5] == "2.01"
    assert len(rows) == 9


def test_the_order_with_its_numbers(panels: dict[str, Panel]) -> None:
    table = panels["order"]
    assert isinstance(table, Table)
    rows = table.frames[ONE]
    # 40 % of the model, 47.1 % of the three that top-k leaves, which top-p and min-p keep.
    assert rows[0].cells[1:6] == ["40.0%", "40.0%", "47.1%", "57.1%", "57.1%"]
    assert rows[2].cells[3:5] == ["17.6%", "–"]
    assert rows[-1].cells[2:] == ["5", "3", "2", "2", "1"]
    assert rows[-2].cells[3:5] == ["÷ 85.0%", "÷ 82.4%"]
    assert len(rows) == 15


def test_the_loop_is_pointed_out(panels: dict[str, Panel]) -> None:
    greedy = panels["text_greedy"]
    assert isinstance(greedy, Passage)
    (marks,) = greedy.frames
    assert [kind for _, _, kind, _ in marks] == ["", "looping"]
    assert greedy.notes[0].startswith("From token 3 on it goes in circles, 6.0 times")


def test_where_a_cut_changes_the_text_is_pointed_out(panels: dict[str, Panel]) -> None:
    cut, same = panels["text_top_k"], panels["text_top_p"]
    assert isinstance(cut, Passage) and isinstance(same, Passage)
    assert [kind for _, _, kind, _ in cut.frames[0]] == ["", "parts", ""]
    assert cut.finds[0] == "parts at 13"
    assert "at token 13" in cut.notes[0]
    assert "the same text" in same.notes[0]


@pytest.mark.parametrize(
    ("action", "temperature"),
    [
        ({"kind": "stop", "stop": 40}, 2.0),
        ({"kind": "stop", "stop": 41}, 1.0),
        ({"kind": "stop", "stop": True}, 1.0),
        ({"kind": "row", "stop": 3}, 1.0),
    ],
)
def test_actions(action: dict[str, object], temperature: float) -> None:
    assert actions.apply(STATE, action) == replace(STATE, sampler=STATE.sampler.at(temperature))


def test_controls() -> None:
    assert actions.set_value(STATE, "min_p", 0.1).sampler == replace(STATE.sampler, min_p=0.1)
    assert actions.set_value(STATE, "length", 60).length == 60
    assert [value_of(STATE, name) for name in CONTROLS] == [3, 0.8, 0.3, 0.5, 20]


def test_zoomed_axes_end_at_the_largest_bar_and_say_so(panels: dict[str, Panel]) -> None:
    for stop, temperature in enumerate(STOPS):
        free, cuts = (panels[key].zooms[stop] for key in ("free", "cuts"))
        end = free.figure["layout"]["xaxis"]["tickvals"][1]
        assert free.axis == cuts.axis == f"0–{end:.0%}"
        assert cuts.figure["layout"]["xaxis2"] == free.figure["layout"]["xaxis"]
        named = [trace["x"][:-1] for trace in panels["free"].frames[stop]["data"][1::3]]
        assert end >= max(map(max, named)), f"the model itself fits, at T = {temperature}"
        for plot in (free, cuts):
            for trace in plot.figure["data"]:
                assert max(trace["x"]) <= end
    greedy = panels["free"].zooms[0].figure["data"][2]
    assert greedy["text"][0] == "»\u00a0100%\u00a0"


def test_a_long_bar_holds_its_percentage(panels: dict[str, Panel]) -> None:
    """Behind the bar it would run into the next column on a phone."""
    for figure in (panels["free"].frames[ONE], panels["free"].zooms[ONE].figure):
        greedy, stochastic = figure["data"][2], figure["data"][8]
        assert greedy["textposition"][:2] == ["middle left", "middle right"]
        assert greedy["textfont"]["color"][:2] == ["--card", "--soft"]
        assert greedy["x"][0] == max(figure["data"][0]["x"])
        assert stochastic["textposition"][3] == "middle right"


def test_the_note_says_whether_the_order_counts(panels: dict[str, Panel]) -> None:
    notes = panels["order"].notes
    assert "would be" in notes[STOPS.index(2.0)]
    assert "makes no difference" in notes[ONE]  # the order of T = 1 and the cuts never does


def test_with_the_defaults_every_cut_has_work_to_do() -> None:
    """Otherwise the page would open on an order that cannot be seen."""
    checkpoint = Checkpoint.load(Path("checkpoints/nietzsche-char"))
    ids = checkpoint.tokenizer.encode(undecided(checkpoint))
    logits, _ = checkpoint.decoder.prefill(ids)
    kept = [step.kept for step in stages(DEFAULT, logits).values()]
    assert kept == sorted(set(kept), reverse=True)
    assert kept[-1] != cut_first(DEFAULT, logits)
