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
        ("training", "epochs", 0, "training.epochs must be a whole number from 1 to 1000, got 0"),
        ("training", "epochs", 2.5, "training.epochs must be a whole number"),
        ("training", "epochs", True, "training.epochs must be a whole number"),
        ("training", "batch", -1, "training.batch must be a whole number"),
        (
            "training",
            "learning_rate",
            0,
            "training.learning_rate must be a number above 0 to 1, got 0",
        ),
        ("training", "learning_rate", float("nan"), "training.learning_rate must be a number"),
        ("training", "learning_rate", "fast", "training.learning_rate must be a number"),
        ("training", "dropout", 1.0, "training.dropout must be a number from 0 to 0.95, got 1.0"),
        ("training", "dropout", float("inf"), "training.dropout must be a number"),
        ("training", "variational", 1, "training.variational must be true or false, got 1"),
        ("training", "schedule", "linear", "training.schedule must be one of"),
        ("training", "precision", "float16", "training.precision must be one of"),
        ("training", "cooldown", 0, "training.cooldown must be a number above 0 to 1, got 0"),
        ("training", "cooldown", 1.5, "training.cooldown must be a number above 0 to 1, got 1.5"),
        ("training", "cooldown", 0.2, "training.cooldown is for schedule = 'cooldown'; leave it"),
        ("training", "plateau_factor", 0.2, "training.plateau_factor is for schedule = 'plateau'"),
        ("training", "plateau_patience", 2, "training.plateau_patience is for schedule = 'plat"),
        ("model", "normalized", 1, "model.normalized must be true or false, got 1"),
        (
            "training",
            "warmup",
            3,
            "unknown key 'training.warmup'; known: averaging, batch, calibrate, clip_norm",
        ),
        ("tokens", "unit", "syllable", "tokens.unit must be one of"),
        ("tokens", "normalization", ["upper"], "tokens.normalization step must be one of"),
        ("tokens", "normalization", 5, "tokens.normalization must be a list of steps, got 5"),
        ("tokens", "normalization", "lowercase", "tokens.normalization must be a list of steps"),
        ("tokens", "min_count", 0, "tokens.min_count must be a whole number"),
        ("tokens", "spell_out", 1.5, "tokens.spell_out must be a number from 0 to 1, got 1.5"),
        ("model", "layers", [], "model.layers must be"),
        ("model", "layers", 128, "model.layers must be a list"),
        ("model", "heads", 8, "unknown key 'model.heads'; known: context, dilations"),
        ("model", "tied", True, "model.tied needs embedding == 24"),
        ("model", "context", 60, "set training.window = 60 and a training.stride"),
        ("training", "stride", 3, "training.stride is for models that re-read a window"),
        (
            "training",
            "optimizer",
            "sgd",
            "training.optimizer must be one of ['adam', 'rmsprop'], got",
        ),
        ("training", "optimizer", ["adam"], "must be one of ['adam', 'rmsprop'], got ['adam']"),
        (
            "training",
            "word_vectors",
            "cold",
            "training.word_vectors must be one of ['tuned', 'frozen']",
        ),
        (
            "training",
            "clip_norm",
            -1,
            "training.clip_norm must be a number from 0 to 1e+06, got -1",
        ),
        (
            "training",
            "averaging",
            1,
            "training.averaging must be a number from 0 to 0.99999, got 1",
        ),
        ("training", "distillation", 2, "training.distillation must be a number from 0 to 1"),
        (
            "training",
            "keep_epochs",
            [1, 4],
            "training.keep_epochs must be a whole number from 1 to 3",
        ),
        ("training", "keep_epochs", 2, "training.keep_epochs must be a list of epochs, got 2"),
        ("model", "vocabulary_size", 9, "the text decides it"),
        ("model", "dilations", [1], "model.kernel_size and dilations are for kind 'conv'"),
        ("model", "context", 0, "model.context must be a whole number from 1 to 1000, got 0"),
        ("tokens", "min_count", 2, "tokens.min_count and spell_out are for words and clauses; lea"),
        ("tokens", "spell_out", 0.3, "tokens.min_count and spell_out are for words and clauses"),
        ("about", "colour", "red", "unknown key 'about.colour'; known: corpus_sha256, heldout"),
        ("about", "prompts", [], "about.prompts must be a list of at least one prompt"),
        ("about", "heldout_bits_per_char", 1.5, "is not yours to set; training measures it"),
        ("samples", "prompt", "x" * 2_001, "samples.prompt must be text of at most 2000 char"),
        ("samples", "random_seed", -1, "samples.random_seed must be a whole number"),
        ("samples", "prompt", 3, "samples.prompt must be text"),
        ("samples", "max_new_tokens", 5_000, "samples.max_new_tokens must be a whole number"),
        ("about", "language", "fr", "about.language must be"),
        ("card", "fr", {"data": "", "rights": ""}, "unknown key 'card.fr'"),
        ("card", "en", {"data": "Phrases."}, "key 'card.en.rights' is missing"),
        ("card", "en", {"data": "Phrases.", "rights": 7}, "card.en.rights must be text"),
    ],
)
def test_impossible_values_are_refused(values, table, key, value, message):
    values[table][key] = value
    with pytest.raises(ConfigError) as caught:
        Recipe.from_values(values)
    assert message in str(caught.value)


def test_what_no_key_begins_names_its_table_too(values):
    convolution = {"kind": "conv", "embedding": 24, "kernel_size": 2, "dilations": [1_000]}
    values["model"] |= convolution
    with pytest.raises(ConfigError, match="^model: the convolutions see 1001 tokens, at most"):
        Recipe.from_values(values)


@pytest.mark.parametrize(
    ("published", "message"),
    [
        (3, "published must be a table, got 3"),
        ({"A": 3}, "published.'A' must be a table of numbers, got 3"),
        ({"A": {"first": 1.5}}, "published.'A': an epoch is a number from 1 to 999, got 'first'"),
        ({"A": {"0": 1.5}}, "published.'A': an epoch is a number from 1 to 999, got '0'"),
        ({"A": {"1": -2}}, "published.'A'.1 must be a number from 0 to 100, got -2"),
        ({"A": {"1": 0}}, "published.'A'.1 must be a number above 0, got 0"),
        ({str(i): {} for i in range(11)}, "published must be a table of at most 10 sources"),
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


def test_an_output_that_is_the_embedding_cannot_be_calibrated(values):
    values["model"] |= {"tied": True, "embedding": 24}
    values["training"]["calibrate"] = True
    with pytest.raises(ConfigError, match="training.calibrate needs a model.projection"):
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


LONG = {"number": 2**50_000, "text": "a" * 5_000, "list": [*range(10_000)], "nested": [2**50_000]}


@pytest.mark.parametrize("kind", LONG)
@pytest.mark.parametrize("key", ["batch", "dropout", "optimizer", "calibrate", "keep_epochs"])
def test_no_value_is_too_long_to_be_refused_in_one_short_line(values, key, kind):
    values["training"][key] = LONG[kind]
    with pytest.raises(ConfigError, match=f"training.{key}") as caught:
        Recipe.from_values(values)
    assert len(str(caught.value)) < 250


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ConfigError, match="cannot read recipe .*gone.toml.*No such file"):
        Recipe.read(tmp_path / "gone.toml")


NO_TOML = [b"[about", b"a = 1\na = 2", b"\xff\xfe", b"a = " + b"[" * 3_000]


@pytest.mark.parametrize("content", NO_TOML)
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
