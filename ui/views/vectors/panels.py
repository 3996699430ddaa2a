"""Words as vectors: neighbours and a map."""

from ui.chart import Panel, Plot
from ui.figures import vectors as figures
from ui.i18n import t
from ui.views.vectors.analogy import answers, picture
from ui.views.vectors.glosses import are_shown, labelled, named, on_map
from ui.views.vectors.relations import questions
from ui.views.vectors.shown import NEIGHBOURS, Shown


def panels(shown: Shown) -> list[Panel]:
    """Return everything that the page shows."""
    asked: list[Panel] = []
    if shown.question is not None:
        asked = [answers(shown, shown.question), picture(shown, shown.question)]
    return [_neighbours(shown), _map(shown), *asked, *questions(shown)]


def _neighbours(shown: Shown) -> Plot:
    near, tokens = shown.neighbours, shown.vocabulary.tokens
    background = shown.space.background
    names = [labelled(tokens[token]) for token in near.ids[:NEIGHBOURS]]
    return Plot(
        "neighbours",
        t("vectors.neighbours", word=named(tokens[shown.token])),
        figures.neighbours(
            names,
            near.scores[:NEIGHBOURS].tolist(),
            background,
            wide=are_shown(shown.checkpoint),
        ),
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
        t("vectors.point", word=labelled(tokens[token]), cosine=f"{cosine:.2f}")
        for token, cosine in zip(ids, cosines, strict=True)
    ]
    names = [on_map(tokens[token]) for token in ids]
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
    word = named(shown.vocabulary.token(shown.token))
    if shown.map == "near":
        return t("vectors.map_near", count=f"{count - 1:,}", word=word)
    if count == len(shown.space):
        return t("vectors.map_all", count=f"{count:,}", word=word)
    return t("vectors.map_common", count=f"{count - 1:,}", word=word)
