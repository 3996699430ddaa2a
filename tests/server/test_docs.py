"""What the API's documentation shows works as it stands there, and its bounds are the real ones."""

import re
from pathlib import Path

import pytest

from textgen.limits import (
    API_BURST,
    API_LIKELIEST,
    API_PER_SECOND,
    API_TEMPERATURE,
    MAX_NEW_TOKENS,
    MAX_RANDOM_SEED,
    MAX_VOCABULARY,
    PROMPT_CHARS,
)

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ["API.md", "API.zh.md"]


@pytest.mark.parametrize("page", PAGES)
def test_the_listings_run(app_url: str, page: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    listings = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    names: dict[str, object] = {}
    for listing in listings:
        exec(listing.replace("http://localhost:8501", app_url), names)
    assert len(listings) == 4
    assert capsys.readouterr().out.count("\n") > 25


@pytest.mark.parametrize("page", PAGES)
def test_the_bounds_are_the_real_ones(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    bounds = (PROMPT_CHARS, API_TEMPERATURE, MAX_VOCABULARY, MAX_RANDOM_SEED, MAX_NEW_TOKENS)
    for bound in (*bounds, API_LIKELIEST, API_BURST, API_PER_SECOND):
        assert re.search(rf"(?<![\d,]){bound:,}(?!\d|,\d)", text), bound
