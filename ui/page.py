"""The frame of every page but the main one: models, state, notices, what to look at."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from textgen.checkpoint import Checkpoint
from ui import presenting, resources, session
from ui.i18n import session_language, t
from ui.plain import escape_markdown
from ui.reader import Notice
from ui.visit import Checkpoints, Page


def open_page(
    page: Page[Any], fits: Callable[[Checkpoint], bool] = lambda checkpoint: True
) -> Checkpoints:
    """Say what the page is for, adopt its state; return the models that fit.

    Stops where there are none: `pages.NAME.none` then says what the page would need.
    """
    usable = resources.usable(session_language())
    if not usable:
        st.error(t("generate.no_checkpoint"))
        st.stop()
    if not presenting.is_on():  # then the teacher says it
        st.markdown(f"**{t(f'pages.{page.name}.heading')}** {t(f'pages.{page.name}.look')}")
    checkpoints = {name: each for name, each in usable.items() if fits(each)}
    if not checkpoints:
        st.info(t(f"pages.{page.name}.none"))
        st.stop()
    page.adopt(checkpoints, next(iter(checkpoints)))
    return checkpoints


def close_page(page: Page[Any], checkpoints: Checkpoints) -> None:
    """Show what the visitor should be told and write the link."""
    show_notices(page.notices())
    page.write_link(checkpoints)


def show_notices(notices: Sequence[Notice]) -> None:
    """Show what the visitor should be told, all of it in one box; while presenting for a moment."""
    if told := [escape_markdown(session.sentence(notice)) for notice in notices]:
        show = st.toast if presenting.is_on() else st.warning
        show("  \n".join(told), icon=":material/info:")
