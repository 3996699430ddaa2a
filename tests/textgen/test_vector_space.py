"""Vectors of tokens: by hand, against slow references, and their laws."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.textgen.tiny import random_weights, rewrite, tiny_config, write_checkpoint
from textgen import Checkpoint
from textgen.errors import CheckpointError, ConfigError
from textgen.vector_space import VectorSpace, offset_scores

# a, b and c at right angles; d between b and c; e opposite to a; f nowhere.
ROWS = np.array(
    [[2, 0, 0], [0, 1, 0], [0, 0, 5], [0, 1, 1], [-3, 0, 0], [0, 0, 0]], dtype=np.float32
)
SPACE = VectorSpace(ROWS)
A, B, C, D, E, F = range(6)
HALF = 2**-0.5


def some_space(size: int = 60, width: int = 8) -> tuple[VectorSpace, np.ndarray]:
    rows = np.random.default_rng(1).normal(0.3, 1, (size, width)).astype(np.float32)
    return VectorSpace(rows), rows


def test_cosines_by_hand() -> None:
    assert len(SPACE) == 6
    assert SPACE.width == 3
    np.testing.assert_allclose(
        SPACE.cosines([A, D]).T,
        [[1, 0, 0, 0, -1, 0], [0, HALF, HALF, 1, 0, 0]],
        atol=1e-6,
    )
    np.testing.assert_array_equal(ROWS[0], [2, 0, 0])  # the model's own are left alone


def test_neighbours_by_hand() -> None:
    near = SPACE.neighbours(D, 3)
    assert near.ids.tolist() == [B, C, A]  # at equal cosines the lower id first
    np.testing.assert_allclose(near.scores, [HALF, HALF, 0], atol=1e-6)
    assert SPACE.neighbours(A, 99).ids.tolist() == [B, C, D, F, E]
    assert SPACE.neighbours(A, 0).ids.tolist() == []


def test_neighbours_are_those_of_a_slow_search() -> None:
    space, rows = some_space()
    for token in range(0, 60, 7):
        cosines = [
            float(row @ rows[token] / np.linalg.norm(row) / np.linalg.norm(rows[token]))
            for row in rows.astype(np.float64)
        ]
        order = sorted((i for i in range(60) if i != token), key=lambda i: -cosines[i])
        near = space.neighbours(token, 10)
        assert near.ids.tolist() == order[:10]
        np.testing.assert_allclose(near.scores, [cosines[i] for i in order[:10]], atol=1e-5)


def test_the_background_is_the_mean_over_all_pairs() -> None:
    space, _ = some_space()
    assert space.background == pytest.approx(float(space.cosines(range(60)).mean()), abs=1e-6)


def test_an_analogy_by_hand() -> None:
    """King - man + woman: one axis is royal, the other is female."""
    man, woman, king, queen, apple = range(5)
    rows = np.array([[1, 0, 0.2], [1, 1, 0.2], [1, 0, 2], [1, 1, 2], [0.3, -1, 0.3]], np.float32)
    space = VectorSpace(rows)
    for method in ("add", "multiply"):
        assert space.analogy((man, woman, king), 2, method=method).ids.tolist() == [queen, apple]
    found = space.analogy((man, woman, king), 1)
    units = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    target = units[woman] - units[man] + units[king]
    assert found.scores[0] == pytest.approx(
        float(units[queen] @ target / np.linalg.norm(target)), abs=1e-5
    )


def test_what_is_asked_may_be_the_answer_if_it_is_not_left_out() -> None:
    space = VectorSpace(np.array([[1, 0, 0], [1, 0.1, 0], [0, 0, 1], [0, 1, 1]], np.float32))
    assert space.analogy((0, 1, 2), 1).ids.tolist() == [3]
    assert space.analogy((0, 1, 2), 1, leave_out=False).ids.tolist() == [2]


def test_multiplying_is_levy_and_goldbergs_formula() -> None:
    cosines = np.array([[0.2, 0.6, -0.4]], np.float32)
    expected = (1.6 / 2) * (0.6 / 2) / (1.2 / 2 + 0.001)
    assert offset_scores(cosines, "multiply")[0] == pytest.approx(expected)
    assert offset_scores(cosines, "add")[0] == pytest.approx(0.6 - 0.2 - 0.4, abs=1e-6)


def test_a_plane_holds_all_of_what_is_flat() -> None:
    square = VectorSpace(np.array([[1, 1, 1], [1, -1, 1], [-1, 1, 1], [-1, -1, 1]], np.float32))
    laid = square.project(range(4))
    assert sum(laid.shares) == pytest.approx(1)
    apart = np.linalg.norm(laid.points[:, None] - laid.points, axis=2)
    side = 2 * 3**-0.5
    np.testing.assert_allclose(apart[0], [0, side, side, side * 2**0.5], atol=1e-6)


def test_a_map_keeps_the_most_variance_and_says_how_much() -> None:
    space, _ = some_space()
    ids = list(range(0, 60, 2))
    laid = space.project(ids)
    np.testing.assert_allclose(laid.points.mean(axis=0), 0, atol=1e-9)
    units = space.cosines(ids)[ids].astype(np.float64)
    centred = units - units.mean(0) - units.mean(1)[:, None] + units.mean()
    values = np.sort(np.linalg.eigvalsh(centred))[::-1]  # the same from the cosines alone
    np.testing.assert_allclose(laid.shares, values[:2] / values.sum(), atol=1e-5)
    np.testing.assert_allclose((laid.points**2).sum(axis=0), values[:2], atol=1e-4)
    again = VectorSpace(some_space()[1][:, ::-1])  # other order of the numbers, same vectors
    np.testing.assert_allclose(np.abs(again.project(ids).points), np.abs(laid.points), atol=1e-5)


def test_the_target_of_an_analogy_is_laid_on_the_plane() -> None:
    laid = SPACE.project([A, B, C, D], offset=(A, A, D))  # a - a + d is d
    assert laid.points.shape == (5, 2)
    np.testing.assert_allclose(laid.points[4], laid.points[3], atol=1e-6)


@pytest.mark.parametrize("ids", [[A], [A, A], [A, B], [F, F, F]])
def test_few_or_equal_tokens_can_be_laid_out(ids: list[int]) -> None:
    laid = SPACE.project(ids)
    assert laid.points.shape == (len(ids), 2)
    assert np.isfinite(laid.points).all()
    assert 0 <= sum(laid.shares) <= 1 + 1e-9


def test_one_number_a_vector_is_enough() -> None:
    space = VectorSpace(np.array([[1], [-2], [3]], np.float32))
    assert space.neighbours(0, 2).ids.tolist() == [2, 1]
    assert space.project([0, 1, 2]).shares == (1, 0)
    assert space.analogy((0, 1, 2), 5).ids.tolist() == []


@pytest.mark.parametrize("shape", [(3,), (0, 4), (4, 0)])
def test_no_table_is_no_embedding(shape: tuple[int, ...]) -> None:
    with pytest.raises(ConfigError, match="rows and columns"):
        VectorSpace(np.zeros(shape, np.float32))


@given(st.integers(0, 59), st.integers(0, 59), st.integers(0, 59))
def test_answers_are_in_order_and_never_of_the_question(a: int, b: int, c: int) -> None:
    space, _ = some_space()
    for method in ("add", "multiply"):
        found = space.analogy((a, b, c), 60, method=method)
        assert len(found.ids) == 60 - len({a, b, c})
        assert not {a, b, c} & set(found.ids.tolist())
        assert (np.diff(found.scores) <= 0).all()
    assert np.abs(space.analogy((a, b, c), 60, leave_out=False).scores).max() <= 1 + 1e-5


def test_a_checkpoint_gives_the_vectors_of_its_tokens(tmp_path: Path) -> None:
    config = tiny_config(embedding=5)
    checkpoint = Checkpoint.load(write_checkpoint(tmp_path / "vectors", config))
    expected = random_weights(config)["embedding"].astype(np.float16)
    np.testing.assert_array_equal(checkpoint.read_embedding(), expected)
    rewrite(tmp_path / "vectors", "README.md", "another")
    with pytest.raises(CheckpointError, match="has changed"):
        checkpoint.read_embedding()


def test_a_model_that_is_fed_one_hot_has_no_vectors(tmp_path: Path) -> None:
    assert Checkpoint.load(write_checkpoint(tmp_path / "one-hot")).read_embedding() is None
