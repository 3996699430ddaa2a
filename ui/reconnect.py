"""Pages that are alive again after the connection broke, even on another server."""

import streamlit as st

# Streamlit's browser side asks for a run when its connection is back only if something on the page
# repeats by itself. Without a run, a server that does not know the visitor - a replica, or the same
# one started again - would draw nothing and not hear the first thing that the visitor does.
ONE_DAY = 86_400


@st.fragment(run_every=ONE_DAY)
def rerun_on_reconnect() -> None:
    """Be that something; the run that follows reads the link, and so finds the same text."""
