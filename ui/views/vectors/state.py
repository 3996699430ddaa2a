"""Words as vectors: what a visitor asked for."""

from dataclasses import dataclass
from typing import ClassVar

MAPS = ("near", "common")
Words = tuple[str, str, str]


@dataclass(frozen=True)
class VectorsState:
    """What the page shows.

    Parameters
    ----------
    checkpoint : str
        Name of the model.
    word : str or None
        Whose neighbours; None for one that is worth beginning with.
    words : tuple of str or None
        a, b and c of the analogy; None for a shipped one, if possible one that works.
    map : {None, 'near', 'common'}
        Which tokens are on the map; None for the neighbours in a large vocabulary and for all of
        a small one.
    relation : str or None
        One of `RELATIONS`, whose pairs are shown; None for that of the analogy.
    """

    checkpoint: str
    word: str | None = None
    words: Words | None = None
    map: str | None = None
    relation: str | None = None

    prompt: ClassVar[None] = None  # the pages' choice of a model asks; there is no seed text
