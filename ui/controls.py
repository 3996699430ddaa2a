"""The main page's controls, drawn from the page's state; their callbacks change it."""

from collections import Counter
from collections.abc import Mapping

import streamlit as st

from textgen.checkpoint import Checkpoint, Entry
from textgen.limits import MAX_NEW_TOKENS
from textgen.opening import write_opening
from ui import frame, keyboard, presenting, session
from ui.i18n import session_language, t
from ui.link import PageState
from ui.plain import escape_markdown

PICKER_WIDTH = 250  # pixels

_SHORTEST_RUN = 20
_PRESETS: dict[str, float] = {"greedy": 0.0, "stochastic": 1.0, "random": float("inf")}

# On a phone the seed text gets a row of its own, below the model and buttons that show only their
# icons, and what the model reads stands below the player: text and bars are to share one screen.
_BAR_STYLE = """<style>
.st-key-prompt { min-width: min(100%, 16rem) }
@media (max-width: 640px) {
  .st-key-bar { gap: 0.5rem }
  .st-key-bar > .st-key-checkpoint { flex: 1 1 6rem; min-width: 0 }
  .st-key-bar > .st-key-prompt { order: 1 }
  .st-key-bar button { padding-inline: 0.5rem; min-width: 2.5rem }
  .st-key-bar button [data-testid="stMarkdownContainer"] {
    position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
  div:has(> .st-key-doctor) { order: 1 }
}
</style>"""

_CUTS: tuple[tuple[tuple[str, tuple[float, ...], float], ...], ...] = (
    (("top_k", (0, 100, 1), 0), ("top_p", (0.05, 1.0, 0.05), 1.0)),
    (("min_p", (0.0, 0.5, 0.01), 0.0), ("typical", (0.05, 1.0, 0.05), 1.0)),
)


def bar(
    state: PageState, checkpoints: Mapping[str, Checkpoint], entries: tuple[Entry, ...]
) -> None:
    """Draw the row on top of the page: model, seed text, openings, die, settings."""
    st.html(_BAR_STYLE)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="bar"):
        with presenting.fold("model", "prompt", "examples"):
            if frame.shows("model"):
                _checkpoint_picker(state, checkpoints)
            if frame.shows("prompt"):
                _prompt_box(state)
            if frame.shows("examples"):
                _examples(checkpoints[state.checkpoint])
        if frame.shows("die"):
            _die(state)
        if frame.shows("settings"):
            with st.popover(t("controls.settings"), icon=":material/tune:", key="settings"):
                _settings(state)
                _unusable(entries)


def _checkpoint_picker(state: PageState, checkpoints: Mapping[str, Checkpoint]) -> None:
    _controlled("checkpoint", state.checkpoint)
    st.selectbox(
        t("controls.checkpoint"),
        list(checkpoints),
        format_func=titles(checkpoints).__getitem__,
        key="checkpoint",
        label_visibility="collapsed",
        filter_mode=None,  # a phone would open its keyboard
        width=PICKER_WIDTH,
        on_change=lambda: session.set_checkpoint(checkpoints[st.session_state.checkpoint]),
    )


def titles(checkpoints: Mapping[str, Checkpoint]) -> dict[str, str]:
    """Return each checkpoint's title with its unit; Streamlit needs them to differ."""
    language = session_language()
    named = {
        name: f"{' '.join(checkpoint.about.title[language].split())} · "
        + t(f"unit.{checkpoint.tokenizer.unit}.many")
        for name, checkpoint in checkpoints.items()
    }
    count = Counter(named.values())
    return {
        name: title if count[title] == 1 else f"{title} · {name}" for name, title in named.items()
    }


def _prompt_box(state: PageState) -> None:
    _controlled("prompt", state.prompt)
    st.text_input(
        t("controls.prompt"),
        key="prompt",
        placeholder=t("controls.prompt_placeholder"),
        label_visibility="collapsed",
        on_change=lambda: session.set_prompt(st.session_state.prompt),
    )


def _examples(checkpoint: Checkpoint) -> None:
    with presenting.drawer(t("controls.examples"), ":material/format_quote:", "examples"):
        for i, prompt in enumerate(checkpoint.about.prompts):
            st.button(
                escape_markdown(prompt),
                key=f"example_{i}",
                width="stretch",
                on_click=session.set_prompt,
                args=(prompt,),
            )
    st.button(
        t("controls.opening"),
        icon=":material/edit:",
        key="opening",
        help=t("controls.opening_help"),
        on_click=lambda: session.set_prompt(write_opening(checkpoint, session.new_random_seed())),
    )


def _die(state: PageState) -> None:
    def thrown() -> None:
        session.restart(random_seed=session.new_random_seed())

    keyboard.on("die", thrown)
    st.button(
        str(state.settings.random_seed),
        icon=":material/casino:",
        key="die",
        help=t("controls.die_help"),
        on_click=thrown,
    )


def _settings(state: PageState) -> None:
    st.caption(t("controls.strategy"))
    with st.container(horizontal=True):
        for name, temperature in _PRESETS.items():
            sampler = state.settings.sampler.at(temperature)
            st.button(
                t(f"controls.{name}"),
                key=f"strategy_{name}",
                help=t(f"controls.{name}_help"),
                type="primary" if state.settings.sampler == sampler else "secondary",
                on_click=lambda sampler=sampler: session.restart(sampler=sampler),
            )
    st.caption(t("controls.cuts"))
    # Row by row, so that they stand in their order on a phone too.
    for row in _CUTS:
        for column, (name, bounds, off) in zip(st.columns(2), row, strict=True):
            with column:
                _cut(state, name, bounds, off=off)
    _run_settings(state)


def _cut(state: PageState, name: str, bounds: tuple[float, ...], *, off: float) -> None:
    value = getattr(state.settings.sampler, name)
    low, high, step = bounds
    shown = type(off)(off if value is None else value)
    low, high = min(low, shown), max(high, shown)  # a link may hold what is not usual
    _controlled(name, shown)

    def changed() -> None:
        chosen = st.session_state[name]
        sampler = session.replace_cut(name, None if chosen == off else chosen)
        session.restart(sampler=sampler)

    st.slider(
        t(f"controls.{name}"),
        low,
        high,
        step=step,
        key=name,
        help=t(f"controls.{name}_help"),
        on_change=changed,
    )


def _run_settings(state: PageState) -> None:
    length = state.settings.max_new_tokens
    _controlled("length", length)
    st.slider(
        t("controls.length"),
        min(_SHORTEST_RUN, length),
        MAX_NEW_TOKENS,
        step=10,
        key="length",
        on_change=lambda: session.restart(max_new_tokens=st.session_state.length),
    )
    left, right = st.columns(2, vertical_alignment="bottom")
    _controlled("random_seed", state.settings.random_seed)
    left.number_input(
        t("controls.random_seed"),
        0,
        2**32 - 1,
        key="random_seed",
        help=t("controls.random_seed_help"),
        on_change=lambda: session.restart(random_seed=st.session_state.random_seed),
    )
    _controlled("locked", session.is_locked())
    right.toggle(
        t("controls.lock"), key="locked", help=t("controls.lock_help"), on_change=frame.acted
    )


def _unusable(entries: tuple[Entry, ...]) -> None:
    for entry in entries:
        if entry.problem is not None:
            # Plain text: a folder's names are not ours.
            st.text(t("controls.unusable", name=entry.name, problem=entry.problem))


def _controlled(key: str, value: object) -> None:
    """Let a widget show the page's state, whatever it showed before."""
    st.session_state[key] = value
