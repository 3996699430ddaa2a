"""Film the README's moving pictures: ``python -m scripts.animation``.

The page stands still at every frame, so that a slow machine films the same as a fast one.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image
from playwright.sync_api import Page, expect

from scripts.camera import DOCS, PATIENCE, drawn_page, studio

SIZE = (960, 540)
FRAME = 110  # ms
PAUSE = 700  # ms before and after the slider moves, so that one sees what it does
QUALITY = 55

# Where the slider goes, one after the other; between two moves the text goes on.
TEMPERATURES = (0.6, 1.6, 0.2)
STOPS_A_FRAME = 2
STOP = 0.05
FRAMES_OF_TEXT = 22


@dataclass(frozen=True)
class Film:
    """What is filmed: a paused link, and how many tokens a frame adds."""

    link: str
    tokens_a_frame: int


FILMS = {
    "animation.webp": Film("?c=nietzsche-char&at=0&n=200&s=5&lang=en", 2),
    "animation.zh.webp": Film("?c=luxun-word&at=0&n=120&s=5&lang=zh", 1),
}


@dataclass(frozen=True)
class Shot:
    """One picture, and how long it stays, in milliseconds."""

    picture: Image.Image
    duration: int


def shots(page: Page, film: Film) -> Iterator[Shot]:
    """Let the text grow, move the slider, let it go, and so on."""
    for before, temperature in zip((None, *TEMPERATURES), TEMPERATURES, strict=False):
        if before is not None:
            yield from slide(page, before, temperature)
        for _ in range(FRAMES_OF_TEXT):
            for _ in range(film.tokens_a_frame):
                page.keyboard.press("ArrowRight")
            yield shoot(page)
        yield shoot(page, PAUSE)


def slide(page: Page, start: float, end: float) -> Iterator[Shot]:
    """Drag the slider, whose bars follow at once; then have the text go on from there."""
    slider = page.locator(".player .temperature input[type=range]")
    moves = round(abs(end - start) / STOP / STOPS_A_FRAME)
    for move in range(1, moves + 1):
        set_slider(page, start + (end - start) * move / moves, "input")
        yield shoot(page)
    yield shoot(page, PAUSE)
    before = page.url
    set_slider(page, end, "change")
    expect(page).not_to_have_url(before, timeout=PATIENCE)
    expect(slider).to_have_value(re.compile(rf"^{end:g}$"))


def set_slider(page: Page, value: float, event: str) -> None:
    """Move the temperature as a pointer would: 'input' while it moves, 'change' at last."""
    page.locator(".player .temperature input[type=range]").evaluate(
        "(slider, [value, event]) => { slider.value = value;"
        " slider.dispatchEvent(new Event(event, { bubbles: true })) }",
        [value, event],
    )


def shoot(page: Page, duration: int = FRAME) -> Shot:
    """Take a picture when what was asked for is on screen."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    picture = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    return Shot(picture.resize(SIZE, Image.Resampling.LANCZOS), duration)


def main() -> None:
    """Film everything."""
    with studio() as (browser, url):
        for name, film in FILMS.items():
            with drawn_page(browser, f"{url}/{film.link}", scale=1) as page:
                first, *rest = shots(page, film)
            first.picture.save(
                DOCS / name,
                save_all=True,
                append_images=[shot.picture for shot in rest],
                duration=[shot.duration for shot in (first, *rest)],
                loop=0,
                quality=QUALITY,
                method=6,
            )
            print(DOCS / name, f"{(DOCS / name).stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
