"""The strip on top of every page while a lesson runs: what to look at, and the ways on."""

from dataclasses import replace

import streamlit as st

from ui import frame
from ui.i18n import session_language, t
from ui.lessons.lesson import spoken
from ui.lessons.running import Running, leave, open_step, running
from ui.lessons.shelf import entries
from ui.plain import escape_markdown
from ui.visit import Checkpoints

# Slim: the page below is to fit one screen with it.
_STYLE = """<style>
.st-key-lesson { background: color-mix(in srgb, var(--st-primary-color, #c2372e) 9%, transparent);
                 border-radius: 10px; padding: 0.3rem 0.3rem 0.3rem 0.8rem }
.st-key-lesson > :has(.st-key-lesson_text) { min-width: min(100%, 18rem) } /* else below it */
.st-key-lesson > :has(.st-key-lesson_ways) { margin-inline-start: auto }
.st-key-lesson_text p { line-height: 1.35 }
@media (max-width: 640px) { .st-key-lesson_ways kbd { display: none } } /* a phone has no keys */
</style>"""


def banner(checkpoints: Checkpoints) -> None:
    """Draw the strip, if a lesson runs; a link to none that exists is told."""
    now = running()
    if now is None:
        _tell_lost()
        return
    st.html(_STYLE)
    row = {"horizontal": True, "vertical_alignment": "center", "gap": "xsmall"}
    with st.container(key="lesson", **row):
        with st.container(key="lesson_text"):
            st.markdown(_sentence(now))
        with st.container(key="lesson_ways", width="content", **row):
            chosen = _ways(now)
    if chosen is not None:
        open_step(chosen, checkpoints)


def _sentence(now: Running) -> str:
    language = session_language()
    title = escape_markdown(spoken(now.lesson.title, language))
    text = escape_markdown(spoken(now.step.text, language))
    place = t("lessons.place", number=now.number, count=len(now.lesson.steps))
    return f":small[**{title}** :gray[{escape_markdown(place)}]]  \n{text}"


def _ways(now: Running) -> Running | None:
    """Draw the buttons; return the step to open."""
    chosen = None
    if _way("back", ":material/arrow_back:", "PageUp", disabled=now.number == 1):
        chosen = replace(now, number=now.number - 1)
    if _way("reset", ":material/replay:"):
        chosen = now
    if now.last:
        _end(t("lessons.finish"), type="primary", shortcut="PageDown")
    else:
        if _way("next", ":material/arrow_forward:", "PageDown", type="primary"):
            chosen = replace(now, number=now.number + 1)
        _end("", icon=":material/close:", help=t("lessons.end"))
    return chosen


def _way(name: str, icon: str, shortcut: str | None = None, **settings: object) -> bool:
    return st.button(
        "",
        icon=icon,
        key=f"lesson_{name}",
        help=t(f"lessons.{name}"),
        shortcut=shortcut,
        **settings,
    )


def _end(label: str, **settings: object) -> None:
    st.button(label, key="lesson_end", on_click=leave, **settings)


def _tell_lost() -> None:
    name = frame.current().lesson.partition(".")[0]
    if name:
        st.warning(t("lessons.unsound" if name in entries() else "lessons.lost"))
