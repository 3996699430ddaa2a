"""How real, varied, looping and copied a text is, with nothing of the author's text at hand.

What the measures must know of it travels as hashes, see `Filters`.
"""

from textgen.measures.filters import Filters
from textgen.measures.spans import copied_spans, inside, invented_spans
from textgen.measures.sweep import Spread, Summary, measure_heldout, measure_temperatures
from textgen.measures.text import (
    Loop,
    Measures,
    copied,
    distinct_2,
    find_loops,
    loop_rate,
    measure,
    real_word_share,
)

__all__ = [
    "Filters",
    "Loop",
    "Measures",
    "Spread",
    "Summary",
    "copied",
    "copied_spans",
    "distinct_2",
    "find_loops",
    "inside",
    "invented_spans",
    "loop_rate",
    "measure",
    "measure_heldout",
    "measure_temperatures",
    "real_word_share",
]
