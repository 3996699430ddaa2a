"""Units that follow something, and those that only seem to."""

import numpy as np
import pytest

from textgen.units import SIGNALS, Following, find_signals, follow_each


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)


def wandering(rng: np.random.Generator, tokens: int, units: int) -> np.ndarray:
    """Activations as slow as those of a network: each mostly stays where it was."""
    steps = rng.normal(size=(tokens, units))
    for i in range(1, tokens):
        steps[i] += 0.9 * steps[i - 1]
    return np.tanh(steps)


def follow(hidden: np.ndarray, signal: np.ndarray) -> Following | None:
    return follow_each(hidden, {"one": signal})["one"]


def test_the_correlation_is_the_point_biserial_one() -> None:
    signal = np.tile([0, 0, 1, 0, 1], 20)
    unit = signal * 0.5 + np.tile([0.1, 0.2, 0.3, 0.4, 0], 20)
    found = follow(unit[:, None], signal)
    assert found is not None
    on, off = unit[signal == 1], unit[signal == 0]
    share = signal.mean()
    expected = (on.mean() - off.mean()) / unit.std() * (share * (1 - share)) ** 0.5
    assert found.correlations[0] == pytest.approx(expected)


def test_a_unit_that_follows_is_found_among_many_even_if_it_turns_away(
    rng: np.random.Generator,
) -> None:
    hidden = wandering(rng, 500, 200)
    signal = np.zeros(500)
    for start, length in ((20, 31), (90, 44), (230, 17), (300, 66), (440, 25)):
        signal[start : start + length] = 1
    hidden[:, 117] = -0.8 * signal + 0.2 * hidden[:, 117]
    found = follow(hidden, signal)
    assert found is not None
    assert found.units[0] == 117
    assert found.correlations[0] < -0.8
    assert found.holds
    assert sorted(found.units) == list(range(200))


def test_chance_holds_up_almost_never(rng: np.random.Generator) -> None:
    held = 0
    for _ in range(100):
        signal = (wandering(rng, 200, 1)[:, 0] > 0).astype(float)
        found = follow(wandering(rng, 200, 50), signal)
        assert found is not None
        held += found.holds
    assert held <= 5  # 1 in 100 is expected


def test_a_unit_that_never_changes_follows_nothing() -> None:
    signal = np.arange(100) % 3
    found = follow(np.column_stack([np.full(100, 0.3), np.arange(100) % 7]), signal)
    assert found is not None
    assert found.correlations[1] == 0
    assert found.units[1] == 0


@pytest.mark.parametrize("signal", [np.ones(100), np.arange(59)])
def test_nothing_is_found_where_nothing_can_be(
    rng: np.random.Generator, signal: np.ndarray
) -> None:
    assert follow(wandering(rng, len(signal), 3), signal) is None


def flags(text: str, name: str) -> str:
    return "".join(str(int(value)) for value in find_signals(text)[name])


def test_quotations_open_and_close() -> None:
    assert flags('a "b" c', "quote") == "0011000"
    assert flags("他说：“好（吗）。”对", "quote") == "00011111100"
    assert flags("it’s “a” b", "quote") == "0000011000"
    assert flags('"a\nb\n\nc', "quote") == "111110" + "0"  # a paragraph's end closes


def test_counting_starts_again() -> None:
    assert flags("ab\nc", "line") == "1201"
    assert flags("a. b", "sentence") == "1012"
    assert flags("ab c我", "word") == "12010"
    assert flags("a b\n", "space") == "0101"
    assert flags("a, b!", "punctuation") == "01001"
    assert flags("bAe", "vowel") == "011"
    assert {name: len(values) for name, values in find_signals("").items()} == dict.fromkeys(
        SIGNALS, 0
    )
