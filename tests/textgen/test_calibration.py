"""Calibration: the temperature at which unseen text costs least, folded into the weights."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.textgen.tiny import random_weights, tiny_config
from textgen import CharTokenizer, Vocabulary, evaluate, make_decoder
from textgen.calibration import HIGHEST, cross_calibrate, divide_logits, fit_temperature
from textgen.errors import ConfigError, CorpusError

LETTERS = CharTokenizer(Vocabulary(["\n", "a", "b"]))
HELD_OUT = "aaab" * 5
TEXT = "b" * 19 * len(HELD_OUT) + HELD_OUT  # its last 5 %


def rows(logit: float) -> list[list[float]]:
    """Logits of a model that always prefers a to b by so much, and never breaks the line."""
    return [[-200.0, logit, 0.0]] * 3


@pytest.mark.parametrize(
    ("logit", "temperature"),
    [
        (np.log(3), 1.0),  # three a to one b: just as sure as it may be
        (2 * np.log(3), 2.0),
        (np.log(3) / 2, 0.5),
        (100 * np.log(3), HIGHEST),
        (-1.0, HIGHEST),  # the wrong way round: the less sure the better
    ],
)
def test_a_model_is_told_by_how_much_it_is_too_sure(
    rigged: Callable[..., Any], logit: float, temperature: float
) -> None:
    found = fit_temperature(LETTERS, rigged(rows(logit)), TEXT)
    assert found == pytest.approx(temperature, 1e-3)


def test_only_held_out_text_counts(rigged: Callable[..., Any]) -> None:
    model = rigged(rows(2 * np.log(3)))
    assert fit_temperature(LETTERS, model, "a" * 19 * 20 + HELD_OUT) == pytest.approx(2)


@pytest.mark.parametrize(
    "changes", [{}, {"projection": 3, "tied": True, "embedding": 3}, {"projection": 3}]
)
def test_logits_are_divided_and_nothing_else(changes: dict[str, Any]) -> None:
    config = tiny_config(**changes)
    weights = random_weights(config)
    divided = divide_logits(config, weights, 1.25)
    before, after = (
        make_decoder(config, each, opening=0).prefill([1, 2, 3])[0] for each in (weights, divided)
    )
    np.testing.assert_allclose(after, before / 1.25, rtol=1e-5, atol=1e-6)


def test_an_output_that_is_the_embedding_is_refused() -> None:
    config = replace(tiny_config(), embedding=tiny_config().layers[-1], tied=True)
    with pytest.raises(ConfigError, match="projection"):
        divide_logits(config, random_weights(config), 1.1)


def test_a_text_with_nothing_to_score_is_refused(rigged: Callable[..., Any]) -> None:
    with pytest.raises(CorpusError, match="too short"):
        fit_temperature(LETTERS, rigged(rows(1)), "a")


def test_no_half_chooses_its_own_temperature(rigged: Callable[..., Any]) -> None:
    first, second = "aaab" * 64, "aaaaaaab" * 32  # a chunk each: three and seven a to one b
    text = "b" * 19 * len(first + second) + first + second
    found = cross_calibrate(LETTERS, rigged(rows(1.0)), text)
    crossed = [np.log2([8, 8 / 7]) @ [1, 3] / 4, np.log2([4, 4 / 3]) @ [1, 7] / 8]
    assert found == pytest.approx(np.mean(crossed), 1e-4)


def test_a_whole_of_one_kind_owes_nothing_to_having_been_seen(rigged: Callable[..., Any]) -> None:
    text = "b" * 19 * 512 + "aaab" * 128
    model = rigged(rows(2 * np.log(3)))
    best = evaluate(LETTERS, model, text, temperature=fit_temperature(LETTERS, model, text))
    assert cross_calibrate(LETTERS, model, text) == pytest.approx(best.bits_per_char, 1e-5)


def test_a_text_of_one_chunk_has_no_halves(rigged: Callable[..., Any]) -> None:
    with pytest.raises(CorpusError, match="cut in two"):
        cross_calibrate(LETTERS, rigged(rows(1)), TEXT)
