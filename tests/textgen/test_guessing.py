"""The guessing game, by hand: places, candidates, answers, bits."""

from collections.abc import Callable, Sequence
from itertools import product

import numpy as np
import pytest

from tests.textgen.conftest import FakeDecoder
from textgen import Checkpoint, ConfigError, CorpusError
from textgen.guess_score import CERTAINTIES, MOST_BITS, Pick, Votes, score
from textgen.guessing import CANDIDATES, Question, _group, ask, choose_places, prepare
from textgen.slider import STOPS

Rigged = Callable[[Sequence[Sequence[float]]], FakeDecoder]

ONE = STOPS.index(1.0)
HALF = STOPS.index(0.5)
EIGHT = [8.0, 4.0, 2.0, 1.0, 1.0]  # weights of five tokens: 1/2, 1/4, 1/8, 1/16, 1/16


@pytest.fixture
def decoder(rigged: Rigged) -> FakeDecoder:
    """Whatever comes before, the weights of five tokens are 8, 4, 2, 1 and 1."""
    return rigged(np.log([EIGHT] * 5).tolist())


def question(decoder: FakeDecoder, truth: int) -> Question:
    (asked,) = ask(decoder, [truth], [0], random_seed=0)
    return asked


def test_places_are_inside_the_text_and_leave_some_to_read_before() -> None:
    for count, rounds, gap, seed in product((1, 2, 9, 300), (1, 12, 40), (1, 3), range(5)):
        places = choose_places(count, rounds, gap, seed)
        assert len(places) == min(rounds, (count - count // 3 - 1) // gap + 1)
        assert places.step == gap
        assert count // 3 <= places[0] <= places[-1] < count


def test_other_dice_begin_elsewhere() -> None:
    assert len({choose_places(300, 10, 2, seed)[0] for seed in range(20)}) > 10


@pytest.mark.parametrize(("rounds", "gap"), [(0, 1), (41, 1), (5, 0), (5, 11)])
def test_places_have_bounds(rounds: int, gap: int) -> None:
    with pytest.raises(ConfigError, match="must be a whole number from 1"):
        choose_places(100, rounds, gap, 0)


def test_offered_are_the_models_neighbours_in_rank(tiny: Checkpoint) -> None:
    ids = tiny.tokenizer.encode("a bee saw the sea by the old hat")
    places = range(5, 30, 3)
    asked = ask(tiny.decoder, ids, places, random_seed=7)
    for place, each in zip(places, asked, strict=True):
        logits, _ = tiny.decoder.prefill(ids[:place])
        ranked = (-logits).argsort(kind="stable").tolist()
        assert (each.place, each.truth) == (place, ids[place])
        assert each.rank == ranked.index(each.truth)
        ranks = sorted(ranked.index(token) for token in each.candidates)
        assert each.rank in ranks
        assert ranks == list(range(ranks[0], ranks[0] + len(ranks)))
        weights = np.exp(logits.astype(np.float64) - logits.max())
        expected = weights[list(each.candidates)] / weights.sum()
        np.testing.assert_allclose(each.shares[ONE], expected, rtol=1e-5)
    assert len({each.right for each in asked}) > 2  # not always the same button


@pytest.mark.parametrize("size", [2, 5, 6, 7, 13, 57, 4_546, 15_085])
def test_groups_part_the_whole_ranking(size: int) -> None:
    groups = [_group(rank, size) for rank in range(size)]
    assert all(group.start <= rank < group.stop for rank, group in enumerate(groups))
    starts = sorted({group.start for group in groups})
    ends = sorted({group.stop for group in groups})
    assert (starts[0], starts[1:], ends[-1]) == (0, ends[:-1], size)
    sizes = {end - start for start, end in zip(starts, ends, strict=True)}
    assert max(sizes) <= CANDIDATES
    assert max(sizes) - min(sizes) <= 1
    assert min(sizes) >= 2


def test_finding_the_group_and_choosing_in_it_make_the_whole(rigged: Rigged) -> None:
    # Eight tokens make two groups of four; the weights of the first sum to 15/16.
    weights = [8.0, 4.0, 2.0, 1.0, 0.4, 0.3, 0.2, 0.1]
    (asked,) = ask(rigged(np.log([weights] * 8).tolist()), [5], [0], 0)
    assert sorted(asked.candidates) == [4, 5, 6, 7]
    assert asked.surprisal_among[ONE] == pytest.approx(np.log2(1 / 0.3), abs=1e-5)
    assert asked.surprisal[ONE] - asked.surprisal_among[ONE] == pytest.approx(4, abs=1e-5)
    # At T = 0 the first group has everything, and within the second one its likeliest token.
    assert asked.surprisal[0] == asked.surprisal_among[0] == np.inf
    (best,) = ask(rigged(np.log([weights] * 8).tolist()), [4], [0], 0)
    assert (best.surprisal[0], best.surprisal_among[0]) == (np.inf, 0)


def test_of_equal_tokens_greed_takes_the_lower_id(rigged: Rigged) -> None:
    model = rigged([[0.0] * 12] * 12)
    greedy = [ask(model, [truth], [0], 0)[0].surprisal[0] for truth in range(12)]
    assert greedy == [0] + [np.inf] * 11
    even = [ask(model, [truth], [0], 0)[0].surprisal_among[ONE] for truth in range(12)]
    assert even == pytest.approx([np.log2(6)] * 12)


def test_the_same_dice_ask_the_same(tiny: Checkpoint) -> None:
    def games(seed: int) -> list[tuple[int, tuple[int, ...]]]:
        game = prepare(tiny.tokenizer, tiny.decoder, "the sea " * 9, 5, 3, seed)
        return [(each.place, each.candidates) for each in game.questions]

    assert games(1) == games(1)
    assert games(1) != games(2)


def test_a_small_vocabulary_offers_what_there_is(decoder: FakeDecoder, rigged: Rigged) -> None:
    assert sorted(question(decoder, 4).candidates) == [0, 1, 2, 3, 4]
    with pytest.raises(ConfigError, match="nothing to guess"):
        ask(rigged([[0.0]]), [0], [0], 0)


def test_the_models_bits_by_hand(decoder: FakeDecoder) -> None:
    bits = {truth: question(decoder, truth).surprisal[ONE] for truth in range(5)}
    assert list(bits.values()) == pytest.approx([1, 2, 3, 4, 4])
    # At T = 0.5 the weights are squared: 64, 16, 4, 1, 1 of 86.
    assert question(decoder, 1).surprisal[HALF] == pytest.approx(np.log2(86 / 16))
    greedy = [question(decoder, truth).surprisal[0] for truth in range(3)]
    assert greedy == [0, np.inf, np.inf]


def test_a_pick_spreads_the_rest() -> None:
    assert Pick(2, 2).shares(6).tolist() == pytest.approx([0.01, 0.01, 0.95, 0.01, 0.01, 0.01])
    assert Pick(0, 0).shares(2).tolist() == pytest.approx([1 / 3, 2 / 3])
    for certainty in range(len(CERTAINTIES)):
        assert Pick(5, certainty).shares(6).sum() == pytest.approx(1)


def test_votes_of_a_class() -> None:
    votes = Votes((10, 0, 2, 0, 0, 0))
    assert votes.shares(6).tolist() == pytest.approx([11 / 18, 1 / 18, 3 / 18] + [1 / 18] * 3)
    assert (votes.candidate, votes.least) == (0, 6)
    assert Votes((0, 0)).shares(2).tolist() == [0.5, 0.5]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Pick(6, 0),
        lambda: Pick(-1, 0),
        lambda: Pick(0, 3),
        lambda: Pick(True, 0),
        lambda: Votes((1,)),
        lambda: Votes((1,) * 7),
        lambda: Votes((1, 1_000)),
        lambda: Votes((1, -1)),
    ],
)
def test_no_answer(wrong: Callable[[], object]) -> None:
    with pytest.raises(ConfigError, match="whole number"):
        wrong()


def test_telling_the_truth_pays() -> None:
    def expected(certainty: int, q: float) -> float:
        shares = Pick(0, certainty).shares(6)
        return float(-q * np.log2(shares[0]) - (1 - q) * np.log2(shares[1]))

    best = [
        min(range(3), key=lambda c: expected(c, q)) for q in (0.3, 0.49, 0.51, 0.83, 0.85, 0.99)
    ]
    assert best == [0, 0, 1, 1, 2, 2]


def test_the_score_by_hand(decoder: FakeDecoder) -> None:
    questions = [question(decoder, truth) for truth in (0, 4, 2)]
    right, wrong = questions[0].right, (questions[1].right + 1) % 5
    told = score(questions, [Pick(right, 1), Pick(wrong, 2)])
    # 2/3 on the truth; then 0.05 shared by four others.
    assert told.player.tolist() == pytest.approx([np.log2(3 / 2), np.log2(4 / 0.05)])
    assert told.whole[:, ONE].tolist() == pytest.approx([1, 4])
    assert told.among[:, ONE].tolist() == pytest.approx([1, 4])  # all five are offered
    assert told.whole[:, 0].tolist() == [0, MOST_BITS]
    assert told.whole.max() <= MOST_BITS
    assert STOPS[told.best_stop] > 1  # it was less sure of itself than it should have been


def test_nothing_answered_costs_nothing(decoder: FakeDecoder) -> None:
    told = score([question(decoder, 0)], [])
    assert (told.player.shape, told.among.shape) == ((0,), (0, len(STOPS)))


def test_a_text_of_which_the_model_knows_nothing(tiny: Checkpoint) -> None:
    for text in ("", "123"):
        with pytest.raises(CorpusError, match="give another"):
            prepare(tiny.tokenizer, tiny.decoder, text, 5, 1, 0)
    game = prepare(tiny.tokenizer, tiny.decoder, "1A", 5, 1, 0)
    assert [each.truth for each in game.questions] == tiny.tokenizer.encode("a")
