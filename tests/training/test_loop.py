"""The loop: it learns, stops, resumes as if nothing had happened, and says what is wrong."""

import hashlib
import json
import math
import re
from importlib.metadata import version

import numpy as np
import pytest
import tensorflow as tf

from textgen.checkpoint import Checkpoint, load_weights
from textgen.corpus import read_corpus
from textgen.decoder import make_decoder
from textgen.epochs import read_history
from textgen.errors import ConfigError, CorpusError, TrainingError
from textgen.evaluation import evaluate
from textgen.generation import Settings, generate
from textgen.measures import real_word_share
from textgen.sampler import Sampler
from textgen.training import Recipe, loop, train
from textgen.training.loop import Loop
from textgen.training.model import set_weights
from textgen.training.snapshot import Memory, Snapshot, SnapshotFile
from textgen.training.task import prepare
from textgen.training.trainer import Trainer


class Notes:
    """A progress that remembers what it was told, and interrupts the training where asked."""

    def __init__(self, interrupt_at=None):
        self.losses = []
        self.texts = []
        self._interrupt_at = interrupt_at

    def start(self, total_steps, done):
        self.total_steps, self.done = total_steps, done

    def step(self, epoch, loss):
        self.losses.append(loss)
        if len(self.losses) == self._interrupt_at:
            raise KeyboardInterrupt

    def note(self, text):
        self.texts.append(text)

    def close(self): ...


def history_of(folder):
    return json.loads((folder / "history.json").read_text(encoding="utf-8"))


def figures_of(folder):
    return [entry["heldout_bits_per_char"] for entry in history_of(folder)["epochs"]]


@pytest.fixture(scope="module")
def trained(corpus, make_recipe, tmp_path_factory):
    """One whole training that several tests look at: its folder and what was reported."""
    notes = Notes()
    folder = tmp_path_factory.mktemp("trained") / "phrases"
    assert train(make_recipe(), corpus, folder, progress=notes) == folder
    return folder, notes


def test_it_learns(trained):
    folder, _ = trained
    losses = [entry["train_loss"] for entry in history_of(folder)["epochs"]]
    assert len(losses) == 3
    assert losses == sorted(losses, reverse=True)
    assert min(figures_of(folder)) < 1.2  # guessing among its 20 characters takes 4.3


def test_the_figure_is_that_of_the_stored_weights(trained, corpus):
    folder, _ = trained
    checkpoint = Checkpoint.load(folder)
    measured = evaluate(checkpoint.tokenizer, checkpoint.decoder, read_corpus(corpus))
    assert checkpoint.about.heldout_bits_per_char == measured.bits_per_char
    assert measured.bits_per_char == min(figures_of(folder))


def test_samples_share_prompt_and_dice(trained):
    folder, _ = trained
    checkpoint = Checkpoint.load(folder)
    samples = history_of(folder)["epochs"][-1]["samples"]
    assert [sample["temperature"] for sample in samples] == [0.2, 0.5, 1.0, 1.2]
    assert {(sample["prompt"], sample["random_seed"]) for sample in samples} == {("a bird ", 1)}
    for sample in samples:
        settings = Settings(Sampler(sample["temperature"]), random_seed=1, max_new_tokens=30)
        steps = generate(checkpoint.decoder, checkpoint.tokenizer.encode("a bird "), settings)
        assert sample["text"] == checkpoint.tokenizer.decode(step.id for step in steps)


def test_progress_counts_every_step(trained):
    folder, notes = trained
    assert (notes.done, notes.total_steps) == (0, len(notes.losses))
    *of_epochs, last = notes.texts
    assert [text.partition(":")[0] for text in of_epochs] == ["epoch 1", "epoch 2", "epoch 3"]
    assert last == "trained; now measuring what the model writes"


def test_what_the_measures_need_is_kept_and_what_they_find_is_told(trained):
    folder, _ = trained
    filters = Checkpoint.load(folder).filters
    assert real_word_share("a bird is at sea", filters) == 1
    assert real_word_share("a burd iz", filters) == 1 / 3
    for file, heading in (("README.md", "## Text measures"), ("README.zh.md", "## 文本指标")):
        assert heading in (folder / file).read_text(encoding="utf-8")


def test_the_history_names_what_it_was_trained_with(trained):
    versions = history_of(trained[0])["versions"]
    assert versions["numpy"] == np.__version__
    assert versions.get("tensorflow", versions.get("tensorflow-cpu")) == tf.__version__
    assert versions["jieba"] == version("jieba")
    assert {"python", "keras"} <= versions.keys()


def test_nothing_is_left_beside_the_checkpoint(trained):
    folder, _ = trained
    assert list(folder.parent.iterdir()) == [folder]


def test_cards_tell_figures_samples_and_rights(trained):
    folder, _ = trained
    for file, rights in (("README.md", "Public domain."), ("README.zh.md", "公有领域。")):
        card = (folder / file).read_text(encoding="utf-8")
        assert f"**{min(figures_of(folder)):.3f}**" in card
        assert rights in card
        assert card.count("a bird ") >= 4


@pytest.mark.parametrize("share", [0.2, 0.9], ids=["in epoch 1", "in epoch 3"])
@pytest.mark.parametrize("every", [0.0, math.inf], ids=["each step", "each epoch"])
def test_an_interrupted_training_resumes_to_the_same_model(
    trained, corpus, make_recipe, tmp_path, share, every
):
    folder, notes = trained
    target = tmp_path / "phrases"
    interrupted = Notes(interrupt_at=int(share * notes.total_steps))
    with pytest.raises(KeyboardInterrupt):
        train(make_recipe(), corpus, target, snapshot_every=every, progress=interrupted)
    assert not target.exists()
    resumed = Notes()
    train(make_recipe(), corpus, target, resume=True, progress=resumed)
    steps = notes.total_steps // 3
    taken = len(interrupted.losses) - 1  # it was interrupted while a step was being reported
    assert resumed.done == (taken if every == 0 else taken // steps * steps)
    assert resumed.losses == notes.losses[resumed.done :]
    for name, array in load_weights(folder).items():
        np.testing.assert_array_equal(load_weights(target)[name], array)


def test_averages_are_measured_and_kept(corpus, make_recipe, tmp_path, monkeypatch):
    averages = []
    close = Loop._close_epoch

    def closing(self, trainer, snapshot):
        averages.append(trainer.memory.averages)
        return close(self, trainer, snapshot)

    monkeypatch.setattr(Loop, "_close_epoch", closing)
    recipe = make_recipe(averaging=0.98, keep_epochs=[1])
    folder = train(recipe, corpus, tmp_path / "p", progress=Notes())
    best = history_of(folder)["best_epoch"]
    for name, array in load_weights(folder).items():
        np.testing.assert_array_equal(array, averages[best - 1][name].astype(np.float16))
    for name, array in load_weights(folder, "epochs/01.safetensors").items():
        np.testing.assert_array_equal(array, averages[0][name].astype(np.float16))
    assert Checkpoint.load(folder).about.heldout_bits_per_char == min(figures_of(folder))


def test_a_model_is_calibrated_if_asked_for(trained, corpus, make_recipe, tmp_path):
    plain = Checkpoint.load(trained[0])
    folder = train(make_recipe(calibrate=True), corpus, tmp_path / "calibrated")
    calibrated, history = Checkpoint.load(folder), history_of(folder)
    found = history["epochs"][history["best_epoch"] - 1]
    ids = plain.tokenizer.encode("the sea ")
    before, after = (each.decoder.prefill(ids)[0] for each in (plain, calibrated))
    np.testing.assert_allclose(after, before / found["calibration"], rtol=0.01, atol=0.01)
    figure = evaluate(calibrated.tokenizer, calibrated.decoder, read_corpus(corpus)).bits_per_char
    assert calibrated.about.heldout_bits_per_char == found["heldout_bits_per_char"] == figure
    assert figure <= plain.about.heldout_bits_per_char + 1e-4
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert f"logits divided by | {found['calibration']:g} |" in card
    assert found["samples"][2]["text"] in card
    # Every epoch is measured as it would be kept, so the calibrated figures choose it.
    both = list(zip(figures_of(folder), figures_of(trained[0]), strict=True))
    assert all(one <= other + 1e-4 for one, other in both) and any(one != two for one, two in both)
    assert {each["calibration"] for each in history_of(trained[0])["epochs"]} == {None}


def test_the_weights_of_the_epochs_asked_for_are_kept(corpus, make_recipe, tmp_path):
    folder = train(make_recipe(keep_epochs=[1, 3]), corpus, tmp_path / "p", progress=Notes())
    files = [entry["weights_file"] for entry in history_of(folder)["epochs"]]
    assert files == ["epochs/01.safetensors", None, "epochs/03.safetensors"]
    checkpoint = Checkpoint.load(folder)
    weights = load_weights(folder, files[0])
    decoder = make_decoder(checkpoint.config, weights, checkpoint.tokenizer.encode("\n")[0])
    figure = evaluate(checkpoint.tokenizer, decoder, read_corpus(corpus)).bits_per_char
    assert figure == figures_of(folder)[0]


BOOK = {
    "model": {"layers": [24], "context": 20},
    "training": {"stride": 3, "optimizer": "rmsprop", "clip_norm": 0, "batch": 32},
}
CONVOLUTION = {
    "model": {
        "kind": "conv",
        "layers": [16, 16, 16],
        "embedding": 16,
        "kernel_size": 2,
        "dilations": [1, 2, 4],
    },
    "training": {},
}


@pytest.mark.parametrize("changes", [BOOK, CONVOLUTION], ids=["book", "convolution"])
def test_other_kinds_of_models_learn_too(changes, corpus, values, tmp_path):
    values["model"] = changes["model"]
    values["training"] |= changes["training"]
    folder = train(Recipe.from_values(values), corpus, tmp_path / "phrases", progress=Notes())
    assert min(figures_of(folder)) < 1.5
    checkpoint = Checkpoint.load(folder)
    measured = evaluate(checkpoint.tokenizer, checkpoint.decoder, read_corpus(corpus))
    assert measured.bits_per_char == min(figures_of(folder))


def test_it_stops_where_held_out_text_gets_no_easier(corpus, make_recipe, tmp_path, monkeypatch):
    measure_instead([3.0, 2.0, 2.5, 2.0, 1.0], monkeypatch)
    notes = Notes()
    folder = train(make_recipe(epochs=9, patience=2), corpus, tmp_path / "phrases", progress=notes)
    assert figures_of(folder) == [3.0, 2.0, 2.5, 2.0]
    assert history_of(folder)["best_epoch"] == 2
    assert notes.texts[-2] == "stopped: no better held-out figure in 2 epochs"


def rates_of(recipe, figures, corpus, tmp_path, monkeypatch):
    """Return the learning rates of all steps, and those that the history tells of its epochs."""
    measure_instead(figures, monkeypatch)
    step, rates = Trainer.step, []

    def remember(self, batch, number, learning_rate):
        rates.append(learning_rate)
        return step(self, batch, number, learning_rate)

    monkeypatch.setattr(Trainer, "step", remember)
    folder = train(recipe, corpus, tmp_path / "phrases", progress=Notes())
    return rates, [entry["learning_rate"] for entry in history_of(folder)["epochs"]]


def test_every_step_is_taken_at_the_rate_of_the_cooldown(
    corpus, make_recipe, tmp_path, monkeypatch
):
    """It goes to its end though the held-out figure stands still."""
    recipe = make_recipe(schedule="cooldown", cooldown=0.5, patience=1)
    rates, told = rates_of(recipe, [2.0] * 3, corpus, tmp_path, monkeypatch)
    steps = len(rates) // 3
    by_hand = [0.02 * min(1, 2 * (1 - step / len(rates))) for step in range(3 * steps)]
    np.testing.assert_allclose(rates, by_hand)
    assert rates[0] == 0.02 > rates[2 * steps] > rates[-1]
    np.testing.assert_allclose(told, [rates[steps - 1], rates[2 * steps - 1], rates[-1]])


def test_a_plateau_halves_the_rate_of_the_next_epoch(corpus, make_recipe, tmp_path, monkeypatch):
    recipe = make_recipe(schedule="plateau", patience=9)
    rates, told = rates_of(recipe, [2.0, 3.0, 1.0], corpus, tmp_path, monkeypatch)
    steps = len(rates) // 3
    assert rates == [0.02] * (2 * steps) + [0.01] * steps
    assert told == [0.02, 0.02, 0.01]


def broken_after(steps, monkeypatch):
    """Make the loss of every step after so many not a number."""
    step = Trainer.step

    def breaking(self, batch, number, learning_rate):
        loss = step(self, batch, number, learning_rate)
        return loss if number < steps else float("nan")

    monkeypatch.setattr(Trainer, "step", breaking)


def test_a_broken_loss_keeps_the_last_good_weights(
    trained, corpus, make_recipe, tmp_path, monkeypatch
):
    folder, notes = trained
    broken_after(notes.total_steps // 3 + 5, monkeypatch)
    said = Notes()
    kept = train(make_recipe(), corpus, tmp_path / "phrases", progress=said)
    assert said.texts[-2] == (
        "stopped in epoch 2: the loss is not a number; kept the weights of epoch 1"
    )
    assert figures_of(kept) == figures_of(folder)[:1]
    assert Checkpoint.load(kept).about.heldout_bits_per_char == figures_of(folder)[0]


def test_a_loss_broken_from_the_start_is_an_error(corpus, make_recipe, tmp_path, monkeypatch):
    broken_after(3, monkeypatch)
    for _ in range(2):  # nothing is left that a second attempt would stumble over
        with pytest.raises(TrainingError, match="epoch 1: the loss is not a number; lower"):
            train(make_recipe(), corpus, tmp_path / "phrases", snapshot_every=0, progress=Notes())
    assert not (tmp_path / "phrases").exists()


def measure_instead(figures, monkeypatch):
    """Let held-out text cost so many bits per character, epoch by epoch."""
    given = iter(figures)
    monkeypatch.setattr(
        loop, "evaluate", lambda *_: type("Evaluation", (), {"bits_per_char": next(given)})
    )


@pytest.mark.parametrize("figure", [math.nan, math.inf, 100.0, 1e30])
def test_a_broken_held_out_figure_is_as_bad_as_a_broken_loss(
    corpus, make_recipe, tmp_path, monkeypatch, figure
):
    said = f"the held-out figure is {figure:.4g} bits per character, worse than any guess"
    measure_instead([figure], monkeypatch)
    with pytest.raises(TrainingError, match=f"^stopped in epoch 1: {re.escape(said)}; lower"):
        train(make_recipe(), corpus, tmp_path / "phrases", progress=Notes())
    measure_instead([99.5, figure], monkeypatch)
    notes = Notes()
    folder = train(make_recipe(), corpus, tmp_path / "phrases", progress=notes)
    assert notes.texts[-2] == f"stopped in epoch 2: {said}; kept the weights of epoch 1"
    assert figures_of(folder) == [99.5]
    assert read_history(Checkpoint.load(folder)).best_heldout.number == 1


def test_a_text_that_holds_no_surprise_makes_a_checkpoint(
    corpus, make_recipe, tmp_path, monkeypatch
):
    measure_instead([0.0], monkeypatch)
    folder = train(make_recipe(epochs=1), corpus, tmp_path / "phrases", progress=Notes())
    assert Checkpoint.load(folder).about.heldout_bits_per_char == 0


def test_a_loss_beyond_any_sense_is_not_written(corpus, make_recipe, tmp_path, monkeypatch):
    step = Trainer.step
    monkeypatch.setattr(Trainer, "step", lambda *given: step(*given) + 100)
    with pytest.raises(TrainingError, match="epoch 1: the training loss is 10.* nats per token"):
        train(make_recipe(), corpus, tmp_path / "phrases", progress=Notes())


def test_weights_that_16_bits_cannot_hold_are_not_kept(
    trained, corpus, make_recipe, tmp_path, monkeypatch
):
    steps = trained[1].total_steps // 3
    step = Trainer.step

    def growing(self, batch, number, learning_rate):
        loss = step(self, batch, number, learning_rate)
        if number == 2 * steps - 1:  # the last of epoch 2
            weights = self.memory.weights
            set_weights(self._model, {**weights, "output.bias": weights["output.bias"] + 1e5})
        return loss

    monkeypatch.setattr(Trainer, "step", growing)
    notes = Notes()
    folder = train(make_recipe(), corpus, tmp_path / "phrases", progress=notes)
    assert notes.texts[-2] == (
        "stopped in epoch 2: a weight is too large for the 16 bits it is stored in; "
        "kept the weights of epoch 1"
    )
    assert figures_of(folder) == figures_of(trained[0])[:1]


def test_no_snapshot_holds_broken_weights(corpus, make_recipe, tmp_path, monkeypatch):
    """The third step breaks the weights, which only the fourth step's loss would tell."""
    saved = []
    monkeypatch.setattr(SnapshotFile, "save", lambda _, snapshot: saved.append(snapshot))
    step = Trainer.step

    def breaking(self, batch, number, learning_rate):
        return step(self, batch, number, math.nan if number == 2 else learning_rate)

    monkeypatch.setattr(Trainer, "step", breaking)
    with pytest.raises(TrainingError, match="epoch 1: the loss is not a number"):
        train(
            make_recipe(averaging=0.9),
            corpus,
            tmp_path / "phrases",
            snapshot_every=0,
            progress=Notes(),
        )
    assert [snapshot.step for snapshot in saved] == [1, 2]


def test_the_folder_may_be_the_one_we_stand_in(corpus, make_recipe, tmp_path, monkeypatch):
    (tmp_path / "model").mkdir()
    monkeypatch.chdir(tmp_path / "model")
    folder = train(make_recipe(epochs=1), corpus, ".", progress=Notes())
    assert folder == tmp_path / "model"
    assert Checkpoint.load(folder).name == "model"


def test_a_folder_with_something_in_it_is_refused(trained, corpus, make_recipe):
    folder, _ = trained
    with pytest.raises(TrainingError, match="holds something already; name another folder"):
        train(make_recipe(), corpus, folder, progress=Notes())


@pytest.fixture
def unfinished(make_recipe, tmp_path):
    """A snapshot of another training beside the folder to write."""
    work = tmp_path / ".phrases.training"
    work.mkdir()
    memory = Memory({}, {}, [], [])
    Snapshot("another", 0, 0.0, 0.0, [], memory, {}, {}).save(work / "snapshot.safetensors")
    return tmp_path / "phrases"


def test_an_unfinished_training_is_not_overwritten(unfinished, corpus, make_recipe):
    with pytest.raises(TrainingError, match="an unfinished training lies in"):
        train(make_recipe(), corpus, unfinished, progress=Notes())


def test_a_snapshot_of_another_training_is_refused(unfinished, corpus, make_recipe):
    with pytest.raises(TrainingError, match="of another recipe, corpus or teachers"):
        train(make_recipe(), corpus, unfinished, resume=True, progress=Notes())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"good\xffbad", "not UTF-8: byte 0xff at offset 4"),
        (b"short\n", "the training part has 5 tokens, 8 streams of 20 need 180; give a longer"),
        (b"\n" * 5_000, "holds one distinct character"),
    ],
)
def test_a_corpus_that_cannot_be_used_is_refused(make_recipe, tmp_path, content, message):
    path = tmp_path / "text.txt"
    path.write_bytes(content)
    with pytest.raises(CorpusError) as caught:
        train(make_recipe(), path, tmp_path / "phrases", progress=Notes())
    assert message in str(caught.value)
    assert list(tmp_path.iterdir()) == [path]


def test_a_vocabulary_that_could_not_be_read_again_is_refused_at_once(
    corpus, values, tmp_path, monkeypatch
):
    monkeypatch.setattr("textgen.training.task.MAX_JSON_BYTES", 50)
    with pytest.raises(ConfigError, match=r"would take \d+ bytes, at most 50 are allowed; raise"):
        prepare(Recipe.from_values(values), corpus)


@pytest.mark.parametrize(
    ("model", "kept", "message"),
    [
        ({"layers": [1_500]}, [], "a file of weights would be larger than 9,400,000 bytes; lower"),
        ({"layers": [900]}, [*range(1, 11)], "the checkpoint would be larger than 67,108,864"),
    ],
)
def test_what_could_not_be_written_is_refused_at_once(
    model, kept, message, corpus, values, tmp_path
):
    values["model"] = model
    values["training"] |= {"keep_epochs": kept, "epochs": 20}
    with pytest.raises(ConfigError, match=message):
        train(Recipe.from_values(values), corpus, tmp_path / "phrases", progress=Notes())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("opening", "remedy"),
    [
        ("\n", "; add a line break to the corpus or name another one as model.opening"),
        ("#", "; name another one as model.opening"),
    ],
)
def test_a_corpus_without_the_opening_token_is_refused(values, tmp_path, opening, remedy):
    (tmp_path / "text.txt").write_text("no line break " * 500, encoding="utf-8")
    values["model"]["opening"] = opening
    with pytest.raises(CorpusError, match=f"is not in the vocabulary{re.escape(remedy)}$"):
        prepare(Recipe.from_values(values), tmp_path / "text.txt")


@pytest.mark.parametrize("key", ["samples.prompt", "about.prompts"])
def test_a_prompt_that_the_model_could_not_read_is_refused(corpus, values, tmp_path, key):
    table, name = key.split(".")
    values[table][name] = {"prompt": "a§", "prompts": ["a", "a§"]}[name]
    with pytest.raises(ConfigError, match=f"{key} 'a§': character 2, '§', .*take a prompt"):
        train(Recipe.from_values(values), corpus, tmp_path / "phrases", progress=Notes())
    assert list(tmp_path.iterdir()) == []


def test_another_corpus_than_the_recipe_s_is_refused(corpus, values, tmp_path):
    digest = hashlib.sha256(corpus.read_bytes()).hexdigest()
    values["about"]["corpus_sha256"] = digest
    assert prepare(Recipe.from_values(values), corpus).corpus_sha256 == digest
    values["about"]["corpus_sha256"] = "c0ffee00" + digest[8:]
    with pytest.raises(CorpusError, match="is not the one .* SHA-256 begins with 'c0ffee00' or le"):
        train(Recipe.from_values(values), corpus, tmp_path / "phrases", progress=Notes())
    assert list(tmp_path.iterdir()) == []


def test_a_missing_corpus_is_named(make_recipe, tmp_path):
    with pytest.raises(CorpusError, match="cannot read corpus .*gone.txt.*No such file"):
        train(make_recipe(), tmp_path / "gone.txt", tmp_path / "phrases", progress=Notes())
