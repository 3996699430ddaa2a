"""The Streamlit script: page configuration, language and navigation over ``pages/``."""

import streamlit as st

from ui import i18n
from ui.i18n import t

PAGES = (("generate", ":material/play_circle:"),)


def choose_session_language() -> None:
    """Follow the link, then what the visitor chose before, then the browser."""
    remembered = st.session_state.get(i18n.SESSION_KEY)
    i18n.set_session_language(
        i18n.choose_language(st.query_params.get("lang"), remembered, st.context.locale)
    )


def switch_language(language: str) -> None:
    """Speak ``language``, and let the link say so."""
    i18n.set_session_language(language)
    st.query_params["lang"] = language


def language_switch() -> None:
    """Offer the language that is not spoken now, in the header's right corner."""
    (other,) = set(i18n.LANGUAGES) - {i18n.session_language()}
    st.html(
        "<style>div:has(> .st-key-language) { position: fixed; top: 0.6rem; right: 4rem; "
        "width: auto; z-index: 999991; }</style>"
    )
    with st.container(key="language", width="content"):
        st.button(
            i18n.NAMES[other],
            key="switch_language",
            type="tertiary",
            help=t("app.switch_language", language=other),
            on_click=switch_language,
            args=(other,),
        )


choose_session_language()
st.set_page_config(
    page_title=t("app.title"),
    page_icon=":material/device_thermostat:",
    layout="wide",
    menu_items={"About": t("app.about")},
)
page = st.navigation(
    [
        st.Page(
            f"pages/{name}.py",
            title=t(f"pages.{name}.title"),
            icon=icon,
            url_path=name,
            help=t(f"pages.{name}.help"),
        )
        for name, icon in PAGES
    ],
    position="top",
)
language_switch()
page.run()
