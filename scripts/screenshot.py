"""Take the README's still pictures: ``python -m scripts.screenshot``."""

from scripts.camera import DOCS, drawn_page, studio

# Both stop in the middle of a run, where there is text to see and several tokens are likely.
LINKS = {
    "screenshot.png": "?c=nietzsche-char&at=214&lang=en",
    "screenshot.zh.png": "?c=luxun-word&at=70&lang=zh",
}


def main() -> None:
    """Take every picture."""
    with studio() as (browser, url):
        for name, link in LINKS.items():
            with drawn_page(browser, f"{url}/{link}", scale=1.5) as page:
                page.screenshot(path=DOCS / name)
            print(DOCS / name)


if __name__ == "__main__":
    main()
