"""The shipped lessons on the shipped models: every step opens, and what it says is true."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from textgen import Checkpoint, Sampler, list_checkpoints
from textgen.comparison import Lane, write_side_by_side
from textgen.epochs import at_epoch, read_history
from textgen.inspection import inspect
from textgen.measures import copied_spans, invented_spans
from textgen.next_token import next_token
from ui import i18n, pages
from ui.lessons.lesson import Lesson, name_of, spoken
from ui.lessons.reading import read_lesson
from ui.lessons.shelf import doubts
from ui.views.epochs.panels import losses

ROOT = Path(__file__).parents[2]
FILES = {name_of(file): file for file in sorted((ROOT / "lessons").glob("*.toml"))}


@cache
def checkpoints() -> Mapping[str, Checkpoint]:
    found = {entry.name: entry.checkpoint for entry in list_checkpoints(ROOT / "checkpoints")}
    return {name: checkpoint for name, checkpoint in found.items() if checkpoint is not None}


def shipped(name: str) -> Lesson:
    return read_lesson(FILES[name])


def state(lesson: str, number: int, language: str) -> tuple[str, Mapping[str, str]]:
    """Return the model of a step and all that its link asks for."""
    link = spoken(shipped(lesson).steps[number - 1].links, language)
    read = pages.read(link.page, link.parameters, checkpoints()).state
    return read.checkpoint, pages.write(link.page, read, checkpoints())


def lanes(lesson: str, number: int, language: str) -> dict[float, Lane]:
    """Return the texts of a step by temperature."""
    name, asked = state(lesson, number, language)
    temperatures = tuple(map(float, asked.get("l", asked.get("t", "")).split(",")))
    return written(name, asked["p"], temperatures, int(asked["s"]), int(asked["n"]))


@cache
def written(
    name: str, prompt: str, temperatures: tuple[float, ...], seed: int, length: int
) -> dict[float, Lane]:
    texts = write_side_by_side(checkpoints()[name], prompt, temperatures, seed, length)
    return dict(zip(temperatures, texts, strict=True))


def test_there_are_six_of_five_to_ten_minutes() -> None:
    assert len(FILES) >= 6
    assert all(5 <= shipped(name).minutes <= 10 for name in FILES)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("name", FILES)
def test_every_step_opens_as_it_says(name: str, language: str) -> None:
    lesson = shipped(name)
    assert doubts(lesson, language, checkpoints()) == []
    for step in lesson.steps:
        link = spoken(step.links, language)
        assert link.parameters["c"] in checkpoints()  # no hash: models are trained again
        assert step.text[language].strip()[-1] in "?？.。）"


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize(
    ("lesson", "number"),
    [("strategies", 5), ("strategies", 6), ("same-dice", 2), ("same-dice", 4)],
)
def test_there_is_more_than_one_token_to_draw(lesson: str, number: int, language: str) -> None:
    name, asked = state(lesson, number, language)
    found = next_token(checkpoints()[name], asked["p"], Sampler(), 1)
    assert found["tokens"][0]["before"] < 0.5


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_greedy_text_goes_in_circles(language: str) -> None:
    name, asked = state("strategies", 2, language)
    text = written(name, asked["p"], (0.0,), 5, int(asked["n"]))[0.0]
    assert text.measures.loop_rate and text.measures.loop_rate > 0.3


@pytest.mark.slow
@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize(("lesson", "number"), [("same-dice", 3), ("copied", 4)])
def test_words_are_invented_at_high_temperature(lesson: str, number: int, language: str) -> None:
    texts = lanes(lesson, number, language)
    shares = [text.measures.real_words for text in texts.values()]
    assert shares[0] > shares[-1] + 0.1


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_texts_part_at_some_token(language: str) -> None:
    cold, hot = lanes("same-dice", 1, language).values()
    assert cold.tokens != hot.tokens


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_low_temperature_copies_and_high_temperature_invents(language: str) -> None:
    (cold,), (hot,) = (lanes("copied", number, language).values() for number in (2, 3))
    model = checkpoints()[state("copied", 3, language)[0]]
    assert _share_copied(cold) > _share_copied(hot)
    assert len(invented_spans("".join(hot.tokens), model.filters)) > 3


def _share_copied(lane: Lane) -> float:
    text = "".join(lane.tokens)
    spans = copied_spans(text, lane.checkpoint.filters)
    return sum(stop - start for start, stop in spans) / len(text)


@pytest.mark.parametrize(
    ("language", "words"), [("en", {"glimmerstone", "frandled"}), ("zh", {"电脑", "邮件", "机场"})]
)
def test_the_page_finds_the_words_that_the_author_never_used(
    language: str, words: set[str]
) -> None:
    name, asked = state("copied", 5, language)
    found = invented_spans(asked["p"], checkpoints()[name].filters)
    marked = {asked["p"][start:stop] for start, stop in found}
    assert words < marked  # and one more that is a word


def test_words_are_hard_at_their_beginning() -> None:
    name, asked = state("language-model", 5, "en")
    model = checkpoints()[name]
    found = inspect(model.tokenizer, model.decoder, asked["p"], None)
    text, surprisal = found.reading.text, np.array(found.surprisal)
    places = [i for i in range(1, len(surprisal)) if text[i].isalpha()]
    begins = [i for i in places if not text[i - 1].isalpha()]
    inside = [i for i in places if text[i - 1].isalpha()]
    assert surprisal[begins].mean() > surprisal[inside].mean() + 1


def test_larger_pieces_are_fewer_and_need_a_larger_vocabulary() -> None:
    by_character, by_word, by_clause = (
        checkpoints()[state("tokens", number, "en")[0]] for number in (1, 2, 3)
    )
    prompt = state("tokens", 1, "en")[1]["p"]
    encoded = [len(each.tokenizer.encode(prompt)) for each in (by_character, by_word)]
    assert encoded[0] == len(prompt) > encoded[1]
    sizes = [len(each.tokenizer.vocabulary) for each in (by_character, by_word, by_clause)]
    assert sizes[0] < min(sizes[1:])
    (text,) = lanes("tokens", 3, "en").values()
    clauses = [token for token in text.tokens if len(token) > 1]
    assert 0 < len(clauses) < len(text.tokens) / 10


def test_the_character_model_needs_the_lower_temperature() -> None:
    name, asked = state("tokens", 6, "en")
    hot = max(map(float, asked["l"].split(",")))
    shares = [
        written(each, asked["p"], (hot,), 5, int(asked["n"]))[hot].measures.real_words
        for each in (name, asked["c2"].partition("@")[0])
    ]
    assert shares[0] > shares[1] + 0.1


@pytest.mark.slow
def test_the_last_epoch_writes_more_real_words_than_the_first() -> None:
    name, asked = state("epochs", 3, "en")
    kept = {epoch.number: epoch for epoch in read_history(checkpoints()[name]).kept}
    temperatures = tuple(map(float, asked["l"].split(",")))
    early, late = (
        [
            lane.measures.real_words
            for lane in write_side_by_side(
                at_epoch(checkpoints()[name], kept[int(asked[epoch])]),
                asked["p"],
                temperatures,
                int(asked["s"]),
                int(asked["n"]),
            )
        ]
        for epoch in ("ep", "ep2")
    )
    assert all(a < b for a, b in zip(early, late, strict=True))


def test_training_went_on_after_the_best_epoch() -> None:
    name, asked = state("epochs", 4, "en")
    epochs = read_history(checkpoints()[name]).epochs
    best = min(epochs, key=lambda epoch: epoch.heldout)
    assert str(epochs[-1].number) == asked["ep"]
    assert best.number < epochs[-1].number and best.heldout < epochs[-1].heldout
    assert epochs[-1].train_loss < best.train_loss


def test_the_larger_model_is_the_better_one() -> None:
    name, asked = state("epochs", 6, "en")
    book, other = (checkpoints()[each] for each in (name, asked["c2"].partition("@")[0]))
    assert other.about.heldout_bits_per_char < book.about.heldout_bits_per_char


def test_a_step_names_the_mark_of_the_best_held_out_epoch() -> None:
    best = losses(read_history(checkpoints()["nietzsche-book"]), True).figure["data"][3]
    text = shipped("epochs").steps[3].text
    assert best["marker"]["symbol"] == "square-open"
    assert "square" in text["en"] and "方框" in text["zh"]
