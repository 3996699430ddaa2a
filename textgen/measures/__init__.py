"""How real, varied, looping and copied a text is, with nothing of the author's text at hand.

What the measures must know of it travels as hashes, see `Filters`.
"""

from textgen.measures.filters import Filters
from textgen.measures.text import (
    Measures,
    copied,
    distinct_2,
    loop_rate,
    measure,
    real_word_share,
)

__all__ = [
    "Filters",
    "Measures",
    "copied",
    "distinct_2",
    "loop_rate",
    "measure",
    "real_word_share",
]
