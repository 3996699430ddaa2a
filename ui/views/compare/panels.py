"""Texts side by side, what they measure, and curves over temperature."""

from collections.abc import Sequence

from textgen.checkpoint import Checkpoint
from textgen.comparison import Lane, parting
from textgen.measures.stored_sweep import Sweep
from ui import presenting
from ui.chart import Mark, Panel, Passage, Plot, Row, Slider, Table, Width
from ui.figures import compare as figures
from ui.figures.compare import Series
from ui.i18n import session_language, t
from ui.plain import label
from ui.views.compare.state import CompareState
from ui.views.parts import copy_length

NOTHING = "–"
_PACE = {"character": 30.0, "word": 8.0, "sentence": 8.0}  # tokens a second
_HEIGHT = 140  # pixels of a text: two rows of them and the slider fit on one screen
_MEASURES = ("entropy", "real_words", "distinct_2", "loop_rate")


def slider(state: CompareState, rows: Sequence[tuple[Lane, Lane | None]]) -> Slider:
    """Return the slider over the steps; it plays by itself."""
    return Slider(
        name="step",
        label=t("compare.steps"),
        stops=[f"{i + 1} / {state.length}" for i in range(state.length)],
        ends=(t("compare.begin"), t("compare.end")),
        pace=min(_PACE[lane.checkpoint.tokenizer.unit] for lane, _ in rows),
        play=True,
    )


def beside(first: Sequence[Lane], second: Sequence[Lane] = ()) -> list[tuple[Lane, Lane | None]]:
    """Return every text with its neighbour, in the order in which they are shown.

    A text's neighbour is the one before it; with two models the one at its left, or, at the left
    edge, the one above.
    """
    rows: list[tuple[Lane, Lane | None]] = []
    for i, lane in enumerate(first):
        rows.append((lane, first[i - 1] if i else None))
        if second:
            rows.append((second[i], lane))
    return rows


def panels(
    state: CompareState,
    rows: Sequence[tuple[Lane, Lane | None]],
    sweeps: Sequence[tuple[Checkpoint, Sweep]] = (),
) -> list[Panel]:
    """Return the texts, what they measure, and the curves of the models that were swept."""
    places = [None if other is None else parting(lane, other) for lane, other in rows]
    halves = state.second is not None or len(rows) in (2, 4)
    passages = [
        _passage(state, i, row, place, "half" if halves else "third")
        for i, (row, place) in enumerate(zip(rows, places, strict=True))
    ]
    if presenting.is_on():  # one screen is not room for more
        return list(passages)
    return [*passages, _table(state, rows, places), *_curves(state, sweeps)]


def _passage(
    state: CompareState,
    number: int,
    row: tuple[Lane, Lane | None],
    place: int | None,
    width: Width,
) -> Passage:
    lane, other = row
    part = finds = ""
    if other is not None and place is not None:
        part = t("compare.parts", other=_name(state, other))
        finds = t("compare.find", place=f"{place + 1:,}")
    return Passage(
        f"text_{number}",
        _name(state, lane),
        [[_mark(lane, i, part if i == place else "") for i in range(len(lane.tokens))]],
        prompt=state.prompt,
        notes=[_measured(lane)],
        growing=True,
        height=_HEIGHT,
        width=width,
        finds=(finds, part),
    )


def _mark(lane: Lane, place: int, part: str) -> Mark:
    kinds = {
        "parts": part,
        "unreal": t("compare.unreal") if lane.invented[place] else "",
        "looping": t("compare.looping") if lane.looping[place] else "",
    }
    told = {kind: title for kind, title in kinds.items() if title}
    return lane.tokens[place], 0, " ".join(told), ". ".join(told.values())


def _measured(lane: Lane) -> str:
    entropy, real, distinct, loops, _ = _figures(lane)
    bits = t("compare.bits", bits=entropy)
    return t("compare.measured", entropy=bits, real=real, distinct=distinct, loops=loops)


def _table(
    state: CompareState,
    rows: Sequence[tuple[Lane, Lane | None]],
    places: Sequence[int | None],
) -> Table:
    columns = ("text", "entropy", "real", "distinct", "loops", "copied", "parts")
    tokenizers = {lane.checkpoint.tokenizer.vocabulary.tokens for lane, _ in rows}
    notes = [t("compare.legend")]
    if len(tokenizers) > 1:
        notes = [f"{notes[0]} {t('compare.other_tokens')}"]
    if any(lane.checkpoint.epoch for lane, _ in rows):
        notes.append(t("compare.no_curves"))
    return Table(
        "measures",
        t("compare.table"),
        [t(f"compare.column_{column}") for column in columns],
        [
            [
                Row([_name(state, lane), *_figures(lane), NOTHING if i is None else f"{i + 1:,}"])
                for (lane, _), i in zip(rows, places, strict=True)
            ]
        ],
        notes=notes,
        width="full",
    )


def _figures(lane: Lane) -> list[str]:
    """Write out entropy, real words, distinct-2, loop rate and the longest copy."""
    found = lane.measures
    return [
        f"{lane.entropy:.2f}",
        NOTHING if found.real_words is None else f"{found.real_words:.0%}",
        NOTHING if found.distinct_2 is None else f"{found.distinct_2:.2f}",
        NOTHING if found.loop_rate is None else f"{found.loop_rate:.0%}",
        _copied(lane),
    ]


def _copied(lane: Lane) -> str:
    """Say how long the longest copy is."""
    count, filters = lane.measures.copied, lane.checkpoint.filters
    if count is None or filters is None:
        return NOTHING
    return t("compare.copied", count=copy_length(count, filters))


def _name(state: CompareState, lane: Lane) -> str:
    temperature, model, named = f"{lane.temperature:.2f}", lane.checkpoint, []
    if state.second is not None:
        unit = t(f"unit.{model.tokenizer.unit}.many")
        named += [model.about.title[session_language()], unit]
    if model.epoch:
        named.append(t("controls.at_epoch", epoch=model.epoch))
    if not named:
        return t("compare.lane", t=temperature)
    return t("compare.lane_of", t=temperature, model=" · ".join(named))


def _curves(state: CompareState, sweeps: Sequence[tuple[Checkpoint, Sweep]]) -> list[Plot]:
    plots = []
    for measure in _MEASURES:
        series = [
            Series(
                label(checkpoint.about.title[session_language()], 24),
                [row.temperature or 0.0 for row in sweep.rows],
                [getattr(row, measure) for row in sweep.rows],
            )
            for checkpoint, sweep in sweeps
        ]
        series = [one for one in series if any(one.spreads)]
        if series:
            plots.append(_curve(state, measure, series, sweeps[0][1]))
    return plots


def _curve(state: CompareState, measure: str, series: Sequence[Series], sweep: Sweep) -> Plot:
    note = t(f"compare.sweep_note_{measure}", runs=sweep.rows[0].texts, length=sweep.max_new_tokens)
    axis = t("player.temperature")
    share = measure != "entropy"
    drawn = figures.spread_curves(series, state.shown, axis, share=share)
    return Plot(f"sweep_{measure}", t(f"compare.sweep_{measure}"), drawn, [note], height=240)
