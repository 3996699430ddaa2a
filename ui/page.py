"""The frame of every page but the main one: models, state, notices, what to look at."""

from typing import Any

import streamlit as st

from ui import resources, session
from ui.i18n import session_language, t
from ui.plain import escape_markdown
from ui.visit import Checkpoints, Page


def open_page(page: Page[Any]) -> Checkpoints:
    """Say what the page is for, adopt its state; return the models. Stops where there are none."""
    checkpoints = resources.usable(session_language())
    if not checkpoints:
        st.error(t("generate.no_checkpoint"))
        st.stop()
    page.adopt(checkpoints, next(iter(checkpoints)))
    st.markdown(f"**{t(f'pages.{page.name}.heading')}** {t(f'pages.{page.name}.look')}")
    return checkpoints


def close_page(page: Page[Any], checkpoints: Checkpoints) -> None:
    """Show what the visitor should be told and write the link."""
    if told := [escape_markdown(session.sentence(notice)) for notice in page.notices()]:
        st.warning("  \n".join(told), icon=":material/info:")
    page.write_link(checkpoints)
