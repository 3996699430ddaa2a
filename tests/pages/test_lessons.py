"""Lessons as visitors find them: the list, the strip on top, the ways on, and the links."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.collection import CHINESE, ENGLISH
from tests.pages.visiting import NAVIGATION
from ui import i18n
from ui.lessons import shelf
from ui.plain import escape_markdown

WORDS = """
minutes = 6
title = {{ en = "Two *steps*", zh = "两步" }}
summary = {{ en = "First this, then that.", zh = "先这样，再那样。" }}

[[steps]]
link = "https://elsewhere.example/compare?c={english}@00000000&l=0.2,1.2&z=x&lang=zh"
en = "Look here. <b>Why</b>?"
zh = "看这里。为什么？"

[[steps]]
link = {{ en = "/temperature?c={english}&t=1.5&s=9", zh = "/temperature?c={chinese}&t=1.5&s=9" }}
hide = ["die"]
en = "And here?"
zh = "再看这里？"

[[steps]]
page = "generate"
parameters = {{ c = "{english}", t = 0 }}
en = "At last?"
zh = "最后呢？"
"""


@pytest.fixture(autouse=True)
def _lessons(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = WORDS.format(english=ENGLISH, chinese=CHINESE)
    (tmp_path / "two-steps.toml").write_text(words, "utf-8")
    (tmp_path / "broken.toml").write_text(words.replace("/temperature", "/weather"), "utf-8")
    (tmp_path / "curly.toml").write_text("minutes = 3\n[title]\nen = “A”", "utf-8")
    (tmp_path / "odd.toml").write_text(words.replace("s=9", "q=9&s=<b>"), "utf-8")
    (tmp_path / "notes.txt").write_text("no lesson", "utf-8")
    monkeypatch.setattr(shelf, "FOLDERS", (tmp_path, tmp_path / "missing"))


def opened(page: str = "generate", locale: str = "en-US", **parameters: str) -> AppTest:
    app = AppTest.from_file(str(NAVIGATION), default_timeout=60)
    app.context = {"locale": locale}
    for name, value in parameters.items():
        app.query_params[name] = value
    app.switch_page(f"pages/{page}.py")
    return again(app)


def again(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception
    assert not app.error
    return app


def query(app: AppTest) -> dict[str, str]:
    """Return the link; a switch of pages leaves every parameter as a list."""
    found = {name: app.query_params[name] for name in app.query_params}
    return {name: each if isinstance(each, str) else each[-1] for name, each in found.items()}


def strip(app: AppTest) -> str:
    return next(each.value for each in app.markdown if ":small[" in each.value)


@pytest.mark.parametrize(("locale", "title"), [("en-US", "Two \\*steps\\*"), ("zh-CN", "两步")])
def test_the_list_shows_what_there_is_and_what_is_wrong(locale: str, title: str) -> None:
    app = opened("lessons", locale)
    language = locale[:2]
    assert sum(f"##### {title}" == each.value for each in app.markdown) == 2
    links = [each.proto for each in app.get("page_link")]
    assert all(
        "lesson=" in link.query_string and f"c={ENGLISH}" in link.query_string for link in links
    )
    told = "\n".join(each.value for each in app.text)
    where = i18n.t("lessons.where_step", language=language, step=2)
    assert "broken.toml" in told and where in told and "weather" in told
    first = i18n.t("lessons.where_top", language=language)
    assert "curly.toml" in told and "line 3" in told and first not in told
    start = escape_markdown(i18n.t("lessons.doubt", language=language, step=2, what=""))
    doubts = [each.value for each in app.caption if each.value.startswith(start)]
    assert len(doubts) == 2  # the seed that is none, the parameter that nobody knows
    assert "<b>" not in "".join(doubts)


@pytest.mark.parametrize("entry", ["generate", "vectors", "lessons"])
def test_a_link_opens_the_first_step_from_any_page(entry: str) -> None:
    app = opened(entry, lesson="two-steps")
    assert query(app)["lesson"] == "two-steps.1"
    assert query(app)["l"] == "0.2,1.2"
    assert query(app)["c"].startswith(f"{ENGLISH}@")
    assert "Two \\*steps\\*" in strip(app) and "\\<b\\>" in strip(app)
    assert not app.warning  # the hash of yesterday's model was left out


@pytest.mark.parametrize(("locale", "model"), [("en-US", ENGLISH), ("zh-CN", CHINESE)])
def test_a_step_opens_the_model_of_the_visitor_s_language(locale: str, model: str) -> None:
    app = opened(locale=locale, lesson="two-steps.2")
    assert query(app)["c"].startswith(f"{model}@")
    assert query(app) | {"t": "1.5", "s": "9", "hide": "die", "lesson": "two-steps.2"} == query(app)


def went_to(app: AppTest, page: str) -> AppTest:
    """Follow a script that changed the page: AppTest itself would stay where it was."""
    app.switch_page(f"pages/{page}.py")
    return again(app)


def test_one_walks_through_and_back_plays_and_resets() -> None:
    app = went_to(opened(lesson="two-steps"), "compare")
    assert app.button(key="lesson_back").disabled
    app.button(key="lesson_next").click()
    assert query(again(app))["t"] == "1.5"
    went_to(app, "temperature").text_input(key="temperature_prompt").set_value("the sea ")
    assert query(again(app))["p"] == "the sea "
    app.button(key="lesson_reset").click()
    assert query(again(app))["p"] != "the sea "
    app.button(key="lesson_next").click()
    asked = query(again(app))
    assert asked["t"] == "0" and "hide" not in asked
    went_to(app, "generate")
    assert "lesson_next" not in {button.key for button in app.button}
    app.button(key="lesson_back").click()
    assert query(again(app))["lesson"] == "two-steps.2"


def test_a_lesson_ends_where_the_visitor_is() -> None:
    app = went_to(opened(lesson="two-steps.2"), "temperature")
    app.button(key="lesson_end").click()
    asked = query(again(app))
    assert "lesson" not in asked and "hide" not in asked
    assert asked["t"] == "1.5"
    assert "lesson_end" not in {button.key for button in app.button}
    assert "lesson" not in query(again(app))


def test_a_link_with_a_state_keeps_it() -> None:
    app = opened("compare", lesson="two-steps.1", c=ENGLISH, l="0.5,0.9")
    assert query(app)["l"] == "0.5,0.9"
    assert "1" in strip(app)


def test_a_step_beyond_the_end_is_the_last() -> None:
    assert query(opened(lesson="two-steps.9"))["lesson"] == "two-steps.3"


@pytest.mark.parametrize(
    ("name", "message"), [("nowhere", "lessons.lost"), ("broken", "lessons.unsound")]
)
@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_a_lesson_that_cannot_run_is_told(locale: str, name: str, message: str) -> None:
    app = opened(locale=locale, lesson=name)
    (box,) = app.warning
    assert box.value == i18n.t(message, language=locale[:2])
    assert app.get("bidi_component")  # the page is there


def test_numbers_put_lessons_in_order_and_stay_out_of_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    words = WORDS.format(english=ENGLISH, chinese=CHINESE)
    for name in ("2-anagrams", "1-zebras"):
        (own / f"{name}.toml").write_text(words, "utf-8")
    monkeypatch.setattr(shelf, "FOLDERS", (own,))
    assert list(shelf.entries()) == ["zebras", "anagrams"]
    found = shelf.lesson("zebras")
    assert found and found.name == "zebras"


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    opened("lessons")
    (tmp_path / "broken.toml").write_text("minutes = 1", "utf-8")
    assert "[[steps]]" in opened("lessons").text[0].value


def test_own_lessons_win_over_shipped_ones_of_the_same_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    words = WORDS.format(english=ENGLISH, chinese=CHINESE).replace("minutes = 6", "minutes = 9")
    (own / "two-steps.toml").write_text(words, "utf-8")
    monkeypatch.setattr(shelf, "FOLDERS", (tmp_path, own))
    found = shelf.lesson("two-steps")
    assert found and found.minutes == 9
