"""A recorded run holds what its pictures need, as the sampler has it."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from tests.textgen.tiny import random_weights
from textgen import (
    Checkpoint,
    ConfigError,
    Decoder,
    Edit,
    Run,
    Sampler,
    Settings,
    checksum,
    generate,
    make_decoder,
    record,
)
from textgen.decoder import State
from textgen.limits import PROMPT_CHARS
from textgen.network import Floats
from textgen.run import LIKELIEST
from textgen.run_format import from_json, to_json
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


CONVOLUTION = {
    "kind": "conv",
    "layers": (4, 4),
    "embedding": 4,
    "kernel_size": 3,
    "dilations": (1, 2),
}
BEGUN = Settings(Sampler(0.8), 5, 100, (Edit(20, 1.2), Edit(70, 0.5)))
CHANGES = {
    "later": {"edits": (Edit(20, 1.2), Edit(90, 0.5))},
    "at a place": {"edits": (Edit(20, 1.2), Edit(64, 0.5))},
    "forced": {"edits": (Edit(20, 1.2), Edit(66, token=4))},
    "earlier": {"edits": (Edit(3, 1.2),)},
    "first": {"sampler": Sampler(0.3), "edits": ()},
    "off the slider": {"edits": (Edit(20, 1.2), Edit(90, 0.123))},
    "cut": {"sampler": Sampler(0.8, top_k=3)},
    "random seed": {"random_seed": 6},
    "longer": {"max_new_tokens": 150},
    "shorter": {"max_new_tokens": 96, "edits": (Edit(20, 1.2),)},
    "the same": {},
}


def assert_same(run: Run, other: Run) -> None:
    assert run == replace(other, columns=run.columns)
    assert run.columns.keys() == other.columns.keys()
    for name, column in run.columns.items():
        np.testing.assert_array_equal(column, other.columns[name], strict=True)


@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("kind", ["carry", "window", "conv"])
def test_a_run_that_begins_like_another_is_the_run_that_it_is_alone(
    tiny: Checkpoint, kind: str, changes: dict[str, object]
) -> None:
    checkpoint = with_network(tiny, kind)
    after = replace(BEGUN, **changes)
    alone = record(checkpoint, "a bee", after)
    begun = record(checkpoint, "a bee", BEGUN)
    assert_same(record(checkpoint, "a bee", after, begun), alone)
    # And again from one that was begun so itself.
    assert_same(
        record(checkpoint, "a bee", after, record(checkpoint, "a bee", after, begun)), alone
    )


def test_what_two_runs_share_is_computed_once(tiny: Checkpoint) -> None:
    begun = record(tiny, "a bee", BEGUN)
    counted = Counted(tiny.decoder)
    watched = replace(tiny, decoder=counted)
    record(watched, "a bee", replace(BEGUN, edits=(Edit(20, 1.2), Edit(70, 1.5))), begun)
    assert (counted.prefills, counted.steps) == (0, 100 - 64 - 1)


@pytest.mark.parametrize("other", ["prompt", "model", "file"])
def test_a_run_of_something_else_is_of_no_use(tiny: Checkpoint, other: str) -> None:
    begun = record(tiny, "the sea" if other == "prompt" else "a bee", BEGUN)
    if other == "model":
        begun = replace(begun, checkpoint_hash="0" * 64)
    if other == "file":
        begun = from_json(to_json(begun))
    counted = Counted(tiny.decoder)
    run = record(replace(tiny, decoder=counted), "a bee", BEGUN, begun)
    assert (counted.prefills, counted.steps) == (1, 99)
    assert_same(run, record(tiny, "a bee", BEGUN))


class Counted:
    """A decoder that counts how often it is asked."""

    def __init__(self, decoder: Decoder) -> None:
        self.decoder = decoder
        self.prefills = self.steps = 0

    def prefill(self, ids: Sequence[int]) -> tuple[Floats, State]:
        self.prefills += 1
        return self.decoder.prefill(ids)

    def step(self, ids: int, state: State) -> tuple[Floats, State]:
        self.steps += 1
        return self.decoder.step(ids, state)

    def __getattr__(self, name: str) -> object:
        return getattr(self.decoder, name)


def with_network(checkpoint: Checkpoint, kind: str) -> Checkpoint:
    """Return the checkpoint with a network of another kind."""
    changes = {"carry": {}, "window": {"context": 9}, "conv": CONVOLUTION}[kind]
    config = replace(checkpoint.config, **changes)
    decoder = make_decoder(config, random_weights(config), 0)
    return replace(checkpoint, config=config, decoder=decoder)
