"""Word vectors: what is read from a file, what is counted, and what is refused with which words."""

import gzip
import hashlib
import json
import tracemalloc
import warnings
from contextlib import contextmanager
from functools import partial

import numpy as np
import pytest

from textgen.checkpoint import Checkpoint, load_weights
from textgen.errors import ConfigError, TrainingError
from textgen.tokenizers import Vocabulary
from textgen.training import Recipe, lines, train
from textgen.training.progress import ProgressBar
from textgen.training.task import prepare
from textgen.training.trainer import Trainer
from textgen.training.word_vectors import read_word_vectors

VOCABULARY = Vocabulary(["\n", " ", "New", "New York", "海", "鸟", "\u3000"])
zipped = partial(gzip.compress, mtime=0)  # names of tests must not hold the time
GOOD = "4 2\n海 0.5 -1\nsea 3 4\n\u3000 25e-2 2\nNew York 7 8\n"
ROWS = {4: [0.5, -1], 6: [0.25, 2], 3: [7, 8]}


def read(path, content, vocabulary=VOCABULARY, width=2, **options):
    path = path / "vectors.txt"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_word_vectors(path, vocabulary, width, **options)


def rows(found):
    return dict(zip(found.ids.tolist(), found.vectors.tolist(), strict=True))


def test_the_vocabulary_s_vectors_are_read_in_the_file_s_order(tmp_path):
    found = read(tmp_path, GOOD)
    assert found.ids.tolist() == [4, 6, 3]
    np.testing.assert_array_equal(found.vectors, np.array(list(ROWS.values()), np.float32))
    assert found.vectors.dtype == np.float32
    assert found.summary == {
        "found": 3,
        "sha256": hashlib.sha256(GOOD.encode()).hexdigest(),
        "lines": 4,
        "announced": 4,
        "malformed": 0,
        "first_malformed": None,
        "duplicates": 0,
    }


@pytest.mark.parametrize(
    "content",
    [
        GOOD.removeprefix("4 2\n"),
        "\ufeff" + GOOD,
        "\ufeff" + GOOD.removeprefix("4 2\n"),
        GOOD.replace("\n", "\r\n"),
        GOOD.replace("\n", " \n"),  # as the original program ends its lines
        GOOD.replace("\n", "\n\n"),
        GOOD.rstrip("\n"),
    ],
    ids=["no header", "mark", "mark, no header", "CRLF", "spaces", "empty lines", "no line end"],
)
def test_how_lines_begin_and_end_does_not_matter(tmp_path, content):
    found = read(tmp_path, content)
    np.testing.assert_array_equal(found.vectors, read(tmp_path, GOOD).vectors)
    assert (found.lines, found.malformed) == (4, 0)


@pytest.mark.parametrize(
    "packed",
    [
        zipped(GOOD.encode()),
        zipped(GOOD[:9].encode()) + zipped(GOOD[9:].encode()) + b"\0" * 20,
    ],
    ids=["one member", "two members and padding"],
)
def test_gzip_is_read_whatever_the_file_is_called(tmp_path, packed):
    found = read(tmp_path, packed)
    np.testing.assert_array_equal(found.vectors, read(tmp_path, GOOD).vectors)
    assert found.sha256 == hashlib.sha256(packed).hexdigest()


@pytest.mark.parametrize("chunk", [1, 2, 7, 64])
def test_it_does_not_matter_where_chunks_are_cut(tmp_path, monkeypatch, chunk):
    monkeypatch.setattr(lines, "_CHUNK", chunk)
    # A header cut from its file would not be seen as gzip's: a real chunk is never that short.
    for content in (GOOD.encode(), *([zipped(GOOD.encode())] if chunk > 1 else [])):
        assert rows(read(tmp_path, content)) == ROWS


def test_a_space_is_a_word_too(tmp_path):
    found = read(tmp_path, "海 1 2\n  3 4\nNew 5 6\n")
    assert rows(found) == {4: [1, 2], 1: [3, 4], 2: [5, 6]}


def test_a_phrase_is_no_vector_of_the_word_that_it_begins_with(tmp_path):
    found = read(tmp_path, "海 1 2\n鸟 3 4\nNew Rome 5 6\n")
    assert rows(found) == {4: [1, 2], 5: [3, 4]}
    assert found.malformed == 0


@pytest.mark.parametrize(
    "line",
    [
        b"New 1",
        b"New",
        b"New 1 2 3",
        b"New 1 x",
        b"New 1  2",
        b"New 1 nan",
        b"New inf 1",
        b"New 1 1e39",  # finite, but not in single precision
        b"N\xffw 1 2",
        b"New \xff 2",
        b"New 1_0 2",  # ten, to Python
        b"New 0x1 2",
        b"New 1 .",
        b"New 1 2-3",
        b"other 1",
        b"other",
        b"other 1 2 3",
        b"other 1 x",
        b"other 1_0 2",
        b"other nan 1",
        b"other thing 1",
        b"oth\xffer 1 2",
    ],
)
def test_a_malformed_line_is_counted_and_the_first_is_named(tmp_path, line):
    with warnings.catch_warnings(action="error"):
        found = read(tmp_path, b"\n".join([GOOD.encode().rstrip(), line, line]))
    assert (found.lines, found.malformed, found.first_malformed) == (6, 2, 6)
    assert rows(found) == ROWS


def test_the_numbers_of_other_words_are_counted_but_not_parsed(tmp_path):
    found = read(tmp_path, GOOD + "other 1-2 .\nother 1e999 2\n")
    assert (found.lines, found.malformed) == (6, 0)


@pytest.mark.parametrize(("header", "told"), [("5 2\n", "; the header names 5"), ("4 2\n", "")])
def test_a_header_that_names_another_count_is_told(tmp_path, header, told):
    found = read(tmp_path, header + GOOD.removeprefix("4 2\n"))
    assert str(found) == f"tokens with a word vector: 3, from 4 lines{told}"
    assert found.summary["announced"] == int(header[0])


def test_the_first_of_two_vectors_counts(tmp_path):
    found = read(tmp_path, "海 1 2\n鸟 x 4\n海 5 6\n鸟 7 8\n海 9 9\n")
    assert rows(found) == {4: [1, 2], 5: [7, 8]}
    assert (found.duplicates, found.malformed, found.first_malformed) == (2, 1, 2)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "it holds no vectors; give a file in word2vec's text format"),
        (b"\n\n \n", "it holds no vectors"),
        (b"2 2\n", "it holds no vectors"),
        (zipped(b""), "it holds no vectors"),
        (b"PK\x03\x04 \x92 \x81\n\x00 \xfe", "it holds no vectors"),
        ("海\t1\t2\n鸟\t3\t4\n".encode(), "it holds no vectors"),
        (b"9 3\n\xe6\xb5\xb7 1 2 3\n", "its vectors have 3 numbers, the model's embedding 2; set"),
        (b"New 1 2 3\nsea 1 2 3\nbird 1 2\n", "its vectors have 3 numbers"),
        (b"9 2\nNew 1 2 3\nsea 1 2 3\n", "its vectors have 3 numbers"),
        (b"a 1 2\nb 1 2\n", "none of the vocabulary's 7 tokens has a vector in its 2 lines"),
        (b"New 1 x\nb 1 2\n", "(1 of them malformed)"),
        (b"9" * 5_000 + b" 2\na 1 2\nb 1 2\n", "none of the vocabulary's"),
        (b"x" * (3 << 20), "a line is longer than 1048576 bytes; give word2vec's text format"),
        (zipped(b"x" * (3 << 20)), "a line is longer than 1048576 bytes"),
        (zipped(GOOD.encode())[:-9], "its gzip data end too soon; get the file again"),
        (zipped(GOOD.encode())[:5], "its gzip data end too soon"),
        (zipped(GOOD.encode()) + b"more", "its gzip data are damaged"),
        (b"\x1f\x8b" + b"\xff" * 99, "its gzip data are damaged"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(tmp_path, content, message):
    with pytest.raises(TrainingError) as caught:
        read(tmp_path, content)
    assert message in str(caught.value)
    assert str(caught.value).startswith(f"word vectors {str(tmp_path / 'vectors.txt')!r}: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "reason"),
    [("gone.txt", "No such file"), (".", "Is a directory"), ("a\0b", "null byte")],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path, name, reason):
    with pytest.raises(TrainingError, match=f"cannot read word vectors .*: .*{reason}"):
        read_word_vectors(tmp_path / name, VOCABULARY, 2)


class Notes:
    """A progress that remembers what it was told."""

    def __init__(self):
        self.sizes, self.counts, self.texts = [], [], []

    @contextmanager
    def reading(self, size):
        self.sizes.append(size)
        yield self.counts.append

    def start(self, total_steps, done): ...

    def step(self, epoch, loss): ...

    def note(self, text):
        self.texts.append(text)

    def close(self): ...


def test_progress_counts_the_bytes_of_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr(lines, "_CHUNK", 10_000)
    packed, notes = zipped(GOOD.encode() * 50_000, 1), Notes()
    read(tmp_path, packed, progress=notes)
    assert sum(notes.counts) == len(packed) == notes.sizes[0]
    assert len(notes.counts) == 2


def test_the_bar_counts_bytes(tmp_path, capsys):
    read(tmp_path, GOOD, progress=ProgressBar())
    assert f"{len(GOOD.encode())}.0/{len(GOOD.encode())}.0" in capsys.readouterr().err


def test_it_is_told_in_one_line(tmp_path):
    assert str(read(tmp_path, GOOD)) == "tokens with a word vector: 3, from 4 lines"
    assert str(read(tmp_path, GOOD + "海 1 2\nNew 1\nNew x y\n")) == (
        "tokens with a word vector: 3, from 7 lines; the header names 4; repeated: 1; "
        "malformed: 2, the first in line 7"
    )


def test_memory_is_bounded_by_the_vocabulary(tmp_path):
    others = ("other" * 80 + " 1 2\n") * 50_000
    packed = zipped((GOOD + others).encode(), 1)  # 20 MB in 0.1
    tracemalloc.start()
    found = read(tmp_path, packed)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.lines == 50_004
    assert peak < 4_000_000


def test_vectors_are_brought_to_the_size_of_the_random_start(tmp_path):
    found = read(tmp_path, "New 3 4\n海 0 5\n")
    table = np.full((len(VOCABULARY), 2), 0.1, np.float32)
    placed = found.placed_in(table)
    # The mean square of 3, 4, 0, 5 is 12.5, that of the table 0.01: the factor is sqrt(0.0008).
    expected = table.copy()
    expected[2] = np.array([3, 4]) * 0.0008**0.5
    expected[4] = np.array([0, 5]) * 0.0008**0.5
    np.testing.assert_allclose(placed, expected, rtol=1e-6)
    assert (table == np.float32(0.1)).all()


@pytest.mark.parametrize("numbers", ["3e38 -3e38", "0 0"])
def test_extreme_vectors_stay_finite(tmp_path, numbers):
    found = read(tmp_path, f"New {numbers}\n")
    table = np.full((len(VOCABULARY), 2), 0.1, np.float32)
    assert np.abs(found.placed_in(table)).max() == pytest.approx(0.1)


LETTERS = "".join(f"{letter} {i} 1 0 0 0 0 0 0\n" for i, letter in enumerate("abdehi"))


@pytest.fixture
def letters(tmp_path):
    """Vectors of six letters of the corpus, as wide as the small recipe's embedding."""
    path = tmp_path / "letters.txt"
    path.write_text(LETTERS, encoding="utf-8")
    return path


@pytest.mark.parametrize("averaging", [0.0, 0.9])
@pytest.mark.parametrize("choice", ["tuned", "frozen"])
def test_a_training_starts_from_the_vectors(corpus, make_recipe, letters, choice, averaging):
    task = prepare(make_recipe(word_vectors=choice, averaging=averaging), corpus, letters)
    trainer = Trainer(task.config, task.recipe.training, task.word_vectors)
    random = Trainer(task.config, task.recipe.training).memory.weights["embedding"]
    start = task.word_vectors.placed_in(random)
    np.testing.assert_array_equal(trainer.memory.weights["embedding"], start)
    assert len(task.word_vectors.ids) == 6
    for number in range(3):
        trainer.step(task.batches.at(1, number), number, 0.02)
    memory = trainer.memory
    for weights in (memory.weights, memory.averages) if averaging else (memory.weights,):
        assert (weights["embedding"] == start).all() == (choice == "frozen")
        assert weights["output.bias"].any()  # all else learns


def test_a_checkpoint_of_frozen_vectors_holds_them(corpus, make_recipe, letters, tmp_path):
    recipe, notes = make_recipe(word_vectors="frozen", epochs=1), Notes()
    folder = train(recipe, corpus, tmp_path / "p", word_vectors=letters, progress=notes)
    found = prepare(recipe, corpus, letters).word_vectors
    table = load_weights(folder)["embedding"]
    ids = [Checkpoint.load(folder).tokenizer.vocabulary.id_of(letter) for letter in "abdehi"]
    scale = table[ids[0], 1]
    expected = np.array([[i, 1, 0, 0, 0, 0, 0, 0] for i in range(6)]) * scale
    np.testing.assert_allclose(table[ids], expected, rtol=1e-3)  # stored in 16 bits
    assert notes.texts[0] == "tokens with a word vector: 6, from 6 lines"
    history = json.loads((folder / "history.json").read_text(encoding="utf-8"))
    assert history["word_vectors"] == found.summary
    assert history["word_vectors"]["sha256"] == hashlib.sha256(LETTERS.encode()).hexdigest()


def test_another_file_or_none_is_another_training(corpus, make_recipe, letters):
    task = prepare(make_recipe(), corpus, letters)
    assert task.fingerprint == prepare(make_recipe(), corpus, letters).fingerprint
    letters.write_text(LETTERS + "\n", encoding="utf-8")
    others = prepare(make_recipe(), corpus, letters), prepare(make_recipe(), corpus)
    assert len({task.fingerprint, *(other.fingerprint for other in others)}) == 3


def test_frozen_vectors_must_be_given(corpus, make_recipe):
    with pytest.raises(ConfigError, match="'frozen' needs a file of word vectors; give one"):
        prepare(make_recipe(word_vectors="frozen"), corpus)


def test_one_hot_inputs_take_no_vectors(corpus, values, letters):
    del values["model"]["embedding"]
    with pytest.raises(ConfigError, match="need an embedding to start; set model.embedding"):
        prepare(Recipe.from_values(values), corpus, letters)
