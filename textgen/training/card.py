"""Model cards: what was trained on what, how good it is and what it writes."""

import math
from collections.abc import Mapping
from typing import Any

from textgen.about import About
from textgen.config import ModelConfig
from textgen.training.recipe import OPTIMIZERS, SCHEDULES, Recipe

FILES = {"en": "README.md", "zh": "README.zh.md"}

_WORDS = {
    "en": {
        "model": "Model",
        "unit": "Unit",
        "units": {
            "character": "character",
            "word": "word (jieba)",
            "sentence": "clause, else character",
        },
        "vocabulary": "Vocabulary",
        "embedding": "Embedding",
        "one_hot": "none (one-hot)",
        "lstm": "LSTM layers",
        "normalized": "{layers}, normalized (RMSNorm)",
        "conv": "Convolutions",
        "channels": "{layers} × {channels} channels, kernel {kernel}, dilations {dilations}",
        "reads": "Reads",
        "reads_all": "everything before, in its state",
        "reads_window": "the last {tokens} tokens",
        "projection": "Projection",
        "tied": "Output tied to the embedding",
        "yes": "yes",
        "no": "no",
        "none": "none",
        "parameters": "Parameters",
        "heldout": "Held-out bits per character",
        "training": "Training",
        "epochs": "Epochs (kept / trained)",
        "streams": "Streams × window",
        "excerpts": "Windows a step × length, stride",
        "rate": "Optimizer, learning rate, schedule",
        "schedules": {name: name for name in SCHEDULES},
        "dropout": "Dropout (outputs, inputs, weights)",
        "averaging": "Weight averaging",
        "precision": "Factors of products in training",
        "teachers": "Teachers: their share; the bits per character of each",
        "calibrated": "Calibrated on the held-out part: logits divided by",
        "spell_out": "Clauses spelled out in training",
        "data": "Data",
        "hash": "SHA-256 of the corpus:",
        "split": "No weight was learned from the last 5 % of its characters, the held-out part; "
        "it chose {chosen}. The figure is the surprisal of that part in bits, divided by its "
        "characters, measured on the stored weights.",
        "chosen": "the epoch that was kept",
        "chosen_calibrated": "the epoch that was kept and the one number that calibrates it",
        "samples": "Samples",
        "same": "One prompt and the same dice at four temperatures:",
        "temperature": "Temperature",
        "rights": "Rights",
        "limits": "Limits",
        "limits_text": "The model imitates the surface of one author's prose. It knows no facts, "
        "means nothing by what it writes and may repeat prejudices of its time.",
    },
    "zh": {
        "model": "模型",
        "unit": "单位",
        "units": {"character": "字符", "word": "词（jieba）", "sentence": "分句，否则为字符"},
        "vocabulary": "词表大小",
        "embedding": "嵌入维度",
        "one_hot": "无（one-hot）",
        "lstm": "LSTM 层",
        "normalized": "{layers}，带归一化（RMSNorm）",
        "conv": "卷积层",
        "channels": "{layers} × {channels} 通道，卷积核 {kernel}，扩张率 {dilations}",
        "reads": "可见范围",
        "reads_all": "此前的全部文本（保存在状态中）",
        "reads_window": "最近 {tokens} 个词元",
        "projection": "投影",
        "tied": "输出与嵌入共享权重",
        "yes": "是",
        "no": "否",
        "none": "无",
        "parameters": "参数量",
        "heldout": "留出文本的每字符比特数",
        "training": "训练",
        "epochs": "轮次（保留 / 训练）",
        "streams": "并行流 × 窗口",
        "excerpts": "每步窗口数 × 长度、步长",
        "rate": "优化器、学习率、调度",
        "schedules": {
            "constant": "恒定",
            "cooldown": "末段线性衰减",
            "cosine": "余弦衰减",
            "plateau": "停滞时衰减",
        },
        "dropout": "Dropout（输出、输入、权重）",
        "averaging": "权重平均",
        "precision": "训练中乘法的精度",
        "teachers": "教师模型：所占份额；各自的每字符比特数",
        "calibrated": "在留出部分上校准：logit 除以",
        "spell_out": "训练中逐字拆开的分句",
        "data": "数据",
        "hash": "语料的 SHA-256：",
        "split": "语料末尾 5 % 的字符是留出部分，训练权重时没有用到，只用来选定{chosen}。"
        "上面的比特数是这部分文本的总惊奇度（比特）除以字符数，用保存后的权重测得。",
        "chosen": "保留的轮次",
        "chosen_calibrated": "保留的轮次和校准用的那一个数",
        "samples": "样例",
        "same": "同一段种子文本、同一组骰子，四个温度：",
        "temperature": "温度",
        "rights": "版权",
        "limits": "局限",
        "limits_text": "模型只模仿一位作者文字的表面。它不掌握任何事实，写下的话并无用意，"
        "还可能重复那个时代的偏见。",
    },
}


def write_cards(
    recipe: Recipe, config: ModelConfig, about: About, history: Mapping[str, Any]
) -> dict[str, str]:
    """Return the model cards.

    Parameters
    ----------
    recipe : Recipe
        What was asked for.
    config : ModelConfig
        The model's shape.
    about : About
        Description with its figures.
    history : mapping
        Content of ``history.json``.

    Returns
    -------
    dict of str to str
        Markdown by file name.
    """
    return {
        file: _card(language, recipe, config, about, history) for language, file in FILES.items()
    }


def _card(
    language: str, recipe: Recipe, config: ModelConfig, about: About, history: Mapping[str, Any]
) -> str:
    words: dict[str, Any] = _WORDS[language]
    parts = [f"# {about.title[language]}"]
    parts += [f"## {words['model']}", _model_table(words, recipe, config, about)]
    kept = history["epochs"][history["best_epoch"] - 1]
    parts += [f"## {words['training']}", _training_table(words, recipe, history, kept)]
    card = recipe.cards.get(language)
    parts += [f"## {words['data']}"]
    parts += [card.data] if card else []
    chosen = words["chosen_calibrated" if kept.get("calibration") else "chosen"]
    split = words["split"].format(chosen=chosen)
    parts += [f"{words['hash']} `{about.corpus_sha256}`", split]
    parts += [f"## {words['samples']}", words["same"]]
    parts += [_sample(words, sample) for sample in kept["samples"]]
    parts += [f"## {words['limits']}", words["limits_text"]]
    parts += [f"## {words['rights']}", card.rights] if card else []
    return "\n\n".join(parts) + "\n"


def _model_table(words: dict[str, Any], recipe: Recipe, config: ModelConfig, about: About) -> str:
    figure = about.heldout_bits_per_char
    return _table(
        {
            words["unit"]: words["units"][recipe.tokens.unit],
            words["vocabulary"]: f"{config.vocabulary_size:,}",
            words["embedding"]: config.embedding or words["one_hot"],
            words[config.kind]: _layers(words, config),
            words["reads"]: _reads(words, config),
            words["projection"]: config.projection or words["none"],
            words["tied"]: words["yes"] if config.tied else words["no"],
            words["parameters"]: f"{_parameters(config):,}",
            words["heldout"]: f"**{figure:.3f}**",
        }
    )


def _training_table(
    words: dict[str, Any], recipe: Recipe, history: Mapping[str, Any], kept: Mapping[str, Any]
) -> str:
    training = recipe.training
    streams, batch = "streams", f"{training.batch} × {training.window}"
    if training.stride is not None:
        streams, batch = "excerpts", f"{batch}, {training.stride}"
    optimizer = OPTIMIZERS[training.optimizer]
    rows: dict[str, object] = {
        words["epochs"]: f"{history['best_epoch']} / {len(history['epochs'])}",
        words[streams]: batch,
        words["rate"]: f"{optimizer}, {training.learning_rate:g}, "
        f"{words['schedules'][training.schedule]}",
        words["dropout"]: f"{training.dropout:g}, {training.embedding_dropout:g}, "
        f"{training.weight_dropout:g}",
    }
    if training.precision != "float32":
        rows[words["precision"]] = training.precision
    if training.averaging:
        rows[words["averaging"]] = f"{training.averaging:g}"
    if teachers := history.get("teachers"):
        figures = [teacher["heldout_bits_per_char"] for teacher in teachers]
        told = ", ".join("–" if figure is None else f"{figure:.3f}" for figure in figures)
        rows[words["teachers"]] = f"{training.distillation:g}; {told}"
    if temperature := kept.get("calibration"):
        rows[words["calibrated"]] = f"{temperature:g}"
    if recipe.tokens.spell_out:
        rows[words["spell_out"]] = f"{recipe.tokens.spell_out:.0%}"
    return _table(rows)


def _layers(words: dict[str, Any], config: ModelConfig) -> str:
    if config.kind == "lstm":
        layers = " → ".join(map(str, config.layers))
        return words["normalized"].format(layers=layers) if config.normalized else layers
    text: str = words["channels"].format(
        layers=len(config.layers),
        channels=config.layers[0],
        kernel=config.kernel_size,
        dilations=", ".join(map(str, config.dilations)),
    )
    return text


def _reads(words: dict[str, Any], config: ModelConfig) -> str:
    tokens = config.receptive_field
    text: str = words["reads_all"] if tokens is None else words["reads_window"]
    return text.format(tokens=tokens)


def _parameters(config: ModelConfig) -> int:
    return sum(math.prod(shape) for shape in config.weight_shapes().values())


def _table(rows: Mapping[str, object]) -> str:
    lines = [f"| {name} | {value} |" for name, value in rows.items()]
    return "\n".join(["| | |", "|---|---|", *lines])


def _sample(words: dict[str, Any], sample: Mapping[str, Any]) -> str:
    # Tildes, and many of them: nothing that a model writes should end the fence.
    fence = "~" * 8
    text = f"{sample['prompt']}{sample['text']}"
    return f"{words['temperature']} {sample['temperature']}\n\n{fence}text\n{text}\n{fence}"
