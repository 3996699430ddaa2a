"""Model cards: what they say of each kind of model, in both languages."""

import json
from pathlib import Path

import pytest

from textgen.about import About
from textgen.checkpoint import Checkpoint
from textgen.training.card import write_cards
from textgen.training.recipe import Recipe

ROOT = Path(__file__).parents[2]
SHIPPED = sorted(ROOT.glob("checkpoints/*"))
HISTORY = {"best_epoch": 2, "epochs": [{"samples": []}] * 3}


def cards_of(name, vocabulary_size, history=HISTORY):
    recipe = Recipe.read(ROOT / "recipes" / f"{name}.toml")
    about = About(
        recipe.about.language, recipe.about.title, recipe.about.prompts, 50, "c0ffee", 2.25
    )
    return write_cards(recipe, recipe.config(vocabulary_size), about, history)


@pytest.mark.parametrize(
    ("name", "english", "chinese"),
    [
        ("nietzsche-book", "| LSTM layers | 128 |", "| LSTM 层 | 128 |"),
        ("nietzsche-book", "| Embedding | none (one-hot) |", "| 嵌入维度 | 无（one-hot） |"),
        ("nietzsche-book", "| Reads | the last 60 tokens |", "| 可见范围 | 最近 60 个词元 |"),
        (
            "nietzsche-book",
            "| Windows a step × length, stride | 128 × 60, 3 |",
            "| 每步窗口数 × 长度、步长 | 128 × 60, 3 |",
        ),
        ("nietzsche-book", "| RMSprop, 0.01, constant |", "| RMSprop, 0.01, 恒定 |"),
        ("nietzsche-book", "| Parameters | 102,585 |", "| 参数量 | 102,585 |"),
        ("nietzsche-conv", "kernel 2, dilations 1, 2, 4", "卷积核 2，扩张率 1, 2, 4"),
        ("nietzsche-char", "| Reads | everything before, in its state |", "此前的全部文本"),
        (
            "luxun-char",
            "| Factors of products in training | bfloat16 |",
            "| 训练中乘法的精度 | bfloat16 |",
        ),
        (
            "nietzsche-char",
            "| LSTM layers | 768, normalized (RMSNorm) |",
            "| LSTM 层 | 768，带归一化（RMSNorm） |",
        ),
        ("luxun-char", "| Weight averaging | 0.999 |", "| 权重平均 | 0.999 |"),
        ("luxun-word", "| Unit | word (jieba) |", "| 单位 | 词（jieba） |"),
        ("luxun-sentence", "spelled out in training | 30% |", "逐字拆开的分句 | 30% |"),
    ],
)
def test_a_card_tells_what_the_model_is(name, english, chinese):
    cards = cards_of(name, 57)
    assert english in cards["README.md"]
    assert chinese in cards["README.zh.md"]
    assert "| **2.250** |" in cards["README.md"]
    assert "| 2 / 3 |" in cards["README.zh.md"]


@pytest.mark.parametrize(
    ("calibration", "english", "chinese"),
    [
        (None, "it chose the epoch that was kept.", "只用来选定保留的轮次。"),
        (
            1.05,
            "and the one number that calibrates it.",
            "只用来选定保留的轮次和校准用的那一个数。",
        ),
    ],
)
def test_a_card_tells_what_held_out_text_decided(calibration, english, chinese):
    kept = {"samples": [], "calibration": calibration}
    cards = cards_of("nietzsche-char", 57, {"best_epoch": 1, "epochs": [kept]})
    assert english in cards["README.md"]
    assert chinese in cards["README.zh.md"]


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_card_history_and_description_of_a_shipped_checkpoint_agree(folder):
    checkpoint = Checkpoint.load(folder)
    history = json.loads((folder / "history.json").read_text(encoding="utf-8"))
    kept = history["epochs"][history["best_epoch"] - 1]
    assert kept["heldout_bits_per_char"] == checkpoint.about.heldout_bits_per_char
    recipe = Recipe.read(ROOT / "recipes" / f"{folder.name}.toml")
    cards = write_cards(recipe, checkpoint.config, checkpoint.about, history)
    for file, text in cards.items():
        assert (folder / file).read_text(encoding="utf-8").startswith(text)
