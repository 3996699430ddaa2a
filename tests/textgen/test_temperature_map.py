"""One distribution at every temperature: by hand, against the sampler, and its laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgen.errors import ConfigError
from textgen.generation import dice
from textgen.processors import Temperature
from textgen.sampler import Sampler
from textgen.slider import STOPS
from textgen.temperature_map import check_laws, draw_counts, map_temperatures, sampling_error

LOGITS = np.random.default_rng(1).normal(0, 3, 500).astype(np.float32)


def test_by_hand() -> None:
    mapped = map_temperatures(np.log([2.0, 8.0]), 12, [0.0, 0.5, 1.0])
    assert mapped.ids.tolist() == [1, 0]
    assert mapped.logits.tolist() == pytest.approx([0, np.log(0.25)])
    np.testing.assert_allclose(mapped.probabilities, [[1, 0], [16 / 17, 1 / 17], [0.8, 0.2]])
    assert mapped.entropy[2] == pytest.approx(0.7219, abs=1e-4)
    assert mapped.rest.tolist() == pytest.approx([0, 0, 0])
    assert mapped.landing(0.9).tolist() == [0, 0, 1]


def test_it_is_what_the_sampler_draws_from() -> None:
    mapped = map_temperatures(LOGITS, 12)
    assert mapped.temperatures == STOPS
    for i, temperature in enumerate(STOPS):
        distribution = Sampler(temperature).distribution(LOGITS)
        np.testing.assert_allclose(
            mapped.probabilities[i], distribution.probabilities[mapped.ids], atol=1e-12
        )
        assert mapped.entropy[i] == pytest.approx(distribution.entropy, abs=1e-9)
        if temperature:
            shown = np.exp(mapped.logits / temperature - mapped.log_normalizer[i])
            np.testing.assert_allclose(shown, mapped.probabilities[i], atol=1e-12)


@given(u=st.floats(0, 1, exclude_max=True))
def test_the_die_lands_where_the_sampler_draws(u: float) -> None:
    mapped = map_temperatures(LOGITS, 12)
    for i, rank in enumerate(mapped.landing(u)):
        token = Sampler(mapped.temperatures[i]).distribution(LOGITS).token_at(u)
        edge = np.abs(mapped.probabilities[i].cumsum() - u).min() < 1e-9
        assert edge or token == mapped.ids[rank] if rank < 12 else token not in mapped.ids or edge


def test_counts_follow_the_probabilities() -> None:
    """Chi-square with a fixed seed: 13 cells, so 32.9 is passed once in a thousand times."""
    mapped = map_temperatures(LOGITS, 12, [1.0])
    expected = 100_000 * np.append(mapped.probabilities[0], mapped.rest[0])
    counts = draw_counts(mapped.probabilities[0], dice(7, 100_000))
    assert counts.sum() == 100_000
    assert float(((counts - expected) ** 2 / expected).sum()) < 32.9
    skewed = 100_000 * np.append(map_temperatures(LOGITS, 12, [1.05]).probabilities[0], 0)
    skewed[-1] = 100_000 - skewed.sum()
    assert float(((counts - skewed) ** 2 / skewed).sum()) > 32.9  # another temperature shows


def test_the_sampling_error_is_the_spread_of_many_counts() -> None:
    probabilities = np.array([0.5, 0.3, 0.2])
    many = np.array([draw_counts(probabilities, dice(seed, 400))[:3] for seed in range(400)])
    np.testing.assert_allclose(
        (many / 400).std(axis=0), sampling_error(probabilities, 400), rtol=0.15
    )


@pytest.mark.parametrize("draws", [0, 100_001])
def test_the_number_of_draws_is_bounded(draws: int) -> None:
    with pytest.raises(ConfigError, match="the number of draws"):
        draw_counts(np.array([1.0]), np.zeros(draws))


@given(st.lists(st.floats(-30, 30), min_size=1, max_size=40))
def test_the_laws_hold_on_every_distribution(values: list[float]) -> None:
    assert [law for law in check_laws(np.array(values)) if not law.holds] == []


def test_a_broken_law_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A temperature that forgets the smallest token breaks what it should."""
    whole = Temperature.__call__

    def broken(self: Temperature, logits: np.ndarray) -> np.ndarray:
        processed = whole(self, logits).copy()
        processed[np.argmin(logits)] += 2.0
        return processed

    monkeypatch.setattr(Temperature, "__call__", broken)
    failing = {law.name for law in check_laws(np.array([0.0, 1.0, 3.0])) if not law.holds}
    assert {"one_is_the_model", "infinity_is_uniform"} <= failing


def test_the_laws_hold_where_a_token_is_impossible() -> None:
    with np.errstate(divide="ignore"):
        assert all(law.holds for law in check_laws(np.log([0.9, 0.1, 0.0, 0.0])))
