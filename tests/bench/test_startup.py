"""A visit is measured as a browser sees it. Bytes are asserted, no time."""

import pytest
from playwright.sync_api import Playwright

from bench.arrival import Arrival, arrive
from bench.browser import new_profile
from bench.startup import Round, of_rounds


@pytest.mark.browser
@pytest.mark.usefixtures("browser_type_launch_args")  # skips where there is no browser
def test_a_first_visit_is_light_and_a_later_one_comes_from_the_cache(
    playwright: Playwright, app_url: str
) -> None:
    with new_profile(playwright) as profile:
        first, later = arrive(profile, app_url), arrive(profile, app_url)
    assert first.received["Script"] > 1_000_000  # Plotly is among them
    assert first.received["WebSocket"] > 100_000
    assert first.megabytes <= 2.9
    assert later.received.get("Script", 0) == later.received.get("Font", 0) == 0
    assert later.megabytes < 0.2


def test_the_figures_are_medians_over_the_rounds() -> None:
    rounds = [
        Round(
            started=2.0 * n,
            started_cpu=1.0,
            cold=3.0 * n,
            first=Arrival(0.0, 1_000.0 * n, 1_200.0 * n, {"Script": 2_000_000 * n, "Font": 10}),
            later=Arrival(0.0, 500.0 * n, 100.0, {"WebSocket": 150_000}),
        )
        for n in (1, 3, 2)
    ]
    figures = {figure.name: figure for figure in of_rounds(rounds)}
    assert figures["cold start to first text"].value == 6
    assert figures["cold start to first text"].details["start, s until the app answers"] == 4
    assert figures["warm visit to first text"].value == 1
    assert figures["new browser to first text"].value == 2
    assert figures["first visit, before Plotly the text is there for"].value == 400
    assert figures["first visit, over the wire"].value == pytest.approx(4.00001)
    assert not figures["first visit, over the wire"].reached
    assert figures["later visit, over the wire"].value == 0.15
