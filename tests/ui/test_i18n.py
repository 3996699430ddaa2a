"""The catalogues: complete in both languages, and exactly what the code asks for."""

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from ui import i18n

ROOT = Path(__file__).parents[2]
PYTHON = sorted(
    file
    for name in ("app.py", "navigation.py", "pages", "ui", "server")
    for file in ((ROOT / name).rglob("*.py") if (ROOT / name).is_dir() else [ROOT / name])
)
SCRIPTS = sorted((ROOT / "ui").rglob("*.js"))
TERMS = {"token", "logit", "exp"}  # the same in Chinese
IDEOGRAPH = re.compile(r"[\u4e00-\u9fff]")
ENGLISH, CHINESE = i18n.catalogue("en"), i18n.catalogue("zh")


def places(message: str) -> set[str]:
    """Return the names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(message) if name is not None}


def called(function: str) -> Iterator[ast.expr]:
    """Yield the arguments by place of every call of ``t`` or ``strings``."""
    for file in PYTHON:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == function:
                yield from node.args


def patterns(argument: ast.expr) -> Iterator[str]:
    """Yield regular expressions for the keys an argument may be: f-strings have free parts."""
    if isinstance(argument, ast.IfExp):
        yield from (*patterns(argument.body), *patterns(argument.orelse))
    elif isinstance(argument, ast.JoinedStr):
        yield "".join(
            re.escape(part.value) if isinstance(part, ast.Constant) else r"[^.]+"
            for part in argument.values
        )
    elif isinstance(argument, ast.Constant):
        yield re.escape(argument.value)
    else:
        yield re.escape(f"a key that can be read in the code, not {ast.unparse(argument)}")


PREFIXES = sorted(argument.value for argument in called("strings"))
SCRIPT_KEY = re.compile(rf'"((?:{"|".join(PREFIXES) or "-"})\.(?!css"|js")[\w.]+)"')
SCRIPT_KEYS = {key for file in SCRIPTS for key in SCRIPT_KEY.findall(file.read_text("utf-8"))}
PATTERNS = sorted(
    {pattern for argument in called("t") for pattern in patterns(argument)}
    | set(map(re.escape, SCRIPT_KEYS))
)


def test_both_languages_have_the_same_messages() -> None:
    assert ENGLISH.keys() == CHINESE.keys()


@pytest.mark.parametrize("key", sorted(ENGLISH))
def test_a_message_says_the_same_in_both_languages(key: str) -> None:
    english, chinese = ENGLISH[key], CHINESE[key]
    assert english.strip() and chinese.strip()
    assert places(english) == places(chinese)
    assert not IDEOGRAPH.search(english)
    # A name or a sign may stay as it is, a word may not.
    words = re.sub(r"{\w+}", "", english)
    assert IDEOGRAPH.search(chinese) or words in TERMS or not re.search(r"[a-z]{3}", words)


@pytest.mark.parametrize("wanted", PATTERNS)
def test_a_key_in_the_code_has_a_message(wanted: str) -> None:
    assert any(re.fullmatch(wanted, key) for key in ENGLISH)


def test_every_message_is_asked_for() -> None:
    asked = {key for key in ENGLISH for wanted in PATTERNS if re.fullmatch(wanted, key)}
    assert sorted(ENGLISH.keys() - asked) == []


def test_no_visible_string_stands_outside_the_catalogues() -> None:
    for file in (*PYTHON, *SCRIPTS):
        assert not IDEOGRAPH.search(file.read_text(encoding="utf-8")), file


def test_a_message_is_filled() -> None:
    assert i18n.t("app.title", language="en") == "Temperature Lab"
    assert i18n.t("app.title", language="zh") == "温度实验室"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_text_names_what_the_dark_theme_turns_over(language: str) -> None:
    lessons = (ROOT / "ui" / "learn" / f"{language}.md").read_text(encoding="utf-8")
    named = re.compile(r"\b(dark(er|est)?|black|white)\b|[黑白]线|颜色[越最]深")
    for text in (*i18n.catalogue(language).values(), lessons):
        assert not named.search(text)


def test_corner_brackets_mark_tokens_and_nothing_else() -> None:
    # Lu Xun's quotation marks are tokens, too: between themselves they could not be read.
    marked = r"{(?:token|word|cold|now|truth|said|text)}"
    for text in CHINESE.values():
        assert not re.search(rf"“{marked}”", text)
        assert not re.search(r"[「」]", re.sub(f"「{marked}」", "", text)), text


def test_no_ideograph_is_slanted() -> None:
    lessons = (ROOT / "ui" / "learn" / "zh.md").read_text(encoding="utf-8")
    slanted = re.findall(r"(?<!\*)\*([^*\n`]+)\*(?!\*)", lessons)
    assert not any(map(IDEOGRAPH.search, slanted))


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        i18n.t("no.such.key", language="en")


@pytest.mark.parametrize(
    ("wishes", "expected"),
    [
        ((), "en"),
        ((None, None), "en"),
        (("zh",), "zh"),
        (("zh-TW",), "zh"),
        (("zh_CN", "en"), "zh"),
        (("fr", "zh"), "zh"),
        (("", "de", None), "en"),
        (("EN-gb", "zh"), "en"),
    ],
)
def test_the_first_wish_we_can_meet_wins(wishes: tuple[str | None, ...], expected: str) -> None:
    assert i18n.choose_language(*wishes) == expected
