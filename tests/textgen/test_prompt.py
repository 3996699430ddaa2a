"""A visitor's text is made safe before anything reads it."""

from hypothesis import given
from hypothesis import strategies as st

from textgen.limits import PROMPT_CHARS
from textgen.prompt import clean_text, clip_prompt

any_text = st.text(st.characters(exclude_categories=()))


def test_lone_surrogates_become_replacement_characters() -> None:
    assert clean_text("a\ud800b\udfffc") == "a\ufffdb\ufffdc"


@given(any_text)
def test_clean_text_can_be_encoded_and_stays_as_long(text: str) -> None:
    clean = clean_text(text)
    clean.encode("utf-8")
    assert len(clean) == len(text)
    assert clean_text(clean) == clean


@given(st.text())
def test_text_that_is_clean_stays(text: str) -> None:
    assert clean_text(text) == text


def test_a_long_prompt_keeps_its_end() -> None:
    assert clip_prompt("abcdef", 3) == "def"
    assert clip_prompt("abc", 3) == "abc"
    assert clip_prompt("") == ""
    assert clip_prompt("x" * PROMPT_CHARS + "end") == "x" * (PROMPT_CHARS - 3) + "end"
