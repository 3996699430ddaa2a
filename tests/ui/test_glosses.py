"""English beside Chinese words: sound, short and found again."""

import pytest

from tests.collection import CHINESE, ENGLISH
from textgen import Checkpoint, Vocabulary
from ui.views.vectors import glosses

LINES = glosses.FILE.read_text(encoding="utf-8").splitlines()
LONGEST = 16  # letters that stand beside a bar


def test_a_word_has_one_line_and_a_short_gloss() -> None:
    words = [line.split("\t")[0] for line in LINES]
    assert len(set(words)) == len(words) > 500
    for line in LINES:
        word, meanings = line.split("\t")
        assert not word.isascii() and all(meanings.split("/"))
        first = meanings.split("/")[0]
        assert first.isascii() and first.isprintable() and len(first) <= LONGEST
        assert not set(first) & set("<>&*_`$[]")  # nor is it markup


def test_glosses_are_for_those_who_read_english(
    checkpoints: dict[str, Checkpoint], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(glosses, "session_language", lambda: "en")
    assert glosses.are_shown(checkpoints[CHINESE]) and not glosses.are_shown(checkpoints[ENGLISH])
    assert glosses.named("父亲") == glosses.labelled("父亲") == "父亲 father"
    assert glosses.on_map("父亲") == "father"
    assert glosses.named("\n") == "↵" and glosses.on_map("<b>") == "&lt;b&gt;"
    monkeypatch.setattr(glosses, "session_language", lambda: "zh")
    assert not glosses.are_shown(checkpoints[CHINESE])
    assert glosses.named("父亲") == glosses.on_map("父亲") == "父亲"


def test_a_word_is_found_by_what_it_means() -> None:
    vocabulary = Vocabulary(["母亲", "男人", "男", "a"])
    assert glosses.meant(" Mother", vocabulary) == 0
    assert glosses.meant("man", vocabulary) == 2
    assert glosses.meant("a man", vocabulary) == 1  # the other gloss
    assert glosses.meant("father", vocabulary) is None
    assert glosses.meant("", vocabulary) is None
