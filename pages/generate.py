"""Main page: a model writes, and every choice it makes can be seen, doubted and changed."""

import streamlit as st

from ui import controls, doctor, presenting, resources, session
from ui.i18n import session_language, t
from ui.page import show_notices
from ui.payload import player_payload
from ui.player import player

checkpoints = resources.usable(session_language())
if not checkpoints:
    st.error(t("generate.no_checkpoint"))
    for entry in resources.entries():
        st.text(f"{entry.name}: {entry.problem}")
    st.stop()

state = session.adopt(checkpoints, next(iter(checkpoints)))
checkpoint = checkpoints[state.checkpoint]

with st.container(gap="xsmall"):  # all of it is to fit one screen
    controls.bar(state, checkpoints, resources.entries())
    reading = checkpoint.tokenizer.read(state.prompt)
    if not presenting.is_on():
        with st.container(key="doctor"):
            st.html(doctor.panel(checkpoint, reading))
    show_notices(session.notices())

    asked = checkpoint.name, checkpoint.hash, state.prompt, state.settings
    run = resources.run_for(*asked, session.last_run())
    stage = session.stage(state, checkpoint, run)
    player(
        player_payload(run, stage, resources.origin_for(*asked)),
        key="player",
        on_action_change=lambda: session.act(st.session_state.player.action, checkpoints),
    )
