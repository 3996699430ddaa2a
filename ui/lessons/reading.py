"""Read a lesson's file with suspicion: it says what is wrong, where, and what to do about it."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from ui import frame, pages
from ui.i18n import LANGUAGES
from ui.lessons.lesson import NAME, Lesson, LessonError, Link, Step, name_of

MOST_BYTES = 65_536
MOST_STEPS = 20
MOST_MINUTES = 120
TITLE_CHARS = 60
TEXT_CHARS = 500
VALUE_CHARS = 2_000  # of a parameter
_MOST_PARAMETERS = 40

_TOP = ("title", "summary", "minutes", "languages", "steps")
_STEP = ("link", "page", "parameters", "hide", "present", *LANGUAGES)
_HASHED = ("c", "c2")  # a model's hash changes with every training
_NOT_OF_THE_PAGE = {"lang", "z", "embed", "embed_options", *frame.NAMES}


def read_lesson(file: Path) -> Lesson:
    """Return the lesson in a file; `LessonError` says why there is none."""
    name = name_of(file)
    if not NAME.fullmatch(name):
        raise LessonError("name")
    return parse_lesson(name, _content(file))


def parse_lesson(name: str, content: bytes) -> Lesson:
    """Return the lesson that a file's content describes."""
    try:
        table = tomllib.loads(content.decode("utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError as error:
        raise LessonError("encoding") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise LessonError("toml", told=str(error)[:200]) from error
    _check_keys(table, _TOP, 0)
    languages = _languages(table.get("languages", list(LANGUAGES)))
    steps = table.get("steps")
    if not isinstance(steps, list) or not 1 <= len(steps) <= MOST_STEPS:
        raise LessonError("steps", most=MOST_STEPS)
    minutes = table.get("minutes")
    if type(minutes) is not int or not 1 <= minutes <= MOST_MINUTES:
        raise LessonError("minutes", most=MOST_MINUTES)
    return Lesson(
        name=name,
        title=_texts(table.get("title"), languages, "title", 0, TITLE_CHARS),
        summary=_texts(table.get("summary"), languages, "summary", 0, TEXT_CHARS),
        minutes=minutes,
        steps=tuple(_step(step, languages, i) for i, step in enumerate(steps, start=1)),
    )


def _content(file: Path) -> bytes:
    try:
        if not file.is_file():
            raise LessonError("file")
        with file.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise LessonError("file") from error
    if len(content) > MOST_BYTES:
        raise LessonError("size", most=MOST_BYTES // 1024)
    return content


def _check_keys(table: Mapping[str, Any], known: tuple[str, ...], step: int) -> None:
    for key in table:
        if key not in known:
            raise LessonError("key", step, key=key[:40], known=", ".join(known))


def _languages(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or any(each not in LANGUAGES for each in value):
        raise LessonError("languages", known=", ".join(LANGUAGES))
    return tuple(value)


def _texts(
    value: Any, languages: tuple[str, ...], field: str, step: int, most: int
) -> dict[str, str]:
    texts = value if isinstance(value, dict) else {}
    for language in languages:
        text = texts.get(language)
        if not isinstance(text, str) or not text.strip():
            raise LessonError("text", step, field=field, lang=language)
        if len(text) > most:
            raise LessonError("long", step, field=field, lang=language, most=most)
    return {language: " ".join(texts[language].split()) for language in languages}


def _step(value: Any, languages: tuple[str, ...], number: int) -> Step:
    if not isinstance(value, dict):
        raise LessonError("steps", most=MOST_STEPS)
    _check_keys(value, _STEP, number)
    asked = {language: _asked(value, language, number) for language in languages}
    around = frame.read(asked[languages[0]][1])
    hidden = value.get("hide", sorted(around.hidden))
    if not isinstance(hidden, list) or any(each not in frame.HIDABLE for each in hidden):
        raise LessonError("hide", number, known=", ".join(frame.HIDABLE))
    present = value.get("present", around.present)
    if not isinstance(present, bool):
        raise LessonError("present", number)
    return Step(
        links={language: _link(*asked[language]) for language in languages},
        text=_texts(value, languages, "text", number, TEXT_CHARS),
        hidden=frozenset(hidden),
        present=present,
    )


def _asked(value: Mapping[str, Any], language: str, number: int) -> tuple[str, dict[str, str]]:
    """Return the page and all parameters that a step has for a language."""
    page, given = _pasted(value, language, number) if "link" in value else _written(value, number)
    if page not in pages.NAMES:
        raise LessonError("page", number, page=page[:40], known=", ".join(pages.NAMES))
    return page, given


def _pasted(value: Mapping[str, Any], language: str, number: int) -> tuple[str, dict[str, str]]:
    """Take a link as the address bar has it; server and language do not matter."""
    link = value["link"]
    if isinstance(link, dict):  # one for each language
        _check_keys(link, LANGUAGES, number)
        link = link.get(language)
    if not isinstance(link, str) or "page" in value or "parameters" in value:
        raise LessonError("link", number)
    try:
        parts = urlsplit(link)  # a space at its end is the seed text's
        query = parse_qs(parts.query, max_num_fields=_MOST_PARAMETERS)
    except ValueError as error:
        raise LessonError("link", number) from error
    page = parts.path.rstrip("/").rpartition("/")[2] or pages.MAIN
    return page, {name: values[-1] for name, values in query.items()}


def _written(value: Mapping[str, Any], number: int) -> tuple[str, dict[str, str]]:
    page, parameters = value.get("page"), value.get("parameters", {})
    if not isinstance(page, str) or not isinstance(parameters, dict):
        raise LessonError("link", number)
    for name, given in parameters.items():
        if type(given) not in (str, int, float) or len(str(given)) > VALUE_CHARS:
            raise LessonError("value", number, name=name[:40])
    return page, {name: str(given) for name, given in parameters.items()}


def _link(page: str, given: Mapping[str, str]) -> Link:
    """Leave out what is not the page's, and what a training of the model would change."""
    kept = {name: value for name, value in given.items() if name not in _NOT_OF_THE_PAGE}
    return Link(
        page,
        {
            name: value.partition("@")[0] if name in _HASHED else value
            for name, value in kept.items()
        },
    )
