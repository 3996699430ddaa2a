"""The page on words as vectors as visitors find it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.vectored import ONE_HOT, PAIRED, VECTORED, write_vectored
from tests.pages.visiting import NAVIGATION, board_of, opened
from ui import resources

TITLES = ["neighbours", "map", "answers", "picture", "relations", "pairs"]


@pytest.fixture(scope="module")
def vectored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_vectored(tmp_path_factory.mktemp("vectored"))


@pytest.fixture(autouse=True)
def _vectors(vectored: Path, _served: None, serve: Callable[[Path], None]) -> Iterator[None]:
    serve(vectored)
    yield
    resources._vectors_for.clear()


@pytest.mark.parametrize(
    ("locale", "foreign"),
    [("en-US", "These words are Chinese"), ("zh-CN", None)],
    ids=["en", "zh"],
)
def test_it_opens_with_a_finished_example(locale: str, foreign: str | None) -> None:
    app = opened("vectors", locale)
    sent = board_of(app)
    assert sent["lang"] == locale[:2]
    assert [panel["key"] for panel in sent["panels"]] == TITLES
    assert app.query_params["c"].startswith(f"{VECTORED}@")
    assert not app.warning and not app.info
    told = [caption.value for caption in app.caption[:-1]]
    assert [text[:23] for text in told] == ([foreign] if foreign else [])


def test_letters_say_where_words_are() -> None:
    app = opened("vectors", c=PAIRED)
    assert [panel["key"] for panel in board_of(app)["panels"]] == TITLES[:2]
    assert "For words choose" in app.caption[0].value


def test_a_word_is_found_by_its_english() -> None:
    app = opened("vectors", c=VECTORED)
    app.text_input(key="vectors_word").set_value("Mother").run()
    assert not app.exception and not app.warning
    assert board_of(app)["panels"][0]["title"] == "Nearest to “母亲 mother”"
    chinese = opened("vectors", "zh-CN", w="Mother")  # who opens the link
    assert board_of(chinese)["panels"][0]["title"] == "离「母亲」最近的词元"


def test_a_link_is_followed_and_written_again() -> None:
    link = {"w": "女", "m": "near", "r": "plural", "a1": "男", "a2": "女", "a3": "母亲"}
    app = opened("vectors", c=VECTORED, **link)
    assert app.text_input(key="vectors_word").value == "女"
    assert [app.text_input(key=f"analogy_{i}").value for i in range(3)] == ["男", "女", "母亲"]
    assert {name: app.query_params[name] for name in link} == link


@pytest.mark.parametrize("hostile", ["<b>", "x" * 9_000, "🙂 & 好", "**b** :red[x]", "\n\n"])
def test_any_word_is_taken(hostile: str) -> None:
    app = opened("vectors", c=VECTORED, w=hostile, a2=hostile)
    assert board_of(app)["panels"]


def test_an_unknown_word_is_told_with_what_is_near() -> None:
    app = opened("vectors", c=VECTORED, w="母亲们")
    (box,) = app.warning
    assert "母亲们" in box.value and "not in this model" in box.value
    near = [button for button in app.button if (button.key or "").startswith("word_near_")]
    assert near[0].label == "母亲 mother"
    near[0].click().run()
    assert not app.exception and not app.warning
    assert app.query_params["w"] == "母亲"


def test_an_unknown_word_of_the_analogy_is_told_too() -> None:
    app = opened("vectors", c=VECTORED, a1="父", a2="母", a3="男人")
    assert "男人" in app.warning[0].value
    assert "answers" not in [panel["key"] for panel in board_of(app)["panels"]]
    (button,) = (b for b in app.button if (b.key or "").startswith("analogy_2_near_"))
    button.click().run()
    assert [app.query_params[name] for name in ("a1", "a2", "a3")] == ["父", "母", "男"]
    assert "answers" in [panel["key"] for panel in board_of(app)["panels"]]


def test_what_is_like_nothing_is_told() -> None:
    app = opened("vectors", "zh-CN", w="🙂")
    (box,) = app.warning
    assert "也没有与它相像的词元" in box.value


def test_what_cannot_be_read_is_told() -> None:
    app = opened("vectors", c=VECTORED, m="x", r="y", a1="z" * 201)
    (box,) = app.warning
    for named in ("the kind of map", "the relation", "the first word of the analogy"):
        assert named in box.value


def test_one_hot_has_no_neighbours_and_says_what_to_do() -> None:
    app = AppTest.from_file(str(NAVIGATION), default_timeout=30)
    app.query_params["c"] = ONE_HOT
    app.switch_page("pages/vectors.py")
    app.run()
    assert not app.exception and not app.error
    (box,) = app.info
    assert "one-hot" in box.value and "Cloud" in box.value
    assert not app.get("bidi_component")
    assert app.query_params["c"].startswith(f"{ONE_HOT}@")
    app.selectbox(key="vectors_checkpoint").set_value(VECTORED).run()
    assert not app.exception and not app.info
    assert board_of(app)["panels"]


def test_controls_change_what_is_shown() -> None:
    app = opened("vectors", c=VECTORED)
    shown = {board_of(app)["id"]}
    app.text_input(key="vectors_word").set_value("书").run()
    shown.add(board_of(app)["id"])
    app.text_input(key="analogy_2").set_value("书").run()
    shown.add(board_of(app)["id"])
    app.segmented_control(key="vectors_map").set_value("near").run()
    shown.add(board_of(app)["id"])
    assert {app.query_params[name] for name in ("w", "a3")} == {"书"}
    assert app.query_params["m"] == "near"
    app.selectbox(key="vectors_checkpoint").set_value(PAIRED).run()
    shown.add(board_of(app)["id"])
    assert "书" in app.warning[0].value  # the visitor's own word is kept, and told
    assert not app.exception
    assert len(shown) == 5
