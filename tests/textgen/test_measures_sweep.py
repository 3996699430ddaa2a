"""Measures over temperature: what is measured is what `generate` writes."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.textgen.tiny import tiny_about
from textgen import (
    CharTokenizer,
    Checkpoint,
    Filters,
    Sampler,
    Settings,
    Spread,
    Vocabulary,
    generate,
    measure,
    measure_heldout,
    measure_temperatures,
)
from textgen.measures.sweep import TEMPERATURES, figures
from textgen.slider import STOPS

FILTERS = Filters.of("a bee saw the sea\nan old hat\n", "en")


def test_temperatures_are_the_sliders_from_0_to_2_by_tenths() -> None:
    assert len(TEMPERATURES) == 21
    assert set(TEMPERATURES) <= set(STOPS)
    assert (TEMPERATURES[0], TEMPERATURES[7], TEMPERATURES[-1]) == (0, 0.7, 2)


def test_spread_is_mean_and_standard_deviation_of_what_is_there() -> None:
    assert Spread.of([1, None, 3, 5, 7]) == Spread(4, math.sqrt(5))
    assert Spread.of([2]) == Spread(2, 0)
    assert Spread.of([None]) is None


@pytest.fixture(scope="module")
def rows(tiny: Checkpoint) -> Any:
    return measure_temperatures(tiny.tokenizer, tiny.decoder, tiny.about, FILTERS)


@pytest.mark.parametrize("i", [0, 10, 20])
def test_a_row_is_of_the_runs_that_generate_gives(tiny: Checkpoint, rows: Any, i: int) -> None:
    row = rows[i]
    texts, entropies = [], []
    for prompt in tiny.about.prompts:
        for random_seed in range(8):
            settings = Settings(Sampler(row.temperature), random_seed, tiny.about.max_new_tokens)
            steps = list(generate(tiny.decoder, tiny.tokenizer.encode(prompt), settings))
            ids = [step.id for step in steps]
            texts.append(measure(ids, tiny.tokenizer.decode(ids), FILTERS))
            entropies.append(float(np.mean([step.distribution.entropy for step in steps])))
    assert row.texts == len(texts) == 24
    for name in ("real_words", "distinct_2", "loop_rate", "copied"):
        expected = Spread.of(getattr(text, name) for text in texts)
        assert getattr(row, name) == expected
    assert row.entropy.mean == pytest.approx(np.mean(entropies), abs=1e-5)
    assert row.entropy.std == pytest.approx(np.std(entropies), abs=1e-5)


def test_progress_is_told_up_to_the_end(tiny: Checkpoint) -> None:
    told: list[float] = []
    model = tiny.tokenizer, tiny.decoder, tiny.about, FILTERS
    measure_temperatures(*model, random_seeds=(1,), progress=told.append)
    assert len(told) == 3 * tiny.about.max_new_tokens
    assert told == sorted(told)
    assert told[-1] == 1


def test_the_random_seed_decides_nothing_at_temperature_0(tiny: Checkpoint) -> None:
    model = tiny.tokenizer, tiny.decoder, tiny_about(prompts=("a bee",)), FILTERS
    row = measure_temperatures(*model, random_seeds=(1, 2, 3))[0]
    assert row.texts == 3
    assert row.entropy == Spread(0, 0)
    assert row.distinct_2.std == row.loop_rate.std == 0


def test_a_model_that_says_one_thing_loops_and_a_uniform_one_does_not(
    rigged: Callable[..., Any],
) -> None:
    tokenizer = CharTokenizer(Vocabulary(["\n", *"abcdefghijklmno"]))
    about = tiny_about(prompts=("a",), max_new_tokens=100)
    stuck = np.zeros((16, 16))
    stuck[:, 1] = 50
    first, *_, last = measure_temperatures(tokenizer, rigged(stuck), about, None)
    assert (first.loop_rate, last.loop_rate) == (Spread(1, 0), Spread(1, 0))
    assert first.distinct_2.mean == pytest.approx(1 / 99)
    first, *_, last = measure_temperatures(tokenizer, rigged(np.zeros((16, 16))), about, None)
    assert first.loop_rate == Spread(1, 0)  # greedy takes the first of equals for ever
    assert last.loop_rate.mean < 0.1
    assert last.entropy.mean == pytest.approx(4)


def test_the_authors_text_is_cut_into_runs(tiny: Checkpoint) -> None:
    text = "a bee saw the sea " * 6  # 108 characters: two pieces of 50
    row = measure_heldout(tiny.tokenizer, tiny.about, FILTERS, text)
    assert (row.temperature, row.texts, row.entropy) == (None, 2, None)
    ends = [measure(tiny.tokenizer.encode(one), one, FILTERS) for one in (text[:50], text[50:100])]
    assert row.real_words == Spread.of(one.real_words for one in ends)
    assert row.copied == Spread(17, 0)  # a space is missing after "sea"
    assert measure_heldout(tiny.tokenizer, tiny.about, FILTERS, "a bee").real_words is None


def test_figures_are_written_out(rows: Any) -> None:
    row = rows[0].__class__(
        1.0, 2, Spread(0.98765, 0.01), Spread(0.5, 0.25), None, Spread(2, 0), Spread(12.04, 3)
    )
    assert figures(row) == ("98.8 ± 1.0", "0.50 ± 0.25", "–", "2.00 ± 0.00", "12.0 ± 3.0")
