"""Strategies side by side: worked by hand, against the sampler, and their laws."""

import doctest

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import textgen.strategies as module
from tests.textgen.tiny import random_weights, tiny_config
from textgen import Sampler, Settings, generate, make_decoder
from textgen.measures import find_loops
from textgen.strategies import CUTS, cut_first, outcomes, stages, strategies, write_texts

LOGITS = np.log([0.4, 0.3, 0.15, 0.1, 0.05])
ALL = Sampler(1.0, top_k=4, top_p=0.8, min_p=0.5, typical=0.3)


def test_the_examples_worked_by_hand_are_right() -> None:
    result = doctest.testmod(module)
    assert (result.attempted, result.failed) == (6, 0)


def test_every_strategy_is_a_sampler() -> None:
    assert strategies(Sampler(0.7, top_k=5, min_p=0.1)) == {
        "greedy": Sampler(0),
        "temperature": Sampler(0.7),
        "stochastic": Sampler(1),
        "random": Sampler(np.inf),
        "top_k": Sampler(0.7, top_k=5),
        "min_p": Sampler(0.7, min_p=0.1),
        "all": Sampler(0.7, top_k=5, min_p=0.1),
    }


@pytest.mark.parametrize(
    ("name", "kept", "mass"),
    [
        ("greedy", (0, 1), 0.4),
        ("temperature", (0, 5), 1),
        ("stochastic", (0, 5), 1),
        ("random", (0, 5), 1),
        ("top_k", (0, 4), 0.95),
        ("top_p", (0, 3), 0.85),
        ("min_p", (0, 2), 0.7),
        ("typical", (1, 2), 0.3),
        ("all", (0, 1), 0.4),
    ],
)
def test_by_hand(name: str, kept: tuple[int, int], mass: float) -> None:
    """The entropy is 2.01 bits; 0.3 (1.74 bits) is nearest to it, then 0.4 (1.32 bits)."""
    told = outcomes(ALL, LOGITS, 2)[name]
    assert (told.first, told.end, told.size) == (*kept, 5)
    assert told.mass == pytest.approx(mass)


def test_what_is_left_is_divided_by_its_mass() -> None:
    told = outcomes(ALL, LOGITS, 2)["top_p"]
    np.testing.assert_allclose(told.before, [0.4, 0.3, 0.3])
    np.testing.assert_allclose(told.after, [0.4 / 0.85, 0.3 / 0.85, 0.15 / 0.85])
    assert told.cut.tolist() == [False, False, False]  # one of the others stays
    assert outcomes(ALL, LOGITS, 3)["top_p"].cut.tolist() == [False] * 3 + [True]
    assert outcomes(ALL, LOGITS, 3)["greedy"].cut.tolist() == [False, True, True, True]


def test_stages_by_hand() -> None:
    """Each cuts what the one before left, made to sum to 1 again."""
    told = stages(Sampler(1.0, top_k=4, top_p=0.7, min_p=0.8), LOGITS, 5)
    assert list(told) == ["temperature", "top_k", "top_p", "min_p"]
    assert [each.kept for each in told.values()] == [5, 4, 2, 1]
    # 0.4 / 0.95 = 0.42 and 0.3 / 0.95 = 0.32 reach 0.7; 0.3 is not 0.8 of 0.4.
    masses = [each.mass for each in told.values()]
    assert masses == pytest.approx([1, 0.95, 0.7 / 0.95, 0.4 / 0.7])


@given(
    logits=st.lists(st.floats(-20, 20), min_size=1, max_size=30),
    temperature=st.floats(0, 2),
    k=st.integers(1, 10),
    p=st.floats(0.01, 1),
)
def test_stages_end_where_the_sampler_draws(
    logits: list[float], temperature: float, k: int, p: float
) -> None:
    sampler = Sampler(temperature, k, p, p / 2, p)
    values = np.array(logits)
    told = stages(sampler, values, 30)
    drawn = sampler.distribution(values)
    last = told["typical"]
    np.testing.assert_allclose(last.after[:-1], drawn.probabilities[drawn.ranking], atol=1e-9)
    kept = [each.kept for each in told.values()]
    assert kept == sorted(kept, reverse=True)
    for each in (*told.values(), *outcomes(sampler, values, 5).values()):
        assert each.after.sum() == pytest.approx(1)
        assert 0 < each.mass <= 1


@given(st.lists(st.floats(-20, 20), min_size=1, max_size=30), st.floats(0.1, 2), st.floats(0.1, 1))
def test_cuts_only_divide_by_what_they_keep(
    logits: list[float], temperature: float, p: float
) -> None:
    values = np.array(logits)
    for name in CUTS:
        sampler = Sampler(temperature, **{name: 3 if name == "top_k" else p})
        told = outcomes(sampler, values, len(values))[name]
        divided = np.where(told.cut, 0, told.before) / told.mass
        np.testing.assert_allclose(divided, told.after, atol=1e-9)


def test_at_temperature_0_cuts_are_off() -> None:
    sampler = ALL.at(0.0)
    told = outcomes(sampler, LOGITS)
    assert all(told[name].kept == 1 for name in (*CUTS, "all", "temperature"))
    assert told["top_k"].mass == 1  # nothing was left to cut


def test_the_order_matters() -> None:
    sampler = Sampler(2.0, top_p=0.8)
    assert cut_first(sampler, LOGITS) == 3
    assert sampler.distribution(LOGITS).support == 4


def test_texts_are_those_of_single_runs() -> None:
    config = tiny_config()
    decoder = make_decoder(config, random_weights(config), 0)
    lanes = strategies(Sampler(0.8, 5, 0.9, 0.05, 0.9))
    settings = Settings(random_seed=7, max_new_tokens=60)
    texts = write_texts(decoder, [4, 5], lanes.values(), settings)
    for sampler, ids in zip(lanes.values(), texts, strict=True):
        alone = generate(decoder, [4, 5], Settings(sampler, 7, 60))
        assert ids == [step.id for step in alone]


def test_greedy_ends_in_a_loop() -> None:
    """Six units cannot remember where they were: the likeliest token comes back to itself."""
    config = tiny_config()
    decoder = make_decoder(config, random_weights(config), 0)
    (greedy,) = write_texts(decoder, [4], [Sampler(0.0)], Settings(max_new_tokens=100))
    assert any(loop.end == 100 for loop in find_loops(greedy))
