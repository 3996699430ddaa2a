"""How often arithmetic with words works, by relation and by pair."""

from collections import Counter
from collections.abc import Callable, Sequence

from textgen.analogies import Answered, answers_by_chance
from ui.chart import Panel, Row, Table
from ui.i18n import t
from ui.views.vectors.glosses import named
from ui.views.vectors.shown import Shown

_TOP = 10


def questions(shown: Shown) -> list[Panel]:
    """Return how often the shipped questions are answered right."""
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
        folds=True,
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
            named(shown.vocabulary.token(question.c)),
            named(shown.vocabulary.token(question.d)),
            t("vectors.right_of", right=right, count=len(found)),
            " · ".join(_given(shown, token, count, question.d) for token, count in given),
            named(shown.vocabulary.token(found[0].neighbour)),
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
        folds=True,
    )


def _given(shown: Shown, token: int, count: int, right: int) -> str:
    name = named(shown.vocabulary.token(token))
    return f"{name}{' ✓' * (token == right)} × {count}"
