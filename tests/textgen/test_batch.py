"""Many lanes at once draw what they draw one by one."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgen import Checkpoint, ConfigError, Edit, Sampler, Settings, generate_lanes
from textgen.batch import draw_rows, write_lanes

TEMPERATURES = (0, 1e-300, 0.05, 0.5, 1, 2, 1e9, float("inf"))


def both(decoder: Any, prompt: list[int], lanes: list[Settings]) -> None:
    """Check the fast way against the plain one."""
    fast = list(write_lanes(decoder, prompt, lanes))
    plain = list(generate_lanes(decoder, prompt, lanes))
    assert [ids.tolist() for ids, _ in fast] == [[step.id for step in steps] for steps in plain]
    entropy = [[step.distribution.entropy for step in steps] for steps in plain]
    np.testing.assert_allclose([bits for _, bits in fast], entropy, rtol=0, atol=1e-9)


def test_the_same_tokens_and_entropies_at_any_temperature(tiny: Checkpoint) -> None:
    lanes = [Settings(Sampler(t), seed, 60) for t in TEMPERATURES for seed in range(3)]
    both(tiny.decoder, tiny.tokenizer.encode("a bee"), lanes)
    both(tiny.decoder, [], lanes[:1])


def test_cuts_edits_and_large_vocabularies_go_the_plain_way(
    tiny: Checkpoint, rigged: Callable[..., Any]
) -> None:
    lanes = [Settings(Sampler(1, top_k=2), 1, 9), Settings(Sampler(1), 1, 9, (Edit(3, 0.1),))]
    both(tiny.decoder, [], lanes)
    logits = np.random.default_rng(1).normal(0, 3, (600, 600))
    both(rigged(logits), [1], [Settings(Sampler(t), 1, 20) for t in TEMPERATURES])


@given(
    st.lists(st.sampled_from([-3.0, 0.0, 0.5, 0.5000001, 4.0]), min_size=1, max_size=9),
    st.sampled_from(TEMPERATURES),
    st.floats(0, 1, exclude_max=True),
)
def test_ties_and_edges_are_drawn_alike(values: list[float], temperature: float, u: float) -> None:
    logits = np.array(values, np.float32)
    ids, entropy = draw_rows(logits[None], np.array([temperature]), np.array([u]))
    distribution = Sampler(temperature).distribution(logits)
    assert ids.tolist() == [distribution.token_at(u)]
    assert entropy[0] == pytest.approx(distribution.entropy, abs=1e-9)


def test_lanes_of_different_lengths_are_refused(tiny: Checkpoint) -> None:
    lanes = [Settings(max_new_tokens=5), Settings(max_new_tokens=6)]
    with pytest.raises(ConfigError, match="same max_new_tokens"):
        next(write_lanes(tiny.decoder, [], lanes))
    with pytest.raises(ConfigError, match="at least one"):
        next(write_lanes(tiny.decoder, [], []))
