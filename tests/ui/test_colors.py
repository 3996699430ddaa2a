"""Colours can be told apart, on single letters too, which axe-core is too careful to judge."""

import re
import tomllib
from pathlib import Path

import pytest

Color = tuple[float, float, float]

CONFIG = tomllib.loads(Path(".streamlit/config.toml").read_text(encoding="utf-8"))["theme"]
CSS = Path("ui/web/web.css").read_text(encoding="utf-8")
MOST_TINT = 0.9  # of `.token` in the style sheets
TEXT, SHAPE = 4.5, 3.0  # WCAG 1.4.3 and 1.4.11, level AA

TEXTS = ("ink", "soft", "accent")
SHAPES = ("cold", "warm", "mid", "outline", "ghost", *(f"rank-{rank}" for rank in range(1, 7)))


def colors(theme: str) -> dict[str, str]:
    """Return a theme's variables: the light one's, and what the dark one has instead."""
    light, dark = (
        dict(
            re.findall(r"--([a-z0-9-]+): (#[0-9a-f]+|\d+%);", CSS.split(start, 1)[1].split("}")[0])
        )
        for start in (".lab {", '.lab[data-theme="dark"] {')
    )
    named = light if theme == "light" else light | dark
    return named | {"ink": CONFIG[theme]["textColor"]}


def parse(color: str) -> Color:
    digits = color.removeprefix("#")
    digits = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    red, green, blue = (int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4))
    return red, green, blue


def mixed(color: Color, ground: Color, share: float) -> Color:
    red, green, blue = (share * a + (1 - share) * b for a, b in zip(color, ground, strict=True))
    return red, green, blue


def luminance(color: Color) -> float:
    linear = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in color)
    return sum(weight * v for weight, v in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: Color, other: Color) -> float:
    """Return the ratio of WCAG, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_by_hand() -> None:
    assert contrast(parse("#000"), parse("#fff")) == pytest.approx(21)
    assert contrast(parse("#767676"), parse("#ffffff")) == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_can_be_read_and_shapes_be_seen(theme: str) -> None:
    named = colors(theme)
    card = parse(named["card"])
    for names, least in ((TEXTS, TEXT), (SHAPES, SHAPE)):
        seen = {name: contrast(parse(named[name]), card) for name in names}
        assert {name: ratio for name, ratio in seen.items() if ratio < least} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_can_be_read_on_its_tint_and_ahead_of_its_time(theme: str) -> None:
    named = colors(theme)
    ink, card = parse(named["ink"]), parse(named["card"])
    for tint in ("tint", "tint-above", "tint-below"):
        assert contrast(ink, mixed(parse(named[tint]), card, MOST_TINT)) >= TEXT
    ahead = mixed(ink, card, float(named["ahead"].removesuffix("%")) / 100)
    assert contrast(ahead, card) >= TEXT


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_streamlit_s_captions_and_chosen_pills_can_be_read(theme: str) -> None:
    look = CONFIG[theme]
    ground, text = parse(look["backgroundColor"]), parse(look["textColor"])
    primary = parse(look["primaryColor"])
    assert contrast(mixed(text, ground, 0.6), ground) >= TEXT  # a caption
    assert contrast(primary, mixed(primary, ground, 0.1)) >= TEXT  # a chosen pill
