"""Filters: nothing of the author's is missed, little else is taken for it, no file is trusted."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import save

from tests.textgen.tiny import (
    TOKENS,
    random_weights,
    rewrite,
    tiny_about,
    tiny_config,
    write_checkpoint,
)
from textgen import (
    CharTokenizer,
    Checkpoint,
    CheckpointError,
    ConfigError,
    Documents,
    Filters,
    Vocabulary,
    real_word_share,
    save_checkpoint,
)
from textgen.limits import MAX_FILE_BYTES
from textgen.measures.bloom import FALSE_POSITIVES, BloomFilter
from textgen.measures.hashing import Hashes, hash_shingles, hash_words
from textgen.saving import amend_checkpoint

FILE = "filters.safetensors"
SOUND = np.zeros(1_024, np.uint8)

texts = st.text(st.sampled_from("ab") | st.characters(codec="utf-8") | st.just("\ud800"))


def random_hashes(count: int, random_seed: int) -> Hashes:
    return np.random.default_rng(random_seed).integers(0, 2**64, count, np.uint64)


# --- hashes ---


def slow_hash(piece: str) -> int:
    """Return the hash as its definition says it, in Python's whole numbers."""
    x = 0
    for character in piece:
        x = (x * 0x9E3779B97F4A7C15 + ord(character) + 1) % 2**64
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9 % 2**64
    x = (x ^ x >> 27) * 0x94D049BB133111EB % 2**64
    return x ^ x >> 31


@given(st.lists(texts))
def test_words_are_hashed_one_by_one(words: list[str]) -> None:
    assert hash_words(words).tolist() == list(map(slow_hash, words))


@given(texts, st.integers(1, 8))
def test_shingles_are_hashed_wherever_they_stand(text: str, length: int) -> None:
    pieces = [text[i : i + length] for i in range(len(text) - length + 1)]
    assert hash_shingles(text, length).tolist() == list(map(slow_hash, pieces))


def test_hashes_are_the_same_on_every_machine() -> None:
    """Worked out once; another figure would make every shipped filter useless."""
    assert hash_words(["a", "bird", "月亮"]).tolist() == [
        17508005127702757215,
        6687306574992060811,
        11461189247592799606,
    ]


def test_pieces_of_few_letters_do_not_collide() -> None:
    text = "".join(np.random.default_rng(0).choice(list("ab "), 200_000))
    pieces = {text[i : i + 12] for i in range(len(text) - 11)}
    assert len(np.unique(hash_shingles(text, 12))) == len(pieces)


# --- filters ---


@given(st.lists(st.integers(0, 2**64 - 1)), st.integers(0, 2**64 - 1))
def test_what_is_in_a_filter_is_always_found(members: list[int], other: int) -> None:
    hashes = np.array(members, np.uint64)
    made = BloomFilter.of(hashes)
    assert made.contains(hashes).all()
    assert BloomFilter.of(hashes[::-1]).bits.tolist() == made.bits.tolist()
    if not members:
        assert not made.contains(np.array([other], np.uint64)).any()


@pytest.mark.parametrize("count", [500, 10_000, 600_000])
def test_less_than_one_of_a_thousand_others_is_taken_for_a_member(count: int) -> None:
    made = BloomFilter.of(random_hashes(count, 1))
    wrong = made.contains(random_hashes(500_000, 2)).mean()
    assert wrong <= FALSE_POSITIVES == 0.001
    assert wrong == pytest.approx(made.false_positives, abs=2e-4)
    assert len(made.bits) == max(1_024, 2 * count)


def test_shingles_that_were_never_written_are_taken_for_members_as_seldom() -> None:
    rng = np.random.default_rng(0)
    letters = list("abcdefghijklmnopqrstuvwxyz ")
    made = Filters.of("".join(rng.choice(letters, 100_000)), "en")
    others = hash_shingles("".join(rng.choice(letters, 200_000)), 12)
    assert 0 < made.shingles.contains(others).mean() <= FALSE_POSITIVES


def test_more_hashes_than_a_file_takes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("textgen.measures.bloom.MAX_FILE_BYTES", 2_000)
    assert BloomFilter.of(np.arange(1_000, dtype=np.uint64))
    with pytest.raises(ConfigError, match="at most 1,000 distinct"):
        BloomFilter.of(np.arange(1_001, dtype=np.uint64))


def test_filters_that_do_not_fit_one_file_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    fewest = 2 * 1_024
    monkeypatch.setattr("textgen.measures.filters.MAX_SHARD_BYTES", fewest)
    assert Filters.of("the old bird sings", "en")
    monkeypatch.setattr("textgen.measures.filters.MAX_SHARD_BYTES", fewest - 1)
    with pytest.raises(ConfigError, match="do not fit one file"):
        Filters.of("the old bird sings", "en")


# --- files ---


@pytest.fixture
def folder(tiny_folder: Path, tmp_path: Path) -> Path:
    """Return a copy of a sound checkpoint without filters."""
    return Path(shutil.copytree(tiny_folder, tmp_path / "suspect"))


def test_a_checkpoint_without_filters_has_none(tiny: Checkpoint) -> None:
    assert tiny.filters is None


def test_what_was_written_is_what_is_read(folder: Path) -> None:
    made = Filters.of("the old bird sings", "en")
    rewrite(folder, FILE, made.to_bytes())
    read = Checkpoint.load(folder).filters
    assert read is not None
    assert read.language == "en"
    np.testing.assert_array_equal(read.words.bits, made.words.bits)
    np.testing.assert_array_equal(read.shingles.bits, made.shingles.bits)
    assert not read.words.bits.flags.writeable


def test_filters_are_saved_with_the_rest(tmp_path: Path) -> None:
    made = Filters.of("the old bird sings", "en")
    tokenizer, weights = CharTokenizer(Vocabulary(TOKENS)), random_weights(tiny_config())
    parts = tiny_config(), tiny_about(), tokenizer, weights
    save_checkpoint(tmp_path / "made", *parts, Documents(filters=made))
    assert real_word_share("an old bird", Checkpoint.load(tmp_path / "made").filters) == 2 / 3


def test_filters_that_could_not_be_read_back_replace_nothing(tmp_path: Path) -> None:
    folder = write_checkpoint(tmp_path / "made")
    content = (folder / "manifest.json").read_bytes()
    rewrite(folder, FILE, b"damaged")
    other = Documents(cards={"README.md": "# Other\n"})
    with pytest.raises(CheckpointError, match=FILE):
        amend_checkpoint(folder, other)
    assert (folder / "README.md").read_text() == "# Tiny\n"
    (folder / FILE).unlink()
    (folder / "manifest.json").write_bytes(content)
    amend_checkpoint(folder, replace(other, filters=Filters.of("a bird", "en")))
    assert (folder / "README.md").read_text() == "# Other\n"
    assert Checkpoint.load(folder).filters is not None


HOSTILE = {
    "nothing": b"",
    "no tensors": save({}),
    "one filter": save({"words": SOUND}),
    "a third one": save({"words": SOUND, "shingles": SOUND, "more": SOUND}),
    "too short": save({"words": SOUND, "shingles": SOUND[:-1]}),
    "empty": save({"words": SOUND, "shingles": SOUND[:0]}),
    "too long": save({"words": SOUND, "shingles": np.zeros(MAX_FILE_BYTES + 1, np.uint8)}),
    "two axes": save({"words": SOUND, "shingles": SOUND[None]}),
    "no axis": save({"words": SOUND, "shingles": np.array(1, np.uint8)}),
    "signed": save({"words": SOUND, "shingles": SOUND.astype(np.int8)}),
    "wide": save({"words": SOUND, "shingles": SOUND.astype(np.uint64)}),
    "floating": save({"words": SOUND.astype(np.float32), "shingles": SOUND}),
    "says yes to all": save({"words": SOUND, "shingles": np.full(1_024, 255, np.uint8)}),
    "says yes too often": save({"words": np.full(1_024, 0b10101010, np.uint8), "shingles": SOUND}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_on_one_line(folder: Path, name: str) -> None:
    rewrite(folder, FILE, HOSTILE[name])
    with pytest.raises(CheckpointError, match=FILE) as caught:
        _ = Checkpoint.load(folder).filters
    assert str(caught.value).isprintable()


def test_a_filter_that_differs_from_the_manifest_is_refused(folder: Path) -> None:
    rewrite(folder, FILE, Filters.of("the old bird sings", "en").to_bytes())
    checkpoint = Checkpoint.load(folder)
    content = bytearray((folder / FILE).read_bytes())
    content[-1] ^= 1
    (folder / FILE).write_bytes(content)
    with pytest.raises(CheckpointError, match="differs"):
        _ = checkpoint.filters


def test_filters_of_a_folder_that_has_changed_are_not_read(folder: Path) -> None:
    checkpoint = Checkpoint.load(folder)
    rewrite(folder, FILE, Filters.of("the old bird sings", "en").to_bytes())
    with pytest.raises(CheckpointError, match="load again"):
        _ = checkpoint.filters
