"""Tokens as vectors: who is near whom, a map in two dimensions, analogies by arithmetic.

Everything is told by the cosine of two vectors: 1 for one direction, 0 for a right angle.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from textgen.errors import ConfigError
from textgen.network import Floats, Ids

Method = Literal["add", "multiply"]
Values = npt.NDArray[np.float64]

_EPSILON = 1e-3  # Levy and Goldberg's: keeps 3CosMul from dividing by zero


@dataclass(frozen=True)
class Ranked:
    """Tokens from the best to the worst of those that were asked for.

    Parameters
    ----------
    ids : ndarray of shape (n,), dtype=np.intp
        The tokens.
    scores : ndarray of shape (n,), dtype=np.float32
        Their cosines in [-1, 1]; for 3CosMul, products and quotients of cosines.
    """

    ids: Ids
    scores: Floats


@dataclass(frozen=True)
class Projection:
    """Vectors on the plane that keeps most of how they differ.

    Parameters
    ----------
    points : ndarray of shape (n, 2), dtype=np.float64
        Where each stands; the mean is at (0, 0).
    shares : tuple of float
        Part of the variance that the two axes hold, each from 0 to 1.
    """

    points: Values
    shares: tuple[float, float]


class VectorSpace:
    """The embedding of a model, every vector brought to length 1.

    Parameters
    ----------
    embedding : ndarray of shape (V, E), dtype=np.float32
        A row a token; not written to. A row of zeros has the cosine 0 with everything.

    Raises
    ------
    ConfigError
        If it is no such table.

    References
    ----------
    Mikolov, Yih and Zweig, "Linguistic Regularities in Continuous Space Word Representations",
    NAACL 2013. Levy and Goldberg, "Linguistic Regularities in Sparse and Explicit Word
    Representations", CoNLL 2014.

    Examples
    --------
    >>> space = VectorSpace(np.array([[1, 0], [2, 0.1], [0, 3]], np.float32))
    >>> space.neighbours(0, 2).ids.tolist()
    [1, 2]
    """

    def __init__(self, embedding: Floats) -> None:
        if embedding.ndim != 2 or 0 in embedding.shape:
            raise ConfigError(f"an embedding has rows and columns, got shape {embedding.shape}")
        lengths = np.linalg.norm(embedding, axis=1, keepdims=True)
        self._units = embedding / np.where(lengths > 0, lengths, 1)
        self._units.setflags(write=False)

    def __len__(self) -> int:
        return len(self._units)

    @property
    def width(self) -> int:
        """Numbers in a vector, E."""
        return int(self._units.shape[1])

    @property
    def background(self) -> float:
        """Mean cosine of two tokens, whichever they are: what chance gives."""
        mean = self._units.mean(axis=0, dtype=np.float64)
        return float(mean @ mean)

    def cosines(self, ids: Sequence[int] | Ids) -> Floats:
        """Return the cosine of every token with each of some tokens.

        Parameters
        ----------
        ids : sequence of int
            n tokens.

        Returns
        -------
        ndarray of shape (V, n), dtype=np.float32
            In [-1, 1].
        """
        return np.clip(self._units @ self._units[np.asarray(ids, np.intp)].T, -1, 1)

    def neighbours(self, token: int, count: int) -> Ranked:
        """Return the tokens nearest to one, itself left out.

        Parameters
        ----------
        token : int
            Its id.
        count : int
            How many, at most V - 1 are there.
        """
        return _best(self.cosines([token])[:, 0], count, [token])

    def analogy(
        self,
        question: tuple[int, int, int],
        count: int,
        *,
        method: Method = "add",
        leave_out: bool = True,
    ) -> Ranked:
        """Answer "a is to b as c is to what?".

        Parameters
        ----------
        question : tuple of int
            Ids of a, b and c.
        count : int
            How many answers.
        method : {'add', 'multiply'}
            3CosAdd looks for the direction of b - a + c, 3CosMul multiplies the shifted cosines
            with b and c and divides by that with a.
        leave_out : bool, default=True
            Whether a, b and c may not be the answer, as nearly everywhere. One of them is
            otherwise the nearest most of the time.
        """
        a, b, c = question
        scores = offset_scores(self.cosines(question), method)
        if method == "add":
            length = np.linalg.norm(self._units[b] - self._units[a] + self._units[c])
            scores /= max(float(length), _EPSILON)
        return _best(scores, count, question if leave_out else ())

    def project(self, ids: Sequence[int] | Ids, offset: Sequence[int] = ()) -> Projection:
        """Lay tokens on a plane by principal components.

        Parameters
        ----------
        ids : sequence of int
            n tokens. The plane is theirs.
        offset : sequence of int, default=()
            Ids of a, b and c: the point b - a + c, at length 1, is laid on the plane as the last.

        Returns
        -------
        Projection
            The same at every call: of the two directions that an axis may have, the one in which
            its largest weight is positive.
        """
        rows = self._units[np.asarray(ids, np.intp)].astype(np.float64)
        mean = rows.mean(axis=0)
        _, spread, axes = np.linalg.svd(rows - mean, full_matrices=False)
        axes = axes[:2]
        heaviest = np.abs(axes).argmax(axis=1, keepdims=True)
        axes = axes * np.where(np.take_along_axis(axes, heaviest, axis=1) < 0, -1, 1)
        if len(offset):
            a, b, c = self._units[np.asarray(offset, np.intp)].astype(np.float64)
            target = b - a + c
            rows = np.vstack([rows, target / max(float(np.linalg.norm(target)), _EPSILON)])
        points = np.zeros((len(rows), 2))
        points[:, : len(axes)] = (rows - mean) @ axes.T
        total = float((spread**2).sum())
        held = [float(s**2) / total if total > 0 else 0.0 for s in (*spread[:2], 0.0, 0.0)][:2]
        return Projection(points, (held[0], held[1]))


def offset_scores(cosines: Floats, method: Method) -> Floats:
    """Score every token as the answer to an analogy.

    Parameters
    ----------
    cosines : ndarray of shape (V, 3), dtype=np.float32
        With a, b and c.
    method : {'add', 'multiply'}
        See `VectorSpace.analogy`.

    Returns
    -------
    ndarray of shape (V,), dtype=np.float32
        3CosAdd not yet divided by the length of b - a + c, which changes no ranking.
    """
    if method == "add":
        return cosines[:, 1] - cosines[:, 0] + cosines[:, 2]
    to_a, to_b, to_c = (cosines.T + 1) / 2
    scores: Floats = to_b * to_c / (to_a + _EPSILON)
    return scores


def _best(scores: Floats, count: int, left_out: Sequence[int]) -> Ranked:
    """Return the best scores, at equal ones the lower id first."""
    kept = np.delete(np.arange(len(scores)), left_out)
    order = kept[np.argsort(-scores[kept], kind="stable")[: max(0, count)]]
    return Ranked(order, scores[order])
