"""While presenting, what is read stands out 7 : 1 and more, light and dark."""

import re
from pathlib import Path

import pytest

WEB = Path(__file__).parents[2] / "ui" / "web"
PAGE = {"light": ("#1d2330", "#fbfaf7"), "dark": ("#eceff5", "#12151c")}  # text, background
READ = ("--soft", "--accent", "--outline")
VARIABLE = re.compile(r"(--[\w-]+):\s*(#[0-9a-f]{3,6});")


def colors(theme: str) -> dict[str, str]:
    """Return the colours in force: the theme's, over them those of presenting."""
    found: dict[str, str] = {}
    for name, root in (("web.css", ".lab"), ("present.css", ".lab.present")):
        sheet = (WEB / name).read_text("utf-8")
        for selector in (root, f'{root}[data-theme="dark"]')[: 2 if theme == "dark" else 1]:
            block = sheet.partition(f"\n{selector} {{")[2].partition("}")[0]
            assert block, selector
            found |= dict(VARIABLE.findall(block))
    return found


def luminance(color: str) -> float:
    """Return WCAG's relative luminance."""
    digits = color[1:] if len(color) == 7 else "".join(2 * digit for digit in color[1:])
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """Return WCAG's contrast of two colours."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mixed(color: str, share: float, ground: str) -> str:
    """Return ``color`` laid over a ground."""
    parts = [
        round(share * int(color[i : i + 2], 16) + (1 - share) * int(ground[i : i + 2], 16))
        for i in (1, 3, 5)
    ]
    return "#" + "".join(f"{part:02x}" for part in parts)


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#fff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", PAGE)
@pytest.mark.parametrize("name", READ)
def test_words_and_marks_stand_out(theme: str, name: str) -> None:
    found = colors(theme)
    assert contrast(found[name], found["--card"]) >= 7


@pytest.mark.parametrize("theme", PAGE)
def test_the_text_stands_out_from_card_page_tint_and_die(theme: str) -> None:
    found, (text, page) = colors(theme), PAGE[theme]
    card = found["--card"] if len(found["--card"]) == 7 else "#ffffff"
    for ground in (
        page,
        card,
        mixed(found["--tint"], 0.9, card),
        mixed(found["--cold"], 0.36, card),
    ):
        assert contrast(text, ground) >= 7
