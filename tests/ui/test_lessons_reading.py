"""A lesson's file: what a teacher may write, and what is said about what he may not."""

import re
from pathlib import Path

import pytest

from ui import i18n
from ui.lessons.lesson import Lesson, LessonError, spoken
from ui.lessons.reading import MOST_BYTES, parse_lesson, read_lesson

HEAD = """
minutes = 5
title = { en = "A title", zh = "题目" }
summary = { en = "About it.", zh = "讲什么。" }
"""
TEXT = 'en = "Look. Why?"\nzh = "看。为什么？"\n'
STEP = f'[[steps]]\nlink = "/compare?l=0.2,1"\n{TEXT}'


def read(text: str) -> Lesson:
    return parse_lesson("a-lesson", text.encode())


def step(content: str) -> str:
    return f"{HEAD}\n{STEP}\n[[steps]]\n{content}\n{TEXT}"


def test_a_lesson_is_read() -> None:
    lesson = read(HEAD + STEP)
    (only,) = lesson.steps
    assert (lesson.name, lesson.minutes) == ("a-lesson", 5)
    assert lesson.title == {"en": "A title", "zh": "题目"}
    assert only.links["en"].page == only.links["zh"].page == "compare"
    assert only.links["en"].parameters == {"l": "0.2,1"}
    assert only.text["zh"] == "看。为什么？"
    assert (only.hidden, only.present) == (frozenset(), False)


def test_a_link_is_taken_as_the_address_bar_has_it() -> None:
    link = (
        "https://lab.example:8501/lab/compare?c=some-model%400123abcd&c2=&p=a+b%20c&z=xyz"
        "&present=1&hide=die,prompt&lesson=other.3&lang=zh&embed=true"
    )
    pasted = read(step(f'link = "{link}"')).steps[1]
    assert pasted.links["en"].page == "compare"
    assert pasted.links["en"].parameters == {"c": "some-model", "p": "a b c"}
    assert pasted.present
    assert pasted.hidden == {"die", "prompt"}


@pytest.mark.parametrize("link", ["/?t=1", "?t=1", "https://lab.example/?t=1", "/generate?t=1"])
def test_the_root_is_the_main_page(link: str) -> None:
    assert read(step(f'link = "{link}"')).steps[1].links["zh"].page == "generate"


def test_a_space_at_the_end_of_a_link_is_part_of_the_seed_text() -> None:
    link = read(step('link = " /?c=a&p=the sea "')).steps[1].links["en"]
    assert (link.page, link.parameters["p"]) == ("generate", "the sea ")


def test_parameters_may_be_written_by_hand() -> None:
    content = 'page = "generate"\nparameters = { t = 0.5, s = 7, p = "the sea " }\nhide = ["save"]'
    by_hand = read(step(content)).steps[1]
    assert by_hand.links["en"].parameters == {"t": "0.5", "s": "7", "p": "the sea "}
    assert by_hand.hidden == {"save"}


def test_each_language_may_have_a_link_of_its_own() -> None:
    two = read(step('link = { en = "/?t=1", zh = "/guess?n=4" }')).steps[1]
    assert (two.links["en"].page, two.links["zh"].page) == ("generate", "guess")


def test_a_teacher_may_write_one_language() -> None:
    text = 'minutes = 5\nlanguages = ["zh"]\ntitle = { zh = "题目" }\nsummary = { zh = "讲什么。" }'
    lesson = read(f'{text}\n[[steps]]\nlink = "/?t=1"\nzh = "看。"')
    assert spoken(lesson.title, "en") == "题目"
    assert spoken(lesson.steps[0].links, "en").page == "generate"


def test_an_editor_may_mark_the_encoding() -> None:
    assert parse_lesson("a-lesson", b"\xef\xbb\xbf" + (HEAD + STEP).encode()).minutes == 5


BROKEN = {
    "toml": ("minutes = ", 0),
    "key": (HEAD + "minuts = 3\n" + STEP, 0),
    "languages": ('languages = ["fr"]\n' + HEAD + STEP, 0),
    "steps": (HEAD, 0),
    "minutes": (HEAD.replace("5", '"5"') + STEP, 0),
    "text": (HEAD.replace(', zh = "题目"', "") + STEP, 0),
    "long": (HEAD.replace("A title", "x" * 61) + STEP, 0),
    "link": (step('page = "compare"\nlink = "/compare"'), 2),
    "page": (step('page = "../etc"'), 2),
    "value": (step('page = "compare"\nparameters = { l = [0.2, 1] }'), 2),
    "hide": (step('link = "/"\nhide = ["walls"]'), 2),
    "present": (step('link = "/"\npresent = 1'), 2),
}


@pytest.mark.parametrize("key", BROKEN)
def test_what_is_wrong_is_told_with_its_step_and_a_remedy(key: str) -> None:
    content, number = BROKEN[key]
    with pytest.raises(LessonError) as caught:
        read(content)
    error = caught.value
    assert (error.key, error.step) == (key, number)
    for language in i18n.LANGUAGES:
        assert i18n.t(f"lessons.problem_{error.key}", language=language, **error.values)


@pytest.mark.parametrize(
    "content",
    [
        step('linc = "/"'),
        step('link = ["/"]'),
        step('link = { en = "/" }'),
        step('link = { en = "/", zh = "/", fr = "/" }'),
        step(f'link = "/?{"&".join(f"a{i}=1" for i in range(50))}"'),
        step('link = "http://[/"'),
        step('page = "compare"\nparameters = "l=1"'),
        step('page = "compare"\nparameters = { p = "' + "x" * 2_001 + '" }'),
        step('page = "compare"\nparameters = { l = true }'),
        step('link = "/"\nhide = "die"'),
        step('link = "/"\nhide = [["die"]]'),
        HEAD + 'steps = "none"',
        HEAD + "steps = [1]",
        HEAD + STEP * 21,
        HEAD + "[[steps]]\nlink = '/'\nen = 'Look.'",
        'languages = [["en"]]\n' + HEAD + STEP,
        "a = " + "[" * 5_000,
    ],
)
def test_no_content_is_more_than_an_error(content: str) -> None:
    with pytest.raises(LessonError):
        read(content)


def test_bytes_that_are_no_text_are_told() -> None:
    with pytest.raises(LessonError) as caught:
        parse_lesson("a", b"\xff\xfe")
    assert caught.value.key == "encoding"


@pytest.mark.parametrize("name", ["Big.toml", "with space.toml", "_.toml", "ü.toml"])
def test_a_name_that_no_link_can_hold_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(HEAD + STEP, "utf-8")
    with pytest.raises(LessonError) as caught:
        read_lesson(tmp_path / name)
    assert caught.value.key == "name"


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_lesson_in_the_documentation_is_one(language: str) -> None:
    name = {"en": "TEACHING.md", "zh": "TEACHING.zh.md"}[language]
    text = (Path(__file__).parents[2] / "docs" / name).read_text(encoding="utf-8")
    (written,) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    first, second = read(written).steps
    assert first.links[language].page == "generate"
    assert (second.hidden, second.present) == ({"settings", "examples"}, True)


def test_a_file_that_is_too_large_or_none_is_told(tmp_path: Path) -> None:
    large = tmp_path / "large.toml"
    large.write_bytes(b"#" * (MOST_BYTES + 1))
    (tmp_path / "folder.toml").mkdir()
    for name, key in (("large", "size"), ("folder", "file"), ("missing", "file")):
        with pytest.raises(LessonError) as caught:
            read_lesson(tmp_path / f"{name}.toml")
        assert caught.value.key == key
