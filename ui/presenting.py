"""Presenting, as on a projector: its switch, its panel, and the controls that it folds away."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import streamlit as st

from ui import frame, keyboard
from ui.i18n import t

# Streamlit measures everything in rem, our components in rem and in parts of the window: a larger
# type at the root, in step with the window, enlarges all of it and leaves it in place. The header
# goes, with the room that Streamlit keeps for it; our corner stays, at the end of the first row.
_STYLE = """<style>
@media (min-width: 900px) {
  html { font-size: clamp(16px, min(2.78vh, 1.5625vw), 48px) }
  header { display: none !important }
  .st-key-stage { width: calc(100vw - 2rem); max-width: none;
                  margin: -3.75rem 0 0 calc(50% - 50vw + 1rem) }
  .st-key-bar { min-height: 2.5rem }
  :is(.st-key-bar, .st-key-learn_section, .st-key-lessons_look, .st-key-vectors_bar) {
    padding-right: 15rem }
  .st-key-vectors_bar :is([data-testid="stTextInput"], div:has(> [data-testid="stTextInput"])) {
    width: 6rem !important; flex: none }
  div:has(> .st-key-corner) { top: 0.5rem !important; right: 1rem !important }
  .st-key-stage :is(button, a) p { font-size: 1.2rem }
  .st-key-stage :is(input, textarea), .st-key-stage button p span { font-size: 1rem !important }
  .st-key-corner button p { font-size: 1rem }
  html:has(.st-key-lesson) { --above: 7.75rem }
  .st-key-lesson { flex: 0 0 7.25rem; overflow-y: auto; align-items: safe center }
  .st-key-lesson > :has(.st-key-lesson_text) { flex: 1 }
  .st-key-lesson > :has(.st-key-lesson_ways) { flex: 0 0 14rem; align-self: end }
  .st-key-lesson_ways { justify-content: end }
  .st-key-lesson_ways kbd { display: none }
  .st-key-lesson_text { overflow: hidden }
  .st-key-stage .st-key-lesson_text p { font-size: 1.2rem }
  .st-key-lesson_text p :is(span, strong) { font-size: 1rem }
  .st-key-candidates button { max-width: calc((100vw * 0.58 - 4rem) / 3) }
  .st-key-candidates button p { overflow: hidden; white-space: nowrap; text-overflow: ellipsis }
  .st-key-stage p:not(button p, a p) { color: light-dark(#1d2330, #eceff5); font-size: 1.4rem }
  .st-key-stage :is([data-testid="stWidgetLabel"], [data-testid="stSliderThumbValue"]) p {
    font-size: 1rem !important }
  .st-key-stage [data-testid="stCaptionContainer"] { opacity: 1 }
  .st-key-stage button:is([aria-checked="true"], [aria-pressed="true"]) {
    color: light-dark(#991f16, #ff9c90) }
  [data-testid="stDialog"] p:not(h2 p) { font-size: 1rem }
  [data-testid="stDialog"] [data-testid="stCaptionContainer"] { opacity: 1 }
  .st-key-stage button[data-testid="stBaseButton-primary"] {
    color: light-dark(#fff, #0c0f14); background: light-dark(#991f16, #ff9c90);
    border-color: transparent }
}
</style>"""


def is_on() -> bool:
    """Tell whether the visitor presents."""
    return frame.current().present


def toggle() -> None:
    """Begin or end to present; for callbacks."""
    current = frame.current()
    frame.change(replace(current, present=not current.present))


def show_all() -> None:
    """Bring back every control that a link has hidden; for callbacks."""
    frame.change(replace(frame.current(), hidden=frozenset()))


def controls(pages: Sequence[Any]) -> None:
    """Draw the switch, and beside it what presenting or hidden controls need.

    ``pages`` are those that one can go to.
    """
    current = frame.current()
    if current.present:
        st.html(_STYLE)
        _panel(pages)
    if current.hidden:
        st.button(
            t("present.show_all"),
            icon=":material/visibility:",
            key="show_all",
            type="tertiary",
            help=t("present.show_all_help"),
            on_click=show_all,
        )
    keyboard.on("present", toggle)
    st.button(
        t("present.end") if current.present else t("present.begin"),
        icon=":material/cancel_presentation:" if current.present else ":material/slideshow:",
        key="present",
        type="tertiary",
        help=t("present.end_help") if current.present else t("present.begin_help"),
        on_click=toggle,
    )


def _panel(pages: Sequence[Any]) -> None:
    """Draw the way to the other pages, and what a lesson shows: the link follows."""
    with st.popover(t("present.panel"), icon=":material/menu:", type="tertiary", key="panel"):
        st.session_state.shown_controls = [*filter(frame.shows, frame.HIDABLE)]
        st.pills(
            t("present.shown"),
            frame.HIDABLE,
            selection_mode="multi",
            format_func=lambda name: t(f"present.group_{name}"),
            key="shown_controls",
            help=t("present.shown_help"),
            on_change=_choose_shown,
        )
        if frame.shows("pages"):
            for page in pages:
                st.page_link(page)


def _choose_shown() -> None:
    shown = set(st.session_state.shown_controls)
    frame.change(replace(frame.current(), hidden=frozenset(frame.HIDABLE) - shown))


@contextmanager
def fold(*groups: str) -> Iterator[None]:
    """Put what is drawn inside behind one button while presenting.

    ``groups`` are those of `frame.HIDABLE` that are drawn; where a link hides all of them there is
    no button.
    """
    if is_on() and any(map(frame.shows, groups)):
        with st.popover(t("present.fold"), icon=":material/edit_note:", key="fold"):
            yield
    else:
        yield


@contextmanager
def drawer(label: str, icon: str, key: str) -> Iterator[None]:
    """Open a popover; inside the fold, which is one, only a heading."""
    if is_on():
        st.caption(label)
        yield
    else:
        with st.popover(label, icon=icon, key=key):
            yield
