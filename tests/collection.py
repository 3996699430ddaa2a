"""A collection of two tiny checkpoints, for tests of what stands on checkpoints."""

from pathlib import Path

import numpy as np

from textgen import About, ModelConfig, build_vocabulary, make_tokenizer, save_checkpoint

ENGLISH, CHINESE = "en-char", "zh-word"

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


def write_checkpoint(folder: Path, like: str, description: About) -> None:
    unit, steps, text = _UNITS[like], _NORMALIZATION[like], _TEXTS[like]
    vocabulary = build_vocabulary(unit, text, text, normalization=steps)
    config = ModelConfig(vocabulary_size=len(vocabulary), layers=(4,))
    tokenizer = make_tokenizer(unit, vocabulary, steps)
    rng = np.random.default_rng(0)
    weights = {  # so small that no token is nearly certain: texts vary
        name: rng.normal(0, 0.5, shape).astype(np.float32)
        for name, shape in config.weight_shapes().items()
    }
    save_checkpoint(folder, config, description, tokenizer, weights)
