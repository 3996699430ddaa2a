"""The page on words as vectors: its link, its figures by their data, its words."""

import html
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import pytest

from tests.pages.vectored import ONE_HOT, PAIRED, VECTORED, write_vectored
from tests.ui.linking import check_told
from tests.ui.test_figures import colours_of, defined_colours, painted
from textgen import Checkpoint, list_checkpoints
from ui import resources
from ui.chart import Plot, Table
from ui.figures.labels import place_names
from ui.figures.vectors import parallelogram
from ui.reader import Reader
from ui.views.vectors import actions
from ui.views.vectors import shown as shown_module
from ui.views.vectors.link import PAGE
from ui.views.vectors.models import first_choice, with_vectors
from ui.views.vectors.panels import panels
from ui.views.vectors.shown import NEIGHBOURS, Shown, look
from ui.views.vectors.state import VectorsState

Checkpoints = dict[str, Checkpoint]
STATE = VectorsState(VECTORED)


@pytest.fixture(scope="module")
def vectored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_vectored(tmp_path_factory.mktemp("vectored"))


@pytest.fixture
def models(vectored: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Checkpoints]:
    monkeypatch.setattr(resources, "CHECKPOINTS", vectored)
    forget()
    yield {e.name: e.checkpoint for e in list_checkpoints(vectored) if e.checkpoint is not None}
    forget()


def forget() -> None:
    """Let the app look at its folder again."""
    resources.entries.clear()
    resources._vectors_for.clear()
    resources.common_tokens_for.clear()


def shown_of(models: Checkpoints, state: VectorsState = STATE) -> Shown:
    shown = look(state, models[state.checkpoint])
    assert shown is not None
    return shown


def panels_of(shown: Shown) -> dict[str, Plot | Table]:
    return {panel.key: panel for panel in panels(shown)}  # type: ignore[misc]


def followed(models: Checkpoints, parameters: dict[str, str]) -> tuple[VectorsState, Reader]:
    reader = Reader({name: [value] for name, value in parameters.items()})
    return PAGE.read(reader, models, VECTORED), reader


@pytest.mark.parametrize(
    "state",
    [
        STATE,
        VectorsState(VECTORED, "女", ("男", "女", "母亲"), "near", "plural"),
        VectorsState(VECTORED, "unknown", ("x", "", "<b>"), None, None),
        VectorsState(VECTORED, "\n"),
    ],
)
def test_a_link_opens_the_same_page(models: Checkpoints, state: VectorsState) -> None:
    written = PAGE.write(state, models)
    again, reader = followed(models, written)
    assert reader.notices == []
    assert PAGE.write(again, models) == written
    assert (again.word, again.words) == (state.word, state.words)


def test_the_link_is_complete(models: Checkpoints) -> None:
    written = PAGE.write(STATE, models)
    assert written.pop("c").startswith(f"{VECTORED}@")
    assert written == {
        "w": "父亲",
        "m": "common",
        "r": "gender",
        "a1": "父亲",
        "a2": "母亲",
        "a3": "男",
    }


@pytest.mark.parametrize(
    ("parameter", "value"),
    [("m", "far"), ("r", "x" * 5_000), ("w", "x" * 201), ("a2", "x" * 201), ("c", "none")],
)
def test_what_cannot_be_is_told_and_left_out(
    models: Checkpoints, parameter: str, value: str
) -> None:
    check_told(PAGE, parameter, value, models)


def test_it_opens_with_vectors_of_words_in_the_visitors_language(models: Checkpoints) -> None:
    assert first_choice(models, VECTORED) == VECTORED
    assert first_choice(models, ONE_HOT) == VECTORED  # words say more than letters
    only = {ONE_HOT: models[ONE_HOT]}
    assert first_choice(only, ONE_HOT) == ONE_HOT
    assert with_vectors(models) == [PAIRED, VECTORED]
    assert with_vectors(models, "word") == [VECTORED]


def test_a_model_without_vectors_shows_none(models: Checkpoints) -> None:
    state = VectorsState(ONE_HOT, "a")
    assert look(state, models[ONE_HOT]) is None
    assert PAGE.write(state, models)["w"] == "a"
    assert actions.apply(state, {"kind": "row", "panel": "pairs", "index": 0}, None) == state


def test_a_folder_that_changed_shows_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "CHECKPOINTS", write_vectored(tmp_path))
    forget()
    loaded = resources.checkpoint(VECTORED)
    write_vectored(tmp_path, another=True)
    assert resources.vectors_of(loaded) is None
    forget()


def test_plotly_accepts_every_figure(models: Checkpoints) -> None:
    for state in (STATE, VectorsState(PAIRED), VectorsState(VECTORED, "<b>", map="near")):
        plots = [p for p in panels_of(shown_of(models, state)).values() if isinstance(p, Plot)]
        assert len(plots) == (2 if state.checkpoint == PAIRED else 3)
        for plot in plots:
            assert colours_of(plot.figure) <= defined_colours()
            figure = painted(plot.figure)
            assert go.Figure(figure["data"], figure["layout"])


def test_neighbours_are_bars_with_the_nearest_on_top(models: Checkpoints) -> None:
    shown = shown_of(models)
    panel = panels_of(shown)["neighbours"]
    assert isinstance(panel, Plot)
    (bars,) = panel.figure["data"]
    assert panel.figure["layout"]["yaxis"]["ticktext"][0] == "母亲 mother"
    assert bars["x"] == sorted(bars["x"], reverse=True)
    (line,) = panel.figure["layout"]["shapes"]
    assert line["x0"] == pytest.approx(shown.space.background, abs=1e-4)


def test_the_map_names_the_word_first_and_tells_every_dot(models: Checkpoints) -> None:
    shown = shown_of(models, VectorsState(VECTORED, "<b>"))
    panel = panels_of(shown)["map"]
    assert isinstance(panel, Plot)
    (dots,) = panel.figure["data"]
    assert len(dots["x"]) == len(dots["hovertext"]) == len(shown.space)  # all of a small one
    assert dots["text"][0] == "&lt;b&gt;"
    assert dots["hovertext"][0] == "&lt;b&gt; · cosine 1.00"
    assert dots["marker"]["color"][0] == "--accent"
    assert dots["marker"]["color"].count("--cold") == NEIGHBOURS


def test_a_large_vocabulary_shows_what_the_model_uses_most(
    models: Checkpoints, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shown_module, "COMMON", 5)
    assert shown_of(models).map == "near"
    shown = shown_of(models, VectorsState(VECTORED, map="common"))
    found = resources.common_tokens_for(VECTORED, models[VECTORED].hash)
    assert sorted(found) == list(range(len(shown.space)))
    assert shown.on_map == [shown.token, *(i for i in found[:5] if i != shown.token)]
    panel = panels_of(shown)["map"]
    assert panel.title == f"Map: “父亲 father” and {len(shown.on_map) - 1} common tokens"
    assert "no counts" in panel.notes[0]


def test_answers_stand_with_and_without_the_words_of_the_question(models: Checkpoints) -> None:
    panel = panels_of(shown_of(models))["answers"]
    assert isinstance(panel, Table)
    assert panel.title == "父亲 father is to 母亲 mother as 男 man is to … ?"
    (rows,) = panel.frames
    assert rows[0].mark == "mark"
    assert (rows[0].cells[1], rows[0].cells[3], rows[0].cells[5]) == ("女 woman ✓",) * 3
    own = shown_of(models, VectorsState(VECTORED, words=("我", "我们", "他")))
    panel = panels_of(own)["answers"]
    assert isinstance(panel, Table)
    assert panel.frames[0][0].cells[3] in ("我 I", "我们 we", "他 he")  # nothing left out
    assert "a word of the question itself" in panel.notes[0]


def test_the_picture_has_the_target_where_the_sum_is(models: Checkpoints) -> None:
    panel = panels_of(shown_of(models))["picture"]
    assert isinstance(panel, Plot)
    first, second, dots = panel.figure["data"]
    assert [first["x"][0], first["x"][1]] == dots["x"][:2]
    assert [second["x"][0], second["x"][1]] == dots["x"][2:4]
    assert dots["marker"]["symbol"][3] == "x"
    assert "--rank-3" in dots["marker"]["color"]  # the right answer


def test_shares_of_right_answers_are_counted(models: Checkpoints) -> None:
    shown = shown_of(models)
    panel = panels_of(shown)["relations"]
    assert isinstance(panel, Table)
    (rows,) = panel.frames
    assert [row.cells[0] for row in rows] == ["male : female", "one : many", "all"]
    gender, _, whole = (row.cells for row in rows)
    assert gender[1:4] == ["2", "100%", "100%"]
    assert whole[1] == str(len(shown.answered)) == "4"
    assert gender[-1] == f"{1 / (len(shown.space) - 3):.2%}"


def test_pairs_tell_what_was_answered_instead(models: Checkpoints) -> None:
    panel = panels_of(shown_of(models))["pairs"]
    assert isinstance(panel, Table)
    (rows,) = panel.frames
    assert [list(row.cells[:4]) for row in rows] == [
        ["男 man", "女 woman", "1 of 1", "女 woman ✓ × 1"],
        ["父亲 father", "母亲 mother", "1 of 1", "母亲 mother ✓ × 1"],
    ]
    assert [row.mark for row in rows] == ["mark", None]


def test_a_vocabulary_without_the_questions_has_no_tables_of_them(models: Checkpoints) -> None:
    assert list(panels_of(shown_of(models, VectorsState(PAIRED)))) == ["neighbours", "map"]


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ({"kind": "point", "panel": "neighbours", "index": [0]}, {"word": "母亲"}),
        ({"kind": "point", "panel": "map", "index": [0]}, {"word": "父亲"}),
        ({"kind": "row", "panel": "relations", "index": 1}, {"relation": "plural"}),
        ({"kind": "row", "panel": "pairs", "index": 1}, {"words": ("男", "女", "父亲")}),
        ({"kind": "row", "panel": "relations", "index": 2}, {}),  # the sum is no relation
        ({"kind": "row", "panel": "pairs", "index": 9}, {}),
        ({"kind": "point", "panel": "map", "index": [999]}, {}),
        ({"kind": "point", "panel": "map", "index": []}, {}),
        ({"kind": "point", "panel": "map", "index": "0"}, {}),
        ({"kind": "point", "panel": ["map"], "index": [0]}, {}),
        ({"kind": "point", "panel": "other", "index": [0]}, {}),
        ({"kind": "row", "panel": "answers", "index": 0}, {}),
        ({}, {}),
    ],
)
def test_actions(
    models: Checkpoints, action: dict[str, object], expected: dict[str, object]
) -> None:
    after = actions.apply(STATE, action, shown_of(models))
    assert {name: getattr(after, name) for name in expected} == expected
    assert (after == STATE) == (not expected)


def test_an_unknown_word_is_replaced_by_what_is_near(models: Checkpoints) -> None:
    shown = shown_of(models, VectorsState(VECTORED, "母亲们", ("父", "亲", "q")))
    tokens = shown.vocabulary.tokens
    assert shown.asked.token is None
    assert tokens[shown.token] == "母亲"
    assert shown.question is None
    assert "answers" not in panels_of(shown)
    lost = shown_of(models, VectorsState(VECTORED, "🙂"))
    assert lost.asked.near == ()
    assert tokens[lost.token] == "父亲"


def test_a_token_is_found_as_the_page_writes_it(models: Checkpoints) -> None:
    shown = shown_of(models, VectorsState(VECTORED, "↵"))
    assert shown.vocabulary.token(shown.token) == "\n"


def test_fields_change_the_state() -> None:
    assert actions.set_word(STATE, "女").word == "女"
    assert actions.set_word(STATE, "").word is None
    assert actions.set_word(STATE, "x" * 999).word == "x" * 200
    changed = actions.set_analogy(STATE, ("a", "b", "c"), 1, "d")
    assert changed.words == ("a", "d", "c")
    assert actions.set_analogy(STATE, ("", "b", ""), 1, "").words is None
    after = actions.set_analogy(changed, ("a", "b", "c"), 0, "e")
    assert after.words == ("e", "d", "c")  # the second word was changed since the first was drawn


def test_a_board_that_has_given_way_changes_nothing(models: Checkpoints) -> None:
    shown = shown_of(models)
    click = {"kind": "point", "panel": "neighbours", "index": [0]}
    assert actions.apply(STATE, click, shown) != STATE
    other = VectorsState(PAIRED)
    assert actions.apply(other, click, shown) == other


def test_dots_on_one_spot_share_a_name() -> None:
    points = np.array([[0, 0], [1, 0], [0, 2], [1, 2], [0.001, 1.999], [2, 1]])
    figure = parallelogram(points, list("abc+de"), ["--ink"] * 6, 300)
    assert figure["data"][-1]["text"][:6:2] == ["a", "c / d", ""]


def test_the_words_of_the_question_are_always_named() -> None:
    points = np.array([[0, 0], [0, 1], [9, 0], [9, 1], [9, 0.2], [5, 5]])
    drawn = parallelogram(points, ["a", "b", "c" * 60, "+", "d", "e"], ["--ink"] * 6, 300)
    dots = drawn["data"][-1]
    assert (dots["text"][2], dots["textposition"][2]) == ("c" * 60, "middle left")


def boxes_of(names: list[str], places: np.ndarray, sides: list[str | None]) -> list[np.ndarray]:
    found = []
    for (x, y), name, side in zip(places, names, sides, strict=True):
        if side is None:
            continue
        width = sum(13.5 if c > "\u2e7f" else 7.6 for c in name)
        right = {"middle right": 1, "middle left": -1}.get(side, 0)
        down = {"top center": -1, "bottom center": 1}.get(side, 0)
        left = x + right * (7 + width / 2) - width / 2
        top = y + down * 15 - 8
        found.append(np.array([left, top, left + width, top + 16]))
    return found


def test_no_name_stands_over_another_or_over_a_dot() -> None:
    rng = np.random.default_rng(2)
    places = rng.uniform(0, 300, (80, 2))
    names = ["词" * int(n) for n in rng.integers(1, 4, 80)]
    sides = place_names(places, names, (300, 300))
    boxes = boxes_of(names, places, sides)
    assert sides[0] is not None
    assert 15 < len(boxes) < 80
    for i, one in enumerate(boxes):
        assert (one >= 0).all() and (one <= 300).all()
        for other in boxes[:i]:
            assert (one[2:] <= other[:2]).any() or (other[2:] <= one[:2]).any()
        inside = ((places > one[:2]) & (places < one[2:])).all(axis=1)
        assert not inside.any()


def test_a_name_makes_room_for_what_is_drawn() -> None:
    place = np.array([[50.0, 50.0]])
    assert place_names(place, ["ab"], (100, 100)) == ["middle right"]
    assert place_names(place, ["ab"], (100, 100), [(62, 50)]) == ["top center"]
    assert place_names(place, ["ab" * 40], (100, 100)) == [None]


def test_names_are_measured_as_they_are_read(models: Checkpoints) -> None:
    shown = shown_of(models, VectorsState(VECTORED, "<b>"))
    panel = panels_of(shown)["map"]
    assert isinstance(panel, Plot)
    assert html.unescape(panel.figure["data"][0]["text"][0]) == "<b>"
