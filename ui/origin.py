"""What an author wrote, and which words he never used, token by token: what is underlined."""

from typing import Any

import numpy as np
import numpy.typing as npt

from textgen import Filters, Run
from textgen.measures import copied_spans, inside, invented_spans
from textgen.measures.spans import Spans

KINDS = "copied", "unreal"  # classes of ``web.css``


def token_kinds(
    copied: Spans, invented: Spans, starts: npt.NDArray[np.intp], lengths: npt.NDArray[np.intp]
) -> list[str]:
    """Return one of `KINDS` for each token that lies wholly in a span, else an empty text.

    Parameters
    ----------
    copied, invented : ndarray of shape (m, 2)
        See `copied_spans` and `invented_spans`. A token of both counts as invented.
    starts, lengths : ndarray of shape (n,)
        Of the tokens, in characters.
    """
    in_copy, in_word = (inside(spans, starts, lengths) for spans in (copied, invented))
    kinds: list[str] = np.select([in_word, in_copy], ["unreal", "copied"], "").tolist()
    return kinds


def run_origin(run: Run, filters: Filters | None) -> dict[str, Any] | None:
    """Return what the player underlines; None where nothing is known of the author.

    Parameters
    ----------
    run : Run
        What the model wrote. Copies and words may begin in its prompt.
    filters : Filters or None
        Of the model's author.

    Returns
    -------
    dict or None
        ``ranges``: for each of `KINDS` pairs of the first step and the one after the last;
        ``shingle``: characters that are looked up at once; ``mistakes_one_in``: of so many
        foreign pieces one is taken for the author's.
    """
    if filters is None:
        return None
    text = "".join(piece for piece, _ in run.prompt_pieces) + run.text
    lengths = np.array([len(run.tokens[token]) for token in run.ids], np.intp)
    starts = len(text) - lengths[::-1].cumsum()[::-1]
    invented = invented_spans(text, filters)
    whole = invented[invented[:, 1] < len(text)]  # the run may break off within its last word
    kinds = np.array(token_kinds(copied_spans(text, filters), whole, starts, lengths))
    return {
        "ranges": {kind: _ranges(kinds == kind) for kind in KINDS},
        "shingle": filters.shingle,
        "mistakes_one_in": round(1 / max(filters.shingles.false_positives, 1e-9)),
    }


def _ranges(chosen: npt.NDArray[np.bool_]) -> list[list[int]]:
    edges = np.flatnonzero(np.diff(chosen, prepend=False, append=False))
    ranges: list[list[int]] = edges.reshape(-1, 2).tolist()
    return ranges
