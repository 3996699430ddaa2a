"""Generation: the same dice give the same text, and an edit changes only what comes after it."""

import math
import subprocess
import sys
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgen import (
    Checkpoint,
    ConfigError,
    Edit,
    Sampler,
    Settings,
    Step,
    dice,
    generate,
    generate_lanes,
)
from textgen.limits import MAX_EDITS, MAX_NEW_TOKENS

ALPHABET = "\nabcdefghijklmnopqrstuvwxyz"
ROOT = Path(__file__).parents[2]


def ids_of(steps: Any) -> list[int]:
    return [step.id for step in steps]


@pytest.fixture(scope="module")
def speller(rigged: Callable[..., Any]) -> Any:
    """After the opening and each letter comes the next letter of the alphabet, almost surely."""
    return rigged(10 * np.roll(np.eye(27), 1, axis=1))


@pytest.fixture(scope="module")
def noisy(rigged: Callable[..., Any]) -> Any:
    return rigged(np.random.default_rng(0).normal(0, 2, (27, 27)))


# --- examples to check by hand ---


def test_the_rigged_model_recites_the_alphabet(speller: Any) -> None:
    steps = generate(speller, [], Settings(Sampler(0), max_new_tokens=26))
    assert "".join(ALPHABET[step.id] for step in steps) == ALPHABET[1:]


def test_generation_goes_on_from_the_prompt(speller: Any) -> None:
    steps = generate(speller, [5, 17], Settings(Sampler(0.1), max_new_tokens=3))
    assert "".join(ALPHABET[step.id] for step in steps) == "rst"


def test_a_step_tells_how_it_came_about(speller: Any) -> None:
    settings = Settings(Sampler(0.5), random_seed=9, max_new_tokens=2)
    first, second = generate(speller, [], settings)
    assert (first.number, second.number) == (0, 1)
    assert [first.u, second.u] == dice(9, 2)
    assert first.temperature == 0.5
    assert not first.forced
    assert first.distribution.probability(first.id) == pytest.approx(1, abs=1e-6)


def test_a_forced_token_is_taken_and_the_text_goes_on_from_it(speller: Any) -> None:
    settings = Settings(Sampler(0), max_new_tokens=5, edits=(Edit(2, token=24),))
    steps = list(generate(speller, [], settings))
    assert "".join(ALPHABET[step.id] for step in steps) == "abxyz"
    assert [step.forced for step in steps] == [False, False, True, False, False]


def test_a_temperature_holds_from_its_step_on(speller: Any) -> None:
    edits = (Edit(1, temperature=0.6), Edit(3, temperature=0.0, token=7))
    steps = list(generate(speller, [], Settings(Sampler(2), 0, 5, edits)))
    assert [step.temperature for step in steps] == [2, 0.6, 0.6, 0, 0]
    assert [step.forced for step in steps] == [False, False, False, True, False]


def test_dice_are_the_generators_own_numbers() -> None:
    """Fixed for ever: links reopen their texts by them."""
    expected = np.random.Generator(np.random.PCG64(42)).random(3).tolist()
    assert dice(42, 3) == expected
    assert dice(0, 1) == [0.6369616873214543]
    assert dice(42, 2) == dice(42, 5)[:2]


# --- laws ---


@given(random_seed=st.integers(0, 2**32 - 1), temperature=st.floats(0, 3))
def test_the_same_random_seed_gives_the_same_text(
    noisy: Any, random_seed: int, temperature: float
) -> None:
    settings = Settings(Sampler(temperature), random_seed, 20)
    assert ids_of(generate(noisy, [1], settings)) == ids_of(generate(noisy, [1], settings))


@given(random_seed=st.integers(0, 2**32 - 1))
def test_greedy_does_not_ask_the_dice(noisy: Any, random_seed: int) -> None:
    greedy = Settings(Sampler(0), random_seed, 20)
    assert ids_of(generate(noisy, [], greedy)) == ids_of(
        generate(noisy, [], Settings(Sampler(0), 0, 20))
    )


def test_other_random_seeds_give_other_texts(noisy: Any) -> None:
    texts = {tuple(ids_of(generate(noisy, [], Settings(random_seed=s)))) for s in range(20)}
    assert len(texts) == 20


@pytest.mark.parametrize("temperature", [0, 1e-320, 1e-9, 1, 1e9, math.inf])
def test_the_dice_are_the_same_at_every_temperature(noisy: Any, temperature: float) -> None:
    steps = generate(noisy, [], Settings(Sampler(temperature), 5, 10))
    assert [step.u for step in steps] == dice(5, 10)


@given(st.integers(1, 50))
def test_as_many_tokens_come_as_were_asked_for(noisy: Any, count: int) -> None:
    assert len(list(generate(noisy, [], Settings(max_new_tokens=count)))) == count


def test_a_longer_run_begins_as_the_shorter_one(noisy: Any) -> None:
    short = ids_of(generate(noisy, [3], Settings(max_new_tokens=30)))
    assert ids_of(generate(noisy, [3], Settings(max_new_tokens=300)))[:30] == short


def test_steps_come_one_by_one(noisy: Any) -> None:
    """Two of a thousand are drawn, and no more."""
    steps = generate(noisy, [], Settings(max_new_tokens=MAX_NEW_TOKENS))
    assert [step.number for step in islice(steps, 2)] == [0, 1]


@given(
    step=st.integers(0, 29),
    token=st.none() | st.integers(0, 26),
    temperature=st.none() | st.floats(0, 3),
)
def test_an_edit_changes_nothing_before_it(
    noisy: Any, step: int, token: int | None, temperature: float | None
) -> None:
    if token is None and temperature is None:
        temperature = 0.5
    plain = list(generate(noisy, [], Settings(max_new_tokens=30)))
    edited = list(
        generate(noisy, [], Settings(max_new_tokens=30, edits=(Edit(step, temperature, token),)))
    )
    assert ids_of(edited[:step]) == ids_of(plain[:step])
    assert [one.u for one in edited] == [one.u for one in plain]
    if token is not None:
        assert edited[step].id == token


def test_forcing_what_was_drawn_changes_no_token(noisy: Any) -> None:
    plain = ids_of(generate(noisy, [], Settings(max_new_tokens=30)))
    edits = tuple(Edit(step, token=plain[step]) for step in range(0, 30, 2))
    assert ids_of(generate(noisy, [], Settings(max_new_tokens=30, edits=edits))) == plain


LANES = (
    Settings(Sampler(0.2), 1, 60),
    Settings(Sampler(1.0), 1, 60),
    Settings(Sampler(1.0, top_k=3), 1, 60, (Edit(4, 0.0), Edit(9, token=2), Edit(20, 1.5))),
    Settings(Sampler(math.inf), 2, 60),
)


def test_lanes_are_single_runs(noisy: Any, tiny: Checkpoint) -> None:
    for decoder in (noisy, tiny.decoder):
        lanes: list[tuple[Step, ...]] = list(generate_lanes(decoder, [1, 2], LANES))
        for lane, settings in enumerate(LANES):
            alone = list(generate(decoder, [1, 2], settings))
            assert [steps[lane].id for steps in lanes] == ids_of(alone)
            assert [steps[lane][2:5] for steps in lanes] == [step[2:5] for step in alone]


def test_lanes_of_one_random_seed_share_their_dice(tiny: Checkpoint) -> None:
    for cold, warm, cut, other in generate_lanes(tiny.decoder, [], LANES):
        assert cold.u == warm.u == cut.u != other.u


def test_a_single_lane_is_a_run(tiny: Checkpoint) -> None:
    lanes = [steps[0].id for steps in generate_lanes(tiny.decoder, [5], LANES[2:3])]
    assert lanes == ids_of(generate(tiny.decoder, [5], LANES[2]))


@pytest.mark.parametrize("hash_seed", ["0", "1", "random"])
def test_another_process_writes_the_same_text(
    tiny: Checkpoint, tiny_folder: Path, hash_seed: str
) -> None:
    code = f"""
from textgen import Checkpoint, Sampler, Settings, generate
checkpoint = Checkpoint.load({str(tiny_folder)!r})
ids = checkpoint.tokenizer.encode("A bee")
print([step.id for step in generate(checkpoint.decoder, ids, Settings(Sampler(0.9), 7, 100))])
"""
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    )
    ids = tiny.tokenizer.encode("A bee")
    here = ids_of(generate(tiny.decoder, ids, Settings(Sampler(0.9), 7, 100)))
    assert result.stdout == f"{here}\n"


# --- what is refused ---


@pytest.mark.parametrize(
    "values",
    [
        {"random_seed": -1},
        {"random_seed": 2**32},
        {"random_seed": 1.0},
        {"random_seed": True},
        {"max_new_tokens": 0},
        {"max_new_tokens": MAX_NEW_TOKENS + 1},
        {"max_new_tokens": "9"},
        {"edits": tuple(Edit(i, 1.0) for i in range(MAX_EDITS + 1))},
        {"edits": (Edit(3, 1.0), Edit(3, 2.0))},
        {"edits": (Edit(4, 1.0), Edit(3, 2.0))},
    ],
    ids=lambda values: repr(values)[:40],
)
def test_settings_out_of_range_are_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        Settings(**values)


@pytest.mark.parametrize(
    "values",
    [
        {"step": 0},
        {"step": -1, "temperature": 1.0},
        {"step": MAX_NEW_TOKENS, "temperature": 1.0},
        {"step": 1.5, "temperature": 1.0},
        {"step": True, "temperature": 1.0},
        {"step": "1", "temperature": 1.0},
        {"step": 1, "temperature": -1.0},
        {"step": 1, "temperature": math.nan},
        {"step": 1, "token": -1},
        {"step": 1, "token": 1.5},
        {"step": 1, "token": "a"},
    ],
    ids=str,
)
def test_an_edit_that_is_none_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        Edit(**values)


def test_a_token_that_the_model_does_not_know_cannot_be_forced(noisy: Any) -> None:
    settings = Settings(max_new_tokens=3, edits=(Edit(1, token=27),))
    with pytest.raises(ConfigError, match="step 1"):
        next(generate(noisy, [], settings))
    with pytest.raises(ConfigError, match="step 1"):
        next(generate_lanes(noisy, [], [settings]))


@pytest.mark.parametrize("lanes", [[], [Settings(max_new_tokens=2), Settings(max_new_tokens=3)]])
def test_no_lanes_and_unequal_lanes_are_refused(noisy: Any, lanes: list[Settings]) -> None:
    with pytest.raises(ConfigError, match="lanes"):
        next(generate_lanes(noisy, [], lanes))
