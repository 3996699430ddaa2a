"""The page on learning: its link, its figures by their data, its words."""

import math

import numpy as np
import plotly.graph_objects as go
import pytest

from tests.collection import ENGLISH, LEARNING, write_learning
from tests.ui.linking import check_reopens, check_told
from tests.ui.test_figures import colours_of, defined_colours, painted
from textgen import Checkpoint, Filters
from textgen.epochs import History, look, read_history
from ui.chart import Panel, Passage, Plot
from ui.figures.epochs import losses
from ui.views.epochs import actions
from ui.views.epochs.link import PAGE
from ui.views.epochs.panels import _marked
from ui.views.epochs.panels import panels as all_panels
from ui.views.epochs.panels import slider as slider_of
from ui.views.epochs.state import EpochsState, settings_of

STATE = EpochsState(LEARNING, "a bee ", 2, length=30)


@pytest.fixture(scope="module")
def learning(tmp_path_factory: pytest.TempPathFactory) -> Checkpoint:
    folder = tmp_path_factory.mktemp("learning") / LEARNING
    write_learning(folder)
    return Checkpoint.load(folder)


@pytest.fixture(scope="module")
def history(learning: Checkpoint) -> History:
    return read_history(learning)


@pytest.fixture(scope="module")
def panels(learning: Checkpoint, history: History) -> dict[str, Panel]:
    settings = settings_of(STATE)
    looks = [look(learning, epoch, STATE.prompt, settings) for epoch in history.kept]
    return {panel.key: panel for panel in all_panels(STATE, learning, history, looks)}


@pytest.mark.parametrize(
    "state", [STATE, EpochsState(LEARNING, ""), EpochsState(LEARNING, "old & hat", 59, 0, 1_000)]
)
def test_a_link_opens_the_same_state(learning: Checkpoint, state: EpochsState) -> None:
    check_reopens(PAGE, state, {LEARNING: learning})


@pytest.mark.parametrize(
    ("parameter", "value"),
    [("ep", "0"), ("ep", "1001"), ("ep", "x"), ("n", "0"), ("s", "-1"), ("c", ENGLISH)],
)
def test_what_cannot_be_is_told_and_left_out(
    learning: Checkpoint, parameter: str, value: str
) -> None:
    check_told(PAGE, parameter, value, {LEARNING: learning})


def test_plotly_accepts_every_figure_and_frame(panels: dict[str, Panel]) -> None:
    plots = [panel for panel in panels.values() if isinstance(panel, Plot)]
    assert [plot.key for plot in plots] == ["losses", "distribution", "words"]
    for plot in plots:
        assert len(plot.frames) == 3
        assert colours_of(plot.figure) | colours_of(plot.frames) <= defined_colours()
        figure = painted(plot.figure)
        made = go.Figure(figure["data"], figure["layout"])
        made.update(painted({"layout": plot.frames[0].get("layout", {})}))
        for trace, change in zip(made.data, plot.frames[0].get("data", []), strict=False):
            trace.update(change)


def test_the_losses_are_drawn_with_marks(panels: dict[str, Panel]) -> None:
    plot = panels["losses"]
    assert isinstance(plot, Plot)
    train, heldout, best_train, best_heldout, first, second = plot.figure["data"]
    assert (train["x"], train["y"]) == ([1, 2, 3, 4], [3.0, 2.5, 2.2, 2.0])
    assert (heldout["y"], heldout["yaxis"]) == ([4.2, 3.9, 4.0, 4.1], "y2")
    assert (best_train["x"], best_train["y"]) == ([4], [2.0])
    assert (best_heldout["x"], best_heldout["y"]) == ([2], [3.9])
    assert (first["x"], first["y"]) == ([1, 4], [2.9, 1.9])
    assert first["name"] == "published: A &amp; &lt;b&gt;"
    assert second["marker"]["symbol"] != first["marker"]["symbol"]
    assert [frame["layout"]["shapes"][0]["x0"] for frame in plot.frames] == [1, 2, 4]
    assert plot.notes[1].startswith("Epoch 2: 2.500 nats")


def test_both_axes_show_the_same_heights_for_characters(panels: dict[str, Panel]) -> None:
    plot = panels["losses"]
    assert isinstance(plot, Plot)
    left, right = (plot.figure["layout"][axis]["range"] for axis in ("yaxis", "yaxis2"))
    np.testing.assert_allclose(np.array(right) * math.log(2), left)
    assert left[0] < 1.9 and left[1] > 3.0


def test_words_and_characters_have_axes_of_their_own(history: History) -> None:
    names = ("epoch", "train", "heldout", "best_train", "best_heldout", "published", "bits", "nats")
    figure = losses(history, dict.fromkeys(names, "x"), nats_per_bit=None)
    left, right = (figure["layout"][axis]["range"] for axis in ("yaxis", "yaxis2"))
    assert left[0] < 1.9 < 3.0 < left[1] < 3.9
    assert 3.5 < right[0] < 3.9 < 4.2 < right[1] < 4.5


def test_the_bars_keep_their_tokens_and_sum_to_one(panels: dict[str, Panel]) -> None:
    plot = panels["distribution"]
    assert isinstance(plot, Plot)
    assert len(plot.figure["layout"]["yaxis"]["ticktext"]) == 13
    for frame in plot.frames:
        now, last, label = frame["data"]
        assert sum(now["x"]) == pytest.approx(1, abs=1e-3)
        assert last["x"] == plot.frames[-1]["data"][0]["x"]
        assert len(label["text"]) == 13


def test_every_epoch_writes_at_four_temperatures(
    learning: Checkpoint, history: History, panels: dict[str, Panel]
) -> None:
    samples = [panel for panel in panels.values() if isinstance(panel, Passage)]
    assert [sample.title for sample in samples] == ["T = 0.2", "T = 0.5", "T = 1", "T = 1.2"]
    seen = look(learning, history.kept[1], STATE.prompt, settings_of(STATE))
    for sample, drawn in zip(samples, seen.samples, strict=True):
        assert "".join(text for text, *_ in sample.frames[1]) == drawn.text
        assert len(sample.frames) == 3


def test_invented_words_are_marked() -> None:
    filters = Filters.of("the bird sings", "en")
    marked = _marked("the blird sings", filters)
    assert [(text, kind) for text, _, kind, _ in marked] == [
        ("the ", ""),
        ("blird", "unreal"),
        (" sings", ""),
    ]
    whole = [("thx blird", 0, "", "")]
    assert _marked("thx blird", filters) == whole  # either may be part of a word
    assert _marked("thx blird", None) == whole


@pytest.mark.parametrize(
    ("action", "epoch"),
    [
        ({"kind": "stop", "stop": 2}, 4),
        ({"kind": "stop", "stop": 3}, 2),
        ({"kind": "stop", "stop": True}, 2),
        ({"kind": "row", "stop": 0}, 2),
    ],
)
def test_actions(history: History, action: dict[str, object], epoch: int) -> None:
    assert actions.apply(STATE, action, history).epoch == epoch


@pytest.mark.parametrize(("epoch", "start"), [(1, 0), (2, 1), (3, 1), (4, 2), (999, 2)])
def test_the_slider_starts_at_the_nearest_kept_epoch(
    history: History, epoch: int, start: int
) -> None:
    slider = slider_of(EpochsState(LEARNING, "", epoch), history)
    assert slider.start == start
    assert slider.stops == ["Epoch 1", "Epoch 2", "Epoch 4"]
