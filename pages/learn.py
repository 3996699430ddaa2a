"""The chapter: sections with a live miniature each, the listings' bugs, the exercises."""

from dataclasses import replace
from typing import Any

import streamlit as st

from ui import frame, pickers, resources
from ui.chart import board
from ui.i18n import session_language, t
from ui.learn.bugs import BUGS, source
from ui.learn.exercises import EXERCISES
from ui.learn.texts import texts
from ui.learn.timeline import TIMELINE
from ui.page import close_page, open_page
from ui.views import learn as view
from ui.views.learn import PAGE

checkpoints = open_page(PAGE)
written = texts(session_language())
section = PAGE.state.section


def act(action: dict[str, Any]) -> None:
    """Follow the board."""
    PAGE.change(view.apply(PAGE.state, action))


def turn_to(name: str) -> None:
    """Show another section."""
    PAGE.change(replace(PAGE.state, section=name))


def way_to(page: str, parameters: dict[str, str]) -> None:
    """Draw the link that opens a page in a state."""
    st.page_link(
        f"pages/{page}.py",
        label=t("learn.open", page=t(f"pages.{page}.title")),
        icon=":material/open_in_full:",
        query_params={**parameters, **frame.parameters()},
    )


def controls() -> None:
    """Draw what the miniature depends on."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        pickers.checkpoint_picker(PAGE, checkpoints)
        if section in view.WITH_PROMPT:
            pickers.prompt_box(PAGE)
        if section in view.WITH_DIE:
            pickers.die(PAGE)


def contents() -> None:
    """Draw the names of the sections."""
    st.session_state.learn_section = section
    st.pills(
        t("learn.sections"),
        list(view.SECTIONS),
        format_func=lambda name: t(f"learn.section_{name}"),
        key="learn_section",
        required=True,
        label_visibility="collapsed",
        on_change=lambda: turn_to(st.session_state.learn_section),
    )


def timeline() -> None:
    """Draw the years, what happened and who told it."""
    for entry in TIMELINE:
        where = f"[{entry.source}]({entry.url})" if entry.url else entry.source
        told = written["timeline"].parts[entry.name]
        st.markdown(f"**{entry.year}**\u2002{told}  \n:small[:gray[{entry.who}: {where}]]")


def bugs() -> None:
    """Draw every bug beside its repair, with what both return."""
    for bug in BUGS:
        trained = view.trained_longest(PAGE.state, checkpoints) if bug.by_history else None
        model = trained or checkpoints[PAGE.state.checkpoint]
        text = written[f"bug/{bug.name}"]
        with st.container(border=True, key=f"bug_{bug.name}"):
            st.markdown(f"##### {text.title}\n\n{text.body}")
            with st.spinner(t("learn.running")):
                returned = resources.attempted(model.name, model.hash, bug.name)
            functions = {"faulty": bug.faulty, "repaired": bug.repaired}
            for column, (kind, function) in zip(st.columns(2), functions.items(), strict=True):
                with column:
                    st.caption(t(f"learn.{kind}"))
                    st.code(source(function), "python", wrap_lines=True)
                    st.code("\n".join(returned[kind]), None, wrap_lines=True)


def exercises() -> None:
    """Draw every exercise with its link, its hint and its answer."""
    for number, exercise in enumerate(EXERCISES, start=1):
        text = written[f"exercise/{exercise.name}"]
        with st.container(border=True, key=f"exercise_{exercise.name}"):
            st.markdown(f"##### {number}. {text.title}\n\n{text.body}")
            way_to(exercise.page, exercise.parameters(checkpoints, PAGE.state.checkpoint))
            for part in ("hint", "answer"):
                with st.expander(t(f"learn.{part}")):
                    st.markdown(text.parts[part])


def ends() -> None:
    """Draw the ways to the section before and the one after."""
    sides = (
        ("before", -1, "left", ":material/arrow_back:"),
        ("after", 1, "right", ":material/arrow_forward:"),
    )
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        for key, step, side, icon in sides:
            name = view.neighbour(section, step)
            if name is None:
                st.space()
                continue
            st.button(
                t(f"learn.section_{name}"),
                icon=icon,
                icon_position=side,
                key=f"learn_{key}",
                on_click=turn_to,
                args=(name,),
            )


contents()
close_page(PAGE, checkpoints)
text, live = st.columns([5, 8])
text.markdown(f"### {written[section].title}\n\n{written[section].body}")
with live:
    controls()
    if (shown := view.miniature(PAGE.state, checkpoints)) is not None:
        board(shown.panels, "board", shown.slider, act)
        way_to(shown.page, shown.parameters)
if section in (more := {"timeline": timeline, "bugs": bugs, "exercises": exercises}):
    more[section]()
ends()
