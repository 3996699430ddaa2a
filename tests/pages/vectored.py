"""A collection whose models have vectors: few, made by hand, so that analogies work."""

from pathlib import Path
from typing import Any

import numpy as np

from tests.collection import CHINESE, ENGLISH, about, write_checkpoint
from textgen import ModelConfig, Vocabulary, make_tokenizer, save_checkpoint

VECTORED, PAIRED, ONE_HOT = "zh-vectors", "en-vectors", "en-one-hot"

_OTHERS = ["\n", "书", "山", "水", "走", "看", "说", "<b>", "**b**", "&", "母", "亲", "父", "们"]
_WIDTH = 24


def write_vectored(folder: Path, *, another: bool = False) -> Path:
    """Write a model of words, one of characters, one that is fed one-hot; return the folder."""
    words = {"男": 0, "女": 0, "父亲": 1, "母亲": 1}  # which parent-ness each has
    female = {"女", "母亲"}
    tokens = sorted([*words, "我", "我们", "他", "他们", *_OTHERS])
    rng = np.random.default_rng(1 if another else 0)
    table = rng.normal(0, 1, (len(tokens), _WIDTH))
    for word, parent in words.items():
        table[tokens.index(word)] = 0
        table[tokens.index(word), :3] = [1, 1.5 * (word in female), 2 * parent]
    _save(folder / VECTORED, CHINESE, "word", tokens, table)
    letters = sorted("\n abcdefghijklm<&")
    _save(folder / PAIRED, ENGLISH, "character", letters, rng.normal(0, 1, (len(letters), 3)))
    if not (folder / ONE_HOT).exists():
        write_checkpoint(folder / ONE_HOT, ENGLISH, about(ENGLISH))
    return folder


def _save(folder: Path, like: str, unit: str, tokens: list[str], table: Any) -> None:
    config = ModelConfig(len(tokens), layers=(4,), embedding=table.shape[1])
    rng = np.random.default_rng(0)
    weights = {
        name: rng.normal(0, 0.3, shape).astype(np.float32)
        for name, shape in config.weight_shapes().items()
    }
    weights["embedding"] = table.astype(np.float32)
    tokenizer = make_tokenizer(unit, Vocabulary(tokens), ["newlines"])
    save_checkpoint(folder, config, about(like), tokenizer, weights)
