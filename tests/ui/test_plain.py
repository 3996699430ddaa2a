"""Other people's text as Markdown that shows it as it is."""

import re
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ui.plain import escape_markdown, label

WORD_JOINER = "\u2060"


def shown(markdown: str) -> str:
    """Return what Markdown shows of a text in which every sign is escaped."""
    return re.sub(r"\\(.)", r"\1", markdown).replace(WORD_JOINER, "")


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("a bee", "a bee"),
        ("路本来是，", "路本来是，"),
        ("*b* _i_ `c`", r"\*b\* \_i\_ \`c\`"),
        ("$x$ <b>", r"\$x\$ \<b\>"),
        (":material/home:", r"\:material\/home\:"),
        ("[l](u)", r"\[l\]\(u\)"),
        ("\\*", r"\\\*"),
        ("two\n\nlines\tand  spaces ", "two lines and spaces"),
        ("", ""),
    ],
)
def test_signs_are_escaped(text: str, markdown: str) -> None:
    assert escape_markdown(text) == markdown


@pytest.mark.parametrize("drawn", ["->", "<-", "<->", "--", ">=", "<=", "~=", ":streamlit:"])
def test_what_streamlit_draws_even_when_escaped_is_kept_apart(drawn: str) -> None:
    markdown = escape_markdown(f"a {drawn} b")
    assert drawn not in re.sub(r"\\(.)", r"\1", markdown)
    assert shown(markdown) == f"a {drawn} b"


@settings(max_examples=200, deadline=None, derandomize=True)
@given(text=st.text(st.characters(exclude_characters=WORD_JOINER)))
def test_no_sign_stays_unescaped_and_no_text_is_lost(text: str) -> None:
    markdown = escape_markdown(text)
    assert not set(re.sub(r"\\.", "", markdown)) & set(string.punctuation)
    assert shown(markdown) == " ".join(text.split())


@pytest.mark.parametrize(
    ("token", "shown"), [("--ink", "\u2060--ink"), ("-", "-"), ("<b>", "&lt;b&gt;")]
)
def test_a_label_is_no_colour_and_no_markup(token: str, shown: str) -> None:
    assert label(token) == shown
