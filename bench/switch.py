"""How soon a page that was seen before stands on screen again, in a headless Chromium."""

from playwright.sync_api import Page

from bench.browser import chromium

ROUNDS = 5
LINK = "stTopNavLink"

# Answers after how many milliseconds from the click on a link the frame was painted in which
# another page's content stood on screen: what our components draw, not Streamlit's own frame.
WATCH = """
(link) => {
  const drawn = () => [...document.querySelectorAll("[data-testid^=stBidiComponent]")]
    .flatMap(({ shadowRoot }) => [...(shadowRoot?.querySelectorAll(".lab") ?? [])])
    .concat([...document.querySelectorAll(".st-key-lessons")]) // a page of words alone
    .filter(({ offsetHeight, innerText }) => offsetHeight > 100 && innerText);
  window.switched = new Promise((done) => link.addEventListener("click", (event) => {
    const before = new Set(drawn());
    const look = () => {
      if (drawn().some((each) => !before.has(each))) done(performance.now() - event.timeStamp);
      else requestAnimationFrame(look);
    };
    look();
  }, { once: true, capture: true }));
}
"""


def switch_milliseconds(url: str) -> dict[str, list[float]]:
    """Go round all pages by the links in the header; the first round warms up."""
    with chromium() as page:
        page.goto(url)
        page.locator(".lab .plot .main-svg").first.wait_for(state="attached")
        first, *others = page.get_by_test_id(LINK).all_inner_texts()
        names = [*others, first]  # where it begins
        rounds = [{name: _switch(page, name) for name in names} for _ in range(ROUNDS + 1)]
    return {name: [times[name] for times in rounds[1:]] for name in names}


def _switch(page: Page, name: str) -> float:
    link = page.get_by_test_id(LINK).filter(has=page.get_by_text(name, exact=True))
    link.evaluate(WATCH)
    link.click()
    elapsed: float = page.evaluate("window.switched")
    page.get_by_test_id("stStatusWidget").wait_for(state="detached")
    if page.locator(".lab .plot").count():
        page.locator(".lab .plot .main-svg").first.wait_for(state="attached")
    return elapsed
