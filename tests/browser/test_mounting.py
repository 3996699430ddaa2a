"""A component shows what was sent last, in whatever order the calls of Streamlit come."""

import re
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page

from ui import assets
from ui.shim import shim

ENTRY = "data:text/javascript,export const { show, leave } = window.entry;"

# As Streamlit does it: whoever was overtaken before his call came is cleaned up right after it.
# A part says what it showed, and when it went.
PLAY = """async ([script, entry, mount, events]) => {
  const { mounting } = await import(mount);
  const told = [];
  class Part {
    update({ data }) { told.push(data); }
    remove() { told.push("removed"); }
  }
  window.entry = mounting([], () => new Part());
  const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const { default: called } = await import(url);
  const host = document.body.appendChild(document.createElement("div"));
  const parentElement = host.attachShadow({ mode: "open" });
  const settled = async () => {
    await import(entry);
    await new Promise((done) => setTimeout(done));
  };
  let leave;
  for (const [data, how] of events) {
    if (data === "wait") await settled();
    else if (data === "unmount") { host.remove(); await leave(); }
    else {
      const left = called({ data, parentElement });
      if (how === "late") await Promise.resolve(left).then((leave) => leave());
      else leave = left;
    }
  }
  await settled();
  return told;
}"""


@pytest.fixture
def blank(page: Page, player_url: str) -> Page:
    """Open a page that may import the modules but does not."""
    page.goto(urljoin(player_url, "/blank"))
    return page


@pytest.mark.parametrize(
    ("events", "told"),
    [
        ([["new"]], ["new"]),
        ([["old"], ["new"]], ["old", "new"]),
        ([["old"], ["wait"], ["new"]], ["old", "new"]),
        ([["old", "late"], ["new"]], ["new"]),
        ([["new"], ["old", "late"]], ["new"]),
        ([["new"], ["wait"], ["old", "late"]], ["new"]),
        ([["new"], ["old", "late"], ["older", "late"], ["wait"], ["next"]], ["new", "next"]),
        ([["new"], ["wait"], ["unmount"]], ["new", "removed"]),
        ([["new"], ["unmount"]], []),
        ([["new"], ["wait"], ["old", "late"], ["wait"], ["unmount"]], ["new", "removed"]),
    ],
)
def test_what_was_sent_last_is_shown(blank: Page, events: list[list[str]], told: list[str]) -> None:
    script = re.sub(r"new URL\(.*?\)", f'"{ENTRY}"', shim("player"))
    mount = f"{assets.base_path()}/web/mount.js"
    assert blank.evaluate(PLAY, [script, ENTRY, mount, events]) == told


def test_calls_of_which_the_modules_come_in_another_order(blank: Page) -> None:
    """A browser may tell those who wait for the same module in any order."""
    code = """async (mount) => {
      const { mounting } = await import(mount);
      const told = [];
      const { show } = mounting([], () => ({ update: ({ data }) => told.push(data) }));
      const parentElement = document.body.attachShadow({ mode: "open" });
      for (const number of [2, 1, 3]) {
        show({ component: { data: number, parentElement }, number, over: false });
      }
      await new Promise((done) => setTimeout(done));
      return told;
    }"""
    assert blank.evaluate(code, f"{assets.base_path()}/web/mount.js") == [2, 3]
