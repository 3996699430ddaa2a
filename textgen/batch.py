"""Many lanes at once, for who wants their tokens and entropies alone: hundreds in a sweep.

Draws what `generate_lanes` draws. For a small vocabulary one array operation serves all lanes;
a `Distribution` for each would take longer than the model.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from textgen.decoder import Decoder
from textgen.generation import Settings, dice, generate_lanes
from textgen.network import Floats

Values = npt.NDArray[np.float64]
Ids = npt.NDArray[np.intp]

_SMALL = 512  # up to so many tokens, sorting all of them for every lane is the faster way


def write_lanes(
    decoder: Decoder, prompt_ids: Sequence[int], lanes: Sequence[Settings]
) -> Iterator[tuple[Ids, Values]]:
    """Draw tokens in many lanes from one prompt.

    Parameters
    ----------
    decoder : Decoder
        The model.
    prompt_ids : sequence of int
        Shared by the lanes.
    lanes : sequence of Settings
        As `generate_lanes` takes them.

    Yields
    ------
    ids : ndarray of shape (lanes,), dtype=np.intp
        The tokens of a step.
    entropy : ndarray of shape (lanes,), dtype=np.float64
        Of the distributions that they were drawn from, in bits.

    Raises
    ------
    ConfigError
        If there are no lanes, if their lengths differ or a forced token is unknown.
    """
    special = any(settings.sampler.cuts or settings.edits for settings in lanes)
    lengths = {settings.max_new_tokens for settings in lanes}
    if special or decoder.vocabulary_size > _SMALL or len(lengths) != 1:
        for steps in generate_lanes(decoder, prompt_ids, lanes):
            bits = [step.distribution.entropy for step in steps]
            yield np.array([step.id for step in steps], np.intp), np.array(bits)
        return
    temperatures = np.array([settings.sampler.temperature for settings in lanes])
    throws = np.array([dice(each.random_seed, each.max_new_tokens) for each in lanes])
    logits, state = decoder.prefill(prompt_ids)
    drawn = draw_rows(np.tile(logits, (len(lanes), 1)), temperatures, throws[:, 0])
    state = decoder.fan_out(state, len(lanes))
    yield drawn
    for u in throws.T[1:]:
        logits, state = decoder.step(drawn[0], state)
        drawn = draw_rows(logits, temperatures, u)
        yield drawn


def draw_rows(logits: Floats, temperatures: Values, u: Values) -> tuple[Ids, Values]:
    """Draw a token from each of several distributions, as `Distribution.token_at` does.

    Parameters
    ----------
    logits : ndarray of shape (lanes, V)
        Finite.
    temperatures : ndarray of shape (lanes,)
        T >= 0, infinity included.
    u : ndarray of shape (lanes,)
        The dice, in [0, 1).

    Returns
    -------
    ids : ndarray of shape (lanes,), dtype=np.intp
        The tokens.
    entropy : ndarray of shape (lanes,), dtype=np.float64
        In bits.
    """
    order = (-logits).argsort(axis=1, kind="stable")  # (lanes, V), likeliest first
    falling = np.take_along_axis(logits, order, axis=1).astype(np.float64)
    falling -= falling[:, :1]
    greedy = temperatures == 0
    with np.errstate(over="ignore"):  # -inf is right where a tiny temperature overflows
        falling /= np.where(greedy, 1, temperatures)[:, None]
    falling[greedy, 1:] = -np.inf
    weights = np.exp(falling)
    cumulative = weights.cumsum(axis=1)
    totals = cumulative[:, -1]
    ranks = (cumulative <= (u * totals)[:, None]).sum(axis=1)
    # Weights are exactly 0 where the logit is -inf; 0 times -inf would be no number.
    mean = np.einsum("lv,lv->l", weights, np.maximum(falling, -1e9)) / totals
    entropy: Values = np.maximum(0, (np.log(totals) - mean) / np.log(2))
    return order[np.arange(len(order)), ranks], entropy
