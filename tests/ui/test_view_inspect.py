"""The page on one text: its link, its panels by their data, its words."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import pytest

from tests.collection import CHINESE, ENGLISH
from tests.ui.linking import check_reopens, check_told
from tests.ui.silent_bar import SilentBar
from tests.ui.test_figures import colours_of, defined_colours, painted
from textgen import Checkpoint, Filters
from textgen.inspection import inspect
from textgen.limits import INSPECT_CHARS
from ui import resources
from ui.chart import Panel, Passage, Plot, Table
from ui.figures import inspect as figures
from ui.reader import Reader
from ui.views.inspect import actions
from ui.views.inspect.link import PAGE
from ui.views.inspect.panels import _window
from ui.views.inspect.panels import panels as all_panels
from ui.views.inspect.passage import legend
from ui.views.inspect.reading import Read, read_through
from ui.views.inspect.state import InspectState, text_of

TEXT = 'a bee <b>saw</b> the sea; "it is old," said the bee.\nthe hat & the sea were old, old!'
STATE = InspectState(ENGLISH, TEXT, at=3)

Checkpoints = dict[str, Checkpoint]


def read_of(checkpoints: Checkpoints, text: str, *names: str) -> Read:
    models = [checkpoints[name] for name in names]
    found = [inspect(model.tokenizer, model.decoder, text) for model in models]
    second = found[1] if len(found) > 1 else None
    state = InspectState(names[0], text)
    vocabulary, filters = models[0].tokenizer.vocabulary, models[0].filters
    return Read(state, vocabulary, filters, found[0], second, names)


def panels_of(state: InspectState, read: Read) -> dict[str, Panel]:
    return {panel.key: panel for panel in all_panels(state, read)}


@pytest.fixture
def read(checkpoints: Checkpoints) -> Read:
    return read_of(checkpoints, TEXT, ENGLISH)


@pytest.fixture
def panels(read: Read) -> dict[str, Panel]:
    return panels_of(STATE, read)


@pytest.mark.parametrize(
    "state",
    [
        STATE,
        InspectState(ENGLISH),
        InspectState(CHINESE, at=0, signal="line"),
        InspectState(ENGLISH, "", CHINESE, None, "vowel", (0, 4_095)),
        InspectState(CHINESE, "今天\n& 明天", ENGLISH, 1, "word", (3,)),
    ],
)
def test_a_link_opens_the_same_state(checkpoints: Checkpoints, state: InspectState) -> None:
    check_reopens(PAGE, state, checkpoints)


def test_the_link_of_a_long_text_says_what_it_leaves_out(checkpoints: Checkpoints) -> None:
    state = InspectState(ENGLISH, "abcd " * 200, at=700)
    written = PAGE.write(state, checkpoints)
    assert (len(written["p"]), written["of"]) == (500, "1000")
    reader = Reader({name: [value] for name, value in written.items()})
    assert PAGE.read(reader, checkpoints, ENGLISH).prompt == "abcd " * 100
    (notice,) = reader.notices
    assert (notice.key, notice.values) == ("part", {"limit": 500, "chars": "1,000"})


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("at", "5000"),
        ("at", "-1"),
        ("at", "x"),
        ("f", "moon"),
        ("u", "1-2-3-4-5-6-7"),
        ("u", "4096"),
        ("u", "-"),
        ("u", "9" * 5_000),
        ("of", "0"),
        ("of", str(INSPECT_CHARS + 1)),
        ("c2", "nobody"),
    ],
)
def test_what_cannot_be_is_told_and_left_out(
    checkpoints: Checkpoints, parameter: str, value: str
) -> None:
    check_told(PAGE, parameter, value, checkpoints)


def test_too_long_a_text_in_a_link_is_cut_and_told(checkpoints: Checkpoints) -> None:
    reader = Reader({"p": ["ab" * 5_000]})
    assert PAGE.read(reader, checkpoints, ENGLISH).prompt == "ab" * 250
    assert [notice.key for notice in reader.notices] == ["text"]


@pytest.mark.parametrize("name", [ENGLISH, CHINESE])
def test_the_ready_text_fits_into_a_link(checkpoints: Checkpoints, name: str) -> None:
    text = text_of(InspectState(name), checkpoints)
    assert 100 < len(text) <= 500
    assert checkpoints[ENGLISH].tokenizer.read(text).unknown == () or name == CHINESE


def test_every_piece_stands_in_the_text_and_in_the_units(checkpoints: Checkpoints) -> None:
    read = read_of(checkpoints, "a好b", ENGLISH)
    state = InspectState(ENGLISH, "a好b", at=1)
    shown = panels_of(state, read)
    for key in ("text", "unit"):
        passage = shown[key]
        assert isinstance(passage, Passage)
        assert [mark[0] for mark in passage.frames[0]] == ["a", "好", "b"]
    kinds = [mark[2].split() for mark in shown["text"].frames[0]]
    assert kinds[0] == []
    assert (kinds[1], kinds[2]) == (["skipped"], ["chosen"])


def test_the_tint_is_logarithmic(panels: dict[str, Panel], read: Read) -> None:
    tints = [mark[1] for mark in panels["text"].frames[0] if "skipped" not in mark[2]]
    expected = np.log2(1 + read.first.surprisal) / np.log2(17)
    np.testing.assert_allclose(tints, expected, atol=1e-3)
    scale = {mark[0].strip(): mark[1] for mark in legend().frames[0]}
    assert scale["1"] == pytest.approx(1 / np.log2(17), abs=1e-3)
    assert scale["16+"] == 1


def test_copies_and_inventions_are_marked(
    read: Read,
) -> None:
    author = Filters.of("a bee <b>saw</b> the sea; it is said the hat were", "en")
    shown = panels_of(STATE, replace(read, filters=author))
    marks = shown["text"].frames[0]
    copied = "".join(text for text, _, kind, _ in marks if "copied" in kind)
    assert copied == "a bee bsawb the sea; "  # but for what the model skips
    assert "".join(text for text, _, kind, _ in marks if "unreal" in kind) == "old" * 3
    (row,) = shown["origin"].frames[0]
    assert row.cells[3:] == ["1", "old"]
    assert "0.0" in row.cells[2]


def test_pieces_too_short_to_be_looked_for_are_not_said_to_be_none(read: Read) -> None:
    (row,) = panels_of(STATE, replace(read, filters=Filters.of("nothing", "en")))["origin"].frames[
        0
    ]
    assert row.cells[1] == "<\u00a012"


def test_without_filters_nothing_is_claimed(panels: dict[str, Panel]) -> None:
    assert "origin" not in panels
    assert "not marked" in panels["text"].notes[0]
    assert all("unreal" not in mark[2] for mark in panels["text"].frames[0])


def test_plotly_accepts_every_figure(checkpoints: Checkpoints) -> None:
    read = read_of(checkpoints, TEXT, ENGLISH, CHINESE)
    plots = [panel for panel in panels_of(STATE, read).values() if isinstance(panel, Plot)]
    assert [plot.key for plot in plots] == ["here", "strip", "bands", "map"]
    for plot in plots:
        assert colours_of(plot.figure) <= defined_colours()
        figure = painted(plot.figure)
        go.Figure(figure["data"], figure["layout"])


def test_the_distribution_sums_to_one_and_marks_what_came(
    panels: dict[str, Panel], read: Read
) -> None:
    (bars,) = panels["here"].figure["data"]
    assert len(bars["x"]) == 13
    assert sum(bars["x"]) == pytest.approx(1, abs=1e-3)
    rank = read.first.rank[3]
    assert bars["marker"]["color"].index("--accent") == min(rank, 12)
    if rank < 12:
        assert bars["x"][rank] == pytest.approx(2 ** -read.first.surprisal[3], abs=1e-5)


def test_the_strip_shows_both_models_character_by_character(checkpoints: Checkpoints) -> None:
    text = "我们今天ab走在路上"
    read = read_of(checkpoints, text, CHINESE, ENGLISH)
    bars, line, dots = panels_of(InspectState(CHINESE, text), read)["strip"].figure["data"]
    assert len(bars["y"]) == len(line["y"]) == len(dots["y"]) == len(read.first)
    assert dots["y"] == [None] * len(read.first)  # the English model skips what this one knows
    both = read_of(checkpoints, text, CHINESE, CHINESE)
    _, _, same = panels_of(InspectState(CHINESE, text), both)["strip"].figure["data"]
    np.testing.assert_allclose(same["y"], both.first.surprisal, atol=1e-3)


def test_a_window_stays_inside_the_text_and_keeps_its_place() -> None:
    letters = list("abcdefghij" * 30)
    for at in (0, 4, 150, 299):
        shown = _window(letters, at)
        assert at in shown
        assert (shown.start >= 0, shown.stop <= 300, len(shown)) == (True, True, 95)
    words = ["今天上午"] * 100
    assert len(_window(words, 50)) < 20
    assert _window(["a"], 0) == range(1)


def test_bands_and_figures(panels: dict[str, Panel], read: Read) -> None:
    (bars,) = panels["bands"].figure["data"]
    assert panels["bands"].figure["layout"]["xaxis"]["ticktext"] == [
        "1",
        "2–5",
        "6–20",
        "21–100",
        "101+",
    ]
    assert sum(bars["y"]) == pytest.approx(1, abs=1e-3)
    (row,) = panels["figures"].frames[0]
    unknown = sum(character in "<>/&" for character in TEXT)
    assert row.cells[1] == f"{read.first.bits_per_char:.2f}"
    assert row.cells[4:] == [str(len(TEXT) - unknown), str(len(TEXT) - unknown), str(unknown)]


def test_the_search_names_a_unit_for_every_signal(panels: dict[str, Panel]) -> None:
    rows = panels["units"].frames[0]
    assert [row.cells[0] for row in rows][:2] == ["in quotation", "place in line"]
    assert [row.mark for row in rows] == ["mark"] + [None] * 6
    (heat,) = panels["map"].figure["data"]
    assert len(heat["z"]) == 5  # the signal and the four units that there are
    assert max(map(max, heat["z"])) <= 1


def test_chosen_units_are_shown_first(read: Read) -> None:
    state = actions.set_units(STATE, "2, 2，9999 x 1")
    assert state.units == (2, 9999, 1)
    shown = panels_of(state, read)
    assert shown["map"].figure["layout"]["yaxis"]["ticktext"] == ["signal", "unit 2", "unit 1"]
    assert shown["unit"].title == "Unit 2 over the text"
    values = read.first.hidden[:, 2]
    tints = [mark[1] for mark in shown["unit"].frames[0] if "skipped" not in mark[2]]
    np.testing.assert_allclose(tints, np.abs(values), atol=0.006)


def test_a_short_text_has_units_but_no_search(checkpoints: Checkpoints) -> None:
    shown = panels_of(InspectState(ENGLISH, "ab"), read_of(checkpoints, "ab", ENGLISH))
    assert {row.cells[1] for row in shown["units"].frames[0]} == {"–"}
    assert len(shown["map"].figure["data"][0]["z"]) == 5


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ({"kind": "token", "panel": "text", "index": 5}, {"at": 5}),
        ({"kind": "token", "panel": "unit", "index": 7}, {"at": 6}),  # "<" is skipped
        ({"kind": "row", "panel": "units", "index": 1}, {"signal": "line", "units": ()}),
        ({"kind": "token", "panel": "text", "index": 6}, {}),
        ({"kind": "token", "panel": "text", "index": 9_999}, {}),
        ({"kind": "token", "panel": "text", "index": True}, {}),
        ({"kind": "row", "panel": "units", "index": 7}, {}),
        ({"kind": "row", "panel": "figures", "index": 0}, {}),
        ({"kind": "other"}, {}),
    ],
)
def test_actions(read: Read, action: dict[str, object], expected: dict[str, object]) -> None:
    after = actions.apply(STATE, action, read)
    assert {name: getattr(after, name) for name in expected} == expected
    assert (after == STATE) == (not expected)


def test_a_surprise_leads_to_its_place(read: Read, panels: dict[str, Panel]) -> None:
    table = panels["surprises"]
    assert isinstance(table, Table)
    bits = [float(row.cells[1]) for row in table.frames[0]]
    assert bits == sorted(bits, reverse=True)
    after = actions.apply(STATE, {"kind": "row", "panel": "surprises", "index": 0}, read)
    assert after.at == read.first.surprisal.argmax()


def test_the_place_shown_first_is_one_where_the_signal_is_on(checkpoints: Checkpoints) -> None:
    """Else the map of units would open beside a signal that is nowhere to be seen."""
    read = read_of(checkpoints, 'a bee said "the sea" by the old hat', ENGLISH)
    quoted, bits = read.first.signals["quote"] > 0, read.first.surprisal
    place = read.place(InspectState(ENGLISH))
    assert quoted[place]
    assert bits[place] == bits[quoted].max()
    without = read_of(checkpoints, "the old sea", ENGLISH)
    assert without.place(InspectState(ENGLISH)) == without.first.surprisal.argmax()


def test_a_text_that_has_given_way_is_not_clicked(read: Read) -> None:
    for other in (actions.set_text(STATE, "a hat"), replace(STATE, checkpoint=CHINESE)):
        assert actions.apply(other, {"kind": "token", "index": 2}, read) == other


def test_another_text_begins_anew() -> None:
    assert actions.set_text(STATE, "x" * 20_000).prompt == "x" * INSPECT_CHARS
    assert actions.set_text(STATE, "\ud800").prompt == "\ufffd"
    assert actions.set_text(STATE, "y").at is None
    assert actions.set_ready(STATE) == InspectState(ENGLISH)


@pytest.fixture
def served(collection: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(resources, "CHECKPOINTS", collection)
    resources.entries.clear()
    yield
    resources.entries.clear()


def test_only_a_long_text_tells_how_far_it_is(served: None, checkpoints: Checkpoints) -> None:
    bar = SilentBar()
    assert read_through(InspectState(ENGLISH, "ab " * 300), checkpoints, bar)
    assert bar.shares == []
    long = InspectState(ENGLISH, "ab " * 400)
    assert read_through(long, checkpoints, bar)
    assert bar.turns == 1
    assert bar.shares[-1] == 1
    shares = list(bar.shares)
    assert read_through(long, checkpoints, bar)  # kept
    assert (bar.turns, bar.shares) == (1, shares)


def test_what_another_visitor_had_read_meanwhile_is_not_read_again(
    served: None, checkpoints: Checkpoints
) -> None:
    long = InspectState(ENGLISH, "abc " * 400)
    theirs: list[Read] = []
    bar = SilentBar(lambda: theirs.append(read_through(long, checkpoints, SilentBar())))
    ours = read_through(long, checkpoints, bar)
    assert ours is not None
    assert ours.first is theirs[0].first
    assert bar.shares == []


def test_a_model_that_knows_nothing_of_the_text(served: None, checkpoints: Checkpoints) -> None:
    assert read_through(InspectState(ENGLISH, "好"), checkpoints) is None
    assert read_through(InspectState(ENGLISH, ""), checkpoints) is None
    state = InspectState(ENGLISH, "abc", second=CHINESE)
    read = read_through(state, checkpoints)
    assert read is not None
    assert read.second is None
    assert panels_of(state, read)


def test_frames_of_figures_hold_no_number_that_json_cannot() -> None:
    values = np.array([1.0, np.nan])
    figure = figures.strip(["a", "b"], values, values, values, ["x", "y", "z"], 0)
    assert figure["data"][2]["y"] == [1.0, None]
