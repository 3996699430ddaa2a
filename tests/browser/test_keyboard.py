"""Keys: one table drives what they do and the help that tells them; nothing typed is a key."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PATIENCE
from ui import assets

PAUSED = "/?c=nietzsche-char&p=the+free+spirit&s=5&t=0.8&n=60&at=10&lang=en"


def opened(page: Page, url: str) -> Page:
    """Open a page and wait for its keyboard, which comes last."""
    page.goto(url, timeout=PATIENCE)
    page.get_by_role("button", name="Keys").wait_for(timeout=PATIENCE)
    return page


def help_of(page: Page) -> Locator:
    """Return the help's dialog."""
    return page.get_by_role("dialog", name="Keys")


@pytest.mark.parametrize(
    ("address", "told"),
    [
        (PAUSED, {"Space", "Home", "↑", "1…9", "U", "Z", "S", "C", "DG", "P", "L", "?", "Esc"}),
        (f"{PAUSED}&present=1", {"Space", "1…5", "P", "?", "Esc"}),
        ("/compare?n=50", {"Space", "Home", "+", "−", "DG", "P", "L", "?", "Esc"}),
        ("/guess?s=3", {"←", "1…6", "7…9", "T", "DG", "P", "L", "?", "Esc"}),
    ],
)
def test_the_help_tells_the_keys_of_the_page(
    page: Page, app_url: str, address: str, told: set[str]
) -> None:
    opened(page, app_url + address)
    page.locator(":is(.plot .main-svg, .passage)").first.wait_for(state="attached")
    page.keyboard.press("?")
    expect(help_of(page)).to_be_visible()
    shown = [re.sub(r"\s", "", key) for key in help_of(page).locator("dt").all_inner_texts()]
    assert told <= set(shown)
    assert len(shown) == len(set(shown))  # no key twice


def test_the_help_keeps_the_focus_and_gives_it_back(page: Page, app_url: str) -> None:
    opened(page, app_url + PAUSED)
    button = page.get_by_role("button", name="Keys")
    button.click()
    for _ in range(5):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "() => { let e = document.activeElement;"
            " while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;"
            " return e === document.body || Boolean(e.closest('dialog')) }"
        )
    page.keyboard.press("Escape")
    expect(help_of(page)).to_be_hidden()
    expect(button).to_be_focused()


def test_keys_of_the_main_page(page: Page, app_url: str) -> None:
    opened(page, app_url + PAUSED)
    player = page.locator(".player")
    counter = player.locator(".counter")
    expect(counter).to_have_text("11 / 60")
    for key, text in (("End", "60 / 60"), ("Home", "1 / 60"), ("ArrowRight", "2 / 60")):
        page.keyboard.press(key)
        expect(counter).to_have_text(text)
    speed = player.get_by_role("combobox", name="Speed")
    for key, value in (("+", "2"), ("=", "4"), ("-", "2")):
        page.keyboard.press(key)
        expect(speed).to_have_value(value)
    page.keyboard.press("z")
    expect(player.locator(".quiet")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("s")
    expect(player.get_by_role("menu")).to_be_visible()
    page.keyboard.press("Escape")
    expect(player.get_by_role("menu")).to_be_hidden()
    page.keyboard.press("3")
    expect(page).to_have_url(re.compile(r"[?&]e=1(%3A|:)f\d+"))
    # The address bar may change before the player holds the new text.
    expect(player.get_by_role("button", name="Undo")).to_be_enabled()
    page.keyboard.press("u")
    expect(page).to_have_url(re.compile(r"[?&]e=(&|$)"))
    page.keyboard.press("d")
    expect(page).not_to_have_url(re.compile(r"[?&]s=5(&|$)"))


def test_keys_of_the_compare_page(page: Page, app_url: str) -> None:
    opened(page, f"{app_url}/compare?l=0.5,1&n=50&s=5&lang=en")
    value = page.locator(".slider .value")
    page.keyboard.press("End")
    expect(value).to_have_text("50 / 50")
    page.keyboard.press("ArrowLeft")
    expect(value).to_have_text("49 / 50")
    page.keyboard.press("+")
    expect(page.locator(".passage")).to_have_count(3)
    page.keyboard.press("-")
    expect(page.locator(".passage")).to_have_count(2)
    page.keyboard.press("g")
    expect(page).not_to_have_url(re.compile(r"[?&]s=5(&|$)"))


def test_language_and_presenting_have_keys(page: Page, app_url: str) -> None:
    opened(page, app_url + PAUSED)
    page.keyboard.press("l")
    expect(page).to_have_url(re.compile("lang=zh"))
    page.get_by_role("button", name="快捷键").wait_for()
    page.keyboard.press("p")
    expect(page).to_have_url(re.compile("present=1"))
    page.keyboard.press("p")
    expect(page).not_to_have_url(re.compile("present"))


@pytest.mark.parametrize(("later", "done"), [(0, ["first"]), (60_000, [])])
def test_a_key_of_a_page_that_is_still_being_drawn_waits_for_it(
    page: Page, app_url: str, later: int, done: list[str]
) -> None:
    opened(page, f"{app_url}/guess?s=3&lang=en")
    page.keyboard.press("Home")  # nothing on this page goes to the beginning
    found = page.evaluate(
        """async ([listener, later]) => {
            const { join } = await import(listener);
            const now = performance.now();
            performance.now = () => now + later;
            const done = [];
            const names = ["play", "back", "forward", "first", "last"];
            const each = names.map((name) => [name, () => done.push(name)]);
            join("playable", Object.fromEntries(each));
            return done;
        }""",
        [f"{app_url}{assets.base_path()}/keyboard/listener.js", later],
    )
    assert found == done


def test_what_is_typed_or_composed_is_no_key(page: Page, app_url: str) -> None:
    opened(page, app_url + PAUSED)
    counter = page.locator(".player .counter")
    box = page.get_by_role("textbox", name="Seed text")
    box.click()
    page.keyboard.type("up l?1")
    expect(box).to_have_value(re.compile(r"up l\?1"))
    # Composing, as with an input method: the letters are not the page's, wherever the focus is.
    page.locator("body").evaluate(
        "body => body.dispatchEvent("
        "new KeyboardEvent('keydown', {key: 'l', isComposing: true, bubbles: true}))"
    )
    page.locator("body").evaluate(
        "body => body.dispatchEvent("
        "new KeyboardEvent('keydown', {key: 'l', ctrlKey: true, bubbles: true}))"
    )
    expect(help_of(page)).to_be_hidden()
    expect(counter).to_have_text("11 / 60")
    assert "lang=en" in page.url


def test_keys_that_write_a_character_can_be_turned_off(page: Page, app_url: str) -> None:
    opened(page, app_url + PAUSED)
    counter = page.locator(".player .counter")
    page.keyboard.press("?")
    help_of(page).get_by_role("checkbox").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    expect(counter).to_have_text("11 / 60", timeout=PATIENCE)
    page.get_by_role("button", name="Keys").wait_for()
    page.keyboard.press("z")
    page.keyboard.press("?")
    page.keyboard.press("ArrowRight")  # is no character, and comes after the others
    expect(counter).to_have_text("12 / 60")
    expect(page.locator(".player .quiet")).to_have_attribute("aria-pressed", "false")
    expect(help_of(page)).to_be_hidden()
    page.get_by_role("button", name="Keys").click()
    help_of(page).get_by_role("checkbox").check()
    page.keyboard.press("Escape")
    page.keyboard.press("z")
    expect(page.locator(".player .quiet")).to_have_attribute("aria-pressed", "true")


def test_who_joins_must_do_what_the_table_says(page: Page, player_url: str) -> None:
    page.goto(player_url)
    told = page.evaluate(
        """async (modules) => {
          const { join } = await import(`${modules}/keyboard/listener.js`);
          const say = (group, actions) => {
            try { join(group, actions)(); return "" } catch (error) { return error.message }
          };
          const none = () => {};
          return [
            say("turnable", { back: none, forward: none }),
            say("turnable", { back: none }),
            say("turnable", { back: none, forward: none, sideways: none }),
            say("server", { die: none }),
            say("server", { walls: none }),
          ];
        }""",
        assets.base_path(),
    )
    right, missing, strange, some, unknown = told
    assert right == some == ""
    assert "forward" in missing
    assert "sideways" in strange
    assert "walls" in unknown
