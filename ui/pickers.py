"""Controls that the pages share: model, seed text, die. They change a page's state, whatever it is.

A state that they change is a frozen dataclass with ``checkpoint``, ``prompt`` and ``random_seed``.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal

import streamlit as st

from textgen.checkpoint import Checkpoint
from textgen.limits import MAX_NEW_TOKENS
from textgen.prompt import clean_text, clip_prompt
from ui import controls, frame, keyboard, presenting, resources, session
from ui.i18n import t
from ui.link import LINK_PROMPT_CHARS
from ui.plain import escape_markdown
from ui.views.parts import undecided
from ui.visit import Checkpoints, Page

_LENGTHS = (50, 100, 200, 400, 700, MAX_NEW_TOKENS)
_NARROW = 150
_WIDE = 284  # the longest name of our models in either language is not cut

# On a phone the seed text gets a row of its own instead of what the models' names leave.
_STYLE = "<style>[class*='st-key-'][class*='_prompt'] { min-width: min(100%, 16rem) }</style>"


def bar(
    page: Page[Any],
    checkpoints: Checkpoints,
    further: Callable[[], None] | None = None,
    *,
    with_epoch: bool = False,
) -> None:
    """Draw the row on top of a page: model, seed text, ready ones, die.

    ``further`` draws what the page itself has to choose; in the fold if there is one. With
    ``with_epoch`` the weights of a kept epoch can be chosen: the state's ``epoch``.
    """
    st.html(_STYLE)
    groups = ("model", "prompt", "examples") if further is None else frame.HIDABLE
    with row("bar"):
        with presenting.fold(*groups):
            checkpoint_picker(page, checkpoints)
            if with_epoch:
                epoch_picker(page, checkpoints[page.state.checkpoint])
            prompt_box(page)
            if further and presenting.is_on():
                further()
            examples(page, checkpoints)
        die(page)
    if further and not presenting.is_on():
        with row("further", gap="xsmall"):  # all of it is to fit one row of a small laptop
            further()


def row(key: str, gap: Literal["xsmall", "small"] = "small") -> Any:
    """Return a container for controls side by side."""
    return st.container(horizontal=True, vertical_alignment="center", gap=gap, key=key)


def checkpoint_picker(page: Page[Any], checkpoints: Checkpoints, field: str = "checkpoint") -> None:
    """Draw the choice of a model."""
    if not frame.shows("model"):
        return
    key = f"{page.name}_{field}"
    st.session_state[key] = getattr(page.state, field)

    def changed() -> None:
        name = st.session_state[key]
        state = replace(page.state, **{field: name})
        if field == "checkpoint" and state.prompt is not None:
            state = replace(state, prompt=_prompt_of(checkpoints, name, state.prompt))
        page.change(state)

    st.selectbox(
        t("controls.checkpoint"),
        list(checkpoints),
        format_func=controls.titles(checkpoints).__getitem__,
        key=key,
        label_visibility="collapsed",
        filter_mode=None,
        width=_WIDE,
        on_change=changed,
    )


def _prompt_of(checkpoints: Checkpoints, name: str, prompt: str) -> str:
    """Return the seed text for another model: a ready one gives way, the visitor's own stays."""
    new = checkpoints[name]
    if prompt in {undecided(each) for each in checkpoints.values()}:
        return undecided(new)
    ready = {text for each in checkpoints.values() for text in each.about.prompts}
    return new.about.prompts[0] if prompt in ready else prompt


def second_picker(page: Page[Any], checkpoints: Checkpoints) -> None:
    """Draw the choice of a model to put beside the first, or of none: the state's ``second``."""
    if not frame.shows("model"):
        return
    key = f"{page.name}_second"
    st.session_state[key] = page.state.second or ""
    st.selectbox(
        t("controls.second"),
        ["", *checkpoints],
        format_func={"": t("controls.no_second"), **controls.titles(checkpoints)}.__getitem__,
        key=key,
        label_visibility="collapsed",
        filter_mode=None,
        width=_WIDE,
        on_change=lambda: page.change(replace(page.state, second=st.session_state[key] or None)),
    )


def epoch_picker(page: Page[Any], model: Checkpoint, field: str = "epoch") -> None:
    """Draw the choice of an epoch beside a model that kept some; 0 is what the model ships."""
    kept = resources.kept_epochs(model)
    if not kept or not frame.shows("model"):
        return
    key, epoch = f"{page.name}_{field}", getattr(page.state, field)
    st.session_state[key] = epoch if epoch in kept else 0
    names = {0: t("controls.no_epoch")} | {
        number: t("controls.at_epoch", epoch=number) for number in kept
    }
    st.selectbox(
        t(f"controls.{field}"),
        list(names),
        format_func=names.__getitem__,
        key=key,
        label_visibility="collapsed",
        filter_mode=None,
        width=_NARROW,
        on_change=lambda: page.change(replace(page.state, **{field: st.session_state[key]})),
    )


def length_picker(page: Page[Any]) -> None:
    """Draw the choice of how many tokens to write: the state's ``length``."""
    if not frame.shows("settings"):
        return
    key = f"{page.name}_length"
    st.session_state[key] = page.state.length
    lengths = sorted({*_LENGTHS, page.state.length})  # a link may ask for another one
    names = {count: t("controls.tokens", count=f"{count:,}") for count in lengths}
    st.selectbox(
        t("controls.length"),
        lengths,
        format_func=names.__getitem__,
        key=key,
        label_visibility="collapsed",
        filter_mode=None,
        width=_NARROW,
        on_change=lambda: page.change(replace(page.state, length=st.session_state[key])),
    )


def prompt_box(page: Page[Any]) -> None:
    """Draw the field for the seed text."""
    if not frame.shows("prompt"):
        return
    key = f"{page.name}_prompt"
    st.session_state[key] = page.state.prompt
    st.text_input(
        t("controls.prompt"),
        key=key,
        placeholder=t("controls.prompt_placeholder"),
        label_visibility="collapsed",
        on_change=lambda: set_prompt(page, st.session_state[key]),
    )


def set_prompt(page: Page[Any], text: str) -> None:
    """Take a new seed text; its end, if it is too long for a link."""
    prompt = clean_text(text)
    kept = clip_prompt(prompt, LINK_PROMPT_CHARS)
    if len(kept) < len(prompt):
        page.tell("clipped", limit=len(kept), dropped=len(prompt) - len(kept))
    page.change(replace(page.state, prompt=kept))


def tell_cut(page: Page[Any], text: str, limit: int) -> None:
    """Say so if only the beginning of a text is used."""
    if (dropped := len(text) - limit) > 0:
        page.tell("cut", limit=f"{limit:,}", dropped=f"{dropped:,}")


def examples(page: Page[Any], checkpoints: Checkpoints) -> None:
    """Draw the ready seed texts of the model."""
    if not frame.shows("examples"):
        return
    with presenting.drawer(t("controls.examples"), ":material/format_quote:", "examples"):
        for i, prompt in enumerate(checkpoints[page.state.checkpoint].about.prompts):
            st.button(
                escape_markdown(prompt),
                key=f"{page.name}_example_{i}",
                width="stretch",
                on_click=set_prompt,
                args=(page, prompt),
            )


def die(page: Page[Any]) -> None:
    """Draw the button that throws another random seed."""
    if not frame.shows("die"):
        return

    def thrown() -> None:
        seed = session.another_random_seed(page.state.random_seed)
        page.change(replace(page.state, random_seed=seed))

    keyboard.on("die", thrown)
    st.button(
        str(page.state.random_seed),
        icon=":material/casino:",
        key=f"{page.name}_die",
        help=t("controls.die_help"),
        on_click=thrown,
    )
