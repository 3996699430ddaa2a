"""A fresh opening: one line of the model's own, always the same for the same random seed."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from tests.collection import CHINESE, ENGLISH
from textgen import Checkpoint
from textgen.opening import write_opening

LENGTHS = {ENGLISH: (40, 80), CHINESE: (10, 26)}
PAUSES = " ,;:.!?，。；：！？、"

Rigged = Callable[[Sequence[Sequence[float]]], object]


@pytest.mark.parametrize("name", LENGTHS)
@pytest.mark.parametrize("random_seed", range(20))
def test_an_opening_is_one_line_of_fitting_length(
    checkpoints: dict[str, Checkpoint], name: str, random_seed: int
) -> None:
    opening = write_opening(checkpoints[name], random_seed)
    shortest, longest = LENGTHS[name]
    assert shortest - 3 <= len(opening) <= longest  # pauses in a row may end it earlier
    assert opening == " ".join(opening.split())
    assert opening[-1] not in PAUSES


def test_the_random_seed_decides(checkpoints: dict[str, Checkpoint]) -> None:
    for checkpoint in checkpoints.values():
        openings = [write_opening(checkpoint, random_seed) for random_seed in range(10)]
        assert openings == [write_opening(checkpoint, random_seed) for random_seed in range(10)]
        assert len(set(openings)) == 10


def writer(checkpoint: Checkpoint, rigged: Rigged, cycle: str) -> Checkpoint:
    """Return a checkpoint that writes the characters of a cycle, each sure after the one before.

    The first follows the opening token, a newline.
    """
    vocabulary = checkpoint.tokenizer.vocabulary
    ids = [vocabulary.id_of(character) for character in cycle]
    table = [[0.0] * len(vocabulary) for _ in vocabulary.tokens]
    for token, following in zip([0, *ids], [*ids, ids[0]], strict=True):
        table[token][following] = 1_000.0
    return replace(checkpoint, decoder=rigged(table))


@pytest.mark.parametrize("pause", [",", " ", ", ", ".", "; "])
def test_an_opening_stops_short_of_its_last_pause(
    checkpoints: dict[str, Checkpoint], rigged: Rigged, pause: str
) -> None:
    words = f"abcdefghijklm{pause}"
    opening = write_opening(writer(checkpoints[ENGLISH], rigged, words), 0)
    assert opening == words * 4 + "abcdefghijklm"


def test_without_a_pause_an_opening_has_the_longest_length(
    checkpoints: dict[str, Checkpoint], rigged: Rigged
) -> None:
    assert write_opening(writer(checkpoints[ENGLISH], rigged, "ab"), 0) == "ab" * 40


def test_a_model_that_writes_nothing_but_spaces_gives_no_opening(
    checkpoints: dict[str, Checkpoint], rigged: Rigged
) -> None:
    assert write_opening(writer(checkpoints[ENGLISH], rigged, " "), 0) == ""
