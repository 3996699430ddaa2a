"""Strategies and checks that the tests of processors, sampler, distribution and slider share."""

from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from textgen import Sampler

LARGE = 15_085
ODD_TEMPERATURES = (0.0, 1e-320, 1e-300, 1e-9, 0.01, 0.05, 1.0, 2.0, 1e9, 1e300, float("inf"))

# Whole logits make ties, wide ones underflow.
logits = (
    hnp.arrays(np.float32, st.integers(1, 30), elements=st.integers(-4, 4))
    | hnp.arrays(np.float32, st.integers(1, 30), elements=st.floats(-15, 15, width=32))
    | hnp.arrays(np.float32, st.integers(1, 30), elements=st.floats(-(2.0**56), 2.0**56, width=32))
)
temperatures = st.sampled_from(ODD_TEMPERATURES) | st.floats(0, allow_nan=False)
usual_temperatures = st.floats(0.05, 2)
shares = st.floats(0, 1, exclude_min=True) | st.sampled_from([1e-300, 0.5, 1 - 1e-15, 1.0])
samplers = st.builds(
    Sampler,
    temperature=temperatures,
    top_k=st.none() | st.integers(1, 40),
    top_p=st.none() | shares,
    min_p=st.none() | shares | st.just(0.0),
    typical=st.none() | shares,
)


def large_logits(rows: int = 1, random_seed: int = 0) -> np.ndarray:
    """Rows like a word model's over a large vocabulary: a few likely tokens and a long tail."""
    rng = np.random.default_rng(random_seed)
    return (rng.gumbel(0, 1.5, (rows, LARGE)) * rng.uniform(0.7, 1.6, (rows, 1))).astype(np.float32)


def softmax(values: Any) -> np.ndarray:
    weights = np.exp(np.asarray(values, np.float64) - np.max(values))
    return np.asarray(weights / weights.sum())
