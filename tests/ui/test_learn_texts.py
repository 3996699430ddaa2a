"""The chapter's texts: whole in both languages, and every figure in an answer is right."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from textgen import Checkpoint, reweight_distribution
from ui.learn.bugs import BUGS
from ui.learn.exercises import BOOK, EXERCISES
from ui.learn.texts import texts
from ui.learn.timeline import TIMELINE
from ui.views.learn.sections import SECTIONS

ROOT = Path(__file__).parents[2]
IDEOGRAPH = re.compile(r"[\u4e00-\u9fff]")
ENGLISH, CHINESE = texts("en"), texts("zh")
MODELS = (ROOT / "docs" / "MODELS.md").read_text(encoding="utf-8")


def test_both_languages_have_the_same_texts_in_the_same_order() -> None:
    assert list(ENGLISH) == list(CHINESE)
    for name, english in ENGLISH.items():
        assert list(english.parts) == list(CHINESE[name].parts)


def test_there_is_a_text_for_everything_and_for_nothing_else() -> None:
    wanted = [*SECTIONS]
    wanted += [f"bug/{bug.name}" for bug in BUGS]
    wanted += [f"exercise/{exercise.name}" for exercise in EXERCISES]
    assert sorted(ENGLISH) == sorted(wanted)
    assert list(ENGLISH["timeline"].parts) == [entry.name for entry in TIMELINE]
    for exercise in EXERCISES:
        assert list(ENGLISH[f"exercise/{exercise.name}"].parts) == ["hint", "answer"]


@pytest.mark.parametrize("name", list(ENGLISH))
def test_each_language_is_itself(name: str) -> None:
    for language, text in (("en", ENGLISH[name]), ("zh", CHINESE[name])):
        for piece in (text.title, text.body, *text.parts.values()):
            assert piece.strip()
            assert bool(IDEOGRAPH.search(piece)) == (language == "zh"), piece


@pytest.mark.parametrize("name", list(ENGLISH))
def test_a_text_says_the_same_figures_in_both_languages(name: str) -> None:
    def figures(piece: str) -> set[str]:
        return set(re.findall(r"\d[\d,]*\.\d+|\d[\d,]*\d\d", piece))

    english, chinese = ENGLISH[name], CHINESE[name]
    assert figures(english.body) == figures(chinese.body)
    for part in english.parts:
        assert figures(english.parts[part]) == figures(chinese.parts[part])


def test_no_line_of_chinese_is_broken() -> None:
    """A line end inside a paragraph would show as a space."""
    for text in CHINESE.values():
        for piece in (text.body, *text.parts.values()):
            assert "\n" not in piece.replace("\n\n", "")


def answer(name: str) -> str:
    return ENGLISH[f"exercise/{name}"].parts["answer"]


def test_the_hand_made_distribution_is_reckoned_right() -> None:
    weights = np.array([50, 25, 12, 8, 4, 1])
    for temperature in (0.5, 2.0):
        first = reweight_distribution(weights / weights.sum(), temperature)[0]
        assert f"{first * 100:.1f} %" in answer("byhand")
    assert (weights**2).tolist() == [2500, 625, 144, 64, 16, 1]


def test_two_temperatures_are_their_product() -> None:
    p = np.array([0.5, 0.3, 0.2])
    twice = reweight_distribution(reweight_distribution(p, 0.5), 1.5)
    np.testing.assert_allclose(twice, reweight_distribution(p, 0.75))
    assert "0.75" in answer("twice")


def test_the_temperature_is_found() -> None:
    np.testing.assert_allclose(reweight_distribution(np.array([0.9, 0.1]), 2), [0.75, 0.25])
    assert answer("solve").startswith("T = 2.")


def test_bytes_are_counted_right() -> None:
    for size in (60 * 467_149 * 4, 467_149 * 300 * 4):
        assert f"{size:,} bytes" in answer("memory").replace("\n", " ")


def test_a_receptive_field_is_counted_right() -> None:
    seen = Checkpoint.load(ROOT / "checkpoints" / "nietzsche-conv").config.receptive_field
    assert seen == 1 + sum(2**layer for layer in range(6))  # two places: one gap a layer
    assert f"see {seen} tokens" in ENGLISH["networks"].body
    assert f"{seen} 个词元" in CHINESE["networks"].body


def test_the_books_model_is_what_the_answers_say() -> None:
    epochs = {
        epoch["epoch"]: epoch
        for epoch in json.loads((ROOT / "checkpoints" / BOOK / "history.json").read_text())[
            "epochs"
        ]
    }
    bits = {number: f"{epoch['heldout_bits_per_char']:.3f}" for number, epoch in epochs.items()}
    assert min(bits.values()) == bits[12] == bits[24] == "2.105"
    assert bits[59] in answer("stop")
    for number in (12, 59):
        assert f"{epochs[number]['train_loss']:.4f}" in answer("stop")
    assert f"2^2.105 = {2**2.105:.2f}, out of 57" in answer("bits")
    book = Checkpoint.load(ROOT / "checkpoints" / BOOK)
    assert len(book.tokenizer.vocabulary) == 57
    assert f"{book.about.heldout_bits_per_char:.3f}" == "2.105"


def test_the_authors_own_words_are_those_measured() -> None:
    assert "| the author | 94.6 |" in MODELS
    assert "94.6 %" in answer("claim")


def test_the_timeline_goes_forward() -> None:
    years = [entry.year for entry in TIMELINE]
    assert years == sorted(years)
    for entry in TIMELINE:
        assert entry.who and entry.source
        assert entry.url == "" or entry.url.startswith("https://")
