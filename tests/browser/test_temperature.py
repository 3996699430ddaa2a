"""The page on one distribution in a browser: one slider turns everything, a row is explained."""

import csv
import io
import re
from xml.etree import ElementTree

from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import PATIENCE, opener
from tests.browser.visits import PLOTLY

opened = opener("temperature", ".panel[data-key=map] .main-svg")


def test_the_slider_turns_all_panels_and_then_the_link(page: Page, app_url: str) -> None:
    opened(page, app_url, "?t=1")
    slider = page.get_by_role("slider", name="temperature")
    entropy = page.locator(".panel[data-key=entropy] .note")
    before = entropy.inner_text()
    slider.focus()
    page.keyboard.press("End")
    expect(page.locator("output.value")).to_contain_text("2.00")
    expect(entropy).not_to_have_text(before)
    expect(page.locator(".panel[data-key=arithmetic] .note")).to_contain_text("2.00")
    expect(page).to_have_url(re.compile(r"[?&]t=2(&|$)"))


def test_a_row_of_the_arithmetic_is_worked_out(page: Page, app_url: str) -> None:
    opened(page, app_url)
    rows = page.locator(".panel[data-key=arithmetic] tbody tr")
    rows.nth(3).click()
    expect(rows.nth(3)).to_have_class("mark")
    name = rows.nth(3).locator("th").inner_text()
    expect(page.locator(".panel[data-key=arithmetic] .note")).to_contain_text(name)


def test_a_distribution_can_be_made_by_hand(page: Page, app_url: str) -> None:
    opened(page, app_url)
    page.get_by_text("Make my own").first.click()
    names = page.locator(".panel[data-key=arithmetic] tbody th")
    expect(names).to_have_text(list("ABCDEF"))


def test_a_panel_is_saved_as_drawing_data_and_picture(page: Page, app_url: str) -> None:
    opened(page, app_url, "?t=1")
    panel = page.locator("[data-key=curves]")
    panel.locator(".main-svg").first.wait_for()
    button = panel.get_by_role("button", name="Save")
    expect(button).to_have_css("opacity", "0")
    button.focus()  # as the tabulator key does
    expect(button).to_have_css("opacity", "1")
    saved = {}
    for place, kind in enumerate(("png", "svg", "csv")):
        page.keyboard.press("Enter")
        for _ in range(place):
            page.keyboard.press("ArrowDown")
        with page.expect_download() as download:
            page.keyboard.press("Enter")
        assert download.value.suggested_filename == f"temperature-curves-T1.00.{kind}"
        saved[kind] = download.value.path().read_bytes()
        expect(button).to_be_focused()
    assert saved["png"].startswith(b"\x89PNG")
    drawing = "".join(ElementTree.fromstring(saved["svg"]).itertext())
    assert "The same as curves" in drawing
    rows = list(csv.DictReader(io.StringIO(saved["csv"].decode("utf-8-sig"), newline="")))
    assert len(rows) % 41 == 0
    assert {row["temperature"] for row in rows} >= {"0", "0.05", "2"}
    assert all(0 <= float(row["y"]) <= 1 for row in rows)


def test_a_table_is_saved_as_it_stands(page: Page, app_url: str) -> None:
    opened(page, app_url)
    panel = page.locator("[data-key=arithmetic]")
    panel.hover()
    panel.get_by_role("button", name="Save").click()
    with page.expect_download() as download:
        panel.get_by_role("menuitem").click()
    rows = list(csv.reader(io.StringIO(download.value.path().read_text("utf-8-sig"), newline="")))
    shown = panel.locator("tr").all()
    assert len(rows) == len(shown)
    assert rows[0] == shown[0].locator("th").all_inner_texts()
    assert rows[1] == shown[1].locator("th, td").all_inner_texts()


def test_a_picture_can_be_saved_as_soon_as_plotly_comes(page: Page, app_url: str) -> None:
    held: list[Route] = []
    page.route(PLOTLY, lambda route: held.append(route))
    page.goto(f"{app_url}/temperature", timeout=PATIENCE)
    page.locator("[data-key=map]").get_by_role("button", name="Save").click()
    picture = page.get_by_role("menuitem").first
    expect(picture).to_be_disabled()
    held[0].continue_()
    expect(picture).to_be_enabled(timeout=PATIENCE)  # the menu stands open


def test_what_can_be_saved_is_there_where_nothing_hovers(browser: Browser, app_url: str) -> None:
    phone = browser.new_context(
        locale="zh-CN", viewport={"width": 360, "height": 780}, has_touch=True, is_mobile=True
    )
    page = phone.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{app_url}/temperature")
    button = page.locator("[data-key=map] .saver > button")
    expect(button).to_have_css("opacity", "1")
    expect(button).to_have_accessible_name("保存“每个词元在每个温度下的概率”")
    phone.close()
