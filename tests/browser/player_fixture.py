"""Invented runs in the player's format: a rigged decoder, the package's own sampler and packing."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from textgen.generation import Edit, Settings
from textgen.run import Run, record
from textgen.run_format import entropy_unit, header, normalizer_unit, pack
from textgen.sampler import Sampler
from textgen.tokenizers import Reading, Vocabulary
from ui import assets, figures, i18n

TOLD = (
    "grows slowly, like a tree that nobody waters; and yet it is the tree under which they all "
    "sit down at noon.\none must have lost a road to know that it was one.\n\nhe who climbs sees "
    "the valley last, and loves it first. what we call patience is often only a long memory, and "
    "what we call courage a short one. "
)
TOLD_IN_CHINESE = (
    "的 影子 慢慢 地 长 起来 ， 像 没有 人 浇水 的 树 。 可是 中午 大家 都 坐 在 它 的 下面 ， "
    "谁 也 不 说话 。 \n "
    "我 想 ， 路 是 丢 过 一 回 才 知道 是 路 的 。 "
)


@dataclass(frozen=True)
class Story:
    """A model that tends to tell one text, and what it is asked for."""

    checkpoint: str
    unit: str
    vocabulary: tuple[str, ...]
    told: tuple[str, ...]
    prompt: str
    settings: Settings

    @property
    def ids(self) -> list[int]:
        """Return the ids of the text it tends to tell."""
        places = {token: place for place, token in enumerate(self.vocabulary)}
        return [places[token] for token in self.told]


class RiggedDecoder:
    """Logits fall with the rank; the token to be told stands among the first. State: a step."""

    def __init__(self, story: Story) -> None:
        self.vocabulary_size = len(story.vocabulary)
        self._ids = story.ids
        self._steepness = 2.2 if story.unit == "character" else 1.5

    def prefill(self, _ids: object) -> tuple[np.ndarray, int]:
        """Return the first logits."""
        return self.logits(0), 1

    def step(self, _id: int, step: int) -> tuple[np.ndarray, int]:
        """Return the next logits."""
        return self.logits(step), step + 1

    def logits(self, step: int) -> np.ndarray:
        """Return the logits of a step, shape (V,)."""
        rng = np.random.default_rng(step)
        falling = (
            -self._steepness * rng.uniform(0.4, 1.6) * np.log1p(np.arange(self.vocabulary_size))
        )
        falling += np.sort(rng.normal(0, 0.3, self.vocabulary_size))[::-1]
        told = self._ids[step % len(self._ids)]
        order = [token for token in rng.permutation(self.vocabulary_size) if token != told]
        order.insert(min(rng.geometric(0.85) - 1, 5), told)
        logits = np.empty(self.vocabulary_size, np.float32)
        logits[order] = falling
        return logits


def letters(steps: int = 400, **settings: Any) -> Story:
    """Return a run over 57 characters."""
    vocabulary = "\n !\"'(),-.0123456789:;=?[]_abcdefghijklmnopqrstuvwxyz\u00e4\u00e6\u00e9\u00eb"
    return Story(
        "nietzsche-char",
        "character",
        tuple(vocabulary),
        tuple(TOLD),
        "the courage of a free spirit ",
        settings_for(steps, **settings),
    )


def words(steps: int = 70, **settings: Any) -> Story:
    """Return a run over 15,085 Chinese words."""
    told = tuple(token or " " for token in TOLD_IN_CHINESE.strip().split(" "))
    rng = np.random.default_rng(3)
    known = list(dict.fromkeys(told))
    while len(set(known)) < 15_085:
        known += ["".join(map(chr, pair)) for pair in rng.integers(0x4E00, 0x8000, (999, 2))]
    vocabulary = tuple(dict.fromkeys(known))[:15_085]
    prompt = "\u6708\u5149\u7167\u5728\u9662\u5b50\u91cc\uff0c\u5899\u5934"
    settings = settings_for(steps, **settings)
    return Story("luxun-word", "word", vocabulary, told, prompt, settings)


def settings_for(
    steps: int, temperature: float = 0.8, edits: tuple[Edit, ...] = (), **cuts: Any
) -> Settings:
    """Return settings of so many steps."""
    return Settings(Sampler(temperature, **cuts), 5, steps, edits)


@cache
def make_run(story: Story) -> Run:
    """Let the rigged model tell its story."""
    tokenizer = SimpleNamespace(
        unit=story.unit, vocabulary=Vocabulary(story.vocabulary), read=lambda _: Reading("", (), ())
    )
    model = SimpleNamespace(
        name=story.checkpoint,
        hash="0" * 64,
        path=Path(),
        tokenizer=tokenizer,
        decoder=RiggedDecoder(story),
    )
    return record(model, story.prompt, story.settings)  # type: ignore[arg-type]


def make_payload(story: Story, language: str = "en", **view: Any) -> bytes:
    """Return a run as the server sends it; ``view`` is what the view says otherwise."""
    run = make_run(story)
    messages = i18n.catalogue(language)
    content = {
        "lang": language,
        "strings": {k: v for k, v in messages.items() if k.startswith(("player.", "chart."))},
        "run": header(run),
        "prompt": [{"text": character, "known": True} for character in story.prompt],
        "tokens": {str(token): text for token, text in run.tokens.items()},
        "vocabulary_size": run.vocabulary_size,
        "entropy_unit": entropy_unit(run),
        "normalizer_unit": normalizer_unit(run),
        "origin": None,
        "session": json.dumps(header(run)),
        "start": 0,
        "play": False,
        "departs": None,
        "undo": False,
        "link": f"?c={story.checkpoint}",
        "slider": {"min": 0, "max": 2, "step": 0.05},
        "present": False,
        "keeps": True,
        "export": None,
        "plotly": assets.plotly_path(),
        "figure": figures.bars(),
    }
    return pack(run, {"view": json.dumps(content | view, ensure_ascii=False)})
