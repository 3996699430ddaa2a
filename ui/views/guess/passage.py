"""The guessing game's text, as far as it may be seen, and who is ahead."""

from textgen.slider import STOPS
from textgen.tokenizers import Piece
from ui.chart import Mark, Passage
from ui.i18n import t
from ui.views.guess.game import Played

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
