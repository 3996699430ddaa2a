"""The Streamlit script: page configuration, language and navigation over ``pages/``."""

import html

import streamlit as st

from ui import frame, i18n, logo, session
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

# The header has no place for widgets, so the switch is laid over its right corner. Streamlit
# writes white on the theme's own colour; in the dark theme that colour is light, so that it can be
# read as text, until the button is pressed.
STYLE = """<style>
div:has(> .st-key-language) { position: fixed; top: 0.6rem; right: 4rem; width: auto;
                              z-index: 999991 }
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
    with st.container(key="language", width="content"):
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
st.set_page_config(
    page_title=t("app.title"),
    page_icon=str(logo.ICON),
    layout="wide",
    menu_items={"About": t("app.about")},
)
st.logo(logo.wordmark(t("app.title")))
chosen = st.navigation([page(name) for name in PAGES], position="top")
language_switch(f"{t('app.title')}: {chosen.title}")
rerun_on_reconnect()
chosen.run()
