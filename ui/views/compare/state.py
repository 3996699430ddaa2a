"""Texts at several temperatures side by side: what the page shows."""

from dataclasses import dataclass

from textgen.limits import MAX_LANES
from ui.link import DEFAULT_RANDOM_SEED

BOOK = (0.2, 0.5, 1.0, 1.2)  # the book's temperatures


@dataclass(frozen=True)
class CompareState:
    """What the page shows.

    Parameters
    ----------
    checkpoint : str
        Name of the model.
    prompt : str
        Where all texts begin.
    temperatures : tuple of float
        As many as were chosen; see `shown`.
    random_seed : int
        Of the dice.
    length : int
        Tokens a text.
    second : str or None
        Name of a model that writes beside the first.
    epoch, second_epoch : int
        The epoch whose weights write, of either model; see `writers`.
    """

    checkpoint: str
    prompt: str
    temperatures: tuple[float, ...] = BOOK
    random_seed: int = DEFAULT_RANDOM_SEED
    length: int = 400
    second: str | None = None
    epoch: int = 0
    second_epoch: int = 0

    @property
    def fewest(self) -> int:
        """Temperatures that must be there, so that there are two texts."""
        return 2 if self.second is None else 1

    @property
    def most(self) -> int:
        """Temperatures that fit: a second model halves their number."""
        return MAX_LANES if self.second is None else MAX_LANES // 2

    @property
    def shown(self) -> tuple[float, ...]:
        """The temperatures as far as they fit, filled up where there are too few."""
        kept = self.temperatures[: self.most]
        return (*kept, *BOOK[len(kept) : self.fewest])
