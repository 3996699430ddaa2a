"""One distribution over the next token as plain values, before and after the sampler."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from textgen.checkpoint import Checkpoint
from textgen.distribution import Distribution
from textgen.run_format import plain_number
from textgen.sampler import Sampler


def next_token(
    checkpoint: Checkpoint, prompt: str, sampler: Sampler, count: int
) -> Mapping[str, Any]:
    """Return what a model thinks of the token after a prompt, as plain JSON types.

    Parameters
    ----------
    checkpoint : Checkpoint
        The model.
    prompt : str
        What the token follows; characters that the model does not know are skipped and named.
    sampler : Sampler
        Temperature and cuts.
    count : int
        How many of the likeliest tokens to name, at least 1.

    Returns
    -------
    dict
        Entropy in bits and effective choices ``before`` (the model itself) and ``after`` the
        sampler; the likeliest ``tokens`` by the model, each with its probability before and
        after; ``rest``: number and probability of all others.
    """
    reading = checkpoint.tokenizer.read(prompt)
    logits, _ = checkpoint.decoder.prefill(reading.ids)
    before, after = Sampler().distribution(logits), sampler.distribution(logits)
    named, others = before.ranking[:count], before.ranking[count:]
    token = checkpoint.tokenizer.vocabulary.token
    return {
        "checkpoint": checkpoint.name,
        "checkpoint_hash": checkpoint.hash,
        "prompt": prompt,
        "prompt_ids": list(reading.ids),
        "skipped": [{"text": piece.text, "position": piece.position} for piece in reading.unknown],
        **asdict(sampler),
        "temperature": plain_number(sampler.temperature),
        "before": _figures(before),
        "after": _figures(after),
        "tokens": [
            {
                "id": one,
                "token": token(one),
                "before": float(before.probabilities[one]),
                "after": float(after.probabilities[one]),
            }
            for one in named.tolist()
        ],
        "rest": {
            "tokens": len(others),
            "before": float(before.probabilities[others].sum()),
            "after": float(after.probabilities[others].sum()),
        },
    }


def _figures(distribution: Distribution) -> dict[str, Any]:
    return {
        "entropy_bits": distribution.entropy,
        "effective_choices": distribution.effective_choices,
        "support": distribution.support,
    }
