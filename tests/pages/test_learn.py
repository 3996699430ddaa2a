"""The chapter as visitors find it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.collection import CHINESE, ENGLISH, LEARNING, write_collection, write_learning
from tests.pages.visiting import NAVIGATION, board_of
from ui import i18n
from ui.learn.bugs import BUGS
from ui.learn.exercises import EXERCISES
from ui.learn.texts import texts
from ui.learn.timeline import TIMELINE
from ui.views.learn.sections import SECTIONS

LIVE = [name for name in SECTIONS if name not in ("bugs", "exercises")]


def visited(locale: str = "en-US", **parameters: str) -> AppTest:
    """Return the page, whether it shows a board or not."""
    app = AppTest.from_file(str(NAVIGATION), default_timeout=60)
    app.context = {"locale": locale}
    for name, value in parameters.items():
        app.query_params[name] = value
    app.switch_page("pages/learn.py")
    return again(app)


def again(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception
    assert not app.error
    return app


def shown(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown)


def links(app: AppTest) -> list[tuple[str, str]]:
    found = [element.proto for element in app.get("page_link")]
    return [(link.page, link.query_string) for link in found]


@pytest.mark.parametrize("section", LIVE)
@pytest.mark.parametrize(
    ("locale", "name"), [("en-US", ENGLISH), ("zh-CN", CHINESE)], ids=["en", "zh"]
)
def test_a_section_has_its_text_a_miniature_and_a_way_on(
    locale: str, name: str, section: str
) -> None:
    app = visited(locale, section=section)
    language = locale[:2]
    text = texts(language)[section]
    assert text.title in shown(app) and text.body in shown(app)
    sent = board_of(app)
    assert sent["lang"] == language
    assert sent["panels"]
    ((_, query),) = links(app)
    assert f"c={name}%40" in query and f"lang={language}" in query
    assert app.query_params["c"].startswith(f"{name}@")
    assert app.query_params["section"] == section
    assert not app.warning


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_the_timeline_names_every_source(locale: str) -> None:
    told = shown(visited(locale, section="timeline"))
    for entry in TIMELINE:
        assert entry.source in told
        assert texts(locale[:2])["timeline"].parts[entry.name] in told


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_every_bug_is_shown_with_what_both_versions_return(locale: str) -> None:
    app = visited(locale, section="bugs")
    assert len(app.code) == 4 * len(BUGS)
    assert "[nan nan nan]" in "\n".join(block.value for block in app.code)
    (alone,) = app.get("bidi_component")  # no model here kept epochs
    assert alone.key == "keyboard"


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_a_model_that_kept_epochs_shows_its_losses(
    tmp_path: Path, serve: Callable[[Path], None], locale: str
) -> None:
    write_collection(tmp_path)
    write_learning(tmp_path / LEARNING)
    serve(tmp_path)
    app = visited(locale, section="bugs")
    assert [panel["key"] for panel in board_of(app)["panels"]] == ["losses"]
    ((_, query),) = links(app)
    assert f"c={LEARNING}%40" in query


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_every_exercise_has_a_way_a_hint_and_an_answer(locale: str) -> None:
    app = visited(locale, section="exercises")
    assert len(links(app)) == len(EXERCISES) >= 8
    language = locale[:2]
    names = [i18n.t(f"learn.{part}", language=language) for part in ("hint", "answer")]
    assert [box.label for box in app.expander] == names * len(EXERCISES)
    for exercise in EXERCISES:
        assert texts(language)[f"exercise/{exercise.name}"].parts["answer"] in shown(app)


def test_one_turns_from_section_to_section() -> None:
    app = visited()
    assert app.query_params["section"] == "generation"
    for name in list(SECTIONS)[1:]:
        app.button(key="learn_after").click()
        again(app)
        assert app.query_params["section"] == name
    assert "learn_after" not in {button.key for button in app.button}
    app.button(key="learn_before").click()
    assert again(app).query_params["section"] == "bugs"


def test_controls_change_what_is_shown() -> None:
    app = visited(section="temperature", t="1.5", s="9", p="old hat")
    assert board_of(app)["slider"]["start"] == 30
    seen = {board_of(app)["id"]}
    app.text_input(key="learn_prompt").set_value("the sea ")
    seen.add(board_of(again(app))["id"])
    app.selectbox(key="learn_checkpoint").set_value(CHINESE)
    seen.add(board_of(again(app))["id"])
    assert len(seen) == 3
    assert {name: app.query_params[name] for name in ("p", "t", "s")} == {
        "p": "the sea ",
        "t": "1.5",
        "s": "9",
    }


@pytest.mark.parametrize("hostile", ["<b>", "x" * 9_000, "", "🙂 & 好", "**b** :red[x]"])
@pytest.mark.parametrize("section", ["generation", "model", "tokens"])
def test_any_seed_text_is_taken(section: str, hostile: str) -> None:
    assert board_of(visited(section=section, p=hostile))["panels"]


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_what_cannot_be_read_is_told(locale: str) -> None:
    app = visited(locale, section="<b>", t="warm")
    (box,) = app.warning
    assert len(box.value.split("  \n")) == 2
    assert "<b>" not in box.value
    assert app.query_params["section"] == "generation"
