"""What the guessing game shows: the text so far, who believed what, bits, rounds, rules."""

import numpy as np

from textgen.guess_score import CERTAINTIES, MOST_BITS, Answer, Pick, worth_from
from textgen.guessing import CANDIDATES, Question
from textgen.slider import STOPS
from textgen.tokenizers import Piece
from ui.chart import Mark, Panel, Passage, Plot, Row, Table
from ui.figures import guess as figures
from ui.i18n import t
from ui.plain import label
from ui.views.guess import Played

_NAME = 8  # characters of a token beside its bar
_DARKEST = 4.0  # bits that a player loses where the tint is full


def text(played: Played) -> Passage:
    """Return the text up to the token on screen; all of it when the game is over."""
    asked = [question.place for question in played.game.questions]
    end = played.question.place
    marks: list[Mark] = []
    place = -1
    for piece in played.game.reading.pieces:
        place += piece.id is not None
        number = asked.index(place) if place in asked and piece.id is not None else None
        marks.append(_mark(played, piece, number))
        if place == end and not played.finished:
            break  # before what the model skips: it too lies ahead
    return Passage(
        "text",
        t("guess.question", number=played.at + 1, rounds=len(asked)),
        [_closed(marks) if played.answer is None else marks],
        notes=_standing(played),
        height=140,
        width="full",
    )


def _mark(played: Played, piece: Piece, number: int | None) -> Mark:
    if piece.id is None:
        return (piece.text, 0, "skipped", t("inspect.skipped"))
    if number is None or number >= len(played.answers):
        return (piece.text, 0, "", "")
    bits = float(played.score.player[number])
    title = t("guess.token", number=number + 1, bits=f"{bits:.1f}")
    tint = round(min(1.0, bits / _DARKEST), 3)
    return (piece.text, tint, "chosen" if number == played.at else "", title)


def _closed(marks: list[Mark]) -> list[Mark]:
    """Put a question mark for the token that is asked for."""
    return [*marks[:-1], ("\u2002?\u2002", 0, "parts chosen", t("guess.asked"))]


def _standing(played: Played) -> list[str]:
    """Return who is ahead, in words, at each stop of the slider."""
    if not played.answers:
        return [t("guess.signs")]
    player, model = played.score.player.sum(), played.score.among.sum(axis=0)
    return [
        t(
            "guess.standing",
            player=f"{player:.1f}",
            model=f"{bits:.1f}",
            t=f"{temperature:.2f}",
        )
        for temperature, bits in zip(STOPS, model, strict=True)
    ]


def panels(played: Played) -> list[Panel]:
    """Return what stands below the game: bits, rounds, rules."""
    if not played.answers:
        return [_rules()]
    return [_totals(played), _over_temperature(played), _rounds(played), _rules()]


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
        whole=_bits(float(whole)),
        among=_bits(float(among)),
        rank=f"{question.rank + 1:,}",
    )


def _totals(played: Played) -> Plot:
    told = played.score
    legend = (t("guess.you"), t("guess.model_among"), t("guess.model_whole"))
    axes = (t("guess.round"), t("guess.bits"))
    notes = []
    for stop, temperature in enumerate(STOPS):
        notes.append(
            t(
                "guess.totals_note",
                rounds=len(played.answers),
                player=f"{told.player.sum():.1f}",
                t=f"{temperature:.2f}",
                among=f"{told.among[:, stop].sum():.1f}",
                whole=f"{told.whole[:, stop].sum():.1f}",
            )
        )
    return Plot(
        "totals",
        t("guess.totals"),
        figures.totals(told.player, legend, axes, len(played.game.questions)),
        notes=notes,
        frames=[
            figures.at_totals(told.among[:, stop], told.whole[:, stop])
            for stop in range(len(STOPS))
        ],
    )


def _over_temperature(played: Played) -> Plot:
    told = played.score
    among, player = told.among.sum(axis=0), float(told.player.sum())
    axes = (t("player.temperature"), t("guess.bits"))
    beaten = [stop for stop, bits in zip(STOPS, among, strict=True) if bits > player]
    note = t(
        "guess.over_note",
        best=f"{STOPS[told.best_stop]:.2f}",
        bits=f"{among.min():.1f}",
        beaten=f"{len(beaten) / len(STOPS):.0%}",
    )
    return Plot(
        "over",
        t("guess.over"),
        figures.over_temperature(STOPS, among, player, axes),
        notes=[note],
        frames=[figures.at_temperature(stop) for stop in STOPS],
    )


def _rounds(played: Played) -> Table:
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
        _bits(float(told.among[number, stop])),
        _bits(float(told.whole[number, stop])),
        f"{question.rank + 1:,}",
    ]
    return Row(cells, "mark" if number == played.at else None)


def _how_sure(given: Answer, count: int) -> str:
    return f"{given.shares(count)[given.candidate]:.0%}"


def _rules() -> Table:
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


def _bits(bits: float) -> str:
    return f"{bits:.2f}" if bits < MOST_BITS else f"≥ {MOST_BITS:.0f}"


def _share(share: float) -> str:
    return f"{share:.1%}" if share >= 0.001 else "<0.1%"
