"""Main page: a placeholder until the player stands."""

import streamlit as st

from ui.i18n import t

st.title(t("app.title"))
st.write(t("app.about"))
