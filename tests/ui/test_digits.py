"""A text as digits is the same text again, and never a stranger's way in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgen.errors import ConfigError
from ui.digits import from_digits, to_digits

CHARACTERS = [chr(point) for point in range(0x30000) if to_digits(chr(point))]


def test_what_is_written_in_chinese_has_digits() -> None:
    text = "「我在朦胧中，眼前展开一片海边碧绿的沙地来——」……《故乡》，1921年！？；：、·“”‘’\nA-z~"
    assert from_digits(to_digits(text) or "") == text
    assert to_digits("🙂") is to_digits("龘") is to_digits("\ud800") is to_digits("\t") is None


@given(st.text(st.sampled_from(CHARACTERS), max_size=500))
def test_a_text_comes_back(text: str) -> None:
    digits = to_digits(text)
    assert digits is not None and len(digits) <= 4 * len(text) + 1
    assert from_digits(digits) == text


@given(st.from_regex(r"[0-9]{1,300}", fullmatch=True))
def test_digits_of_a_stranger_are_a_text_or_an_error(digits: str) -> None:
    try:
        text = from_digits(digits)
    except ConfigError:
        return
    assert to_digits(text) == str(int(digits))


@pytest.mark.parametrize("digits", ["", "0", "-1", "x", "１", "1e5", "1_0", "8" * 2_001, "2"])
def test_what_are_no_digits_is_refused(digits: str) -> None:
    with pytest.raises(ConfigError):
        from_digits(digits)
