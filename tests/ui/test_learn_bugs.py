"""The listings' bugs: every faulty version fails as the lesson says, every repaired one holds."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.collection import CHINESE, ENGLISH
from textgen import Checkpoint
from ui.learn import listings
from ui.learn.bugs import BUGS, Bug, Counting, source

ROOT = Path(__file__).parents[2]
IDS = {"a": 0, "b": 1, "c": 2}


@pytest.mark.parametrize("name", [ENGLISH, CHINESE])
@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_what_is_shown_differs(checkpoints: dict[str, Checkpoint], bug: Bug, name: str) -> None:
    faulty, repaired = (
        bug.attempt(function, checkpoints[name]) for function in (bug.faulty, bug.repaired)
    )
    assert len(faulty) == len(repaired) >= 1
    results = [[line.split("\n", 1)[-1] for line in lines] for lines in (faulty, repaired)]
    if bug.name != "unordered":  # where chance may give the right order
        assert results[0] != results[1]
    for function in (bug.faulty, bug.repaired):
        assert source(function).startswith(f"def {function.__name__}(")


def test_a_text_carried_over_is_another_prompt() -> None:
    def write(text: str, temperature: float) -> str:
        return f"<{temperature}>"

    assert listings.carried_over(write, "a", (0.2, 1.0)) == ["a", "a<0.2>"]
    assert listings.same_start(write, "a", (0.2, 1.0)) == ["a", "a"]


def test_nothing_can_be_divided_by_zero() -> None:
    probabilities = np.array([0.6, 0.3, 0.1])
    with np.errstate(all="ignore"):
        assert np.isnan(listings.divided(probabilities, 0)).all()
        assert np.isnan(listings.divided(probabilities, 0.0005)).all()  # every exp is 0
    assert listings.shifted(probabilities, 0).tolist() == [1, 0, 0]
    np.testing.assert_allclose(listings.shifted(probabilities, 0.0005), [1, 0, 0], atol=1e-9)
    impossible = [0.7, 0.3, 0.0]
    with np.errstate(all="ignore"):
        assert np.isnan(listings.divided(impossible, np.inf)).all()  # log(0) / inf
    np.testing.assert_allclose(listings.shifted(impossible, np.inf), [1 / 3] * 3)
    assert listings.shifted(impossible, 1)[2] < 1e-300
    for function in (listings.divided, listings.shifted):  # 36 : 9 : 1
        np.testing.assert_allclose(function(probabilities, 0.5), [36 / 46, 9 / 46, 1 / 46])


def test_rounding_is_too_much_for_multinomial() -> None:
    logits = [0.0] * 10 + [-30.0]
    assert float(np.float32(0.1)) * 10 > 1
    with pytest.raises(ValueError, match=r"sum\(pvals"):
        listings.multinomial(logits, 5)
    drawn = [listings.one_die(logits, seed) for seed in range(400)]
    assert set(drawn) == set(range(10))
    assert np.abs(np.bincount(drawn) - 40).max() < 3 * 6  # the root of 400 x 0.1 x 0.9


def test_a_window_that_is_never_set_is_all_zeros() -> None:
    assert listings.never_set("cab", IDS).sum() == 0
    assert listings.one_hot("cab", IDS).tolist() == [[0, 0, 1], [1, 0, 0], [0, 1, 0]]


def test_a_name_used_twice_loses_what_it_meant() -> None:
    assert listings.rebound(["ab", "bc", "ca"], IDS) == [2, 0]
    assert listings.collected(["ab", "bc", "ca"], IDS) == [[0, 1], [1, 2], [2, 0]]
    assert listings.reused(3, 100) == [99, 99, 99]
    assert listings.named(3, 100) == [1, 2, 3]


def test_a_sets_order_changes_from_process_to_process() -> None:
    program = (
        "from ui.learn import listings; print(list(listings.{}('the old bee saw a hat'.split())))"
    )

    def run(function: str, hash_seed: int) -> str:
        return subprocess.run(
            [sys.executable, "-c", program.format(function)],
            env={**os.environ, "PYTHONHASHSEED": str(hash_seed)},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    assert run("unordered", 1) != run("unordered", 2)
    assert run("in_order", 1) == run("in_order", 2)


def test_an_unknown_word_becomes_another_one() -> None:
    ids = {"the": 0, "s": 1, "e": 2, "a": 3, "bee": 4}
    tokens = list(ids)
    assert "".join(tokens[i] for i in listings.token_zero(["bee", "sea"], ids)) == "beethe"
    assert "".join(tokens[i] for i in listings.spelled(["bee", "sea"], ids)) == "beesea"


def test_a_window_of_words_drops_a_word() -> None:
    assert listings.one_character(["old ", "hat "], "bee") == "ld hat bee"
    assert listings.one_token(["old ", "hat "], "bee") == ["hat ", "bee"]


def test_a_reader_that_skips_keeps_half_and_no_numbers() -> None:
    lines = ["sea 0.1 0.9", "bee 0.8 0.2", "hat 0.5 0.5", "old 0.3 0.7"]
    assert listings.every_other(lines) == {"bee": ["0.8", "0.2"], "old": ["0.3", "0.7"]}
    assert listings.every(lines) == {
        "sea": [0.1, 0.9],
        "bee": [0.8, 0.2],
        "hat": [0.5, 0.5],
        "old": [0.3, 0.7],
    }


def test_a_carried_state_reads_each_token_once(checkpoints: dict[str, Checkpoint]) -> None:
    decoder = checkpoints[ENGLISH].decoder
    ids = checkpoints[ENGLISH].tokenizer.encode("the sea saw an old hat")
    slow, fast = Counting(decoder), Counting(decoder)
    # As long as the whole text fits the window, the two write the same.
    assert listings.whole_window(slow, ids, 10) == listings.carried_state(fast, ids, 10)
    assert slow.read == sum(len(ids) + i for i in range(10))
    assert fast.read == len(ids) + 10


def test_only_heldout_text_tells_when_to_stop() -> None:
    training, heldout = [4, 3, 2.5, 2, 1.5, 1], [4, 3, 3.1, 3.2, 3.3, 3.4]
    assert listings.watching_training(training, heldout, 3) is None
    assert listings.watching_heldout(training, heldout, 3) == 5  # the third after the best, the 2nd


def test_the_books_model_is_stopped_by_heldout_text_alone() -> None:
    (bug,) = (bug for bug in BUGS if bug.name == "stopping")
    book = Checkpoint.load(ROOT / "checkpoints" / "nietzsche-book")
    assert bug.attempt(bug.faulty, book)[0].endswith("\nNone")
    (repaired,) = bug.attempt(bug.repaired, book)
    assert int(repaired.split("\n")[1]) < 59
