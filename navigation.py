"""The Streamlit script: page configuration, language and navigation over ``pages/``."""

import html

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui import frame, i18n, keyboard, logo, pages, presenting, resources
from ui.i18n import t
from ui.lessons.banner import banner
from ui.lessons.running import arrives, open_step, running
from ui.reconnect import rerun_on_reconnect
from ui.share.dialog import entry, share_page

PAGES = (
    "generate",
    "compare",
    "temperature",
    "strategies",
    "epochs",
    "inspect",
    "guess",
    "vectors",
    "replay",
    "learn",
    "lessons",
)

# The header has no place for widgets, so ours are laid over its right corner. Buttons there show
# their icon alone; their label is for who hears the page. A phone has no keys, no room for more
# and is not for presenting. Streamlit writes white on the theme's own colour; in the dark theme
# that colour is light, so that it can be read as text, until the button is pressed.
STYLE = """<style>
div:has(> .st-key-corner) { position: fixed; top: 0.6rem; right: 4rem; width: auto;
                            z-index: 999991 }
.st-key-corner :is(.st-key-share, .st-key-present, .st-key-show_all, .st-key-panel) button p {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
@media (max-width: 640px) {
  :is(.st-key-present, .st-key-panel, .st-key-keyboard) { display: none }
  div:has(> .st-key-corner) { right: 0.5rem } /* clear of the pages' menu */
}
button[data-testid="stBaseButton-primary"] { color: light-dark(#fff, #12161f) }
button[data-testid="stBaseButton-primary"]:is(:hover, :focus-visible, :active) { color: #fff }
</style>"""

# A frame has no room to spare: Streamlit's header and margins would take 60 pixels of its height
# and 160 of its width.
EMBEDDED_STYLE = """<style>
header { display: none !important }
.st-key-stage { margin-top: -3.75rem }
@media (min-width: 640px) {
  .st-key-stage { width: calc(100vw - 2rem); max-width: none; margin-left: calc(50% - 50vw + 1rem) }
}
</style>"""

UNSEEN = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)"


def choose_session_language() -> None:
    """Follow the link, then what the visitor chose before, then the browser."""
    remembered = st.session_state.get(i18n.SESSION_KEY)
    requested = st.query_params.get("lang")
    i18n.set_session_language(i18n.choose_language(requested, remembered, st.context.locale))


def switch_language(language: str) -> None:
    """Speak ``language``, and let the link say so."""
    frame.acted()
    i18n.set_session_language(language)
    st.query_params["lang"] = language


def language_switch() -> None:
    """Offer the language that is not spoken now."""
    (other,) = set(i18n.LANGUAGES) - {i18n.session_language()}
    keyboard.on("language", lambda: switch_language(other))
    st.button(
        t("app.language", language=other),
        key="switch_language",
        type="tertiary",
        help=t("app.switch_language", language=other),
        on_click=switch_language,
        args=(other,),
    )


def header(title: str) -> tuple[bool, DeltaGenerator]:
    """Draw what is laid over the header; name the page for who has it read aloud.

    Returns whether the visitor wants to share the page, and the place of the keys' button.
    """
    with st.container(key="corner", horizontal=True, width="content", gap="xsmall"):
        # First, so that it keeps its place, and the browser the keys, whatever stands behind it.
        keys = st.container(width="content")
        wanted = False
        if not embedded:
            wanted = entry()
            presenting.controls(ways)
            language_switch()
        style = STYLE + (EMBEDDED_STYLE if embedded else "")
        st.html(f'<h1 style="{UNSEEN}">{html.escape(title)}</h1>{style}')
    return wanted, keys


def footer() -> tuple[bool, DeltaGenerator]:
    """Draw what a page inside another one keeps, as it has no header; see `header`."""
    with st.container(horizontal=True, horizontal_alignment="right", key="embedded"):
        return entry(), st.container(width="content")


def page(name: str) -> st.Page:
    """Return the page in ``pages/`` with its translated title."""
    title, purpose = t(f"pages.{name}.title"), t(f"pages.{name}.help")
    return st.Page(f"pages/{name}.py", title=title, url_path=name, help=purpose)


def open_lesson(before: frame.Frame) -> None:
    """Open the step that a link to a lesson names, whichever page it was sent to."""
    query = {name: st.query_params.get(name) or "" for name in st.query_params}
    if arrives(query, before) and (now := running()) is not None:
        open_step(now, checkpoints)


choose_session_language()
before = frame.current()
frame.adopt()
keyboard.clear()
st.set_page_config(
    page_title=t("app.title"),
    page_icon=str(logo.ICON),
    layout="wide",
    menu_items={"About": t("app.about")},
)
st.logo(logo.wordmark(t("app.title")))
embedded = st.context.is_embedded  # in a page of a course: one page of ours, and no header
ways = [page(name) for name in PAGES]
on_top = frame.shows("pages") and not embedded
chosen = st.navigation(ways, position="top" if on_top else "hidden")
if chosen.url_path:  # the main page bears the app's name alone
    st.set_page_config(page_title=f"{chosen.title} · {t('app.title')}")
checkpoints = resources.usable(i18n.session_language())
open_lesson(before)
sharing, keys = header(f"{t('app.title')}: {chosen.title}")
rerun_on_reconnect()
with st.container(key="stage", gap="xsmall"):
    banner(checkpoints)
    chosen.run()
if embedded:
    sharing, keys = footer()
with keys:
    keyboard.mount()  # last: by now the page has shown what keys can press
if sharing:
    share_page(chosen.url_path or pages.MAIN, checkpoints)
