"""Units of a network that follow something in a text: a quotation, the line, a word.

The search that the papers on visualising recurrent networks made by eye, with a measure of what
chance alone would find: among many units, one looks as if it followed anything.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from textgen.network import Floats

Values = npt.NDArray[np.float64]

TURNS = 99  # of the text against itself; a unit that beats them all is chance once in 100 searches

SIGNALS = ("quote", "line", "sentence", "word", "space", "punctuation", "vowel")

_FEWEST_TOKENS = 60
_STILL = 1e-6  # a column that moves less than this is taken for one that does not
_OPENING, _CLOSING = "“‘「『《（([", "”’」』》）)]"
_SENTENCE_ENDS = ".!?。！？…\n"


@dataclass(frozen=True)
class Following:
    """How well units follow one signal.

    Parameters
    ----------
    units : ndarray of shape (H,), dtype=np.intp
        All units, the one that follows best first.
    correlations : ndarray of shape (H,), dtype=np.float32
        Theirs with the signal, in [-1, 1]; that of a unit that never changes is 0.
    chance : float
        The largest absolute correlation of any unit with the same signal at the wrong places.
    """

    units: npt.NDArray[np.intp]
    correlations: Floats
    chance: float

    @property
    def holds(self) -> bool:
        """Whether the best unit follows better than chance ever did."""
        return bool(abs(self.correlations[0]) > self.chance)


def follow_each(
    hidden: npt.NDArray[Any], signals: Mapping[str, npt.NDArray[Any]]
) -> dict[str, Following | None]:
    """Search for the units whose activation goes with each of some signals.

    Parameters
    ----------
    hidden : ndarray of shape (n, H)
        Activations over n tokens.
    signals : mapping of str to ndarray of shape (n,)
        A number a token; for 0 and 1 the correlation is the point-biserial one.

    Returns
    -------
    dict of str to Following or None
        None if the signal never changes or the text has fewer than 60 tokens.

    Notes
    -----
    Neighbouring tokens are alike, and so are activations: a test that takes them for independent
    finds something everywhere. Here the signal is turned round against the text 99 times, which
    keeps its manner and breaks its bond with the text, and each time the best of all H units
    counts. To beat all 99 has a chance of 1 in 100, however many units there are.

    References
    ----------
    Karpathy, Johnson and Li, "Visualizing and Understanding Recurrent Networks",
    arXiv:1506.02078; Strobelt et al., "LSTMVis", arXiv:1606.07461.

    Examples
    --------
    >>> signal = np.tile([0, 1, 1, 0, 1], 20)
    >>> hidden = np.column_stack([np.arange(100) % 7, 1 - signal])
    >>> follow_each(hidden, {"one": signal})["one"].units.tolist()
    [1, 0]
    """
    activations = _standardized(hidden)
    return {
        name: _follow(activations, signal)
        if len(signal) >= _FEWEST_TOKENS and np.ptp(signal) > 0
        else None
        for name, signal in signals.items()
    }


def _follow(activations: Floats, signal: npt.NDArray[Any]) -> Following:
    wanted = _standardized(signal)
    correlations = wanted @ activations
    # From a tenth to nine tenths of the text: a small turn would leave the signal where it was.
    turns = np.linspace(0.1, 0.9, TURNS) * len(wanted)
    turned = np.array([np.roll(wanted, int(turn)) for turn in turns])
    order = (-np.abs(correlations)).argsort(kind="stable")
    chance = float(np.abs(turned @ activations).max())
    return Following(order, correlations[order], chance)


def _standardized(values: npt.NDArray[Any]) -> Floats:
    """Return columns of mean 0 and length 1; of 0 where a column never changes."""
    exact = values.astype(np.float64)
    exact -= exact.mean(axis=0)
    length = np.sqrt((exact * exact).sum(axis=0))
    exact /= np.where(length > _STILL, length, np.inf)
    return exact.astype(np.float32)


def find_signals(text: str) -> dict[str, Values]:
    """Return what units may follow, a number for every character of a text.

    Parameters
    ----------
    text : str
        Of n characters.

    Returns
    -------
    dict of str to ndarray of shape (n,), dtype=np.float64
        By the names of `SIGNALS`: ``quote`` (1 inside quotation marks or brackets), ``line``
        (characters since the last line end), ``sentence`` (the same since the last end of a
        sentence), ``word`` (letters since the word began), ``space``, ``punctuation`` and
        ``vowel`` (1 where the character is one).

    Examples
    --------
    >>> found = find_signals('a "be" c')
    >>> found["quote"].astype(int).tolist(), found["word"].astype(int).tolist()
    ([0, 0, 1, 1, 1, 0, 0, 0], [1, 0, 0, 1, 2, 0, 0, 1])
    """
    return {
        "quote": _quoted(text),
        "line": _since(text, lambda c: c == "\n"),
        "sentence": _since(text, _SENTENCE_ENDS.__contains__),
        "word": _since(text, lambda c: not _is_letter(c)),
        "space": _flags(text, str.isspace),
        "punctuation": _flags(text, lambda c: not c.isalnum() and not c.isspace()),
        "vowel": _flags(text, "aeiouAEIOU".__contains__),
    }


def _flags(text: str, holds: Callable[[str], bool]) -> Values:
    return np.fromiter((holds(c) for c in text), np.float64, len(text))


def _since(text: str, ends: Callable[[str], bool]) -> Values:
    """Count characters since the last one at which something ended; that one counts 0."""
    counts, count = np.zeros(len(text)), 0
    for i, character in enumerate(text):
        count = 0 if ends(character) else count + 1
        counts[i] = count
    return counts


def _quoted(text: str) -> Values:
    """Return 1 from an opening mark up to, not with, the closing one; a paragraph's end closes."""
    flags, straight, depth = np.zeros(len(text)), False, 0
    for i, character in enumerate(text):
        if character == "\n" and text[i - 1 : i] == "\n":
            straight, depth = False, 0
        elif character == '"':
            straight = not straight
        elif character in _OPENING:
            depth += 1
        elif character in _CLOSING and not _is_apostrophe(text, i):
            depth = max(0, depth - 1)
        flags[i] = straight or depth > 0
    return flags


def _is_apostrophe(text: str, i: int) -> bool:
    return text[i] == "’" and text[i + 1 : i + 2].isalpha()


def _is_letter(character: str) -> bool:
    """Tell whether a character is part of a word that is written letter by letter."""
    return character.isalpha() and character < "\u2e80"
