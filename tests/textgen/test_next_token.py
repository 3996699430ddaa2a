"""One distribution as plain values: by hand on rigged logits, then the laws."""

import json
import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from textgen import Checkpoint, Sampler
from textgen.next_token import next_token


@pytest.fixture
def halves(tiny: Checkpoint, rigged: Callable) -> Checkpoint:
    """Return a model that gives its tokens 4 and 5 a half and a quarter, two others an eighth."""
    size = len(tiny.tokenizer.vocabulary)
    logits = np.full(size, -np.inf, np.float32)
    logits[[4, 5, 6, 7]] = np.log([1 / 2, 1 / 4, 1 / 8, 1 / 8])
    return replace(tiny, decoder=rigged([logits] * size))


def test_the_figures_can_be_checked_by_hand(halves: Checkpoint) -> None:
    found = next_token(halves, "a", Sampler(top_k=2), 3)
    named = [(each["token"], each["before"], each["after"]) for each in found["tokens"]]
    assert [token for token, _, _ in named] == ["a", "b", "c"]
    assert [before for _, before, _ in named] == pytest.approx([1 / 2, 1 / 4, 1 / 8])
    assert [after for _, _, after in named] == pytest.approx([2 / 3, 1 / 3, 0])
    assert found["before"]["entropy_bits"] == pytest.approx(1.75)
    assert found["before"]["effective_choices"] == pytest.approx(2**1.75)
    assert (found["before"]["support"], found["after"]["support"]) == (4, 2)
    assert found["rest"]["tokens"] == len(halves.tokenizer.vocabulary) - 3
    assert found["rest"]["before"] == pytest.approx(1 / 8)
    assert found["rest"]["after"] == 0


def test_at_temperature_one_nothing_changes(tiny: Checkpoint) -> None:
    found = next_token(tiny, "the sea", Sampler(), 5)
    assert found["before"] == found["after"]
    assert all(each["before"] == each["after"] for each in found["tokens"])


@pytest.mark.parametrize("temperature", [0.0, 1e-300, 0.5, 1e6, math.inf])
@pytest.mark.parametrize("count", [1, 12, 1_000])
def test_everything_sums_to_one_and_is_json(
    tiny: Checkpoint, temperature: float, count: int
) -> None:
    found = next_token(tiny, "old hat", Sampler(temperature), count)
    for when in ("before", "after"):
        shares = [each[when] for each in found["tokens"]]
        assert math.fsum([*shares, found["rest"][when]]) == pytest.approx(1)
        assert shares == sorted(shares, reverse=True)
    assert len(found["tokens"]) + found["rest"]["tokens"] == len(tiny.tokenizer.vocabulary)
    json.dumps(found, allow_nan=False)


def test_what_the_model_does_not_know_is_named(tiny: Checkpoint) -> None:
    found = next_token(tiny, "a✓b", Sampler(), 1)
    assert found["skipped"] == [{"text": "✓", "position": 1}]
    assert found["prompt_ids"] == tiny.tokenizer.encode("ab")
