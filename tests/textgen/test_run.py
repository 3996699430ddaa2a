"""A recorded run holds what its pictures need, as the sampler has it."""

import math

import numpy as np
import pytest

from textgen import (
    Checkpoint,
    ConfigError,
    Edit,
    Run,
    Sampler,
    Settings,
    checksum,
    generate,
    record,
)
from textgen.limits import PROMPT_CHARS
from textgen.run import LIKELIEST
from textgen.slider import STOPS

SETTINGS = Settings(
    Sampler(0.83, top_k=20, typical=0.9), 5, 70, (Edit(3, 0.0), Edit(7, 1.2, 9), Edit(40, math.inf))
)


@pytest.fixture(scope="module")
def run(tiny: Checkpoint) -> Run:
    return record(tiny, "A bee\r\n", SETTINGS)


def test_the_header_says_what_was_asked(tiny: Checkpoint, run: Run) -> None:
    assert (run.checkpoint, run.checkpoint_hash, run.unit) == ("tiny", tiny.hash, "character")
    assert run.prompt == "A bee\r\n"
    assert run.prompt_ids == tuple(tiny.tokenizer.encode("a bee\n"))
    assert run.settings == SETTINGS
    assert len(run) == 70


@pytest.mark.parametrize("prompt", ["é", "A bé, é", "海a", "", "bee é"])
def test_the_prompt_is_kept_as_the_model_saw_it(tiny: Checkpoint, prompt: str) -> None:
    run = record(tiny, prompt, Settings(max_new_tokens=1))
    pieces = tiny.tokenizer.read(prompt).pieces
    assert run.prompt_pieces == [(piece.text, piece.id is not None) for piece in pieces]


def test_ids_text_and_checksum_are_those_of_generation(tiny: Checkpoint, run: Run) -> None:
    steps = list(generate(tiny.decoder, tiny.tokenizer.encode("A bee\r\n"), SETTINGS))
    assert run.ids == [step.id for step in steps]
    assert run.text == tiny.tokenizer.decode(run.ids)
    assert run.checksum == checksum(run.ids)


def test_columns_are_what_each_steps_distribution_says(tiny: Checkpoint, run: Run) -> None:
    steps = generate(tiny.decoder, tiny.tokenizer.encode("A bee\r\n"), SETTINGS)
    for n, step in enumerate(steps):
        row = {name: column[n] for name, column in run.columns.items()}
        distribution = step.distribution
        assert (row["id"], row["u"], row["temperature"]) == (step.id, step.u, step.temperature)
        assert row["forced"] == step.forced == (n == 7)
        assert row["probability"] == distribution.probability(step.id)
        assert row["surprisal"] == distribution.surprisal(step.id)
        assert row["entropy"] == distribution.entropy
        assert row["rank"] == distribution.rank(step.id)
        assert row["below"] == distribution.below(step.id)
        assert row["likeliest_ids"].tolist() == distribution.ranking[:LIKELIEST].tolist()
        largest = distribution.logits.max()
        np.testing.assert_array_equal(
            row["likeliest_logits"], distribution.logits[row["likeliest_ids"]] - largest
        )
        assert row["logit"] == distribution.logits[step.id] - largest
        stop = run.temperatures.index(step.temperature)
        assert row["stop_entropy"][stop] == pytest.approx(distribution.entropy, abs=1e-9)


def test_the_die_lies_where_the_drawn_token_does(run: Run) -> None:
    for u, below, probability, forced in zip(
        *(run.columns[name].tolist() for name in ("u", "below", "probability", "forced")),
        strict=True,
    ):
        assert forced or below - 1e-12 <= u <= below + probability + 1e-12


def test_temperatures_are_the_stops_and_then_the_runs_own(run: Run) -> None:
    assert run.temperatures == (*STOPS, 0.83, math.inf)


def test_every_id_that_occurs_has_its_text(tiny: Checkpoint, run: Run) -> None:
    occurring = {*run.ids, *run.prompt_ids, *run.columns["likeliest_ids"].ravel().tolist()}
    assert set(run.tokens) == occurring
    assert all(run.tokens[i] == tiny.tokenizer.vocabulary.token(i) for i in occurring)


@pytest.mark.parametrize(
    "prompt", ["", "жжж", "a\ud800b", "<script>", "\u202e\x00", "x" * PROMPT_CHARS], ids=ascii
)
def test_any_prompt_gives_a_run(tiny: Checkpoint, prompt: str) -> None:
    run = record(tiny, prompt, Settings(max_new_tokens=3))
    assert len(run) == 3
    run.prompt.encode("utf-8")


def test_a_prompt_that_is_too_long_is_refused(tiny: Checkpoint) -> None:
    with pytest.raises(ConfigError, match="prompt"):
        record(tiny, "x" * (PROMPT_CHARS + 1), Settings())


def test_a_forced_token_that_is_unknown_is_refused(tiny: Checkpoint) -> None:
    with pytest.raises(ConfigError, match="step 0"):
        record(tiny, "", Settings(edits=(Edit(0, token=99_999),)))
