"""The lessons: what each is about, how long it takes, its start and its code for phones."""

import streamlit as st

from ui import resources
from ui.i18n import session_language, t
from ui.lessons.lesson import Lesson, LessonError, spoken
from ui.lessons.running import Running, way_to
from ui.lessons.shelf import doubts, entries
from ui.plain import escape_markdown
from ui.session import sentence
from ui.share.dialog import share_lesson

checkpoints = resources.usable(session_language())
st.session_state.pop("acted", None)  # there is no state here that a link could change


def card(lesson: Lesson) -> None:
    """Draw a lesson with the ways into it."""
    language = session_language()
    first = Running(lesson, 1)
    with st.container(border=True, height="stretch", key=f"lesson_{lesson.name}"):
        minutes = t("lessons.minutes", minutes=lesson.minutes, steps=len(lesson.steps))
        st.markdown(f"##### {escape_markdown(spoken(lesson.title, language))}")
        st.markdown(escape_markdown(spoken(lesson.summary, language)))
        st.space("stretch")  # so that the ways in of neighbours stand side by side
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(minutes, width="stretch")
            if st.button(
                "", icon=":material/qr_code_2:", key=f"code_{lesson.name}", help=t("lessons.code")
            ):
                share_lesson(lesson)
            st.page_link(
                f"pages/{first.link.page}.py",
                label=t("lessons.start"),
                icon=":material/play_arrow:",
                query_params=way_to(first, checkpoints),
            )
        for number, notice in doubts(lesson, language, checkpoints) if checkpoints else ():
            unknown = notice.key == "unknown"
            what = t("lessons.doubt_unknown", **notice.values) if unknown else sentence(notice)
            st.caption(escape_markdown(t("lessons.doubt", step=number, what=what)))


def broken(name: str, error: LessonError) -> None:
    """Draw a file that says nothing, and why."""
    told = {"file": f"{name}.toml", "problem": t(f"lessons.problem_{error.key}", **error.values)}
    if error.of_whole_file:
        st.text(t("lessons.broken_file", **told))
        return
    where = t("lessons.where_step", step=error.step) if error.step else t("lessons.where_top")
    st.text(t("lessons.broken", where=where, **told))


found = entries().values()
sound = [entry.lesson for entry in found if entry.lesson is not None]
with st.container(key="lessons"):
    with st.container(key="lessons_look"):
        st.markdown(f"**{t('pages.lessons.heading')}** {t('pages.lessons.look')}")
    for place in range(0, len(sound), 3):
        for column, lesson in zip(st.columns(3), sound[place : place + 3], strict=False):
            with column:
                card(lesson)
    for entry in found:
        if entry.problem is not None:
            broken(entry.name, entry.problem)
    st.caption(t("lessons.own"))
