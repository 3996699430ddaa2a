"""A run leaves the main page as a file and comes back on the page Replay."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import PATIENCE

RECORDINGS = Path(__file__).parents[2] / "ui" / "recordings"
RUN = "?lang=en&c=nietzsche-char&p=the+fréé+spirit&s=5&t=0.8&k=30&n=60&at=10&e=4:f9"


@pytest.fixture(scope="module")
def saved(
    profile: BrowserContext, app_url: str, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, list[object], str]:
    """Save a run on the main page; return the file, and what text and rows were at a step."""
    page = profile.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{app_url}/{RUN}")
    player = shown(page, 10)
    text, rows = written(player), player.locator(".rows").inner_text()
    player.get_by_role("button", name="Save").click()
    with page.expect_download() as download:
        player.get_by_role("menuitem", name=re.compile("json")).click()
    file = tmp_path_factory.mktemp("saved") / download.value.suggested_filename
    download.value.save_as(file)
    page.close()
    return file, text, rows


def written(player: Locator) -> list[object]:
    """Return the passage piece by piece: text, tint and kinds, whatever their order."""
    return player.locator(".passage span").evaluate_all(
        "(pieces) => pieces.map((piece) =>"
        " [piece.textContent, piece.getAttribute('style'), [...piece.classList].sort()])"
    )


def shown(page: Page, step: int) -> Locator:
    """Wait until the player has drawn a step; return it."""
    player = page.locator(".player")
    player.locator(".plot .main-svg").first.wait_for(state="attached", timeout=PATIENCE)
    expect(player.locator(".counter")).to_have_text(re.compile(rf"^{step + 1} / "))
    return player


def opened(page: Page, app_url: str, file: Path) -> Locator:
    """Open a file on the page Replay; return its player."""
    page.goto(f"{app_url}/replay?lang=en", timeout=PATIENCE)
    page.locator(".player .counter").wait_for(timeout=PATIENCE)
    page.locator(".opener input").set_input_files(file)
    player = page.locator(".player")
    expect(player.locator(".counter")).to_contain_text("/ 60")
    return player


def test_what_was_saved_is_what_is_shown(
    page: Page, app_url: str, saved: tuple[Path, list[object], str]
) -> None:
    file, text, rows = saved
    player = opened(page, app_url, file)
    player.locator(".token").nth(10).click()
    player = shown(page, 10)
    assert written(player) == text
    assert player.locator(".rows").inner_text() == rows


def test_a_recording_can_be_saved_again_and_gone_on_with(
    page: Page, app_url: str, saved: tuple[Path, list[object], str]
) -> None:
    file, text, _ = saved
    player = opened(page, app_url, file)
    player.get_by_role("button", name="Save").click()
    with page.expect_download() as download:
        player.get_by_role("menuitem", name=re.compile("json")).click()
    assert download.value.path().read_bytes() == file.read_bytes()
    page.get_by_role("link", name="Go on with it in Generate").click()
    expect(page).to_have_url(re.compile(r"/(generate)?\?.*e=4(%3A|:)f9"))
    expect(page.get_by_role("button", name="Copy link")).to_be_visible()
    expect(page.locator(".player .counter")).to_contain_text("/ 60")
    expect(page.locator(".player .departure")).to_be_hidden()


def test_a_file_that_is_no_run_leaves_the_one_on_screen(
    page: Page, app_url: str, saved: tuple[Path, list[object], str], tmp_path: Path
) -> None:
    player = opened(page, app_url, saved[0])
    page.locator(".opener input").set_input_files(
        {"name": "x.json", "mimeType": "application/json", "buffer": b"<b>no</b>"}
    )
    expect(page.get_by_test_id("stAlert")).to_contain_text("is no JSON")
    expect(player.locator(".counter")).to_contain_text("/ 60")
    large = tmp_path / "large.json"
    large.write_bytes(b" " * (5 * 1024 * 1024))
    page.locator(".opener input").set_input_files(large)
    expect(page.locator(".opener [role=status]")).to_contain_text("This file has 5.0 MB")
    expect(player.locator(".counter")).to_contain_text("/ 60")


def test_a_file_is_dropped_anywhere(
    page: Page, app_url: str, saved: tuple[Path, list[object], str]
) -> None:
    page.goto(f"{app_url}/replay?lang=en", timeout=PATIENCE)
    page.locator(".player .counter").wait_for(timeout=PATIENCE)
    carried = page.evaluate_handle(
        "(text) => { const carried = new DataTransfer();"
        " carried.items.add(new File([text], 'a.json')); return carried }",
        saved[0].read_text(encoding="utf-8"),
    )
    page.dispatch_event("body", "dragover", {"dataTransfer": carried})
    expect(page.locator(".opener.over")).to_be_visible()
    page.dispatch_event("body", "drop", {"dataTransfer": carried})
    expect(page.locator(".player .counter")).to_contain_text("/ 60")
    expect(page.locator(".opener.over")).to_have_count(0)


def recording(language: str, **changes: str) -> dict[str, object]:
    """Return the example of a language with changes, as a file to open."""
    run = json.loads((RECORDINGS / f"{language}.run.json").read_text(encoding="utf-8"))
    content = json.dumps({**run, **changes}).encode()
    return {"name": "a.json", "mimeType": "application/json", "buffer": content}


@pytest.mark.parametrize("model", ["here", "gone"])
@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_all_of_it_is_on_one_screen(
    page: Page, app_url: str, language: str, size: tuple[int, int], model: str
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{app_url}/replay?lang={language}", timeout=PATIENCE)
    page.locator(".player .plot .main-svg").first.wait_for(state="attached", timeout=PATIENCE)
    go_on = page.get_by_test_id("stPageLink").filter(has_text=re.compile("Generate|生成"))
    if model == "here":
        go_on.wait_for(timeout=PATIENCE)
    else:
        other = recording(language, checkpoint_hash="0" * 64)
        page.locator(".opener input").set_input_files(other)
        page.get_by_text(re.compile("@00000000")).wait_for(timeout=PATIENCE)
        expect(go_on).to_have_count(0)
    main = page.get_by_test_id("stMain")
    assert main.evaluate("(main) => main.scrollWidth - main.clientWidth") == 0
    assert main.evaluate("(main) => main.scrollHeight - main.clientHeight") <= 0
