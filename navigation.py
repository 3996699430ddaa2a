"""The Streamlit script: page configuration, language and navigation over ``pages/``."""

import html

import streamlit as st

from ui import frame, i18n, logo, pages, resources, session
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

# The header has no place for widgets, so they are laid over its right corner. Streamlit writes
# white on the theme's own colour; in the dark theme that colour is light, so that it can be read
# as text, until the button is pressed.
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


def language_switch() -> None:
    """Offer the language that is not spoken now."""
    (other,) = set(i18n.LANGUAGES) - {i18n.session_language()}
    st.button(
        t("app.language", language=other),
        key="switch_language",
        type="tertiary",
        help=t("app.switch_language", language=other),
        on_click=switch_language,
        args=(other,),
    )


def header(title: str) -> bool:
    """Draw what is laid over the header; tell whether the visitor wants to share the page.

    The page is named for who has it read aloud.
    """
    with st.container(key="language", width="content", horizontal=True, gap="xsmall"):
        wanted = False if embedded else entry()
        if not embedded:
            language_switch()
        st.html(f'<h1 style="{UNSEEN}">{html.escape(title)}</h1>{STYLE}')
    return wanted


def footer() -> bool:
    """Draw what a page inside another one keeps: it has no header."""
    with st.container(horizontal=True, horizontal_alignment="right", key="embedded"):
        return entry()


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
st.set_page_config(
    page_title=t("app.title"),
    page_icon=str(logo.ICON),
    layout="wide",
    menu_items={"About": t("app.about")},
)
st.logo(logo.wordmark(t("app.title")))
embedded = st.context.is_embedded  # in a page of a course: one page of ours, and no header
chosen = st.navigation([page(name) for name in PAGES], position="hidden" if embedded else "top")
checkpoints = resources.usable(i18n.session_language())
open_lesson(before)
sharing = header(f"{t('app.title')}: {chosen.title}")
rerun_on_reconnect()
banner(checkpoints)
chosen.run()
if sharing or (embedded and footer()):
    share_page(chosen.url_path or pages.MAIN, checkpoints)
