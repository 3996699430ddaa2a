"""The shape of a model: what fits together is accepted, everything else named."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.textgen.tiny import tiny_about
from textgen import About, ConfigError, ModelConfig

widths = st.none() | st.integers(1, 9)
configs = st.builds(
    ModelConfig,
    vocabulary_size=st.integers(1, 100_000),
    layers=st.lists(st.integers(1, 4_096), min_size=1, max_size=8).map(tuple),
    embedding=widths,
    projection=widths,
    context=st.just("carry") | st.integers(1, 1_000),
    opening=st.text(min_size=1, max_size=3),
)


def test_the_weights_of_a_model_by_hand() -> None:
    config = ModelConfig(10, (4, 3), embedding=5, projection=2)
    assert config.weight_shapes() == {
        "embedding": (10, 5),
        "lstm.0.kernel": (5, 16),
        "lstm.0.recurrent_kernel": (4, 16),
        "lstm.0.bias": (16,),
        "lstm.1.kernel": (4, 12),
        "lstm.1.recurrent_kernel": (3, 12),
        "lstm.1.bias": (12,),
        "projection.kernel": (3, 2),
        "projection.bias": (2,),
        "output.kernel": (2, 10),
        "output.bias": (10,),
    }


def test_a_normalized_layer_has_three_scales_more() -> None:
    plain, scaled = (ModelConfig(10, (4,), normalized=normalized) for normalized in (False, True))
    added = {"kernel_scale": (16,), "recurrent_scale": (16,), "cell_scale": (4,)}
    assert {
        name: shape
        for name, shape in scaled.weight_shapes().items()
        if name not in plain.weight_shapes()
    } == {f"lstm.0.{name}": shape for name, shape in added.items()}


def test_a_one_hot_model_has_a_kernel_row_for_every_token() -> None:
    shapes = ModelConfig(10, (4,)).weight_shapes()
    assert shapes["lstm.0.kernel"] == (10, 16)
    assert "embedding" not in shapes


CONV = {"kind": "conv", "embedding": 4, "kernel_size": 3, "dilations": (1, 2)}


def test_the_weights_of_a_convolution_by_hand() -> None:
    config = ModelConfig(10, (4, 4), **CONV)
    assert config.receptive_field == 7
    assert config.weight_shapes() == {
        "embedding": (10, 4),
        "conv.0.scale": (4,),
        "conv.0.kernel": (12, 8),
        "conv.0.bias": (8,),
        "conv.0.out.kernel": (4, 4),
        "conv.0.out.bias": (4,),
        "conv.1.scale": (4,),
        "conv.1.kernel": (12, 8),
        "conv.1.bias": (8,),
        "conv.1.out.kernel": (4, 4),
        "conv.1.out.bias": (4,),
        "scale": (4,),
        "output.kernel": (4, 10),
        "output.bias": (10,),
    }
    assert ModelConfig.from_json(config.to_json()) == config


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"embedding": None}, "an embedding as wide as its layers"),
        ({"embedding": 5}, "an embedding as wide as its layers"),
        ({"layers": (4, 5)}, "an embedding as wide as its layers"),
        ({"kernel_size": 1}, "kernel_size must be a whole number from 2 to 16"),
        ({"normalized": True}, "normalized is for kind 'lstm'"),
        ({"dilations": (1,)}, "dilations must hold one number a layer: 2 in all, got 1"),
        ({"dilations": (1, 0)}, "dilations must be a whole number"),
        ({"dilations": [1, 2]}, "dilations must be a list"),
        ({"dilations": (300, 200)}, "the convolutions see 1001 tokens, at most 1000"),
        ({"context": 60}, "kind 'conv' needs context 'carry'"),
        ({"kind": "lstm"}, "kernel_size and dilations are for kind 'conv'"),
        ({"kind": "lstm", "kernel_size": True}, "kernel_size must be a whole number"),
    ],
    ids=str,
)
def test_what_makes_no_convolution_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        ModelConfig(**{"vocabulary_size": 9, "layers": (4, 4), **CONV, **changes})


def test_a_recurrent_model_sees_all_or_its_window() -> None:
    assert ModelConfig(9, (4,)).receptive_field is None
    assert ModelConfig(9, (4,), context=60).receptive_field == 60


def test_a_tied_model_has_no_output_matrix() -> None:
    assert "output.kernel" not in ModelConfig(9, (4,), embedding=4, tied=True).weight_shapes()
    assert ModelConfig(9, (4,), embedding=2, projection=2, tied=True).output_width == 2


@given(configs)
def test_a_config_survives_json(config: ModelConfig) -> None:
    assert ModelConfig.from_json(config.to_json()) == config


@pytest.mark.parametrize(
    "changes",
    [
        {"tied": True},
        {"tied": True, "embedding": 3},
        {"tied": True, "embedding": 4, "projection": 5},
        {"layers": [4]},
        {"vocabulary_size": 0},
        {"vocabulary_size": 100_001},
        {"embedding": 0},
        {"context": "window"},
        {"opening": ""},
        {"kind": "gru"},
    ],
    ids=str,
)
def test_what_does_not_fit_together_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=next(iter(changes))):
        ModelConfig(**{"vocabulary_size": 9, "layers": (4,), **changes})


@pytest.mark.parametrize("missing", ["vocabulary_size", "layers"])
def test_a_missing_setting_is_named(missing: str) -> None:
    values = {"vocabulary_size": 9, "layers": [4]}
    del values[missing]
    with pytest.raises(ConfigError, match=missing):
        ModelConfig.from_json(values)


def test_a_description_survives_json() -> None:
    about = tiny_about(corpus_sha256="0" * 64)
    assert About.from_json(about.to_json()) == about


def test_a_description_may_lack_the_figure_but_not_the_title() -> None:
    values = tiny_about().to_json()
    del values["heldout_bits_per_char"]
    assert About.from_json(values).heldout_bits_per_char is None
    del values["title"]
    with pytest.raises(ConfigError, match="title"):
        About.from_json(values)
