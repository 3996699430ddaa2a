"""The guessing game's tables: rounds and rules."""

import numpy as np

from textgen.guess_score import CERTAINTIES, MOST_BITS, Answer, Pick, worth_from
from textgen.guessing import CANDIDATES
from textgen.slider import STOPS
from ui.chart import Row, Table
from ui.i18n import t
from ui.views.guess.beliefs import format_bits
from ui.views.guess.game import Played


def rounds(played: Played) -> Table:
    """Return every round that was played, to be clicked."""
    columns = ("round", "truth", "said", "sure", "player", "among", "whole", "rank")
    return Table(
        "rounds",
        t("guess.rounds"),
        [t(f"guess.column_{column}") for column in columns],
        [[_row(played, i, stop) for i in range(len(played.answers))] for stop in range(len(STOPS))],
        notes=[t("guess.rounds_note")],
        width="full",
        clickable=True,
    )


def _row(played: Played, number: int, stop: int) -> Row:
    question, given = played.game.questions[number], played.answers[number]
    told, said = played.score, question.candidates[given.candidate]
    right = given.candidate == question.right
    cells = [
        str(number + 1),
        played.token(question.truth),
        f"{played.token(said)} {'✓' if right else '✗'}",
        _how_sure(given, len(question.candidates)),
        f"{told.player[number]:.2f}",
        format_bits(float(told.among[number, stop])),
        format_bits(float(told.whole[number, stop])),
        f"{question.rank + 1:,}",
    ]
    return Row(cells, "mark" if number == played.at else None)


def _how_sure(given: Answer, count: int) -> str:
    return f"{given.shares(count)[given.candidate]:.0%}"


def rules() -> Table:
    """Return what an answer costs, by how sure a player is."""
    rows = []
    for certainty, share in enumerate(CERTAINTIES):
        right, wrong = Pick(0, certainty).shares(CANDIDATES)[:2]
        ends = [worth_from(certainty), *(worth_from(c) for c in (certainty + 1,) if c < 3), 1.0]
        rows.append(
            Row(
                [
                    t(f"guess.sure_{certainty}"),
                    f"{share:.0%}",
                    f"{-np.log2(right):.2f}",
                    f"{-np.log2(wrong):.2f}",
                    f"{ends[0]:.0%}\u2009–\u2009{ends[1]:.0%}",
                ]
            )
        )
    columns = ("sure", "share", "if_right", "if_wrong", "worth")
    return Table(
        "rules",
        t("guess.rules"),
        [t(f"guess.rule_{column}") for column in columns],
        [rows],
        notes=[t("guess.rules_note", most=f"{MOST_BITS:.0f}", even=f"{np.log2(CANDIDATES):.2f}")],
        width="full",
    )
