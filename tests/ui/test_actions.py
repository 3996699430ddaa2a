"""What the player's events do to the page's state, and that nothing else does anything."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textgen import Edit, Sampler, Settings
from textgen.limits import MAX_EDITS
from ui.actions import TooManyEdits, apply, temperature_at
from ui.link import PageState

FUZZ = settings(max_examples=300, deadline=None, derandomize=True)
LENGTH, SIZE = 40, 30  # steps of the run, tokens of the vocabulary


def page(*edits: Edit, temperature: float = 0.8) -> PageState:
    sampler = Sampler(temperature, top_p=0.9)
    return PageState("model", "prompt", Settings(sampler, 5, LENGTH, edits), at=3, checksum="x")


def heat(step: Any, temperature: Any) -> dict[str, Any]:
    return {"kind": "temperature", "step": step, "temperature": temperature}


def force(step: Any, token: Any) -> dict[str, Any]:
    return {"kind": "force", "step": step, "id": token}


def edits_after(state: PageState, event: object) -> tuple[Edit, ...]:
    return apply(state, event, SIZE).settings.edits


# --- temperature ---


def test_at_the_first_step_the_temperature_of_the_run_changes() -> None:
    changed = apply(page(), heat(0, 1.5), SIZE)
    assert changed.settings == Settings(Sampler(1.5, top_p=0.9), 5, LENGTH)


def test_later_the_temperature_changes_from_that_step_on() -> None:
    changed = apply(page(), heat(7, 1.5), SIZE)
    assert changed.settings.sampler.temperature == 0.8
    assert changed.settings.edits == (Edit(7, 1.5),)
    assert edits_after(changed, heat(9, 0.2)) == (Edit(7, 1.5), Edit(9, 0.2))


@pytest.mark.parametrize("event", [heat(7, 1.5), force(7, 2)])
def test_an_edit_drops_those_after_it_and_keeps_those_before(event: object) -> None:
    state = page(Edit(2, 0.5), Edit(8, token=1), Edit(20, 2.0))
    kept, made = edits_after(state, event)
    assert kept == Edit(2, 0.5)
    assert made.step == 7


def test_a_change_at_the_first_step_drops_every_edit() -> None:
    assert edits_after(page(Edit(1, 0.5), Edit(2, token=1)), heat(0, 1.5)) == ()


def test_the_temperature_in_force_already_makes_no_edit() -> None:
    assert edits_after(page(), heat(7, 0.8)) == ()
    assert edits_after(page(Edit(2, 0.5), Edit(9, 1.0)), heat(7, 0.5)) == (Edit(2, 0.5),)
    assert edits_after(page(Edit(7, 1.5)), heat(7, 0.8)) == ()


def test_a_second_temperature_at_a_step_replaces_the_first() -> None:
    assert edits_after(page(Edit(7, 1.5)), heat(7, 0.3)) == (Edit(7, 0.3),)


def test_a_new_temperature_keeps_the_token_forced_at_its_step() -> None:
    assert edits_after(page(Edit(7, token=4)), heat(7, 0.3)) == (Edit(7, 0.3, 4),)
    assert edits_after(page(Edit(7, 0.3, 4)), heat(7, 0.8)) == (Edit(7, token=4),)
    assert edits_after(page(Edit(0, 0.3, 4)), heat(0, 1.5)) == (Edit(0, token=4),)


@pytest.mark.parametrize("temperature", [0, 0.0, 1e-9, 2, 1e9, float("inf")])
def test_any_temperature_from_zero_up_is_taken(temperature: float) -> None:
    assert edits_after(page(), heat(7, temperature)) == (Edit(7, temperature),)


def test_the_temperature_in_force_is_the_last_one_set_before_a_step() -> None:
    state = page(Edit(2, 0.5), Edit(5, token=1), Edit(9, 1.0), temperature=0.7)
    in_force = [temperature_at(state.settings, step) for step in (0, 2, 3, 9, 10)]
    assert in_force == [0.7, 0.7, 0.5, 0.5, 1.0]


# --- a forced token ---


def test_a_token_is_forced() -> None:
    assert edits_after(page(), force(7, SIZE - 1)) == (Edit(7, token=SIZE - 1),)
    assert edits_after(page(), force(0, 0)) == (Edit(0, token=0),)


def test_a_forced_token_keeps_the_temperature_set_at_its_step() -> None:
    assert edits_after(page(Edit(7, 1.5)), force(7, 2)) == (Edit(7, 1.5, 2),)
    assert edits_after(page(Edit(7, 1.5, 4)), force(7, 2)) == (Edit(7, 1.5, 2),)


# --- both ---


@pytest.mark.parametrize("event", [heat(7, 1.5), force(7, 2), heat(0, 1.5), force(39, 2)])
def test_the_text_goes_on_from_the_step_and_is_no_longer_the_links(event: dict[str, Any]) -> None:
    changed = apply(page(), event, SIZE)
    assert changed.at == event["step"]
    assert changed.checksum is None
    assert (changed.checkpoint, changed.prompt) == ("model", "prompt")


@pytest.mark.parametrize("event", [heat(30, 1.5), force(30, 2)])
def test_a_run_takes_twenty_edits(event: object) -> None:
    nineteen = tuple(Edit(step, token=1) for step in range(MAX_EDITS - 1))
    assert len(edits_after(page(*nineteen), event)) == MAX_EDITS
    full = page(*nineteen, Edit(25, token=1))
    with pytest.raises(TooManyEdits):
        apply(full, event, SIZE)
    assert len(edits_after(full, heat(25, 1.5))) == MAX_EDITS
    assert len(edits_after(full, heat(30, 0.8))) == MAX_EDITS, "no edit is made"


# --- what is no event ---

HUGE = 10**400


@pytest.mark.parametrize(
    "event",
    [
        None,
        "temperature",
        [],
        {},
        {"kind": "temperature"},
        {"kind": "temperature", "step": 7},
        {"kind": ["temperature"], "step": 7, "temperature": 1.5},
        {"kind": "delete", "step": 7},
        {"kind": "force", "step": 7},
        *(heat(step, 1.5) for step in (-1, LENGTH, HUGE, 7.0, "7", True, None, [7])),
        *(heat(7, value) for value in (-1, -1e-9, float("nan"), float("-inf"), HUGE, -HUGE)),
        *(heat(7, value) for value in (True, False, "1.5", "nan", None, [], {}, [1.5])),
        *(heat(0, value) for value in (-1, float("nan"), True, "1.5", None)),
        *(force(step, 2) for step in (-1, LENGTH, HUGE, 7.0, "7", True, None)),
        *(force(7, token) for token in (-1, SIZE, HUGE, 2.0, "2", True, None, [2])),
    ],
    ids=lambda event: repr(event)[:60],
)
def test_what_is_no_event_changes_nothing(event: object) -> None:
    for state in (page(), page(Edit(2, 0.5), Edit(7, 0.3, 4), Edit(9, token=1))):
        assert apply(state, event, SIZE) is state


@pytest.mark.parametrize(
    ("state", "event"),
    [
        (page(), heat(7, 0.8)),
        (page(), heat(0, 0.8)),
        (page(Edit(7, 0.3)), heat(7, 0.3)),
        (page(Edit(7, 0.3)), heat(9, 0.3)),
        (page(Edit(7, token=4)), force(7, 4)),
    ],
)
def test_an_event_that_asks_for_what_is_there_changes_nothing(
    state: PageState, event: object
) -> None:
    assert apply(state, event, SIZE) is state


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
likely = {
    "kind": st.sampled_from(["temperature", "force", "undo", "export"]) | json_values,
    "step": st.integers(-1, LENGTH) | json_values,
    "temperature": st.floats(0, 2) | json_values,
    "id": st.integers(-1, SIZE) | json_values,
}
events = st.fixed_dictionaries({}, optional=likely) | st.fixed_dictionaries(likely) | json_values


@FUZZ
@given(sent=st.lists(events, max_size=40))
def test_whatever_a_browser_sends_the_state_stays_valid(sent: list[Any]) -> None:
    state = page()
    for event in sent:
        try:
            changed = apply(state, event, SIZE)
        except TooManyEdits:
            assert len(state.settings.edits) == MAX_EDITS
            continue
        if changed is state:
            continue
        assert changed.settings != state.settings
        assert changed.at == event["step"]
        assert all(edit.token is None or edit.token < SIZE for edit in changed.settings.edits)
        assert all(edit.step <= event["step"] for edit in changed.settings.edits)
        assert replace(changed.settings) == changed.settings  # its own checks pass again
        state = changed
