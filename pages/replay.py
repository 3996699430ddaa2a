"""A recorded run, played again: no model is needed."""

import streamlit as st

from ui.i18n import t
from ui.opener import opener
from ui.payload import player_payload
from ui.plain import escape_markdown
from ui.player import player
from ui.views import replay as view

now = view.opened()
view.write_link()

with st.container(gap="xsmall"):  # all of it is to fit one screen
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        opener("replay_file", view.open_file)
        live = view.live_link(now)
        if live is not None:
            st.page_link(
                "pages/generate.py",
                label=t("replay.go_on"),
                icon=":material/open_in_full:",
                query_params=live,
            )
    if (problem := view.take_problem()) is not None:
        st.error(problem, icon=":material/error:")
    look = t("replay.look") if live is not None else view.why_not_live(now)
    st.caption(f"{escape_markdown(view.facts(now.run))} — {look}")
    key = f"replay_{now.number}"
    player(
        player_payload(now.run, view.stage(now), now.origin),
        key=key,
        on_action_change=lambda: view.act(st.session_state[key].action),
    )
