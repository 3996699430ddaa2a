"""One analogy: its answers and their picture."""

from collections.abc import Sequence

from ui.chart import Plot, Row, Table
from ui.figures import vectors as figures
from ui.i18n import t
from ui.views.vectors.glosses import named, on_map
from ui.views.vectors.shown import Shown

ANSWERS = 8
_DRAWN = 3  # answers in the picture of an analogy
_PICTURE_HEIGHT = 300


def answers(shown: Shown, question: tuple[int, int, int]) -> Table:
    """Return the answers to the analogy in three ways."""
    space = shown.space
    usual = space.analogy(question, ANSWERS)
    others = [
        space.analogy(question, ANSWERS, leave_out=False),
        space.analogy(question, ANSWERS, method="multiply"),
    ]
    rows = []
    for place in range(len(usual.ids)):
        cells = [str(place + 1)]
        for ranked in (usual, *others):
            cells += [_answer(shown, int(ranked.ids[place])), f"{ranked.scores[place]:.2f}"]
        rows.append(Row(cells, "mark" if usual.ids[place] == shown.expected else None))
    columns = ("rank", "left_out", "cosine", "allowed", "cosine", "multiplied", "score")
    return Table(
        "answers",
        _title(shown, question),
        [t(f"vectors.column_{column}") for column in columns],
        [rows],
        notes=[_answers_note(shown, question, int(others[0].ids[0]))],
        width="wide",
    )


def _title(shown: Shown, question: Sequence[int]) -> str:
    a, b, c = (named(shown.vocabulary.token(token)) for token in question)
    return t("vectors.answers", a=a, b=b, c=c)


def _answer(shown: Shown, token: int) -> str:
    name = named(shown.vocabulary.token(token))
    return f"{name} ✓" if token == shown.expected else name


def _answers_note(shown: Shown, question: tuple[int, int, int], winner: int) -> str:
    word = named(shown.vocabulary.token(winner))
    if winner not in question:
        return t("vectors.answers_note", word=word)
    why = t("vectors.hardly_moved") if winner == question[2] else t("vectors.cancelled")
    return t("vectors.answers_note_own", word=word, why=why)


def picture(shown: Shown, question: tuple[int, int, int]) -> Plot:
    """Return the parallelogram of the analogy."""
    best = shown.space.analogy(question, _DRAWN).ids.tolist()
    if shown.expected is not None and shown.expected not in best:
        best = [shown.expected, *best[: _DRAWN - 1]]
    answers = [token for token in best if token not in question]
    laid = shown.space.project([*question, *answers], offset=question)
    order = [0, 1, 2, len(laid.points) - 1, *range(3, len(laid.points) - 1)]
    names = [on_map(shown.vocabulary.token(token)) for token in (*question, *answers)]
    names.insert(3, "b − a + c")
    right = ["--rank-3" if token == shown.expected else "--cold" for token in answers]
    return Plot(
        "picture",
        t("vectors.picture"),
        figures.parallelogram(
            laid.points[order], names, [*["--ink"] * 3, "--accent", *right], _PICTURE_HEIGHT
        ),
        notes=[t("vectors.picture_note", share=f"{sum(laid.shares):.0%}")],
        height=_PICTURE_HEIGHT,
        width="third",
    )
