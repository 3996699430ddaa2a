"""The Streamlit script: page configuration, language and navigation over ``pages/``."""

import html

import streamlit as st

from ui import frame, i18n, keyboard, logo, presenting, session
from ui.i18n import t
from ui.reconnect import rerun_on_reconnect

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
)

# The header has no place for widgets, so ours are laid over its right corner. Buttons there show
# their icon alone; their label is for who hears the page. A phone is not for presenting. Streamlit
# writes white on the theme's own colour; in the dark theme that colour is light, so that it can be
# read as text, until the button is pressed.
STYLE = """<style>
div:has(> .st-key-corner) { position: fixed; top: 0.6rem; right: 4rem; width: auto;
                            z-index: 999991 }
.st-key-corner :is(.st-key-present, .st-key-show_all, .st-key-panel) button p {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
@media (max-width: 640px) { .st-key-present, .st-key-panel { display: none } }
button[data-testid="stBaseButton-primary"] { color: light-dark(#fff, #12161f) }
button[data-testid="stBaseButton-primary"]:is(:hover, :focus-visible, :active) { color: #fff }
</style>"""

UNSEEN = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)"


def choose_session_language() -> None:
    """Follow the link, then what the visitor chose before, then the browser."""
    remembered = st.session_state.get(i18n.SESSION_KEY)
    requested = st.query_params.get("lang")
    i18n.set_session_language(i18n.choose_language(requested, remembered, st.context.locale))


def switch_language(language: str) -> None:
    """Speak ``language``, and let the link say so."""
    session.acted()
    i18n.set_session_language(language)
    st.query_params["lang"] = language


def language_switch(title: str) -> None:
    """Offer the language that is not spoken now; name the page for who has it read aloud."""
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
    st.html(f'<h1 style="{UNSEEN}">{html.escape(title)}</h1>{STYLE}')


def page(name: str) -> st.Page:
    """Return the page in ``pages/`` with its translated title."""
    title, purpose = t(f"pages.{name}.title"), t(f"pages.{name}.help")
    return st.Page(f"pages/{name}.py", title=title, url_path=name, help=purpose)


choose_session_language()
frame.adopt()
keyboard.clear()
st.set_page_config(
    page_title=t("app.title"),
    page_icon=str(logo.ICON),
    layout="wide",
    menu_items={"About": t("app.about")},
)
st.logo(logo.wordmark(t("app.title")))
pages = [page(name) for name in PAGES]
chosen = st.navigation(pages, position="top" if frame.shows("pages") else "hidden")
with st.container(key="corner", horizontal=True, width="content", gap="xsmall"):
    presenting.controls(pages)
    language_switch(f"{t('app.title')}: {chosen.title}")
    keys = st.container(width="content")
rerun_on_reconnect()
with st.container(key="stage", gap="xsmall"):
    chosen.run()
with keys:
    keyboard.mount()  # last: by now the page has shown what keys can press
