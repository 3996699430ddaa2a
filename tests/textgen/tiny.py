"""Models of a few random weights, and checkpoint folders made of them."""

from pathlib import Path
from typing import Any

import numpy as np

from textgen import About, CharTokenizer, Documents, ModelConfig, Vocabulary, save_checkpoint
from textgen.manifest import NAME, write_manifest
from textgen.network import Floats

TOKENS = tuple("\n !.abcdefghijklmnopqrstuvwxyz好的我")


def random_weights(config: ModelConfig, random_seed: int = 0) -> dict[str, Any]:
    """Weights like a trained model's: states that vary, without chaos, and logits of 5 to 10."""
    rng = np.random.default_rng(random_seed)
    weights: dict[str, Floats] = {}
    for name, shape in config.weight_shapes().items():
        spread = 1.0 if name in ("embedding", "lstm.0.kernel") else 1 / np.sqrt(shape[0])
        if name == "output.kernel":
            spread *= 16
        weights[name] = rng.normal(0, spread, shape).astype(np.float32)
    return weights


def tiny_config(**changes: Any) -> ModelConfig:
    return ModelConfig(**{"vocabulary_size": len(TOKENS), "layers": (6,), **changes})


def tiny_about(**changes: Any) -> About:
    values = {
        "language": "en",
        "title": {"en": "Tiny", "zh": "小"},
        "prompts": ("a bee", "the sea", "old hat"),
        "max_new_tokens": 50,
        "heldout_bits_per_char": 4.5,
    }
    return About(**{**values, **changes})


def write_checkpoint(folder: Path, config: ModelConfig | None = None) -> Path:
    """Write a small, sound checkpoint folder and return it."""
    config = config or tiny_config()
    tokenizer = CharTokenizer(Vocabulary(TOKENS), ["newlines", "lowercase"])
    documents = Documents(
        history={"epochs": []},
        cards={"README.md": "# Tiny\n", "README.zh.md": "# 小\n"},
        epochs={1: random_weights(config, 1)},
    )
    save_checkpoint(folder, config, tiny_about(), tokenizer, random_weights(config), documents)
    return folder


def rewrite(folder: Path, name: str, content: bytes | str) -> None:
    """Replace a file and put its new hash into the manifest, as a clever attacker would."""
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    (folder / NAME).unlink(missing_ok=True)
    write_manifest(folder)
