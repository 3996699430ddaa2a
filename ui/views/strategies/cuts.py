"""The sliders over the figures: what each cut keeps, and how much is written."""

import streamlit as st

from ui.i18n import t
from ui.views.strategies import actions
from ui.views.strategies.link import PAGE
from ui.views.strategies.state import CONTROLS, value_of

# On a phone two stand side by side: one below the other they would push the figures off the screen.
_STYLE = """<style>
@media (max-width: 640px) {
  .st-key-cuts [data-testid="stColumn"] { min-width: calc(50% - 0.5rem); flex: 1 1 0 }
  .st-key-cuts [data-testid="stHorizontalBlock"] { row-gap: 0.25rem }
}
</style>"""


def cuts() -> None:
    """Draw the sliders."""
    st.html(_STYLE)
    with st.container(key="cuts"):
        for column, name in zip(st.columns(len(CONTROLS)), CONTROLS, strict=True):
            with column:
                _slider(name)


def _slider(name: str) -> None:
    key, value = f"strategies_{name}", value_of(PAGE.state, name)
    low, high, step = CONTROLS[name]
    st.session_state[key] = value
    st.slider(
        t(f"strategies.set_{name}"),
        min(low, value),  # a link may hold what is not usual
        max(high, value),
        step=step,
        key=key,
        help=t(f"strategies.help_{name}"),
        on_change=lambda: PAGE.change(actions.set_value(PAGE.state, name, st.session_state[key])),
    )
