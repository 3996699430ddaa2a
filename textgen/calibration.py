"""How sure a model may be: the temperature at which text it never saw costs least.

A model that learned by heart is too sure of itself. Dividing its logits by a temperature above 1
mends that and changes no ranking.

References
----------
Guo et al., "On Calibration of Modern Neural Networks", arXiv:1706.04599, section 4.2.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import islice

import numpy as np

from textgen.config import ModelConfig
from textgen.decoder import Decoder
from textgen.errors import ConfigError, CorpusError
from textgen.evaluation import Prediction, add_up, predictions
from textgen.network import Floats
from textgen.tokenizers import Tokenizer

LOWEST, HIGHEST = 0.25, 4.0  # beyond them a model is not too sure or unsure, but broken
_ROUNDS = 16  # mostly one or two do, each of which reads the text
_SETTLED = 1e-4  # in 1 / T
_SETTLED_BY_NEWTON = 0.01  # after a move of this size about its square is left


def fit_temperature(
    tokenizer: Tokenizer, decoder: Decoder, text: str, *, start: float = 1.0
) -> float:
    """Return the temperature at which the held-out part of a corpus costs least.

    The cost is convex in 1 / T: Newton's method finds its one lowest point, and halving what is
    left of the range takes over where Newton leaves it.

    Parameters
    ----------
    tokenizer : Tokenizer
        Of the model.
    decoder : Decoder
        The model.
    text : str
        The whole corpus, not normalised.
    start : float, default=1.0
        Where to begin, 0.25 to 4; a good guess, as of the epoch before, saves time.

    Returns
    -------
    float
        0.25 to 4, rounded to thousandths. Above 1 the model is too sure of itself.

    Raises
    ------
    CorpusError
        If there is nothing to score.
    """
    return round(_cheapest(partial(predictions, tokenizer, decoder, text), start), 3)


def cross_calibrate(tokenizer: Tokenizer, decoder: Decoder, text: str) -> float:
    """Return what held-out text costs a calibrated model if it has no say in its own temperature.

    The held-out part is cut in two; each half is read at the temperature at which the other one
    costs least. By as much as this is above `evaluate`, that figure flatters a model whose
    temperature was fitted to the whole.

    Parameters
    ----------
    tokenizer : Tokenizer
        Of the model.
    decoder : Decoder
        The model; whether it is calibrated already makes no difference.
    text : str
        The whole corpus, not normalised.

    Returns
    -------
    float
        Bits per character.

    Raises
    ------
    CorpusError
        If there is nothing to score, or too little for two halves.
    """
    whole = partial(predictions, tokenizer, decoder, text)
    middle = sum(1 for _ in whole()) // 2
    if middle == 0:
        raise CorpusError("the text is too short to be cut in two; give a longer one")
    halves: tuple[Callable[[], Iterable[Prediction]], ...] = (
        lambda: islice(whole(), middle),
        lambda: islice(whole(), middle, None),
    )
    total, total_chars = 0.0, 0
    for half, other in zip(halves, reversed(halves), strict=True):
        bits, chars, _ = add_up(tokenizer, half(), _cheapest(other))
        total += bits
        total_chars += chars
    return total / total_chars


def _cheapest(read: Callable[[], Iterable[Prediction]], start: float = 1.0) -> float:
    """Return the temperature at which what is read, as often as needed, costs least."""
    low, inverse, high = 1 / HIGHEST, 1 / start, 1 / LOWEST
    for _ in range(_ROUNDS):
        slope, curvature = _slope_and_curvature(read(), inverse)
        low, high = (low, inverse) if slope > 0 else (inverse, high)
        newton = inverse - slope / curvature if curvature > 0 else high
        trusted = low < newton < high
        last, inverse = inverse, newton if trusted else (low + high) / 2
        if abs(inverse - last) < (_SETTLED_BY_NEWTON if trusted else _SETTLED):
            break
    return 1 / inverse


def _slope_and_curvature(chunks: Iterable[Prediction], inverse: float) -> tuple[float, float]:
    """Return the two derivatives of the cost in nats by 1 / T: mean and variance of the logits."""
    slope = curvature = 0.0
    for ids, rows in chunks:
        logits = rows.astype(np.float64)
        own = logits[np.arange(len(ids)), ids]
        weights = np.exp(inverse * (logits - logits.max(axis=1, keepdims=True)))
        weights /= weights.sum(axis=1, keepdims=True)
        mean = np.einsum("ij,ij->i", weights, logits)
        square = np.einsum("ij,ij,ij->i", weights, logits, logits)
        slope += float((mean - own).sum())
        curvature += float((square - mean**2).sum())
    return slope, curvature


def divide_logits(
    config: ModelConfig, weights: Mapping[str, Floats], temperature: float
) -> dict[str, Floats]:
    """Return the weights of the same model with all its logits divided by a temperature.

    Parameters
    ----------
    config : ModelConfig
        Shape of the network.
    weights : mapping of str to ndarray
        As `ModelConfig.weight_shapes` names them.
    temperature : float
        Above 0.

    Raises
    ------
    ConfigError
        If the output is the embedding itself, which the inputs need as it is; see
        `can_divide_logits`.
    """
    if not can_divide_logits(config):
        raise ConfigError(
            "an output tied to the embedding without a projection cannot be calibrated; "
            "give the model a projection or untie it"
        )
    last = "output" if config.projection is None else "projection"
    names = {f"{last}.kernel", f"{last}.bias", "output.bias"}
    return {
        name: array / np.float32(temperature) if name in names else array
        for name, array in weights.items()
    }


def can_divide_logits(config: ModelConfig) -> bool:
    """Tell whether a temperature can be folded into the weights that come last."""
    return config.projection is not None or not config.tied
