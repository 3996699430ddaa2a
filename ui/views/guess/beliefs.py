"""Who believed what in a round of the guessing game."""

import numpy as np

from textgen.guess_score import MOST_BITS, Answer
from textgen.guessing import Question
from textgen.slider import STOPS
from ui.chart import Plot
from ui.figures import guess as figures
from ui.i18n import t
from ui.plain import label
from ui.views.guess.game import Played

_NAME = 8  # characters of a token beside its bar


def verdict(played: Played, given: Answer) -> str:
    """Return what came and what was said, for the round on screen; plain text."""
    question, bits = played.question, float(played.score.player[played.at])
    return t(
        "guess.verdict_right" if given.candidate == question.right else "guess.verdict_wrong",
        truth=played.token(question.truth),
        said=played.candidates[given.candidate],
        bits=f"{bits:.2f}",
    )


def beliefs(played: Played) -> Plot:
    """Return what model and player gave each candidate; nothing before the answer."""
    question, given = played.question, played.answer
    names = [label(played.vocabulary.token(token), _NAME) for token in question.candidates]
    legend = (t("guess.model"), t("guess.you"))
    right = None if given is None else question.right
    if given is None:
        names = [f"{i}\u2002{name}" for i, name in enumerate(names, start=1)]
        notes, frames = [t("guess.beliefs_hidden")], []
    else:
        names = [_signed(i, name, question, given) for i, name in enumerate(names)]
        player = given.shares(len(names)).tolist()
        notes = [_told(played, question, stop) for stop in range(len(STOPS))]
        frames = [figures.at_beliefs(row, player) for row in np.exp(question.log_among)]
    return Plot(
        "beliefs",
        t("guess.beliefs", number=played.at + 1),
        figures.beliefs(names, legend, right),
        notes=notes,
        frames=frames,
        height=236,
        width="full",
    )


def _signed(place: int, name: str, question: Question, given: Answer) -> str:
    """Mark the row of the token that came and the player's, not by colour alone."""
    signs = "✓" * (place == question.right) + "▸" * (place == given.candidate)
    return f"{signs}\u2002{name}"


def _told(played: Played, question: Question, stop: int) -> str:
    among, whole = played.score.among[played.at, stop], played.score.whole[played.at, stop]
    return t(
        "guess.beliefs_note",
        truth=played.token(question.truth),
        t=f"{STOPS[stop]:.2f}",
        share=_share(float(question.shares[stop, question.right])),
        whole=format_bits(float(whole)),
        among=format_bits(float(among)),
        rank=f"{question.rank + 1:,}",
    )


def format_bits(bits: float) -> str:
    """Write bits; what is more than the game counts is only bounded."""
    return f"{bits:.2f}" if bits < MOST_BITS else f"≥ {MOST_BITS:.0f}"


def _share(share: float) -> str:
    return f"{share:.1%}" if share >= 0.001 else "<0.1%"
