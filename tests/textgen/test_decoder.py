"""Every way to feed a network gives the same logits: by tokens, at once, in lanes, in windows."""

from itertools import product
from typing import Any

import numpy as np
import pytest

from tests.textgen.laws import softmax
from tests.textgen.tiny import random_weights
from textgen import CarryDecoder, Decoder, ModelConfig, WindowDecoder, make_decoder
from textgen.lstm import LstmNetwork

V = 40
OPENING = 3
CONFIGS: list[dict[str, Any]] = [
    {"layers": (8,)},
    {"layers": (8, 5, 6)},
    {"layers": (8,), "embedding": 5},
    {"layers": (8, 6), "embedding": 5, "projection": 5, "tied": True},
    {"layers": (8,), "projection": 3},
]
CONTEXTS = ("carry", 1, 7)
CONVOLUTIONS: list[dict[str, Any]] = [
    {"layers": (5, 5, 5), "embedding": 5, "kernel_size": 2, "dilations": (1, 2, 4)},
    {"layers": (6, 6), "embedding": 6, "tied": True, "kernel_size": 3, "dilations": (4, 1)},
    {"layers": (5,), "embedding": 5, "projection": 3, "kernel_size": 4, "dilations": (3,)},
]


def decoder_of(changes: dict[str, Any], context: Any) -> Decoder:
    config = ModelConfig(**{"vocabulary_size": V, "context": context, **changes})
    weights = random_weights(config)
    for array in weights.values():
        array.setflags(write=False)
    return make_decoder(config, weights, OPENING)


EVERY = [
    *product(CONFIGS, CONTEXTS),
    *product([{"kind": "conv", **changes} for changes in CONVOLUTIONS], ["carry"]),
]
every_decoder = pytest.mark.parametrize(
    "decoder",
    [decoder_of(changes, context) for changes, context in EVERY],
    ids=[f"{changes} {context}" for changes, context in EVERY],
)


@pytest.fixture
def ids() -> list[int]:
    return np.random.default_rng(1).integers(0, V, 25).tolist()


def check_close(one: np.ndarray, other: np.ndarray) -> None:
    assert one.shape == other.shape
    assert one.dtype == other.dtype == np.float32
    for row, other_row in zip(np.atleast_2d(one), np.atleast_2d(other), strict=True):
        np.testing.assert_allclose(softmax(row), softmax(other_row), atol=1e-5, rtol=0)


def one_by_one(decoder: Decoder, ids: list[int]) -> tuple[np.ndarray, Any]:
    """Logits after each of the ids, fed one at a time after the opening token."""
    _, state = decoder.prefill([])
    rows = []
    for token in ids:
        row, state = decoder.step(token, state)
        rows.append(row)
    return np.stack(rows), state


@every_decoder
def test_logits_are_as_large_as_a_trained_models(decoder: Decoder, ids: list[int]) -> None:
    """Otherwise the comparisons below would prove little."""
    assert np.abs(one_by_one(decoder, ids)[0]).max() > 2


@every_decoder
def test_a_prompt_read_at_once_is_the_prompt_read_token_by_token(
    decoder: Decoder, ids: list[int]
) -> None:
    stepped, state = one_by_one(decoder, ids)
    for length in range(1, len(ids) + 1):
        check_close(decoder.prefill(ids[:length])[0], stepped[length - 1])
    after, _ = decoder.step(5, decoder.prefill(ids)[1])
    check_close(after, decoder.step(5, state)[0])


@every_decoder
def test_an_empty_prompt_is_the_opening_token_alone(decoder: Decoder) -> None:
    opened, _ = decoder.step(OPENING, decoder.initial_state())
    check_close(decoder.prefill([])[0], opened)


@every_decoder
@pytest.mark.parametrize("cut", [1, 3, 6, 7, 8, 24, 25])
def test_a_text_read_in_two_parts_is_the_text_read_token_by_token(
    decoder: Decoder, ids: list[int], cut: int
) -> None:
    stepped, _ = one_by_one(decoder, ids)
    _, state = decoder.prefill([])
    first, state = decoder.forward(ids[:cut], state)
    check_close(first, stepped[:cut])
    if cut < len(ids):
        check_close(decoder.forward(ids[cut:], state)[0], stepped[cut:])


@every_decoder
def test_lanes_are_single_streams(decoder: Decoder, ids: list[int]) -> None:
    lanes = np.random.default_rng(2).integers(0, V, (10, 6))
    _, start = decoder.prefill(ids[:4])
    together = decoder.fan_out(start, 6)
    alone = [start] * 6
    for tokens in lanes:
        rows, together = decoder.step(tokens, together)
        assert rows.shape == (6, V)
        for lane, token in enumerate(tokens.tolist()):
            row, alone[lane] = decoder.step(token, alone[lane])
            check_close(rows[lane], row)


@every_decoder
def test_a_state_is_a_value(decoder: Decoder, ids: list[int]) -> None:
    """Two continuations of one state do not disturb each other or the state."""
    _, state = decoder.prefill(ids)
    first, _ = decoder.step(1, state)
    kept = first.copy()
    decoder.forward(ids, state)
    decoder.step(2, state)
    lanes = decoder.fan_out(state, 3)
    decoder.step(np.array([1, 2, 3]), lanes)
    np.testing.assert_array_equal(first, kept)
    np.testing.assert_array_equal(decoder.step(1, state)[0], kept)


@pytest.mark.parametrize("window", [1, 2, 7, 24, 25, 26, 100])
def test_a_window_is_the_last_tokens_read_from_nothing(ids: list[int], window: int) -> None:
    config = ModelConfig(vocabulary_size=V, layers=(8, 6), embedding=5, context=window)
    weights = random_weights(config)
    decoder = make_decoder(config, weights, OPENING)
    naive = CarryDecoder(LstmNetwork(config, weights), OPENING)
    stepped, _ = one_by_one(decoder, ids)
    for length in range(1, len(ids) + 1):
        tokens = [OPENING, *ids[:length]][-window:]
        check_close(stepped[length - 1], naive.forward(tokens, naive.initial_state())[0][-1])


def test_the_context_chooses_the_decoder() -> None:
    assert isinstance(decoder_of({"layers": (2,)}, "carry"), CarryDecoder)
    assert isinstance(decoder_of({"layers": (2,)}, 60), WindowDecoder)


def test_one_unit_by_hand() -> None:
    """One unit, two tokens, every weight 0 but those that the comments name."""
    config = ModelConfig(vocabulary_size=2, layers=(1,))
    weights = {name: np.zeros(shape, np.float32) for name, shape in config.weight_shapes().items()}
    weights["lstm.0.kernel"][1] = [0, 0, 2, 0]  # token 1: candidate tanh(2), every gate 1/2
    weights["output.kernel"][0] = [0, 10]
    decoder = make_decoder(config, weights, opening=0)
    opened, state = decoder.prefill([])
    assert opened.tolist() == [0, 0]
    logits, state = decoder.step(1, state)
    cell = 0.5 * np.tanh(2)
    assert logits.tolist() == pytest.approx([0, 10 * 0.5 * np.tanh(cell)], abs=1e-6)
    logits, _ = decoder.step(0, state)  # half of the cell is forgotten
    assert logits.tolist() == pytest.approx([0, 10 * 0.5 * np.tanh(cell / 2)], abs=1e-6)


def test_a_convolution_sees_its_receptive_field_and_no_more(ids: list[int]) -> None:
    config = ModelConfig(V, (5, 5), embedding=5, kind="conv", kernel_size=3, dilations=(1, 4))
    assert config.receptive_field == 11
    decoder = make_decoder(config, random_weights(config), OPENING)
    last = [decoder.prefill([token, *ids[:n]])[0] for n in (10, 11) for token in (1, 2)]
    assert not np.array_equal(last[0], last[1])  # the changed token is the eleventh from the end
    np.testing.assert_array_equal(last[2], last[3])


def test_one_convolution_by_hand() -> None:
    """One channel, weights 0 but those that the comments name; a norm of one number is its sign."""
    config = ModelConfig(
        2, (1,), embedding=1, kind="conv", kernel_size=2, dilations=(2,), projection=1
    )
    weights = {name: np.zeros(shape, np.float32) for name, shape in config.weight_shapes().items()}
    weights["embedding"][:, 0] = [1, -3]
    weights["conv.0.scale"][0] = 1
    weights["conv.0.kernel"][0] = [2, 0]  # two tokens ago: value tanh(2 x), gate 1/2
    weights["conv.0.out.kernel"][0] = 10
    weights["scale"][0] = 1
    weights["projection.kernel"][0] = 1
    weights["output.kernel"][0] = [0, 1]
    decoder = make_decoder(config, weights, opening=1)
    opened, state = decoder.prefill([])
    assert opened.tolist() == pytest.approx([0, -1], abs=1e-4)  # nothing two tokens ago: -3
    logits, state = decoder.step(0, state)
    assert logits.tolist() == pytest.approx([0, 1], abs=1e-4)  # 1
    logits, _ = decoder.step(0, state)  # 1 + 10 tanh(-2) / 2 < 0
    assert logits.tolist() == pytest.approx([0, -1], abs=1e-4)
