"""A collection of two tiny checkpoints, for tests of what stands on checkpoints."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from textgen import (
    About,
    Documents,
    Filters,
    ModelConfig,
    build_vocabulary,
    make_tokenizer,
    save_checkpoint,
)

ENGLISH, CHINESE = "en-char", "zh-word"
LEARNING = "en-learning"

_UNITS = {ENGLISH: "character", CHINESE: "word"}
_NORMALIZATION = {ENGLISH: ("newlines", "lowercase"), CHINESE: ("newlines", "narrow")}
_TEXTS = {
    ENGLISH: "\n !\"'(),-.0123456789:;?abcdefghijklmnopqrstuvwxyz",
    CHINESE: "我们今天走在路上，天上有云。\n我们明天也走在路上，看云，看天。",
}
_ABOUTS = {
    ENGLISH: About("en", {"en": "Tiny", "zh": "小"}, ("a bee", "the sea", "old hat"), 40, "", 4.25),
    CHINESE: About(
        "zh", {"en": "Cloud", "zh": "云"}, ("我们走在", "天上", "今天看云"), 30, "", None
    ),
}


def about(name: str) -> About:
    """Return the description of one of the two checkpoints."""
    return _ABOUTS[name]


def write_collection(folder: Path, **abouts: About) -> Path:
    """Write both checkpoints into a folder and return it; ``abouts`` adds some by name."""
    for name, description in {**_ABOUTS, **abouts}.items():
        like = ENGLISH if description.language == "en" else CHINESE
        write_checkpoint(folder / name, like, description)
    return folder


def write_learning(folder: Path) -> None:
    """Write a checkpoint that kept epochs 1, 2 and 4 of four; not part of the collection."""
    figures = [(3.0, 4.2), (2.5, 3.9), (2.2, 4.0), (2.0, 4.1)]
    kept = {1: 0.1, 2: 0.4, 4: 0.9}  # how far its weights spread
    history = {
        "recipe": {"published": {"A & <b>": {"1": 2.9, "4": 1.9}, "B": {"2": 2.4}}},
        "epochs": [
            {
                "epoch": epoch,
                "train_loss": loss,
                "heldout_bits_per_char": bits,
                "weights_file": f"epochs/{epoch:02d}.safetensors" if epoch in kept else None,
            }
            for epoch, (loss, bits) in enumerate(figures, start=1)
        ],
    }
    write_checkpoint(folder, ENGLISH, _ABOUTS[ENGLISH], history, kept)


def write_checkpoint(
    folder: Path,
    like: str,
    description: About,
    history: Mapping[str, Any] | None = None,
    kept: Mapping[int, float] | None = None,
) -> None:
    unit, steps, text = _UNITS[like], _NORMALIZATION[like], _TEXTS[like]
    vocabulary = build_vocabulary(unit, text, text, normalization=steps)
    config = ModelConfig(vocabulary_size=len(vocabulary), layers=(4,))
    tokenizer = make_tokenizer(unit, vocabulary, steps)
    documents = Documents(
        history or {},
        epochs={epoch: _weights(config, spread) for epoch, spread in (kept or {}).items()},
        filters=Filters.of("a bee by the sea has an old hat", "en") if kept else None,
    )
    # So small that no token is nearly certain: texts vary.
    save_checkpoint(folder, config, description, tokenizer, _weights(config, 0.5), documents)


def _weights(config: ModelConfig, spread: float) -> dict[str, Any]:
    rng = np.random.default_rng(0)
    return {
        name: rng.normal(0, spread, shape).astype(np.float32)
        for name, shape in config.weight_shapes().items()
    }
