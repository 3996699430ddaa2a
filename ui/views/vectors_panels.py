"""What the page on words as vectors shows of them: figures and tables."""

from collections import Counter
from collections.abc import Callable, Sequence

from textgen.analogies import Answered, answers_by_chance
from ui.chart import Panel, Plot, Row, Table
from ui.figures import vectors as figures
from ui.i18n import t
from ui.plain import label, visible
from ui.views.vectors import ANSWERS, NEIGHBOURS, Shown

_LONGEST = 8  # letters of a name on a map
_DRAWN = 3  # answers in the picture of an analogy
_TOP = 10
_PICTURE_HEIGHT = 300


def panels(shown: Shown) -> list[Panel]:
    """Return everything that the page shows."""
    asked: list[Panel] = []
    if shown.question is not None:
        asked = [_answers(shown, shown.question), _picture(shown, shown.question)]
    return [_neighbours(shown), _map(shown), *asked, *_questions(shown)]


def _neighbours(shown: Shown) -> Plot:
    near, tokens = shown.neighbours, shown.vocabulary.tokens
    background = shown.space.background
    names = [label(tokens[token]) for token in near.ids[:NEIGHBOURS]]
    return Plot(
        "neighbours",
        t("vectors.neighbours", word=visible(tokens[shown.token])),
        figures.neighbours(names, near.scores[:NEIGHBOURS].tolist(), background),
        notes=[t("vectors.neighbours_note", background=f"{background:.2f}")],
        height=figures.MAP_HEIGHT,
        width="third",
        clickable=True,
    )


def _map(shown: Shown) -> Plot:
    ids, tokens = shown.on_map, shown.vocabulary.tokens
    laid = shown.space.project(ids)
    cosines = shown.space.cosines([shown.token])[ids, 0]
    near = set(shown.neighbours.ids[:NEIGHBOURS].tolist())
    colors = ["--accent", *("--cold" if token in near else "--ghost" for token in ids[1:])]
    told = [
        t("vectors.point", word=label(tokens[token]), cosine=f"{cosine:.2f}")
        for token, cosine in zip(ids, cosines, strict=True)
    ]
    names = [label(tokens[token], _LONGEST) for token in ids]
    note = t(
        "vectors.map_note",
        share=f"{sum(laid.shares):.0%}",
        width=shown.space.width,
    )
    if shown.map == "common" and len(ids) < len(shown.space):
        note = f"{note} {t('vectors.common_note')}"
    return Plot(
        "map",
        _map_title(shown, len(ids)),
        figures.word_map(laid.points, names, told, colors),
        notes=[note],
        height=figures.MAP_HEIGHT,
        width="wide",
        clickable=True,
    )


def _map_title(shown: Shown, count: int) -> str:
    word = visible(shown.vocabulary.token(shown.token))
    if shown.map == "near":
        return t("vectors.map_near", count=f"{count - 1:,}", word=word)
    if count == len(shown.space):
        return t("vectors.map_all", count=f"{count:,}", word=word)
    return t("vectors.map_common", count=f"{count - 1:,}", word=word)


def _answers(shown: Shown, question: tuple[int, int, int]) -> Table:
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
    a, b, c = (visible(shown.vocabulary.token(token)) for token in question)
    return t("vectors.answers", a=a, b=b, c=c)


def _answer(shown: Shown, token: int) -> str:
    name = visible(shown.vocabulary.token(token))
    return f"{name} ✓" if token == shown.expected else name


def _answers_note(shown: Shown, question: tuple[int, int, int], winner: int) -> str:
    word = visible(shown.vocabulary.token(winner))
    if winner not in question:
        return t("vectors.answers_note", word=word)
    why = t("vectors.hardly_moved") if winner == question[2] else t("vectors.cancelled")
    return t("vectors.answers_note_own", word=word, why=why)


def _picture(shown: Shown, question: tuple[int, int, int]) -> Plot:
    best = shown.space.analogy(question, _DRAWN).ids.tolist()
    if shown.expected is not None and shown.expected not in best:
        best = [shown.expected, *best[: _DRAWN - 1]]
    answers = [token for token in best if token not in question]
    laid = shown.space.project([*question, *answers], offset=question)
    order = [0, 1, 2, len(laid.points) - 1, *range(3, len(laid.points) - 1)]
    names = [label(shown.vocabulary.token(token), _LONGEST) for token in (*question, *answers)]
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


def _questions(shown: Shown) -> list[Panel]:
    if not shown.answered:
        return []
    return [_relations(shown), _pairs(shown)]


# What a column of the table of relations counts.
_RIGHT: dict[str, Callable[[Answered], bool]] = {
    "works": lambda each: each.added == each.question.d,
    "top": lambda each: each.rank <= _TOP,
    "multiplied_works": lambda each: each.multiplied == each.question.d,
    "neighbour_works": lambda each: each.neighbour == each.question.d,
    "allowed_works": lambda each: each.unrestricted == each.question.d,
}


def _relations(shown: Shown) -> Table:
    rows = []
    for relation in shown.relations:
        found = shown.of_relation(relation)
        mark = "mark" if relation == shown.relation else None
        rows.append(Row([t(f"vectors.relation_{relation}"), *_counts(shown, found)], mark))
    if len(rows) > 1:
        rows.append(Row([t("vectors.all"), *_counts(shown, shown.answered)]))
    own = sum(
        each.unrestricted in (each.question.a, each.question.b, each.question.c)
        for each in shown.answered
    )
    columns = ("relation", "questions", *_RIGHT, "chance")
    return Table(
        "relations",
        t("vectors.relations"),
        [t(f"vectors.column_{column}") for column in columns],
        [rows],
        notes=[t("vectors.relations_note", own=f"{own / len(shown.answered):.0%}")],
        width="full",
        clickable=True,
    )


def _counts(shown: Shown, found: Sequence[Answered]) -> list[str]:
    shares = [sum(map(right, found)) / len(found) for right in _RIGHT.values()]
    chance = answers_by_chance(len(shown.space))
    return [f"{len(found):,}", *(f"{share:.0%}" for share in shares), f"{chance:.2%}"]


def _pairs(shown: Shown) -> Table:
    rows = []
    for found in shown.pairs:
        question = found[0].question
        right = sum(each.added == question.d for each in found)
        given = Counter(each.added for each in found).most_common(3)
        cells = [
            visible(shown.vocabulary.token(question.c)),
            visible(shown.vocabulary.token(question.d)),
            t("vectors.right_of", right=right, count=len(found)),
            " · ".join(_given(shown, token, count, question.d) for token, count in given),
            visible(shown.vocabulary.token(found[0].neighbour)),
        ]
        asked = any(
            (each.question.a, each.question.b, each.question.c) == shown.question for each in found
        )
        rows.append(Row(cells, "mark" if asked else None))
    columns = ("asked", "right", "how_often", "given", "nearest")
    return Table(
        "pairs",
        t("vectors.pairs", relation=t(f"vectors.relation_{shown.relation}")),
        [t(f"vectors.column_{column}") for column in columns],
        [rows],
        notes=[t("vectors.pairs_note")],
        width="full",
        clickable=True,
    )


def _given(shown: Shown, token: int, count: int, right: int) -> str:
    name = visible(shown.vocabulary.token(token))
    return f"{name}{' ✓' * (token == right)} × {count}"
