"""A corpus is read or one line says why not; its last twentieth is held out."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgen import CorpusError, read_corpus, split_corpus
from textgen.corpus import load_corpus


def test_a_corpus_is_read_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_bytes("春天\r\nspring\r".encode())
    assert read_corpus(tmp_path / "text.txt") == "春天\r\nspring\r"


def test_a_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_bytes(b"\xef\xbb\xbfa")
    assert read_corpus(tmp_path / "text.txt") == "a"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"ab\xffc", "0xff at offset 2"),
        (b"\xef\xbb\xbfab\xffc", "0xff at offset 5"),
        ("春".encode("gb18030"), "UTF-8"),
        (b"\xed\xa0\x80", "UTF-8"),
        ("a".encode("utf-16"), "UTF-8"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "text.txt").write_bytes(content)
    with pytest.raises(CorpusError, match=says):
        read_corpus(tmp_path / "text.txt")


@pytest.mark.parametrize("path", ["absent.txt", ".", "nul\0byte"])
def test_what_is_no_file_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(CorpusError, match="cannot read"):
        read_corpus(tmp_path / path)


@given(st.text())
def test_the_held_out_part_is_the_last_twentieth(text: str) -> None:
    training, heldout = split_corpus(text)
    assert training + heldout == text
    assert len(training) == len(text) * 95 // 100


def test_the_hash_is_that_of_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes("好\r\n".encode("utf-8-sig"))
    loaded = load_corpus(path)
    assert loaded.text == "好\r\n"
    assert loaded.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
