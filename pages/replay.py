"""A recorded run, played again: no model is needed."""

import streamlit as st

from ui import pickers, presenting
from ui.i18n import t
from ui.opener import opener
from ui.payload import player_payload
from ui.plain import escape_markdown
from ui.player import player
from ui.views.replay import actions, link, state, words

now = state.opened()
link.write_link()

with st.container(gap="xsmall"):  # all of it is to fit one screen
    with pickers.row("bar"):
        opener("replay_file", actions.open_file)
        live = link.live_link(now)
        if live is not None:
            st.page_link(
                "pages/generate.py",
                label=t("replay.go_on"),
                icon=":material/open_in_full:",
                query_params=live,
            )
    if (problem := state.take_problem()) is not None:
        st.error(problem, icon=":material/error:")
    if not presenting.is_on():
        look = t("replay.look") if live is not None else words.why_not_live(now)
        st.caption(f"{escape_markdown(words.facts(now.run))} — {look}")
    key = f"replay_{now.number}"
    player(
        player_payload(now.run, state.stage(now), now.origin),
        key=key,
        on_action_change=lambda: actions.act(st.session_state[key].action),
    )
