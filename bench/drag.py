"""How soon the figures follow the temperature slider, in a headless Chromium."""

from playwright.sync_api import Locator, Page

from bench.browser import chromium

MOVES = 200
WARM_UP = 20

# Answers, for the next time the slider moves, after how many milliseconds the frame with the
# redrawn figure was painted. What moves the slider is a real pointer: the event knows when.
WATCH = """
(slider) => {
  const plot = slider.getRootNode().querySelector(".plot");
  const drawn = () => [...plot.querySelectorAll("path")].map((p) => p.getAttribute("d")).join();
  const painted = () => new Promise((done) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = done;
    port2.postMessage(0);
  }));
  window.redrawn = new Promise((done) => slider.addEventListener("input", async (event) => {
    const before = drawn();
    for (let frame = 0; frame < 100; frame++) {
      await painted();
      if (drawn() !== before) return done(performance.now() - event.timeStamp);
    }
    done(null);
  }, { once: true, capture: true }));
}
"""


def drag_milliseconds(url: str) -> list[float]:
    """Drag the slider to and fro and return how long each redrawing took."""
    with chromium() as page:
        page.goto(url)
        page.locator(".lab .plot .main-svg").first.wait_for(state="attached")
        return _drag(page, page.locator(".lab .track input").first)


def _drag(page: Page, slider: Locator) -> list[float]:
    box = slider.bounding_box()
    if box is None:
        raise SystemExit("bench: the temperature slider is not on screen")
    middle = box["y"] + box["height"] / 2
    places = [0.25 + 0.5 * abs(1 - i % 40 / 20) for i in range(MOVES + WARM_UP)]  # to and fro
    page.mouse.move(box["x"] + places[0] * box["width"], middle)
    page.mouse.down()
    times = []
    for place in places[1:]:
        slider.evaluate(WATCH)
        page.mouse.move(box["x"] + place * box["width"], middle)
        if (elapsed := page.evaluate("window.redrawn")) is None:
            raise SystemExit("bench: the figure did not follow the slider")
        times.append(elapsed)
    page.mouse.up()
    return times[WARM_UP:]
