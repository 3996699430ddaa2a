"""The player in a browser, on its own: what it shows and what it asks the server for."""

import csv
import io
import json
import re
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.player_fixture import make_run
from tests.browser.player_server import STORIES
from ui import assets

TEXT = make_run(STORIES["letters"]).text


class Player:
    """What tests do with the player's page."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url

    def open(self, story: str = "letters", language: str = "en", **view: Any) -> None:
        """Open the page with a story; wait for the bars unless Plotly cannot come."""
        wishes = f"&story={story}&lang={language}&view={quote(json.dumps(view))}"
        self.page.goto(self.url + wishes)
        self.page.wait_for_function("window.ready")
        if "plotly" not in view:
            self.page.locator(".plot .bars path").first.wait_for(state="attached")

    @property
    def actions(self) -> list[dict[str, Any]]:
        """What the server was asked for."""
        return self.page.evaluate("window.actions")

    @property
    def step(self) -> int:
        """The step on screen, 0 for the first."""
        return int(self.page.locator(".counter").inner_text().split(" / ")[0]) - 1

    def drag(self, temperature: float, release: bool = True) -> None:
        """Drag the slider's thumb with the mouse."""
        box = self.page.locator(".track input").bounding_box()
        assert box
        middle = box["y"] + box["height"] / 2
        self.page.mouse.move(box["x"] + box["width"] / 2, middle)
        self.page.mouse.down()
        # The thumb's centre stays half its width away from the ends.
        self.page.mouse.move(box["x"] + 13 + temperature / 2 * (box["width"] - 26), middle, steps=4)
        if release:
            self.page.mouse.up()

    def press_at_once(self, *keys: str) -> None:
        """Press keys faster than a pause between them could be noticed."""
        code = """keys => keys.forEach((key) =>
          document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true })))"""
        self.page.evaluate(code, list(keys))

    def expect_step(self, step: int) -> None:
        """Wait until a step is on screen."""
        expect(self.page.locator(".counter")).to_have_text(re.compile(rf"^{step + 1} / "))

    def expect_actions(self, *actions: dict[str, object]) -> None:
        """Wait for as many actions; they must be these."""
        self.page.wait_for_function("count => window.actions.length >= count", arg=len(actions))
        assert self.actions == list(actions)

    def frames(self, count: int = 2) -> None:
        """Let the page draw so many frames."""
        code = """async (count) => {
          for (let i = 0; i < count; i += 1) await new Promise(requestAnimationFrame);
        }"""
        self.page.evaluate(code, count)

    def bar_lengths(self) -> list[float]:
        """Return the lengths of the bars after temperature, in pixels."""
        code = "paths => paths.map((path) => path.getBBox().width)"
        lengths = self.page.locator(".plot .trace.bars").first.locator("path")
        return lengths.evaluate_all(code)


@pytest.fixture
def player(page: Page, player_url: str) -> Player:
    return Player(page, player_url)


def test_it_shows_prompt_text_and_distribution(player: Player) -> None:
    player.open()
    written = player.page.locator(".passage").inner_text()
    assert written.startswith(STORIES["letters"].prompt + TEXT[:20])
    expect(player.page.locator(".row:not(.head)")).to_have_count(13)
    expect(player.page.locator(".row.drawn")).to_have_count(1)
    expect(player.page.locator(".value")).to_have_text("T = 0.80")
    assert player.actions == []


def test_it_plays_and_pauses(player: Player) -> None:
    player.open(play=True)
    player.page.wait_for_function(
        "document.getElementById('host').shadowRoot.querySelector('.current').step > 2"
    )
    player.page.keyboard.press("Space")
    player.frames()
    stopped = player.step
    player.frames(20)
    assert player.step == stopped > 2
    player.page.locator(".round.play").click()
    expect(player.page.locator(".counter")).not_to_have_text(f"{stopped + 1} / 400")
    assert player.step > stopped


def test_the_end_is_announced_and_play_starts_again(player: Player) -> None:
    player.open(play=True, start=398)
    spoken = player.page.locator("[aria-live=polite]")
    expect(spoken).to_contain_text(TEXT[-20:].split("\n")[-1])
    player.expect_step(399)
    player.page.keyboard.press("Space")
    expect(player.page.locator(".counter")).not_to_have_text("400 / 400")


def test_who_wants_less_motion_sees_the_finished_text(player: Player) -> None:
    player.page.emulate_media(reduced_motion="reduce")
    player.open(play=True)
    player.expect_step(399)


def test_keys_step_and_change_the_temperature(player: Player) -> None:
    player.open(start=10)
    for key, step in (("ArrowRight", 11), ("ArrowRight", 12), ("ArrowLeft", 11)):
        player.page.keyboard.press(key)
        expect(player.page.locator(".counter")).to_have_text(f"{step + 1} / 400")
    player.press_at_once("ArrowUp", "ArrowUp", "ArrowUp", "ArrowDown")
    expect(player.page.locator(".value")).to_have_text("T = 0.90")
    player.expect_actions({"kind": "temperature", "step": 11, "temperature": 0.9})


def test_keys_belong_to_whom_is_typing(player: Player) -> None:
    player.open(start=10)
    player.page.evaluate("document.body.prepend(document.createElement('textarea'))")
    player.page.locator("textarea").focus()
    for key in ("ArrowRight", "ArrowUp", "Space"):
        player.page.keyboard.press(key)
    player.frames(60)  # longer than the player waits for the last key
    assert (player.step, player.actions) == (10, [])


def test_dragging_reweights_without_the_server(player: Player) -> None:
    player.open(start=100, play=True)
    before = player.bar_lengths()
    player.drag(2.0, release=False)
    expect(player.page.locator(".value")).to_have_text("T = 2.00")
    player.frames()
    step = player.step
    player.frames(20)
    assert player.step == step  # it paused
    assert player.bar_lengths()[0] != before[0]
    assert "now" in player.page.locator(".caption").inner_text() or "still" in (
        player.page.locator(".caption").inner_text()
    )
    assert player.actions == []
    player.page.mouse.up()
    player.expect_actions({"kind": "temperature", "step": step, "temperature": 2})


def test_the_first_bar_is_all_there_is_at_temperature_zero(player: Player) -> None:
    player.open(start=100)
    player.drag(0.0, release=False)
    expect(player.page.locator(".readout b").first).to_have_text("0.00 bits")
    expect(player.page.locator(".row .now").first).to_contain_text("100%")
    player.page.mouse.up()


def test_a_release_at_the_end_starts_the_whole_text_anew(player: Player) -> None:
    player.open(start=399)
    player.drag(1.5)
    player.expect_actions({"kind": "temperature", "step": 0, "temperature": 1.5})


def test_a_click_on_a_token_goes_to_its_step(player: Player) -> None:
    player.open()
    player.page.locator(".token").nth(25).click()
    player.expect_step(25)
    player.page.locator(".token").nth(7).hover()
    token = make_run(STORIES["letters"]).text[7]
    expect(player.page.locator(".explanation")).to_contain_text(f"\u201c{token}\u201d")


def test_a_click_on_a_bar_forces_its_token(player: Player) -> None:
    player.open(start=40)
    player.page.locator("button.row").nth(2).click()
    token = int(make_run(STORIES["letters"]).columns["likeliest_ids"][40, 2])
    player.expect_actions({"kind": "force", "step": 40, "id": token})


def test_copies_and_inventions_are_underlined(player: Player) -> None:
    ranges = {"copied": [[2, 8]], "unreal": [[9, 11]]}
    player.open(start=10, origin={"ranges": ranges, "shingle": 12, "mistakes_one_in": 1741})
    text = player.page.locator(".passage")
    expect(text.locator(".copied")).to_have_count(6)
    expect(text.locator(".unreal")).to_have_count(2)
    expect(text.locator(".unreal").first).to_have_css("text-decoration-style", "wavy")
    expect(player.page.locator(".legend").last).to_contain_text("1 look-up in 1,741 errs")
    text.locator(".token").first.click()
    expect(text.locator(".unreal").first).to_have_css("text-decoration-line", "none")


def test_of_an_unknown_author_nothing_is_said(player: Player) -> None:
    player.open(start=3)
    expect(player.page.locator(".legend").last).to_be_hidden()


def test_undo_is_there_when_there_is_something_to_undo(player: Player) -> None:
    player.open()
    expect(player.page.get_by_role("button", name="Undo")).to_be_disabled()
    player.open(undo=True)
    player.page.get_by_role("button", name="Undo").click()
    player.expect_actions({"kind": "undo"})


def test_a_recorded_run_can_be_looked_at_but_not_changed(player: Player) -> None:
    player.open(start=40, recorded=True)
    page = player.page
    expect(page.locator(".row:not(.head)")).to_have_count(13)
    expect(page.locator("button.row")).to_have_count(0)
    page.locator(".row .name").nth(2).click()
    for name in ("Undo", "Copy link"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    before = player.bar_lengths()
    player.drag(2.0)
    expect(page.locator(".value")).to_have_text("T = 2.00")
    player.frames(60)  # it stays reweighted when the slider was let go
    expect(page.locator(".value")).to_have_text("T = 2.00")
    assert player.bar_lengths() != before
    page.get_by_role("button", name="forward").click()
    player.expect_step(41)
    expect(page.locator(".value")).to_have_text("T = 0.80")
    page.keyboard.press("ArrowUp")
    expect(page.locator(".value")).to_have_text("T = 0.85")
    page.locator(".round.play").click()
    expect(page.locator(".counter")).not_to_have_text("42 / 400")
    assert player.actions == []


def test_text_run_and_chart_can_be_saved(player: Player) -> None:
    player.open(export={"id": "1", "name": "a.run.json", "text": "{}"})
    page = player.page
    with page.expect_download() as text:
        page.get_by_role("button", name="Save").click()
        page.get_by_role("menuitem").nth(0).click()
    assert text.value.path().read_text(encoding="utf-8").endswith(TEXT)
    with page.expect_download() as chart:
        page.get_by_role("button", name="Save").click()
        page.get_by_role("menuitem").nth(2).click()
    assert chart.value.path().read_bytes().startswith(b"\x89PNG")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("menuitem").nth(1).click()
    player.expect_actions({"kind": "export"})


def saved_file(player: Player, item: str) -> str:
    """Choose an item of the menu by the file's end and the words before it; return the file."""
    player.page.get_by_role("button", name="Save").click()
    with player.page.expect_download() as download:
        player.page.get_by_role("menuitem", name=item).click()
    return download.value.path().read_bytes().decode("utf-8")


@pytest.mark.parametrize("story", ["edited", "words", "hot"])
def test_all_steps_are_saved_as_a_table(player: Player, story: str) -> None:
    player.open(story, start=3)
    content = saved_file(player, "All steps")
    assert content.startswith("\ufeffstep,token,id,u,")
    rows = list(csv.DictReader(io.StringIO(content.removeprefix("\ufeff"), newline="")))
    run = make_run(STORIES[story])
    assert [json.loads(row["token"]) for row in rows] == [run.tokens[token] for token in run.ids]
    assert [int(row["step"]) for row in rows] == list(range(1, len(run) + 1))
    assert [int(row["rank"]) - 1 for row in rows] == run.columns["rank"].tolist()
    for name in ("id", "forced"):
        assert [int(row[name]) for row in rows] == run.columns[name].tolist()
    for name in ("u", "temperature", "probability", "surprisal", "entropy"):
        values = [float(row[name]) for row in rows]
        assert values == pytest.approx(run.columns[name].tolist(), rel=1e-4, abs=1e-3), name


def test_the_distribution_on_screen_is_saved_as_a_table(player: Player) -> None:
    player.open("words", start=20)
    player.drag(1.5)
    expect(player.page.locator(".value")).to_have_text("T = 1.50")
    shown = player.page.locator(".row .now").all_inner_texts()
    content = saved_file(player, "distribution")
    rows = list(csv.DictReader(io.StringIO(content.removeprefix("\ufeff"), newline="")))
    assert len(rows) == 13
    run = make_run(STORIES["words"])
    assert [int(row["id"]) for row in rows[:12]] == run.columns["likeliest_ids"][20].tolist()
    assert {row["temperature"] for row in rows} == {"1.5"}
    for column in ("model", "after"):
        assert sum(float(row[column]) for row in rows) == pytest.approx(1, abs=1e-5)
    assert [row["cut"] for row in rows] == ["0"] * 8 + ["1"] * 4 + [""]
    assert shown[0].startswith(f"{float(rows[0]['after']):.1%}")


def test_the_chart_is_saved_as_a_drawing(player: Player) -> None:
    player.open(start=12)
    drawing = ElementTree.fromstring(saved_file(player, "drawing"))
    assert drawing.tag == "{http://www.w3.org/2000/svg}svg"
    assert (drawing.get("width"), drawing.get("height")) == ("1000", "620")
    written = "".join(drawing.itertext())
    assert "T = 0.80" in written
    assert "step 13 of 400" in written


def test_a_file_comes_once(player: Player) -> None:
    page = player.page
    names: list[str] = []
    page.on("download", lambda download: names.append(download.suggested_filename))
    player.open(export={"id": "1", "name": "a.run.json", "text": "{}"})
    page.evaluate("window.show('letters')")
    player.frames(20)
    assert names == ["a.run.json"]


def test_the_link_holds_the_step(player: Player) -> None:
    player.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    player.open(start=12, link="c=nietzsche-char&p=a+b%26c")
    player.page.get_by_role("button", name="Copy link").click()
    expect(player.page.get_by_role("button", name="Copied")).to_be_visible()
    copied = player.page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith("/?c=nietzsche-char&p=a+b%26c&at=12")


def test_a_new_run_is_adopted_and_the_same_one_is_not(player: Player) -> None:
    player.open(start=5)
    player.page.locator(".token").nth(25).click()
    player.page.evaluate("window.show('letters')")
    player.frames()
    player.expect_step(25)
    player.page.evaluate("window.show('words')")
    player.expect_step(5)


def test_another_language_keeps_the_step(player: Player) -> None:
    player.open(start=5)
    player.page.locator(".token").nth(25).click()
    player.page.evaluate("window.show('letters', 'zh')")
    expect(player.page.get_by_role("button", name="\u4fdd\u5b58")).to_be_visible()
    player.expect_step(25)


def test_what_a_model_writes_is_never_markup(player: Player) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    tokens = dict.fromkeys(map(str, range(57)), hostile)
    prompt = [{"text": "<script>alert(1)</script>", "known": False}, {"text": "$x$", "known": True}]
    player.open(tokens=tokens, prompt=prompt)
    written = player.page.locator(".passage").inner_text()
    assert written.startswith("<script>alert(1)</script>$x$" + hostile)
    assert player.page.locator("#host img, #host script").count() == 0
    with player.page.expect_download():  # the picture, where Plotly writes
        player.page.get_by_role("button", name="Save").click()
        player.page.get_by_role("menuitem").nth(2).click()


def test_without_plotly_there_is_a_table(player: Player) -> None:
    player.open(plotly="/nothing.js")
    head = player.page.locator(".row.head")
    expect(head).to_be_visible()
    row = player.page.locator(".row").nth(1)
    assert row.inner_text().count("%") == 2


def test_until_plotly_comes_the_rows_stand_where_its_bars_will_be(player: Player) -> None:
    player.page.route("**/late.js", lambda route: None)  # never answered
    player.open(plotly="/late.js")
    name, now = (player.page.locator(f".row:last-child .{part}") for part in ("name", "now"))
    expect(now).to_contain_text("%")
    left, right = name.bounding_box(), now.bounding_box()
    assert left and right and left["x"] + left["width"] <= right["x"]


def test_a_picture_can_be_saved_as_soon_as_plotly_comes(player: Player) -> None:
    held: list[Route] = []
    player.page.route("**/late.js", lambda route: held.append(route))
    player.open(plotly="/late.js")
    player.page.get_by_role("button", name="Save").click()
    picture = player.page.get_by_role("menuitem").nth(2)
    expect(picture).to_be_disabled()
    held[0].fulfill(path=assets.plotly_file(), content_type="text/javascript")
    expect(picture).to_be_enabled()  # the menu stands open


def test_a_temperature_off_the_slider_is_kept_until_it_is_moved(player: Player) -> None:
    player.open("hot", start=3)
    expect(player.page.locator(".value")).to_have_text("T = 1e9")
    assert player.actions == []
    player.drag(1.0)
    player.expect_actions({"kind": "temperature", "step": 3, "temperature": 1})


def test_the_axis_can_end_at_the_run_s_maximum(player: Player) -> None:
    player.open(start=60)
    before = player.bar_lengths()
    zoom = player.page.locator(".quiet")
    assert zoom.inner_text() == "0\u2013100%"
    zoom.click()
    expect(zoom).not_to_have_text("0\u2013100%")
    player.frames()
    assert player.bar_lengths()[0] >= before[0]


@pytest.mark.parametrize(("story", "language"), [("letters", "en"), ("words", "zh")])
def test_nothing_is_wider_than_the_screen(player: Player, story: str, language: str) -> None:
    player.open(story, language, start=30)
    too_wide = """() => [...document.getElementById('host').shadowRoot.querySelectorAll('.card *')]
      .filter((element) => element.offsetParent)
      .filter((element) => element.getBoundingClientRect().right > innerWidth)
      .map((element) => element.className)"""
    for width in (360, 390, 720, 900, 1280, 1920):
        player.page.set_viewport_size({"width": width, "height": 800})
        player.frames(3)
        assert player.page.evaluate("document.documentElement.scrollWidth") <= width
        assert player.page.evaluate(too_wide) == []


def test_a_choice_survives_the_answer_to_the_one_before(player: Player) -> None:
    player.open(start=10)
    player.page.keyboard.press("ArrowUp")
    player.page.wait_for_function("window.actions.length === 1")
    player.page.evaluate("""async () => {
      const answer = await window.load("uncut"); // another run
      document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowUp", bubbles: true }));
      await window.adopt(answer);
    }""")
    expect(player.page.locator(".value")).to_have_text("T = 0.90")
    player.page.wait_for_function("window.actions.length === 2")
    assert player.actions[1] == {"kind": "temperature", "step": 10, "temperature": 0.9}


def test_a_refused_temperature_is_taken_back(player: Player) -> None:
    player.open(start=10)
    player.drag(1.6)
    player.page.wait_for_function("window.actions.length === 1")
    player.page.evaluate("window.show('letters')")  # the answer: the same run
    expect(player.page.locator(".value")).to_have_text("T = 0.80")
