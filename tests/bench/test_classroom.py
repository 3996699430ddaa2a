"""The class does what it says: real sessions on a real server. No time is asserted."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bench import classroom
from bench.classroom import Visit, make_plans, of_visits
from bench.figures import as_json, as_table
from bench.server import Server, serve
from bench.visitor import VisitFailed, join
from tests.collection import CHINESE, ENGLISH
from textgen import Checkpoint

PACE = 1_000  # tokens a second: a text is finished before the next move


@pytest.fixture(scope="module")
def server(collection: Path) -> Iterator[Server]:
    with serve(str(collection)) as server:
        yield server


@pytest.fixture
def models(monkeypatch: pytest.MonkeyPatch, checkpoints: dict[str, Checkpoint]) -> object:
    monkeypatch.setattr(classroom, "MODELS", {"en": (ENGLISH, PACE), "zh": (CHINESE, PACE)})
    monkeypatch.setattr(classroom, "MOVE_SECONDS", 0.2)
    return {"en": checkpoints[ENGLISH], "zh": checkpoints[CHINESE]}


def test_a_visitor_follows_links_and_moves_the_temperature(server: Server) -> None:
    with join(server.address) as session:
        first = session.open({"c": ENGLISH, "p": "a bee", "s": 3, "n": 20, "lang": "en"})
        assert first.bytes > 10_000
        assert 0 < first.text_seconds <= first.seconds
        assert f"c={ENGLISH}%40" in session.link
        session.act({"kind": "temperature", "step": 4, "temperature": 1.5})
        assert "&e=4%3At1.5&at=4" in session.link
        session.act({"kind": "temperature", "step": 9, "temperature": 0.5})
        assert "&e=4%3At1.5%2C9%3At0.5&at=9" in session.link
        with pytest.raises(VisitFailed, match="changed nothing"):
            session.act({"kind": "temperature", "step": 9, "temperature": 0.5})


def test_a_page_without_a_text_is_a_failed_visit(tmp_path: Path) -> None:
    expected = pytest.raises(VisitFailed, match="without its text")
    with serve(str(tmp_path)) as empty, join(empty.address) as session, expected:
        session.open({"lang": "en"})


@pytest.mark.parametrize("shared", [False, True])
def test_a_class_plays(server: Server, models: dict[str, Checkpoint], shared: bool) -> None:
    plans = [replace(plan, joins=0.0) for plan in make_plans(models, 3, 1, shared)]
    visits = classroom.attend(server.address, plans)
    assert [visit.error for visit in visits] == [None] * 3
    assert all(visit.text and len(visit.runs) >= 1 for visit in visits)


def test_who_cannot_join_is_an_error_and_the_others_go_on(models: dict[str, Checkpoint]) -> None:
    (plan,) = make_plans(models, 1, 1, shared=False)
    (visit,) = classroom.attend("127.0.0.1:1", [replace(plan, joins=0.0)])
    assert visit.text is None
    assert "ConnectionRefusedError" in str(visit.error)


def test_everybody_has_a_text_of_his_own_unless_it_is_shared(
    models: dict[str, Checkpoint],
) -> None:
    plans = make_plans(models, 30, 120, shared=False)
    assert plans == make_plans(models, 30, 120, shared=False)
    assert len({str(plan.link) for plan in plans}) == 30
    assert {plan.link["lang"] for plan in plans} == {"en", "zh"}
    assert max(plan.joins for plan in plans) <= classroom.JOIN_SECONDS
    shared = make_plans(models, 30, 120, shared=True)
    assert len({str(plan.link) for plan in shared}) == 1


def test_the_figures_of_a_class() -> None:
    visits = [Visit(1.0, [0.1, 0.2]), Visit(2.0, [0.3]), Visit(None, [], "OSError: gone")]
    text, runs, errors = of_visits(visits)
    assert (text.value, text.reached) == (2.0, True)
    assert runs.value == pytest.approx(290)
    assert runs.details["moved temperature to end of run, median ms"] == pytest.approx(200)
    assert (errors.value, errors.reached) == (1, False)


def test_a_class_that_saw_nothing_has_missed_its_goals() -> None:
    figures = of_visits([Visit(error="OSError: gone")])
    assert not any(figure.reached for figure in figures)
    assert "MISSED" in as_table(figures)
    assert json.loads(as_json(figures))["figures"][0]["value"] is None


def test_a_class_is_bounded() -> None:
    for visitors, seconds in ((0, 60), (101, 60), (30, 0), (30, 601)):
        with pytest.raises(SystemExit, match="takes 1 to"):
            classroom.figures("", visitors, seconds, shared=False)
