"""Recipes: what is read, and what is refused with which words."""

from dataclasses import fields
from pathlib import Path

import pytest

from textgen.config import ModelConfig
from textgen.errors import ConfigError
from textgen.training.recipe import Recipe, SampleSettings, TokenSettings, TrainingSettings

ROOT = Path(__file__).parents[2]
SHIPPED = sorted(ROOT.glob("recipes/*.toml"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_recipes_read(path):
    recipe = Recipe.read(path)
    assert set(recipe.cards) == {"en", "zh"}
    assert recipe.config(1_000).vocabulary_size == 1_000


def test_the_text_decides_the_vocabulary_size(values):
    assert Recipe.from_values(values).config(77).vocabulary_size == 77


@pytest.mark.parametrize(
    ("table", "key", "value", "message"),
    [
        ("training", "epochs", 0, "epochs must be a whole number from 1 to 1000, got 0"),
        ("training", "epochs", 2.5, "epochs must be a whole number"),
        ("training", "epochs", True, "epochs must be a whole number"),
        ("training", "batch", -1, "batch must be a whole number"),
        ("training", "learning_rate", 0, "learning_rate must be a number above 0 to 1, got 0"),
        ("training", "learning_rate", float("nan"), "learning_rate must be a number"),
        ("training", "learning_rate", "fast", "learning_rate must be a number"),
        ("training", "dropout", 1.0, "dropout must be a number from 0 to 0.95, got 1.0"),
        ("training", "dropout", float("inf"), "dropout must be a number"),
        ("training", "variational", 1, "variational must be true or false, got 1"),
        ("training", "schedule", "linear", "schedule must be one of"),
        (
            "training",
            "warmup",
            3,
            "unknown key 'training.warmup'; known: averaging, batch, clip_norm",
        ),
        ("tokens", "unit", "syllable", "unit must be one of"),
        ("tokens", "normalization", ["upper"], "normalization step must be one of"),
        ("tokens", "normalization", 5, "normalization must be a list of steps, got 5"),
        ("tokens", "normalization", "lowercase", "normalization must be a list of steps"),
        ("tokens", "min_count", 0, "min_count must be a whole number"),
        ("tokens", "spell_out", 1.5, "spell_out must be a number from 0 to 1, got 1.5"),
        ("model", "layers", [], "layers must be"),
        ("model", "layers", 128, "layers must be a list"),
        ("model", "heads", 8, "unknown model setting 'heads'"),
        ("model", "tied", True, "tied needs embedding == 24"),
        ("model", "context", 60, "set training.window = 60 and a training.stride"),
        ("training", "stride", 3, "stride is for models that re-read a window"),
        ("training", "optimizer", "sgd", "optimizer must be one of ['adam', 'rmsprop'], got"),
        ("training", "word_vectors", "cold", "word_vectors must be one of ['tuned', 'frozen']"),
        ("training", "clip_norm", -1, "clip_norm must be a number from 0 to 1e+06, got -1"),
        ("training", "averaging", 1, "averaging must be a number from 0 to 0.99999, got 1"),
        ("training", "keep_epochs", [1, 4], "keep_epochs must be a whole number from 1 to 3"),
        ("training", "keep_epochs", 2, "keep_epochs must be a list of epochs, got 2"),
        ("model", "vocabulary_size", 9, "the text decides it"),
        ("samples", "prompt", 3, "prompt must be text"),
        ("samples", "max_new_tokens", 5_000, "max_new_tokens must be a whole number"),
        ("about", "language", "fr", "language must be"),
        ("card", "fr", {"data": "", "rights": ""}, "unknown key 'card.fr'"),
        ("card", "en", {"data": "Phrases."}, "key 'card.en.rights' is missing"),
        ("card", "en", {"data": "Phrases.", "rights": 7}, "rights must be text"),
    ],
)
def test_impossible_values_are_refused(values, table, key, value, message):
    values[table][key] = value
    with pytest.raises(ConfigError) as caught:
        Recipe.from_values(values)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("published", "message"),
    [
        (3, "published must be a table, got 3"),
        ({"A": 3}, "published.A must be a table, got 3"),
        ({"A": {"first": 1.5}}, "published.A: an epoch is a number, got 'first'"),
        ({"A": {"1": -2}}, "published.A.1 must be a number above 0 to 100, got -2"),
    ],
)
def test_published_losses_are_numbers_by_epoch(values, published, message):
    values["published"] = {"A": {"1": 1.84, "20": 1.32}}
    assert Recipe.from_values(values).published == values["published"]
    values["published"] = published
    with pytest.raises(ConfigError, match=message):
        Recipe.from_values(values)


def test_a_model_that_re_reads_a_window_trains_on_such_windows(values):
    values["model"]["context"] = values["training"]["window"] = 30
    with pytest.raises(ConfigError, match="set training.window = 30 and a training.stride"):
        Recipe.from_values(values)
    values["training"]["stride"] = 3
    assert Recipe.from_values(values).config(9).context == 30


def test_a_tied_embedding_cannot_be_frozen(values):
    values["model"] |= {"tied": True, "embedding": 24}
    values["training"]["word_vectors"] = "frozen"
    with pytest.raises(ConfigError, match="would freeze the tied output with them; set"):
        Recipe.from_values(values)


@pytest.mark.parametrize("table", ["about", "tokens", "model", "training", "samples"])
def test_a_missing_table_is_named(values, table):
    del values[table]
    with pytest.raises(ConfigError, match=f"key '{table}' is missing"):
        Recipe.from_values(values)


def test_a_value_in_place_of_a_table_is_refused(values):
    values["training"] = 3
    with pytest.raises(ConfigError, match="training must be a table, got 3"):
        Recipe.from_values(values)


def test_an_unknown_table_is_named(values):
    with pytest.raises(ConfigError, match="unknown key 'trainig'"):
        Recipe.from_values({**values, "trainig": {}})


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ConfigError, match="cannot read recipe .*gone.toml.*No such file"):
        Recipe.read(tmp_path / "gone.toml")


@pytest.mark.parametrize("content", [b"[about", b"a = 1\na = 2", b"\xff\xfe"])
def test_a_file_that_is_no_toml_is_named(tmp_path, content):
    path = tmp_path / "broken.toml"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match="is no TOML"):
        Recipe.read(path)


@pytest.mark.parametrize(
    ("table", "kind"),
    [
        ("tokens", TokenSettings),
        ("model", ModelConfig),
        ("training", TrainingSettings),
        ("samples", SampleSettings),
    ],
)
def test_every_key_is_documented(table, kind):
    text = (ROOT / "docs" / "TRAINING.md").read_text(encoding="utf-8")
    for field in fields(kind):
        if field.name not in ("vocabulary_size",):  # not a recipe's to set
            assert f"`{table}.{field.name}`" in text
