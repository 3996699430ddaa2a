"""The main page in a real browser: the player plays, scrubs, reweights, and asks the server."""

import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.visits import LANGUAGES_AND_THEMES, PLOTLY

SHORT = "?c=nietzsche-char&p=the+free+spirit&s=5&t=0.8&n=60"


def open_player(page: Page, url: str) -> Locator:
    """Open a link and wait until the player has drawn its bars."""
    page.goto(url)
    player = page.locator(".player")
    expect(player.locator(".plot .main-svg").first).to_be_attached(timeout=30_000)
    return player


def open_paused(page: Page, app_url: str, step: int = 10) -> Locator:
    """Open a short run, paused at a step."""
    player = open_player(page, f"{app_url}/{SHORT}&at={step}")
    expect_step(player, step)
    return player


def expect_step(player: Locator, step: int) -> None:
    """Wait until the player shows a step, counted from 0."""
    expect(player.locator(".counter")).to_have_text(re.compile(rf"^{step + 1} / "))


def link(page: Page) -> dict[str, str]:
    """Return the parameters in the address bar."""
    query = parse_qs(urlsplit(page.url).query, keep_blank_values=True)
    return {name: values[-1] for name, values in query.items()}


def set_slider(player: Locator, value: float, event: str) -> None:
    """Move the temperature slider as a pointer would: 'input' while it moves, 'change' at last."""
    player.get_by_role("slider", name="temperature").evaluate(
        "(slider, [value, event]) => { slider.value = value;"
        " slider.dispatchEvent(new Event(event, { bubbles: true })) }",
        [value, event],
    )


def labels(player: Locator) -> list[str]:
    """Return what the rows of the chart say: token and probabilities."""
    return player.locator(".rows .row:not(.head)").all_inner_texts()


def test_the_page_opens_playing(page: Page, app_url: str) -> None:
    player = open_player(page, app_url)
    expect(player.locator(".token").first).to_be_attached()
    expect(player.get_by_role("button", name="Pause")).to_be_visible()
    expect(player.locator(".counter")).not_to_have_text(re.compile(r"^1 / "))


def test_a_text_plays_to_its_end(page: Page, app_url: str) -> None:
    player = open_player(page, f"{app_url}/{SHORT}")
    expect(player.locator(".counter")).to_have_text("60 / 60", timeout=30_000)
    expect(player.locator(".token.future")).to_have_count(0)


def test_the_steps_and_the_scrubber_move_through_the_text(page: Page, app_url: str) -> None:
    player = open_paused(page, app_url)
    player.get_by_role("button", name="forward").click()
    expect_step(player, 11)
    player.get_by_role("button", name="back").click()
    expect_step(player, 10)
    player.get_by_role("slider", name="Step").fill("40")
    expect_step(player, 40)
    expect(player.locator(".token.future")).to_have_count(19)


def test_the_slider_reweights_without_asking_the_server(page: Page, app_url: str) -> None:
    sent: list[object] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda f: sent.append(f)))
    player = open_paused(page, app_url)
    before, asked = labels(player), len(sent)
    entropy = player.locator(".readout b").first.inner_text()
    set_slider(player, 0.3, "input")
    expect(player.locator(".value")).to_have_text("T = 0.30")
    expect(player.locator(".readout b").first).not_to_have_text(entropy)
    assert labels(player) != before
    set_slider(player, 0.8, "input")
    expect(player.locator(".readout b").first).to_have_text(entropy)
    assert labels(player) == before
    assert len(sent) == asked


def test_letting_the_slider_go_continues_from_the_step(page: Page, app_url: str) -> None:
    player = open_paused(page, app_url, step=20)
    kept = player.locator(".token").all_inner_texts()[:20]
    set_slider(player, 2, "input")
    set_slider(player, 2, "change")
    expect(page).to_have_url(re.compile(r"e=20(%3A|:)t2"))
    expect_step(player, 20)
    assert player.locator(".token").all_inner_texts()[:20] == kept
    assert link(page)["t"] == "0.8"


def test_a_click_on_a_token_goes_to_its_step(page: Page, app_url: str) -> None:
    player = open_paused(page, app_url)
    player.locator(".token").nth(4).click()
    expect_step(player, 4)


def test_a_click_on_a_bar_forces_its_token_and_undo_takes_it_back(page: Page, app_url: str) -> None:
    player = open_paused(page, app_url)
    drawn = player.locator(".token").nth(10).inner_text()
    row = player.locator(".rows .row:not(.head)").nth(5)
    row.click()
    expect(page).to_have_url(re.compile(r"e=10(%3A|:)f\d+"))
    expect(player.locator(".token").nth(10)).to_have_class(re.compile("forced"))
    player.get_by_role("button", name="Undo").click()
    expect(page).not_to_have_url(re.compile(r"e=10"))
    expect(player.locator(".token").nth(10)).to_have_text(drawn, use_inner_text=True)


def test_the_keyboard_plays_steps_and_changes_the_temperature(page: Page, app_url: str) -> None:
    player = open_paused(page, app_url)
    page.keyboard.press("ArrowRight")
    expect_step(player, 11)
    page.keyboard.press("ArrowLeft")
    expect_step(player, 10)
    page.keyboard.press("Space")
    expect(player.get_by_role("button", name="Pause")).to_be_visible()
    page.keyboard.press("Space")
    expect(player.get_by_role("button", name="Play", exact=False).last).to_be_visible()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(player.locator(".value")).to_have_text("T = 0.90")
    expect(page).to_have_url(re.compile(r"t0\.9"))


def test_keys_typed_into_the_seed_text_stay_there(page: Page, app_url: str) -> None:
    player = open_paused(page, app_url)
    box = page.get_by_role("textbox", name="Seed text")
    box.click()
    page.keyboard.press("End")
    page.keyboard.press("Space")
    page.keyboard.type("x")
    expect(box).to_have_value("the free spirit x")
    expect_step(player, 10)


def test_a_link_reopens_the_same_text(page: Page, app_url: str) -> None:
    player = open_paused(page, app_url)
    player.locator(".rows .row:not(.head)").nth(3).click()
    expect(page).to_have_url(re.compile(r"e=10(%3A|:)f\d+"))
    # The address bar may change before the player holds the new text.
    expect(player.locator(".token").nth(10)).to_have_class(re.compile("forced"))
    text = player.locator(".passage").inner_text()
    url = page.url
    page.goto("about:blank")
    again = open_player(page, url)
    assert again.locator(".passage").inner_text() == text
    expect(again.locator(".departure")).to_be_hidden()


def test_a_link_with_another_checksum_says_where_the_text_departs(page: Page, app_url: str) -> None:
    player = open_player(page, f"{app_url}/{SHORT}&at=3&z=AAAAAAAAAAAAAAAAAAAA")
    expect(player.locator(".departure")).to_be_visible()


def test_the_run_is_saved_as_json(page: Page, app_url: str) -> None:
    player = open_paused(page, app_url)
    player.get_by_role("button", name="Save").click()
    with page.expect_download() as download:
        player.get_by_role("menuitem", name=re.compile("json")).click()
    run = json.loads(download.value.path().read_text(encoding="utf-8"))
    assert run["format"] == "textgen.run/1"
    assert len(run["steps"]) == 60


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "**bold** $x^2$ :material/bolt: [a](b)", "א‎‏ ﷽ 👩‍👩‍👧 \u200b"],
)
def test_hostile_seed_texts_are_shown_as_text(page: Page, app_url: str, text: str) -> None:
    dialogs: list[object] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog), dialog.dismiss()))
    player = open_paused(page, app_url)
    box = page.get_by_role("textbox", name="Seed text")
    box.fill(text)
    box.press("Enter")
    expect(page).to_have_url(re.compile("p=(?!the)"))
    expect(player.locator(".prompt")).to_be_attached()
    expect(page.locator("script", has_text="alert(1)")).to_have_count(0)
    expect(page.locator("strong", has_text="bold")).to_have_count(0)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    assert dialogs == []


def test_without_plotly_the_text_and_a_table_still_work(page: Page, app_url: str) -> None:
    page.route(PLOTLY, lambda route: route.abort())
    page.goto(f"{app_url}/{SHORT}&at=10")
    player = page.locator(".player")
    expect(player.locator(".bars.table")).to_be_visible(timeout=30_000)
    set_slider(player, 0.3, "input")
    expect(player.locator(".value")).to_have_text("T = 0.30")
    assert len(labels(player)) == 13
    player.get_by_role("button", name="Save").click()
    expect(player.get_by_role("menuitem", name=re.compile("png"))).to_be_disabled()


def test_pure_random_stands_at_the_slider_s_end(page: Page, app_url: str) -> None:
    player = open_player(page, f"{app_url}/{SHORT}&at=3&t=inf")
    expect(player.locator(".value")).to_have_text("T = ∞")
    expect(player.get_by_role("slider", name="temperature")).to_have_value("2")


def test_the_chart_s_card_is_of_one_step_while_playing(page: Page, app_url: str) -> None:
    player = open_player(page, f"{app_url}/{SHORT}")
    drawn = """(player) => {
      const row = player.querySelector("button.row.drawn");
      return row && [row.textContent, player.querySelector(".readout .drawn b").textContent];
    }"""
    pairs = [player.evaluate(drawn) for _ in range(30)]
    among_the_bars = [pair for pair in pairs if pair is not None]
    assert among_the_bars
    for row, readout in among_the_bars:
        assert readout.split(" · ")[1] in row


@pytest.mark.parametrize(("language", "theme"), LANGUAGES_AND_THEMES)
@pytest.mark.parametrize("size", [(1280, 720), (360, 780)])
def test_nothing_overflows_on_any_screen(
    page: Page, app_url: str, size: tuple[int, int], language: str, theme: str
) -> None:
    width, height = size
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=theme)
    player = open_player(page, f"{app_url}/?lang={language}")
    main = page.get_by_test_id("stMain")
    assert main.evaluate("(main) => main.scrollWidth - main.clientWidth") == 0
    if width > 1000:  # all of it on one screen
        assert main.evaluate("(main) => main.scrollHeight - main.clientHeight") <= 0
    assert player.evaluate("(player) => player.scrollWidth - player.clientWidth") <= 0
