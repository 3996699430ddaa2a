"""The systems that are timed against each other compute the same thing. No time is asserted."""

import importlib
import runpy
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from bench import page_jobs, pages, vectors
from bench.figures import Figure, as_json, as_table
from bench.models import BOOK, WINDOW, random_weights
from bench.peers import log_softmax
from bench.peers.ours import Ours
from bench.server import serve
from bench.timing import interleave, ratio
from tests.collection import ENGLISH
from textgen import Checkpoint
from textgen.tokenizers import Vocabulary
from textgen.training.recipe import Recipe
from textgen.training.word_vectors import read_word_vectors
from textgen.vector_space import VectorSpace
from ui.views.guess.state import ROUNDS
from ui.views.learn.sections import SECTIONS

PEERS = (
    ("keras", "book", "Book"),
    ("keras", "tensorflow_step", "TensorFlowStep"),
    ("torch", "torch_cell", "TorchCell"),
    ("onnxruntime", "onnx_step", "OnnxStep"),
)


@pytest.mark.filterwarnings("default")  # what other frameworks warn of is not ours to mend
@pytest.mark.parametrize(("package", "module", "name"), PEERS)
def test_a_peer_has_the_same_logits_and_writes(package: str, module: str, name: str) -> None:
    pytest.importorskip(package)
    weights = random_weights(BOOK)
    peer = getattr(importlib.import_module(f"bench.peers.{module}"), name)(BOOK, weights)
    ids = np.random.default_rng(1).integers(0, BOOK.vocabulary_size, WINDOW).tolist()
    ours = Ours(BOOK, weights)
    np.testing.assert_allclose(
        peer.log_probabilities(ids), ours.log_probabilities(ids), rtol=0, atol=1e-4
    )
    written = peer.write(5)
    assert len(written) == 5
    assert all(0 <= token < BOOK.vocabulary_size for token in written)


def test_log_softmax_sums_to_one() -> None:
    assert np.exp(log_softmax(np.array([700.0, 0.0, -3.0]))).sum() == pytest.approx(1)


def test_interleaved_jobs_run_once_a_round_and_once_to_warm_up() -> None:
    calls: list[str] = []
    jobs = {name: lambda name=name: calls.append(name) for name in "ab"}
    seconds = interleave(jobs, rounds=2)
    assert calls == ["a", "b", "b", "a", "a", "b"]
    assert [len(values) for values in seconds.values()] == [2, 2]


def test_ratio_is_the_median_of_the_rounds() -> None:
    assert ratio([2.0, 4.0, 90.0], [1.0, 1.0, 1.0]) == 4.0


def test_a_figure_knows_whether_it_is_reached() -> None:
    fast = Figure("speed", 3.0, "x", at_least=2.0)
    large = Figure("size", 3.0, "KB", at_most=2.0, details={"bytes": 3000.0})
    assert fast.reached
    assert not large.reached
    assert "MISSED" in as_table([fast, large])
    assert '"reached": false' in as_json([fast, large])
    plain = Figure("memory", 3.0, "MB")
    assert plain.reached
    assert as_table([plain]).rstrip().endswith("3 MB")


def test_the_generated_vectors_hold_the_words_that_are_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "LINES", 500)
    monkeypatch.setattr(vectors, "NEEDED", 20)
    path = tmp_path / "vectors.txt"
    path.write_bytes(b"".join(vectors.lines(500)))
    found = read_word_vectors(path, Vocabulary(vectors.needed()), vectors.WIDTH)
    assert (found.lines, found.malformed, sorted(found.ids)) == (500, 0, list(range(20)))


@pytest.mark.filterwarnings("default")
def test_the_book_s_windows_are_one_hot_with_their_next_token() -> None:
    training = pytest.importorskip("bench.training")
    task = SimpleNamespace(
        recipe=SimpleNamespace(training=SimpleNamespace(window=2, stride=3)),
        config=SimpleNamespace(vocabulary_size=5),
        batches=SimpleNamespace(ids=np.array([0, 1, 2, 3, 4, 0])),
    )
    x, y = training.one_hot_windows(task)
    assert x.dtype == y.dtype == bool
    assert x.argmax(axis=-1).tolist() == [[0, 1], [3, 4]]
    assert y.argmax(axis=-1).tolist() == [2, 0]
    assert (x.sum(axis=-1) == 1).all()


@pytest.mark.filterwarnings("default")
def test_both_trainings_run_and_are_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    training = pytest.importorskip("bench.training")
    monkeypatch.setattr(training, "SETTINGS", replace(training.SETTINGS, batch=8))
    monkeypatch.setattr(training, "FIRST_CHECK", 0)
    path = tmp_path / "text.txt"
    prompts = "\n".join(Recipe.read(training.RECIPE).about.prompts)  # which it must hold
    path.write_text(f"{prompts}\n" + "so it is.\nit is so.\n" * 400, encoding="utf-8")
    (figure,) = training.figures(str(path), epochs=1)
    assert figure.value > 0
    assert figure.name in as_json([figure])
    by_epoch = figure.details["the book's training, held-out bits per character by epoch"]
    assert 0 < by_epoch[0] < 6
    monkeypatch.setattr(training, "STEPS", 1)
    with pytest.raises(SystemExit, match="our training missed 2.18 with random seed 1"):
        training.figures(str(path), epochs=1)


def test_what_cannot_be_read_or_is_missing_is_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def said(*arguments: str) -> str:
        monkeypatch.setattr("sys.argv", ["bench", *arguments])
        with pytest.raises(SystemExit) as caught:
            runpy.run_module("bench", run_name="__main__")
        return str(caught.value)

    absent = str(tmp_path / "absent.txt")
    assert said("training", "--corpus", absent).startswith(f"bench: cannot read corpus {absent!r}:")
    monkeypatch.setitem(sys.modules, "bench.vectors", None)
    assert said("vectors").endswith(" is missing: pip install -r bench/requirements.txt")


def test_the_pages_bench_writes_what_the_page_shows(
    checkpoints: dict[str, Checkpoint], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_jobs, "LENGTH", 5)
    checkpoint = checkpoints[ENGLISH]
    windows = page_jobs.with_windows(checkpoint)
    assert windows.config.context == WINDOW
    for each in (checkpoint, windows):
        texts = page_jobs.compare(each)
        assert [len(text.tokens) for text in texts] == [5] * 6
        assert len({text.text for text in texts}) > 1


def test_the_pages_bench_inspects_as_much_as_it_says(checkpoints: dict[str, Checkpoint]) -> None:
    assert len(page_jobs.look_through(checkpoints[ENGLISH]).reading.text) == 2_000


def test_the_pages_bench_plays_the_game_that_the_page_opens_with(
    checkpoints: dict[str, Checkpoint],
) -> None:
    for checkpoint in checkpoints.values():
        assert len(page_jobs.make_game(checkpoint).questions) == ROUNDS


def test_the_pages_bench_needs_a_model_with_vectors(checkpoints: dict[str, Checkpoint]) -> None:
    with pytest.raises(SystemExit, match=f"{ENGLISH} has no vectors"):
        page_jobs.open_vectors(checkpoints[ENGLISH])


def test_the_pages_bench_asks_for_words_and_opens_every_lesson(
    collection: Path, tmp_path: Path
) -> None:
    space = VectorSpace(np.random.default_rng(0).normal(size=(60, 4)).astype(np.float32))
    page_jobs.ask_vectors(space)
    with serve(str(collection)) as server:
        lessons = pages.of_lessons(server)
    assert len(lessons.details) == len(SECTIONS) - 1  # the exercises are words and links
    assert lessons.value == max(lessons.details.values()) > 0
