"""Which tokens a model uses most."""

import numpy as np

from tests.textgen.tiny import random_weights, tiny_config
from textgen import make_decoder
from textgen.common_tokens import common_tokens


def test_a_model_that_hears_nothing_uses_what_its_bias_says() -> None:
    config = tiny_config()
    weights = random_weights(config)
    weights["output.kernel"] = np.zeros_like(weights["output.kernel"])
    decoder = make_decoder(config, weights, 0)
    expected = np.argsort(-weights["output.bias"], kind="stable")
    assert common_tokens(decoder, [[1], [2, 3]]).tolist() == expected.tolist()


def test_it_is_the_same_at_every_call_and_ranks_all() -> None:
    config = tiny_config()
    decoder = make_decoder(config, random_weights(config), 0)
    ranked = common_tokens(decoder, [[1, 2]])
    assert ranked.tolist() == common_tokens(decoder, [[1, 2]]).tolist()
    assert sorted(ranked.tolist()) == list(range(config.vocabulary_size))
