"""A training's history and the weights it kept: by hand, and against what files may hold."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.collection import write_learning
from tests.textgen.tiny import rewrite
from textgen import Checkpoint, Sampler, Settings, generate, load_weights, make_decoder
from textgen.epochs import TEMPERATURES, at_epoch, look, read_history
from textgen.errors import CheckpointError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_learning(tmp_path / "learning")
    return tmp_path / "learning"


def changed(folder: Path, change: Callable[[dict[str, Any]], object]) -> Checkpoint:
    """Return the checkpoint with another history."""
    values = json.loads((folder / "history.json").read_text("utf-8"))
    change(values)
    rewrite(folder, "history.json", json.dumps(values))
    return Checkpoint.load(folder)


def test_the_history_tells_every_epoch(folder: Path) -> None:
    history = read_history(Checkpoint.load(folder))
    assert [epoch.train_loss for epoch in history.epochs] == [3.0, 2.5, 2.2, 2.0]
    assert [epoch.heldout for epoch in history.epochs] == [4.2, 3.9, 4.0, 4.1]
    assert [epoch.number for epoch in history.kept] == [1, 2, 4]
    assert (history.best_train.number, history.best_heldout.number) == (4, 2)
    assert history.published == {"A & <b>": {1: 2.9, 4: 1.9}, "B": {2: 2.4}}


def test_a_look_is_what_the_kept_weights_do(folder: Path) -> None:
    checkpoint = Checkpoint.load(folder)
    epoch = read_history(checkpoint).kept[1]
    seen = look(checkpoint, epoch, "a bee", Settings(random_seed=7, max_new_tokens=30))
    weights = load_weights(folder, "epochs/02.safetensors")
    decoder = make_decoder(checkpoint.config, weights, checkpoint.tokenizer.encode("\n")[0])
    ids = checkpoint.tokenizer.encode("a bee")
    model = Sampler().distribution(decoder.prefill(ids)[0])
    np.testing.assert_array_equal(seen.probabilities, model.probabilities)
    assert [sample.temperature for sample in seen.samples] == list(TEMPERATURES)
    for sample in seen.samples:
        steps = generate(decoder, ids, Settings(Sampler(sample.temperature), 7, 30))
        assert sample.text == checkpoint.tokenizer.decode([step.id for step in steps])
        assert sample.real_words is None or 0 <= sample.real_words <= 1


def test_a_checkpoint_of_an_epoch_differs_by_its_weights_alone(folder: Path) -> None:
    checkpoint = Checkpoint.load(folder)
    then = at_epoch(checkpoint, read_history(checkpoint).kept[1])
    assert (checkpoint.epoch, then.epoch) == (0, 2)
    assert replace(then, decoder=checkpoint.decoder, epoch=0) == checkpoint
    weights = load_weights(folder, "epochs/02.safetensors")
    decoder = make_decoder(checkpoint.config, weights, checkpoint.tokenizer.encode("\n")[0])
    ids = checkpoint.tokenizer.encode("a bee")
    np.testing.assert_array_equal(then.decoder.prefill(ids)[0], decoder.prefill(ids)[0])
    assert (then.decoder.prefill(ids)[0] != checkpoint.decoder.prefill(ids)[0]).any()


def test_epochs_differ_by_their_weights_alone(folder: Path) -> None:
    checkpoint = Checkpoint.load(folder)
    looks = [
        look(checkpoint, epoch, "a bee", Settings(random_seed=7, max_new_tokens=5))
        for epoch in read_history(checkpoint).kept
    ]
    sharpest = [float(each.probabilities.max()) for each in looks]
    assert sharpest == sorted(sharpest) and sharpest[0] < sharpest[-1]


def test_a_checkpoint_without_a_history_has_no_epochs(checkpoints: dict[str, Checkpoint]) -> None:
    for checkpoint in checkpoints.values():
        assert read_history(checkpoint).epochs == ()


def first(values: dict[str, Any], **entries: object) -> None:
    values["epochs"][0].update(entries)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda v: v.update(epochs={}), "epochs must be a list"),
        (lambda v: v.update(epochs=[1] * 1_001), "epochs must be a list of at most 1000"),
        (lambda v: v.update(epochs=[[]]), "an epoch must be an object"),
        (lambda v: first(v, epoch=2), "rising order"),
        (lambda v: first(v, epoch=0), "epoch must be a whole number"),
        (lambda v: first(v, epoch=True), "epoch must be a whole number"),
        (lambda v: first(v, train_loss="3"), "train_loss must be a number"),
        (lambda v: first(v, train_loss=float("nan")), "train_loss must be a number"),
        (lambda v: first(v, train_loss=10**400), "train_loss must be a number"),
        (lambda v: first(v, heldout_bits_per_char=None), "heldout_bits_per_char must be"),
        (lambda v: first(v, weights_file="../model.safetensors"), "weights_file must name"),
        (lambda v: first(v, weights_file=["a"]), "weights_file must name"),
        (lambda v: v["recipe"].update(published=[]), "published must be a table"),
        (
            lambda v: v["recipe"].update(published={str(i): {} for i in range(11)}),
            "at most 10 sources",
        ),
        (lambda v: v["recipe"]["published"].update(A=3), "published.'A' must be a table"),
        (lambda v: v["recipe"]["published"].update(A={"1e3": 2}), "an epoch is a number"),
        (lambda v: v["recipe"]["published"].update(A={"3": "x"}), "published.'A'.3 must be"),
    ],
)
def test_what_a_history_cannot_be_is_refused(
    folder: Path, change: Callable[[dict[str, Any]], object], message: str
) -> None:
    with pytest.raises(CheckpointError, match=message) as refused:
        read_history(changed(folder, change))
    assert "\n" not in str(refused.value) and len(str(refused.value)) < 300


def test_a_recipe_need_not_be_told(folder: Path) -> None:
    assert read_history(changed(folder, lambda v: v.update(recipe=None))).published == {}


def test_a_folder_that_changed_is_not_read(folder: Path) -> None:
    checkpoint = Checkpoint.load(folder)
    changed(folder, lambda v: first(v, train_loss=1.0))
    with pytest.raises(CheckpointError, match="has changed since it was loaded"):
        read_history(checkpoint)
