"""The visitor's page state in ``st.session_state``: adopted from the link, changed, undone.

Widgets never own anything: each run writes the state into their keys before it draws them, and
their callbacks hand back a changed state.
"""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode
from uuid import uuid4

import numpy as np
import streamlit as st

from textgen.checkpoint import Checkpoint
from textgen.checksum import departure
from textgen.prompt import clean_text, clip_prompt
from textgen.run import Run
from textgen.sampler import Sampler
from ui import actions, frame, link
from ui.i18n import t
from ui.link import PageState
from ui.payload import Stage
from ui.reader import Notice
from ui.visit import arrived_parameters, put_parameters

_UNDO_DEPTH = 50
_RANDOM_SEEDS = 1_000  # small numbers can be read out in class


def adopt(checkpoints: Mapping[str, Checkpoint], preferred: str) -> PageState:
    """Return the visitor's state, read from the link if the link is not the one written last."""
    session = st.session_state
    first = "page" not in session
    arrived = arrived_parameters("written", first=first)
    if arrived is not None:
        state, session.notices = link.read(arrived, checkpoints, preferred)
        if first:
            session.page = state
        else:  # another link in the same visit, such as the browser's way back
            change(state)
        session.play = state.at is None
    state = session.page
    if state.checkpoint not in checkpoints:  # it became unusable since the last run
        session.page = state = link.default_state(checkpoints[preferred])
    return state


def write_link(state: PageState, checkpoint: Checkpoint) -> str:
    """Put the state into the address bar; return it as a query string."""
    return urlencode(put_parameters("written", link.write(state, checkpoint)))


def notices() -> list[Notice]:
    """Return what the visitor should be told, once."""
    told: list[Notice] = st.session_state.get("notices", [])
    st.session_state.notices = []
    return told


def sentence(notice: Notice) -> str:
    """Return a notice in the visitor's language, parameters by the names the controls have."""
    named = {
        place: t(f"parameter.{value}") if place == "parameter" else value
        for place, value in notice.values.items()
    }
    return t(f"link.{notice.key}", **named)


def tell(key: str, **values: object) -> None:
    """Leave a notice for the next drawing of the page."""
    st.session_state.setdefault("notices", []).append(Notice(key, values))


def change(state: PageState) -> None:
    """Make a state the visitor's; the one before can be had again by `undo`."""
    before = st.session_state.setdefault("page_before", [])
    before.append(st.session_state.page)
    del before[:-_UNDO_DEPTH]
    st.session_state.page = state
    st.session_state.play = True


def can_undo() -> bool:
    """Tell whether there is a state to go back to."""
    return bool(st.session_state.get("page_before"))


def undo() -> None:
    """Go back to the state before the last change, at the step on which that change was made."""
    if can_undo():
        at = st.session_state.page.at
        before: PageState = st.session_state.page_before.pop()
        if at is not None and at >= before.settings.max_new_tokens:
            at = None
        st.session_state.page = replace(before, at=at)
        st.session_state.play = at is None


def restart(**changes: object) -> None:
    """Change settings and write the text anew: hand-made edits belong to the old one.

    Throws a new random seed unless it is locked or among the changes.
    """
    state: PageState = st.session_state.page
    frame.acted()
    if "random_seed" not in changes and not is_locked():
        changes["random_seed"] = new_random_seed()
    settings = replace(state.settings, edits=(), **changes)  # type: ignore[arg-type]
    change(replace(state, settings=settings, at=None, checksum=None))


def set_prompt(text: str) -> None:
    """Take a new seed text and write the text anew."""
    prompt = clean_text(text)
    kept = clip_prompt(prompt)
    if len(kept) < len(prompt):
        tell("clipped", limit=len(kept), dropped=len(prompt) - len(kept))
    if len(kept) > link.LINK_PROMPT_CHARS:
        tell("shortened", limit=link.LINK_PROMPT_CHARS)
    restart()
    st.session_state.page = replace(st.session_state.page, prompt=kept)


def set_checkpoint(checkpoint: Checkpoint) -> None:
    """Change the model; the visitor's seed text for each is remembered."""
    session = st.session_state
    prompts = session.setdefault("prompts", {})
    prompts[session.page.checkpoint] = session.page.prompt
    default = link.default_state(checkpoint)
    restart(max_new_tokens=default.settings.max_new_tokens)
    prompt = prompts.get(checkpoint.name, default.prompt)
    session.page = replace(session.page, checkpoint=checkpoint.name, prompt=prompt)


def act(event: object, checkpoints: Mapping[str, Checkpoint]) -> None:
    """Do what the player asks for; what it must not is told or ignored."""
    state: PageState = st.session_state.page
    frame.acted()
    kind = event.get("kind") if isinstance(event, Mapping) else None
    if kind == "undo":
        undo()
        return
    if kind == "export":
        ask_export()
        return
    try:
        vocabulary = checkpoints[state.checkpoint].tokenizer.vocabulary
        changed = actions.apply(state, event, len(vocabulary))
    except actions.TooManyEdits:
        tell("too_many_edits", limit=link.MAX_EDITS)
        return
    if changed is not state:
        change(changed)


def replace_cut(name: str, value: float | None) -> Sampler:
    """Return the sampler in force with one cut changed; None turns it off."""
    state: PageState = st.session_state.page
    return replace(state.settings.sampler, **{name: value})  # type: ignore[arg-type]


def last_run() -> Run | None:
    """Return what the player showed last."""
    run: Run | None = st.session_state.get("last_run")
    return run


def stage(state: PageState, checkpoint: Checkpoint, run: Run) -> Stage:
    """Return how the run is to be shown, and let the link tell its state."""
    st.session_state.last_run = run
    expected = state.checksum
    shown = replace(state, checksum=run.checksum)
    return Stage(
        start=min(state.at or 0, len(run) - 1),
        play=st.session_state.play,
        departs=departure(run.ids, expected) if expected else None,
        undo=can_undo(),
        link=write_link(shown, checkpoint),
        export=take_export(),
    )


def ask_export() -> None:
    """Let the next drawing hand the run over as a file."""
    st.session_state.export = uuid4().hex


def take_export() -> str | None:
    """Return the identity of a request for the run as a file, once."""
    request: str | None = st.session_state.pop("export", None)
    return request


def is_locked() -> bool:
    """Tell whether the random seed stays when something else changes."""
    return bool(st.session_state.get("locked", True))


def new_random_seed() -> int:
    """Throw a random seed, never the one in force."""
    return another_random_seed(st.session_state.page.settings.random_seed)


def another_random_seed(current: int) -> int:
    """Throw a random seed that is not ``current``."""
    thrown = int(np.random.default_rng().integers(1, _RANDOM_SEEDS))
    return thrown if thrown != current else thrown % _RANDOM_SEEDS + 1
