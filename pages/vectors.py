"""Words as vectors: neighbours, a map, and how often arithmetic with words works."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from ui import pickers
from ui.chart import board
from ui.controls import titles
from ui.i18n import t
from ui.page import close_page, open_page
from ui.plain import escape_markdown, visible
from ui.views.vectors import actions, glosses
from ui.views.vectors.link import PAGE
from ui.views.vectors.models import with_vectors
from ui.views.vectors.panels import panels
from ui.views.vectors.shown import Asked, Shown, look
from ui.views.vectors.state import MAPS, VectorsState, Words

FIELD_WIDTH = 84  # pixels

checkpoints = open_page(PAGE)
checkpoint = checkpoints[PAGE.state.checkpoint]
shown = look(PAGE.state, checkpoint)


def act(action: dict[str, Any]) -> None:
    """Follow the board."""
    PAGE.change(actions.apply(PAGE.state, action, shown))


def named(names: list[str]) -> str:
    """Return models' titles as a list, safe in Markdown."""
    return escape_markdown(" / ".join(titles(checkpoints)[name] for name in names) or "–")


def unknown(asked: Asked, key: str, take: Callable[[str], VectorsState]) -> None:
    """Say that a word is not in the vocabulary, and offer what is near it."""
    word = escape_markdown(visible(asked.text))
    st.warning(
        t("vectors.unknown" if asked.near else "vectors.unlike", word=word), icon=":material/info:"
    )
    with st.container(horizontal=True, gap="small"):
        for token in asked.near:
            name = checkpoint.tokenizer.vocabulary.token(token)
            st.button(
                escape_markdown(glosses.named(name)),
                key=f"{key}_near_{token}",
                on_click=lambda name=name: PAGE.change(take(name)),
            )


def word_field(key: str, label: str, text: str, take: Callable[[str], VectorsState]) -> None:
    """Draw a field for a word."""
    st.session_state[key] = visible(text)
    st.text_input(
        label,
        key=key,
        placeholder=label,
        label_visibility="collapsed",
        width=FIELD_WIDTH,
        on_change=lambda: PAGE.change(take(st.session_state[key])),
    )


def set_word(text: str) -> VectorsState:
    """Take the word whose neighbours are shown."""
    return actions.set_word(PAGE.state, text)


def set_analogy(words: Words, place: int, text: str) -> VectorsState:
    """Take another word of the analogy, in which ``words`` stand on screen."""
    return actions.set_analogy(PAGE.state, words, place, text)


def controls(shown: Shown) -> None:
    """Draw what is asked for: the word, the map, the analogy."""
    word_field("vectors_word", t("vectors.word"), shown.asked.text, set_word)
    st.session_state.vectors_map = shown.map
    st.segmented_control(
        t("vectors.map"),
        MAPS,
        format_func=lambda name: t(f"vectors.show_{name}"),
        key="vectors_map",
        label_visibility="collapsed",
        on_change=lambda: PAGE.change(replace(PAGE.state, map=st.session_state.vectors_map)),
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="xxsmall", width="content"):
        for place, sign in enumerate((":", "::", ": ?")):
            label = t("vectors.analogy_field", name="abc"[place])
            take = partial(set_analogy, shown.words, place)
            word_field(f"analogy_{place}", label, shown.words[place], take)
            st.markdown(sign, width="content")


with st.container(gap="xsmall"):
    with pickers.row("vectors_bar"):
        pickers.checkpoint_picker(PAGE, checkpoints)
        if shown is not None:
            controls(shown)
    close_page(PAGE, checkpoints)
    if shown is None:
        one_hot = checkpoint.config.embedding is None
        st.info(
            t("vectors.one_hot", models=named(with_vectors(checkpoints)))
            if one_hot
            else t("vectors.unreadable")
        )
        st.stop()
    words = with_vectors(checkpoints, "word")
    if glosses.are_shown(checkpoint):
        st.caption(t("vectors.foreign"))
    elif checkpoint.tokenizer.unit == "character" and words:
        st.caption(t("vectors.characters", models=named(words)))
    if shown.asked.token is None:
        unknown(shown.asked, "word", set_word)
    for place, asked in enumerate(shown.analogy):
        if asked.token is None and asked.text:
            unknown(asked, f"analogy_{place}", partial(set_analogy, shown.words, place))
    with st.spinner(t("vectors.writing")):
        drawn = panels(shown)
    board(drawn, "board", on_action=act)
    st.caption(t("vectors.pretrained"))
