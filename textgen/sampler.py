"""The ordered processors between a model's logits and the token that is drawn."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from textgen.distribution import Distribution
from textgen.processors import Cut, MinP, Temperature, TopK, TopP, Typical, keep_all, softmax
from textgen.ranking import ranking


@dataclass(frozen=True)
class Sampler:
    """Temperature and cuts, always applied in the order of the parameters.

    The strategies *greedy*, *stochastic* and *pure random* are the temperatures 0, 1 and infinity.

    Parameters
    ----------
    temperature : float, default=1.0
        See `Temperature`.
    top_k : int or None, default=None
        See `TopK`; None is off.
    top_p : float or None, default=None
        See `TopP`; None is off.
    min_p : float or None, default=None
        See `MinP`; None is off.
    typical : float or None, default=None
        See `Typical`; None is off.

    Raises
    ------
    ConfigError
        If a value is outside its range.

    Notes
    -----
    Cuts rank tokens by the model's own ranking. At temperature 0 they are off: one token is
    left anyway.
    """

    temperature: float = 1.0
    top_k: int | None = None
    top_p: float | None = None
    min_p: float | None = None
    typical: float | None = None

    def __post_init__(self) -> None:
        # Build them now: a wrong value must fail here, not at the first token.
        _ = self.cuts, self._temperature

    @cached_property
    def cuts(self) -> tuple[Cut, ...]:
        """The cuts that are on, in order."""
        kinds: tuple[tuple[type[Any], Any], ...] = (
            (TopK, self.top_k),
            (TopP, self.top_p),
            (MinP, self.min_p),
            (Typical, self.typical),
        )
        return tuple(kind(value) for kind, value in kinds if value is not None)

    @cached_property
    def _temperature(self) -> Temperature:
        return Temperature(self.temperature)

    def at(self, temperature: float) -> "Sampler":
        """Return the same sampler at another temperature."""
        return replace(self, temperature=temperature)

    def distribution(self, logits: npt.NDArray[Any]) -> Distribution:
        """Return the distribution to draw from, and to show.

        Parameters
        ----------
        logits : ndarray of shape (V,)
            What the model returned; not written to.
        """
        scaled = self._temperature(logits)
        if self.cuts and self.temperature > 0:
            order = ranking(logits)
            first, end = keep_all(self.cuts, softmax(scaled[order]))
            kept = order[int(first) : int(end)]
            cut = np.full(len(scaled), -np.inf)
            cut[kept] = scaled[kept] - scaled[kept].max()
            scaled = cut
        return Distribution(logits, scaled)
