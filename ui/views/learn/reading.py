"""What stands below three sections of the chapter: its timeline, its bugs, its exercises."""

import streamlit as st

from ui import frame, resources
from ui.i18n import session_language, t
from ui.learn.bugs import BUGS, Bug, source
from ui.learn.exercises import EXERCISES
from ui.learn.texts import texts
from ui.learn.timeline import TIMELINE
from ui.views.learn.link import PAGE
from ui.views.learn.miniatures import trained_longest
from ui.visit import Checkpoints


def way_to(page: str, parameters: dict[str, str]) -> None:
    """Draw the link that opens a page in a state."""
    st.page_link(
        f"pages/{page}.py",
        label=t("learn.open", page=t(f"pages.{page}.title")),
        icon=":material/open_in_full:",
        query_params={**parameters, **frame.parameters()},
    )


def timeline(checkpoints: Checkpoints) -> None:
    """Draw the years, what happened and who told it."""
    parts = texts(session_language())["timeline"].parts
    for entry in TIMELINE:
        where = f"[{entry.source}]({entry.url})" if entry.url else entry.source
        told = parts[entry.name]
        st.markdown(f"**{entry.year}**\u2002{told}  \n:small[:gray[{entry.who}: {where}]]")


def bugs(checkpoints: Checkpoints) -> None:
    """Draw every bug beside its repair, with what both return."""
    for bug in BUGS:
        text = texts(session_language())[f"bug/{bug.name}"]
        with st.container(border=True, key=f"bug_{bug.name}"):
            st.markdown(f"##### {text.title}\n\n{text.body}")
            _both(bug, checkpoints)


def _both(bug: Bug, checkpoints: Checkpoints) -> None:
    trained = trained_longest(PAGE.state, checkpoints) if bug.by_history else None
    model = trained or checkpoints[PAGE.state.checkpoint]
    with st.spinner(t("learn.running")):
        returned = resources.attempted(model.name, model.hash, bug.name)
    functions = {"faulty": bug.faulty, "repaired": bug.repaired}
    for column, (kind, function) in zip(st.columns(2), functions.items(), strict=True):
        with column:
            st.caption(t(f"learn.{kind}"))
            st.code(source(function), "python", wrap_lines=True)
            st.code("\n".join(returned[kind]), None, wrap_lines=True)


def exercises(checkpoints: Checkpoints) -> None:
    """Draw every exercise with its link, its hint and its answer."""
    for number, exercise in enumerate(EXERCISES, start=1):
        text = texts(session_language())[f"exercise/{exercise.name}"]
        with st.container(border=True, key=f"exercise_{exercise.name}"):
            st.markdown(f"##### {number}. {text.title}\n\n{text.body}")
            way_to(exercise.page, exercise.parameters(checkpoints, PAGE.state.checkpoint))
            for part in ("hint", "answer"):
                with st.expander(t(f"learn.{part}")):
                    st.markdown(text.parts[part])


READING = {"timeline": timeline, "bugs": bugs, "exercises": exercises}
