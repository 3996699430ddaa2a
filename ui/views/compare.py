"""Texts at several temperatures side by side: the page's state, its link and its panels."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from textgen.checkpoint import Checkpoint
from textgen.checks import check_whole
from textgen.comparison import Lane, parting
from textgen.errors import ConfigError
from textgen.limits import MAX_LANES
from textgen.measures.stored_sweep import Sweep
from ui.chart import Mark, Panel, Passage, Plot, Row, Slider, Table, Width
from ui.figures import compare as figures
from ui.figures.compare import Series
from ui.i18n import session_language, t
from ui.link import DEFAULT_RANDOM_SEED
from ui.plain import label
from ui.reader import Reader, checked_temperature, checkpoint_parameter, decimal, format_number
from ui.views.parts import on_slider
from ui.visit import Checkpoints, Page

BOOK = (0.2, 0.5, 1.0, 1.2)  # the book's temperatures
STEP = 0.2  # from the last temperature to one that is added
NOTHING = "–"
_PACE = {"character": 30.0, "word": 8.0, "sentence": 8.0}  # tokens a second
_HEIGHT = 140  # pixels of a text: two rows of them and the slider fit on one screen
_MEASURES = ("entropy", "real_words", "distinct_2", "loop_rate")


@dataclass(frozen=True)
class CompareState:
    """What the page shows.

    Parameters
    ----------
    checkpoint : str
        Name of the model.
    prompt : str
        Where all texts begin.
    temperatures : tuple of float
        As many as were chosen; see `shown`.
    random_seed : int
        Of the dice.
    length : int
        Tokens a text.
    second : str or None
        Name of a model that writes beside the first.
    """

    checkpoint: str
    prompt: str
    temperatures: tuple[float, ...] = BOOK
    random_seed: int = DEFAULT_RANDOM_SEED
    length: int = 400
    second: str | None = None

    @property
    def fewest(self) -> int:
        """Temperatures that must be there, so that there are two texts."""
        return 2 if self.second is None else 1

    @property
    def most(self) -> int:
        """Temperatures that fit: a second model halves their number."""
        return MAX_LANES if self.second is None else MAX_LANES // 2

    @property
    def shown(self) -> tuple[float, ...]:
        """The temperatures as far as they fit, filled up where there are too few."""
        kept = self.temperatures[: self.most]
        return (*kept, *BOOK[len(kept) : self.fewest])


def read(reader: Reader, checkpoints: Checkpoints, preferred: str) -> CompareState:
    """Read the page's link."""
    checkpoint = reader.checkpoint(checkpoints, preferred)
    second = reader.second_checkpoint(checkpoints)
    state = CompareState(
        checkpoint=checkpoint.name,
        prompt=reader.prompt(checkpoint.about.prompts[0]),
        random_seed=reader.random_seed(DEFAULT_RANDOM_SEED),
        length=reader.length(checkpoint.about.max_new_tokens),
        second=None if second is None else second.name,
    )
    return replace(state, temperatures=_read_temperatures(reader, state))


def write(state: CompareState, checkpoints: Checkpoints) -> dict[str, str]:
    """Return the page's link."""
    second = checkpoints.get(state.second or "")
    return {
        "c": checkpoint_parameter(checkpoints[state.checkpoint]),
        "c2": checkpoint_parameter(second) if second else "",
        "p": state.prompt,
        "l": ",".join(map(format_number, state.shown)),
        "s": str(state.random_seed),
        "n": str(state.length),
    }


PAGE = Page("compare", read, write)


def set_temperature(state: CompareState, place: int, temperature: float) -> CompareState:
    """Change one of the temperatures."""
    temperatures = list(state.shown)
    temperatures[place] = on_slider(temperature)
    return replace(state, temperatures=tuple(temperatures))


def add(state: CompareState) -> CompareState:
    """Add a temperature, a little higher than the last."""
    added = on_slider(state.shown[-1] + STEP)
    return replace(state, temperatures=(*state.shown, added)[: state.most])


def remove(state: CompareState) -> CompareState:
    """Take the last temperature away, unless too few are left."""
    count = max(state.fewest, len(state.shown) - 1)
    return replace(state, temperatures=state.shown[:count])


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
    return [*passages, _table(state, rows, places), *_curves(state, sweeps)]


def _passage(
    state: CompareState,
    number: int,
    row: tuple[Lane, Lane | None],
    place: int | None,
    width: Width,
) -> Passage:
    lane, other = row
    part = "" if other is None else t("compare.parts", other=_name(state, other))
    return Passage(
        f"text_{number}",
        _name(state, lane),
        [[_mark(lane, i, part if i == place else "") for i in range(len(lane.tokens))]],
        prompt=state.prompt,
        notes=[_measured(lane)],
        growing=True,
        height=_HEIGHT,
        width=width,
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
    copied = NOTHING if found.copied is None else t("compare.copied", count=found.copied)
    return [
        f"{lane.entropy:.2f}",
        NOTHING if found.real_words is None else f"{found.real_words:.0%}",
        NOTHING if found.distinct_2 is None else f"{found.distinct_2:.2f}",
        NOTHING if found.loop_rate is None else f"{found.loop_rate:.0%}",
        copied,
    ]


def _name(state: CompareState, lane: Lane) -> str:
    temperature = f"{lane.temperature:.2f}"
    if state.second is None:
        return t("compare.lane", t=temperature)
    title = lane.checkpoint.about.title[session_language()]
    unit = t(f"unit.{lane.checkpoint.tokenizer.unit}.many")
    return t("compare.lane_of", t=temperature, model=f"{title} · {unit}")


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


def _read_temperatures(reader: Reader, state: CompareState) -> tuple[float, ...]:
    default = state.temperatures
    text = reader.text("l", "")
    if not text:
        return default
    parts = text.split(",")
    try:
        check_whole("l", len(parts), state.fewest, state.most)
        return tuple(on_slider(checked_temperature(decimal(part))) for part in parts)
    except ConfigError:
        reader.tell_default("l", None)
        return default
