"""What a visitor sees where the app itself fails: a sentence, never a trace."""

import streamlit as st

from ui.i18n import t


def show_failure(_error: Exception) -> bool:
    """Show the sentence; Streamlit has written the trace to the console."""
    st.error(t("failure.script"))
    return True
