"""Distillation: what teachers expect, what a pupil is asked for, and which are refused."""

import json
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from textgen.checkpoint import Checkpoint, load_weights
from textgen.cli import main
from textgen.errors import ConfigError, TrainingError
from textgen.processors import softmax
from textgen.saving import Documents, save_checkpoint
from textgen.training import Recipe, train
from textgen.training.data import Streams
from textgen.training.progress import Silence
from textgen.training.task import prepare, taught
from textgen.training.teachers import Teacher, read_targets
from textgen.training.trainer import Trainer

RECIPE = Path(__file__).with_name("phrases.toml")


@pytest.fixture(scope="session")
def teacher(corpus, make_recipe, tmp_path_factory):
    """A model that has learned the phrases."""
    return train(
        make_recipe(), corpus, tmp_path_factory.mktemp("teacher") / "old", progress=Silence()
    )


@pytest.fixture(scope="session")
def task(corpus, make_recipe, teacher):
    """What a pupil learns half from the text and half from the teacher."""
    return taught(prepare(make_recipe(distillation=0.5), corpus, teachers=[teacher]), Silence())


class Counting:
    """A decoder that expects token 1 as the sum of all that it has read, modulo 7, tells it to."""

    vocabulary_size = 2

    def initial_state(self):
        return 0

    def fan_out(self, state, lanes):
        return np.zeros(lanes)

    def step(self, ids, state):
        state = state + ids
        return np.log(self.expects(state)), state

    @staticmethod
    def expects(total):
        rest = total % 7
        return np.stack([1 / (2 + rest), (1 + rest) / (2 + rest)], axis=-1)


class Counted(Silence):
    """A progress that adds up what was read."""

    def __init__(self):
        self.read = 0

    @contextmanager
    def reading(self, size, unit="B"):
        self.size = size
        yield self.advance

    def advance(self, tokens):
        self.read += tokens


@pytest.mark.parametrize("n", [2, 63, 64, 65, 130, 1_000])
def test_each_lane_has_read_its_beginning_and_256_tokens_before_it(n):
    ids = np.random.default_rng(n).integers(0, 7, n) % 2
    progress = Counted()
    targets = read_targets([Teacher("c0ffee", None, Counting())], ids, 1.0, progress)
    lane = -(-n // 64)
    for place in range(n - 1):
        start = place - place % lane - 256
        total = ids[np.arange(start, place + 1) % n].sum()  # the end comes before the beginning
        np.testing.assert_allclose(targets[place], Counting.expects(total), atol=1e-3)
    assert progress.read == progress.size == n


def test_it_expects_what_the_model_does(task, teacher):
    decoder, ids = Checkpoint.load(teacher).decoder, task.batches.ids
    place = 2 * -(-len(ids) // 64)  # the first of a lane
    logits, _ = decoder.forward(ids[place - 256 : place + 1], decoder.initial_state())
    expected = 0.5 * softmax(logits[-1].astype(np.float64))
    expected[ids[place + 1]] += 0.5
    np.testing.assert_allclose(task.batches.expected[place], expected, atol=1e-3)


class Sure(Counting):
    """A decoder that always expects the same."""

    def __init__(self, *probabilities):
        self.vocabulary_size = len(probabilities)
        self._logits = np.log(probabilities)

    def step(self, ids, state):
        return np.tile(self._logits, (len(ids), 1)), state


def test_of_several_the_mean_counts_and_what_came_has_the_rest_of_the_share():
    teachers = [Teacher("a", 2.0, Sure(0.5, 0.25, 0.25)), Teacher("b", 2.0, Sure(0.25, 0.25, 0.5))]
    targets = read_targets(teachers, np.array([0, 2, 1]), 0.25, Silence())
    mean = 0.25 * np.array([0.375, 0.25, 0.375])
    np.testing.assert_allclose(targets[:2], [mean + [0, 0, 0.75], mean + [0, 0.75, 0]], atol=1e-3)
    with pytest.raises(ValueError, match="read-only"):
        targets[0] = 0


def test_streams_give_each_token_its_own_distribution():
    places = np.arange(100)
    streams = Streams(places, 4, 5, random_seed=1, expected=places[:, None] * [1, 2])
    tokens, targets = streams.at(2, 3)
    assert targets.dtype == np.float32
    np.testing.assert_array_equal(targets, tokens[..., None] * [1, 2])


def test_a_sure_distribution_teaches_what_its_token_does(task, make_recipe):
    """Another loss, but the same sum: two pupils stay together."""
    settings = make_recipe().training
    of_tokens, of_distributions = (Trainer(task.config, settings) for _ in range(2))
    plain = Streams(task.batches.ids, settings.batch, settings.window, settings.random_seed)
    for number in range(3):
        ids, targets = plain.at(1, number)
        sure = np.eye(task.config.vocabulary_size, dtype=np.float32)[targets]
        loss = of_tokens.step((ids, targets), number, 0.02)
        assert of_distributions.step((ids, sure), number, 0.02) == pytest.approx(loss, rel=1e-5)
    for name, array in of_tokens.memory.weights.items():
        np.testing.assert_allclose(of_distributions.memory.weights[name], array, atol=2e-4)


def test_a_pupil_comes_to_expect_what_its_teacher_does(corpus, make_recipe, teacher):
    recipe = make_recipe(distillation=1.0, dropout=0.0, weight_dropout=0.0)
    task = taught(prepare(recipe, corpus, teachers=[teacher]), Silence())
    pupil = Trainer(task.config, recipe.training)
    _, targets = task.batches.at(1, 0)
    entropy = -(targets * np.log(np.maximum(targets, 1e-7))).sum(axis=-1).mean()
    losses = [
        pupil.step(task.batches.at(1, number % task.batches.steps), number, 0.02)
        for number in range(150)
    ]
    assert losses[0] > entropy + 1.5
    assert np.mean(losses[-20:]) < entropy + 0.15  # no loss lies below


def test_a_pupil_is_trained_to_the_end_and_says_of_whom(corpus, teacher, tmp_path, capsys):
    """From the command line, with the same teacher twice; then it is finished at once."""
    recipe = RECIPE.read_text(encoding="utf-8").replace("epochs = 2", "epochs = 1")
    recipe = recipe.replace("[training]", "[training]\ndistillation = 0.5")
    (tmp_path / "pupil.toml").write_text(recipe, encoding="utf-8")
    command = ["train", "--recipe", str(tmp_path / "pupil.toml"), "--corpus", str(corpus)]
    command += [
        "--out",
        str(tmp_path / "new"),
        "--teacher",
        str(teacher),
        "--teacher",
        str(teacher),
    ]
    assert main(command) == 0
    figure = Checkpoint.load(teacher).about.heldout_bits_per_char
    history = json.loads((tmp_path / "new" / "history.json").read_text(encoding="utf-8"))
    assert [entry["heldout_bits_per_char"] for entry in history["teachers"]] == [figure] * 2
    row = f"0.5; {figure:.3f}, {figure:.3f} |"
    for file, name in (
        ("README.md", "Teachers: their share; the bits per character of each"),
        ("README.zh.md", "教师模型：所占份额；各自的每字符比特数"),
    ):
        assert f"| {name} | {row}" in (tmp_path / "new" / file).read_text(encoding="utf-8")
    assert "teachers that read the training part first: 2" in capsys.readouterr().out
    assert main([*command, "--resume"]) == 0
    assert "first" not in capsys.readouterr().out


def amended(teacher, folder, change):
    """Return a copy of a checkpoint with other weights, or with another card."""
    checkpoint, weights = Checkpoint.load(teacher), load_weights(teacher)
    weights["output.bias"] = weights["output.bias"] + change
    parts = checkpoint.config, checkpoint.about, checkpoint.tokenizer, weights
    save_checkpoint(folder, *parts, Documents(cards={"README.md": "# Another\n"}))
    return folder


def test_other_weights_are_another_training_and_other_cards_are_not(
    corpus, make_recipe, teacher, tmp_path
):
    def fingerprint(*teachers):
        return prepare(make_recipe(distillation=0.5), corpus, teachers=teachers).fingerprint

    same, other = amended(teacher, tmp_path / "a", 0), amended(teacher, tmp_path / "b", 0.5)
    assert Checkpoint.load(same).hash != Checkpoint.load(teacher).hash
    assert fingerprint(same) == fingerprint(teacher) != fingerprint(other)
    assert fingerprint(teacher, other) == fingerprint(other, teacher) != fingerprint(teacher)


def test_a_teacher_of_another_text_is_refused(values, teacher, tmp_path):
    (tmp_path / "text.txt").write_text("the sea is here and there. no wind at night\n" * 50)
    values["training"]["distillation"] = 0.5
    with pytest.raises(TrainingError, match="old' was trained on another text; give one of the"):
        prepare(Recipe.from_values(values), tmp_path / "text.txt", teachers=[teacher])


def test_a_teacher_of_other_tokens_is_refused(corpus, values, teacher):
    values["tokens"]["normalization"] = []
    values["training"]["distillation"] = 0.5
    with pytest.raises(TrainingError, match=r"has other tokens; give one whose recipe has the"):
        prepare(Recipe.from_values(values), corpus, teachers=[teacher])


def test_distributions_that_would_fill_the_memory_are_refused(
    corpus, make_recipe, teacher, monkeypatch
):
    monkeypatch.setattr("textgen.training.teachers._MOST_BYTES", 1_000)
    with pytest.raises(TrainingError, match=r"bytes of memory, at most 1,000 are allowed; train"):
        prepare(make_recipe(distillation=0.5), corpus, teachers=[teacher])


def test_a_folder_that_is_no_checkpoint_is_refused(corpus, make_recipe, tmp_path):
    with pytest.raises(TrainingError, match="teacher .*nobody': .*cannot be read"):
        prepare(make_recipe(distillation=0.5), corpus, teachers=[tmp_path / "nobody"])


def test_teacher_and_share_belong_together(corpus, make_recipe, teacher):
    with pytest.raises(ConfigError, match="distillation needs a teacher; give its checkpoint"):
        prepare(make_recipe(distillation=0.5), corpus)
    with pytest.raises(ConfigError, match=r"set training\.distillation, such as 0\.5"):
        prepare(make_recipe(), corpus, teachers=[teacher])


@pytest.mark.parametrize(
    ("table", "others"),
    [
        ("model", {"context": 20}),
        ("tokens", {"unit": "sentence", "spell_out": 0.3}),
    ],
)
def test_what_no_teacher_can_be_asked_for_is_refused(values, table, others):
    values[table] |= others
    values["training"] |= {"distillation": 0.5} | ({"stride": 3} if table == "model" else {})
    with pytest.raises(ConfigError, match=r"training\.distillation is for models that carry"):
        Recipe.from_values(values)
