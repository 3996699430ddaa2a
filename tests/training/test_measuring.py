"""Measures that travel with a model: filters in its folder, a table in its cards."""

import hashlib
import shutil

import pytest

from tests.textgen.tiny import TOKENS, random_weights, tiny_about, tiny_config
from textgen import (
    CharTokenizer,
    Checkpoint,
    CheckpointError,
    CorpusError,
    Documents,
    Vocabulary,
    real_word_share,
    save_checkpoint,
)
from textgen.measures.stored_sweep import measure_prompt
from textgen.training.measuring import add_measures

TRAINING = "A bee saw the sea.\r\n" * 100
HELDOUT = "an old hat is here.\n" * 5


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    path = tmp_path_factory.mktemp("corpus") / "text.txt"
    path.write_bytes((TRAINING + HELDOUT).encode())
    return path


@pytest.fixture
def folder(tmp_path, corpus):
    """Write a checkpoint that says it was trained on the corpus."""
    about = tiny_about(
        prompts=("a bee", "the sea"),
        max_new_tokens=20,
        corpus_sha256=hashlib.sha256(corpus.read_bytes()).hexdigest(),
    )
    documents = Documents(
        history={"epochs": []},
        cards={"README.md": "# Tiny\n\n## Rights\n\nFree.\n", "README.zh.md": "# 小\n"},
        epochs={1: random_weights(tiny_config(), 1)},
    )
    tokenizer = CharTokenizer(Vocabulary(TOKENS), ["newlines", "lowercase"])
    weights = random_weights(tiny_config())
    save_checkpoint(tmp_path / "made", tiny_config(), about, tokenizer, weights, documents)
    return tmp_path / "made"


def contents(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.*")}


def test_filters_hold_the_training_part_as_the_tokenizer_reads_it(folder, corpus):
    add_measures(folder, corpus)
    filters = Checkpoint.load(folder).filters
    assert real_word_share("a bee saw the sea", filters) == 1
    assert real_word_share("an old hat is here", filters) == 0


def test_the_first_ready_prompt_is_swept(folder, corpus):
    add_measures(folder, corpus)
    checkpoint = Checkpoint.load(folder)
    assert checkpoint.sweep.prompt == "a bee"
    model = checkpoint.tokenizer, checkpoint.decoder, checkpoint.about, checkpoint.filters
    assert checkpoint.sweep == measure_prompt(*model, "a bee")


def test_model_and_history_stay(folder, corpus):
    before = contents(folder)
    add_measures(folder, corpus)
    after = contents(folder)
    changed = {path.name for path in after if after[path] != before.get(path)}
    new = {"filters.safetensors", "sweep.json"}
    assert changed == {*new, "README.md", "README.zh.md", "manifest.json"}
    assert before.keys() <= after.keys()
    assert [path.name for path in folder.parent.iterdir()] == ["made"]


def test_cards_end_with_one_table_however_often_it_is_measured(folder, corpus):
    add_measures(folder, corpus)
    once = contents(folder)
    add_measures(folder, corpus)
    assert contents(folder) == once
    for file, start, heading, author in (
        ("README.md", "# Tiny\n\n## Rights\n\nFree.\n", "\n## Text measures\n", "\n| author |"),
        ("README.zh.md", "# 小\n", "\n## 文本指标\n", "\n| 作者 |"),
    ):
        card = (folder / file).read_text(encoding="utf-8")
        assert card.startswith(start + heading)
        assert card.count(heading) == card.count(author) == 1
        lines = [line for line in card.splitlines() if line.startswith("|")]
        assert len(lines) == 2 + 21 + 1
        assert {line.count("|") for line in lines} == {7}
        assert lines[9].startswith("| 0.7 |")
        assert " 16 " in card  # texts: two prompts, eight random seeds
        assert " 20 " in card  # tokens of each


def test_another_text_is_refused(folder, tmp_path):
    (tmp_path / "other.txt").write_text("Another text.\n" * 50)
    before = contents(folder)
    with pytest.raises(CorpusError, match="SHA-256 begins with"):
        add_measures(folder, tmp_path / "other.txt")
    assert contents(folder) == before


def test_damage_is_told_and_not_passed_on(folder, corpus):
    (folder / "epochs" / "01.safetensors").write_bytes(b"damaged")
    before = contents(folder)
    with pytest.raises(CheckpointError, match="01.safetensors"):
        add_measures(folder, corpus)
    assert contents(folder) == before


def test_a_text_too_long_for_a_file_of_filters_does_without(folder, corpus, monkeypatch):
    monkeypatch.setattr("textgen.measures.bloom.MAX_FILE_BYTES", 10)
    add_measures(folder, corpus)
    assert not (folder / "filters.safetensors").exists()
    assert "| – |" in (folder / "README.md").read_text(encoding="utf-8")


def test_a_checkpoint_without_cards_is_refused(folder, corpus):
    shutil.rmtree(folder)
    about = tiny_about(corpus_sha256=hashlib.sha256(corpus.read_bytes()).hexdigest())
    tokenizer = CharTokenizer(Vocabulary(TOKENS))
    save_checkpoint(folder, tiny_config(), about, tokenizer, random_weights(tiny_config()))
    with pytest.raises(CheckpointError, match="README"):
        add_measures(folder, corpus)
