"""Invented runs in the player's format, and a page that shows them as Streamlit would."""

import json
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from safetensors.numpy import save

from ui import assets, figures, i18n

STOPS = np.round(np.arange(41) * 0.05, 2)
KEPT = 24


@dataclass(frozen=True)
class Model:
    """An invented model: tokens and a maker of logits."""

    checkpoint: str
    unit: str
    tokens: list[str]
    sharpness: float
    prompt: list[str]

    def logits(self, rng: np.random.Generator) -> np.ndarray:
        """Return logits whose head is sharp, as a trained model's are. Shape (V,)."""
        size = len(self.tokens)
        tail = -self.sharpness * np.log1p(np.arange(size)) * rng.uniform(0.6, 1.8)
        logits = tail + rng.normal(0, 0.4, size)
        return logits[rng.permutation(size)]


@dataclass
class Story:
    """What a run was asked for."""

    model: Model
    steps: int
    temperature: float = 0.8
    random_seed: int = 5
    top_k: int | None = None
    edits: dict[int, float] = field(default_factory=dict)
    forced: dict[int, int] = field(default_factory=dict)


LETTERS = list("\n !\"'(),-.0123456789:;=?[]_abcdefghijklmnopqrstuvwxyz\u00e4\u00e6\u00e9\u00eb")[
    :57
]
WORDS = "月光 照在 院子 里 没有 人 说话 我 忽然 想起 那 一夜 的 风 声 ， 。 门 外 走 过 谁 也 不 知道".split()


def letters() -> Model:
    """Return a model of 57 characters."""
    return Model("nietzsche-char", "character", LETTERS, 1.6, list("the strength of a free spirit"))


def words() -> Model:
    """Return a model of 15,085 Chinese words."""
    rng = np.random.default_rng(3)
    made = ["".join(chr(code) for code in rng.integers(0x4E00, 0x8000, 2)) for _ in range(15060)]
    return Model("luxun-word", "word", WORDS + made, 1.15, ["月光", "照在", "院子", "里"])


def log_normalizer(logits: np.ndarray, temperature: float) -> float:
    """Return ln sum exp(logits / T) of logits whose largest is 0."""
    if temperature == 0:
        return 0.0
    scaled = logits / temperature
    return float(np.log(np.exp(scaled).sum()))


def probabilities(logits: np.ndarray, temperature: float, kept: tuple[int, int]) -> np.ndarray:
    """Return the distribution over sorted, shifted logits, zero outside ``kept``."""
    result = np.zeros(len(logits))
    if temperature == 0:
        result[0] = 1.0
        return result
    first, last = kept
    part = logits[first:last]
    result[first:last] = np.exp(part / temperature - log_normalizer(part, temperature))
    return result


def entropy(distribution: np.ndarray) -> float:
    """Return the entropy in bits."""
    positive = distribution[distribution > 0]
    return float(-(positive * np.log2(positive)).sum())


def make_run(story: Story) -> tuple[dict[str, np.ndarray], list[np.ndarray]]:
    """Return the tensors of a run and, for each step, the whole sorted logits, largest 0."""
    rng, dice = np.random.default_rng(7), np.random.default_rng(story.random_seed)
    size = len(story.model.tokens)
    others = sorted({*story.edits.values(), story.temperature} - set(STOPS.tolist()))
    stops = np.array([*STOPS.tolist(), *others])
    rows: list[dict[str, Any]] = []
    whole, temperature = [], story.temperature
    for step in range(story.steps):
        temperature = story.edits.get(step, temperature)
        logits = story.model.logits(rng)
        ids = np.argsort(-logits, kind="stable")
        shifted = logits[ids] - logits.max()
        whole.append(shifted)
        rows.append(make_step(story, step, shifted, ids, temperature, stops, dice.random()))
    names = {"ids": "i4", "u": "f8", "temperature": "f8", "forced": "u1", "rank": "i4"}
    names |= {"top_ids": "i4", "cut": "i4"}
    tensors = {
        name: np.array([row[name] for row in rows], names.get(name, "f4")) for name in rows[0]
    }
    if story.top_k is None or story.top_k >= size:
        del tensors["cut"]
    return tensors | {"stops": stops}, whole


def make_step(
    story: Story,
    step: int,
    shifted: np.ndarray,
    ids: np.ndarray,
    temperature: float,
    stops: np.ndarray,
    u: float,
) -> dict[str, Any]:
    """Draw one token and return its row of every tensor."""
    kept = [(0, len(ids) if t == 0 else min(story.top_k or len(ids), len(ids))) for t in stops]
    now = int(np.flatnonzero(stops == temperature)[0])
    drawn_from = probabilities(shifted, temperature, kept[now])
    forced = step in story.forced
    rank = int(np.searchsorted(np.cumsum(drawn_from), u, side="right"))
    rank = story.forced[step] if forced else min(rank, kept[now][1] - 1)
    model = probabilities(shifted, 1.0, (0, len(ids)))
    return {
        "ids": ids[rank],
        "u": u,
        "temperature": temperature,
        "forced": forced,
        "probability": drawn_from[rank],
        "surprisal": -np.log2(model[rank]),
        "entropy": entropy(drawn_from),
        "rank": rank,
        "below": drawn_from[:rank].sum(),
        "logit": shifted[rank],
        "top_ids": ids[:KEPT],
        "top_logits": shifted[:KEPT],
        "log_normalizer": [
            log_normalizer(shifted[slice(*k)], t) for t, k in zip(stops, kept, strict=True)
        ],
        "stop_entropy": [
            entropy(probabilities(shifted, t, k)) for t, k in zip(stops, kept, strict=True)
        ],
        "cut": kept,
    }


def make_payload(story: Story, language: str = "en", **view: Any) -> bytes:
    """Return a run as the server sends it; ``view`` overrides what the view says."""
    tensors, _ = make_run(story)
    model = story.model
    met = {int(i) for i in (*tensors["ids"], *tensors["top_ids"].ravel())}
    strings = i18n.catalogue(language)
    content = {
        "lang": language,
        "strings": {k: v for k, v in strings.items() if k.startswith(("player.", "chart."))},
        "run": {
            "format": "textgen.run/1",
            "checkpoint": model.checkpoint,
            "prompt": "".join(model.prompt),
            "temperature": story.temperature,
            "random_seed": story.random_seed,
            "unit": model.unit,
        },
        "prompt": [{"text": token, "known": True} for token in model.prompt],
        "tokens": {str(i): model.tokens[i] for i in met},
        "vocabulary_size": len(model.tokens),
        "session": f"{model.checkpoint}-{story.temperature}-{story.random_seed}",
        "start": 0,
        "play": False,
        "departs": None,
        "undo": False,
        "link": "?c=" + model.checkpoint,
        "slider": {"min": 0, "max": 2, "step": 0.05},
        "export": None,
        "plotly": assets.plotly_path(),
        "figure": figures.bars(),
    }
    return save(tensors, {"view": json.dumps(content | view, ensure_ascii=False)})
