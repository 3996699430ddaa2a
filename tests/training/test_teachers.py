"""Distillation: what a teacher expects, what a pupil is asked for, and which are refused."""

import json
import shutil

import numpy as np
import pytest

from textgen.checkpoint import Checkpoint
from textgen.errors import ConfigError, TrainingError
from textgen.processors import softmax
from textgen.saving import Documents, amend_checkpoint
from textgen.training import Recipe, train
from textgen.training.data import Streams
from textgen.training.progress import Silence
from textgen.training.task import prepare
from textgen.training.teachers import Teachers, read_teachers
from textgen.training.trainer import Trainer


@pytest.fixture(scope="session")
def teacher(corpus, make_recipe, tmp_path_factory):
    """A model that has learned the phrases."""
    return train(
        make_recipe(), corpus, tmp_path_factory.mktemp("teacher") / "old", progress=Silence()
    )


@pytest.fixture
def task(corpus, make_recipe, teacher):
    """What a pupil learns half from the text and half from the teacher."""
    return prepare(make_recipe(distillation=0.5), corpus, teachers=[teacher])


def expected_by(decoder, ids):
    """Read tokens from the beginning, one after the other."""
    logits, _ = decoder.forward(ids, decoder.initial_state())
    return softmax(logits[-1].astype(np.float64))


def test_each_lane_has_read_what_comes_before(task, teacher):
    decoder, ids = Checkpoint.load(teacher).decoder, task.batches.ids
    assert task.teachers.expected.shape == (len(ids), task.config.vocabulary_size)
    lane = -(-len(ids) // 64)
    for place in (2 * lane, 3 * lane - 1, 40 * lane + 3, len(ids) - 1):
        start = place - place % lane - 256  # before the first place of its lane
        expected = expected_by(decoder, ids[start : place + 1])
        np.testing.assert_allclose(task.teachers.expected[place], expected, atol=1e-3)


def test_the_first_lane_reads_the_end_before_the_beginning(task, teacher):
    decoder, ids = Checkpoint.load(teacher).decoder, task.batches.ids
    expected = expected_by(decoder, [*ids[-256:], *ids[:4]])
    np.testing.assert_allclose(task.teachers.expected[3], expected, atol=1e-3)


def test_of_several_the_mean_is_expected(task, corpus, make_recipe, teacher, tmp_path):
    other = train(make_recipe(epochs=1), corpus, tmp_path / "other", progress=Silence())
    pair = [teacher, other]
    both = prepare(make_recipe(distillation=0.5), corpus, teachers=pair).teachers
    alone = prepare(make_recipe(distillation=0.5), corpus, teachers=[other]).teachers
    mean = (task.teachers.expected.astype(np.float64) + alone.expected) / 2
    np.testing.assert_allclose(both.expected, mean, atol=1e-3)
    assert np.abs(both.expected - alone.expected).max() > 0.1
    assert both.sha256 == tuple(Checkpoint.load(folder).hash for folder in pair)
    assert both.summary == [*task.teachers.summary, *alone.summary]


def test_it_expects_what_it_has_learned(task):
    ids, expected = task.batches.ids, task.teachers.expected
    of_what_came = expected[np.arange(len(ids) - 1), ids[1:]].astype(np.float64)
    assert np.log(of_what_came).mean() > -0.8  # one of 16 characters: -2.8
    np.testing.assert_allclose(expected.astype(np.float64).sum(axis=1), 1, atol=0.01)


def test_what_came_has_the_rest_of_the_share():
    teacher = Teachers(
        ("c0ffee",), (2.0,), np.array([[0.5, 0.5, 0], [0, 1, 0], [0.25, 0, 0.75]], "f2")
    )
    mixed = teacher.targets(np.array([0, 2, 1]), 0.25)
    by_hand = [[0.125, 0.125, 0.75], [0, 1, 0], [0.25, 0, 0.75]]
    np.testing.assert_array_equal(mixed, by_hand)
    assert teacher.expected[0, 2] == 0  # it was copied


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
    task = prepare(recipe, corpus, teachers=[teacher])
    pupil = Trainer(task.config, recipe.training)
    _, targets = task.batches.at(1, 0)
    entropy = -(targets * np.log(np.maximum(targets, 1e-7))).sum(axis=-1).mean()
    losses = [
        pupil.step(task.batches.at(1, number % task.batches.steps), number, 0.02)
        for number in range(150)
    ]
    assert losses[0] > entropy + 1.5
    assert np.mean(losses[-20:]) < entropy + 0.15  # no loss lies below


def test_a_pupil_is_trained_to_the_end_and_says_of_whom(corpus, make_recipe, teacher, tmp_path):
    recipe, model = make_recipe(distillation=0.5, epochs=1), Checkpoint.load(teacher)
    folder = train(recipe, corpus, tmp_path / "new", teachers=[teacher], progress=Silence())
    figure = model.about.heldout_bits_per_char
    history = json.loads((folder / "history.json").read_text(encoding="utf-8"))
    assert history["teachers"] == [{"sha256": model.hash, "heldout_bits_per_char": figure}]
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert f"| Teachers: their share; the bits per character of each | 0.5; {figure:.3f} |" in card
    of_teacher = json.loads((teacher / "history.json").read_text(encoding="utf-8"))
    assert of_teacher["teachers"] == []
    assert "Teacher" not in (teacher / "README.md").read_text(encoding="utf-8")


def test_another_teacher_is_another_training(task, corpus, make_recipe, teacher, tmp_path):
    other = shutil.copytree(teacher, tmp_path / "other")
    amend_checkpoint(other, Documents(cards={"README.md": "# Another\n"}))
    pupil_of_other = prepare(make_recipe(distillation=0.5), corpus, teachers=[other])
    assert len({task.fingerprint, pupil_of_other.fingerprint}) == 2


def test_a_teacher_of_another_text_is_refused(task, teacher):
    with pytest.raises(TrainingError, match="old' was trained on another text; give one of the"):
        read_teachers([teacher], task.tokenizer, "0" * 64, task.batches.ids)


def test_a_teacher_of_other_tokens_is_refused(corpus, values, teacher):
    values["tokens"]["normalization"] = []
    values["training"]["distillation"] = 0.5
    with pytest.raises(TrainingError, match=r"has other tokens; give one whose recipe has the"):
        prepare(Recipe.from_values(values), corpus, teachers=[teacher])


def test_distributions_that_would_fill_the_memory_are_refused(task, teacher, monkeypatch):
    monkeypatch.setattr("textgen.training.teachers._MOST_BYTES", 1_000)
    ids, about = task.batches.ids, Checkpoint.load(teacher).about
    with pytest.raises(TrainingError, match=r"bytes of memory, at most 1,000 are allowed; train"):
        read_teachers([teacher], task.tokenizer, about.corpus_sha256, ids)


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
