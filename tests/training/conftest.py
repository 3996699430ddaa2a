"""A small text and a recipe that learns it in seconds."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from textgen.training import Recipe

PHRASES = ["the sea ", "a bird ", "is here", " and there", ".\n", "no wind ", "at night "]


def recipe_values() -> dict[str, Any]:
    """Return a recipe as TOML gives it."""
    return {
        "about": {
            "language": "en",
            "title": {"en": "Phrases", "zh": "短语"},
            "prompts": ["the sea "],
            "max_new_tokens": 50,
        },
        "tokens": {"unit": "character", "normalization": ["newlines"]},
        "model": {"embedding": 8, "layers": [24]},
        "training": {
            "epochs": 3,
            "batch": 8,
            "window": 20,
            "learning_rate": 0.02,
            "dropout": 0.2,
            "weight_dropout": 0.1,
        },
        "samples": {"prompt": "a bird ", "max_new_tokens": 30},
        "card": {
            "en": {"data": "Phrases in random order.", "rights": "Public domain."},
            "zh": {"data": "随机排列的短语。", "rights": "公有领域。"},
        },
    }


@pytest.fixture(autouse=True)
def _quick_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    """Measure a sweep of few runs: an export here is to be whole, not telling."""
    monkeypatch.setattr("textgen.measures.stored_sweep.RANDOM_SEEDS", (1, 2))


@pytest.fixture
def values() -> dict[str, Any]:
    """Give each test its own copy to change."""
    return recipe_values()


@pytest.fixture(scope="session")
def make_recipe() -> Callable[..., Recipe]:
    """Build the small recipe with some training settings changed."""

    def make(**training: Any) -> Recipe:
        values = recipe_values()
        values["training"] |= training
        return Recipe.from_values(values)

    return make


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """About 12,000 characters of a few phrases in random order."""
    rng = np.random.default_rng(0)
    path = tmp_path_factory.mktemp("corpus") / "text.txt"
    path.write_text("".join(rng.choice(PHRASES, 1_600)), encoding="utf-8")
    return path
