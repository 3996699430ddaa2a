"""Strategies of choosing a token: the page's state, its link and its panels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from textgen.checkpoint import Checkpoint
from textgen.generation import Settings
from textgen.measures import Loop, find_loops
from textgen.ranking import ranking
from textgen.sampler import Sampler
from textgen.slider import STOPS
from textgen.strategies import CUTS, Outcome, cut_first, outcomes, stages, strategies
from ui.chart import Panel, Passage, Plot, Row, Table, is_place
from ui.figures import strategies as figures
from ui.i18n import t
from ui.link import DEFAULT_RANDOM_SEED
from ui.plain import label, visible
from ui.reader import Reader, checkpoint_parameter, decimal, format_number, whole
from ui.views.parts import joined, on_slider, undecided
from ui.visit import Checkpoints, Page

TOKENS = 12
DEFAULT = Sampler(1.2, top_k=5, top_p=0.9, min_p=0.05, typical=0.9)  # warm: cuts have work to do
LENGTH = 200  # of each text, where the model's own runs are not shorter

FREE = ("greedy", "temperature", "stochastic", "random")
PARAMETERS = {"k": "top_k", "tp": "top_p", "mp": "min_p", "ty": "typical"}  # of the link
CONTROLS: dict[str, tuple[Any, Any, Any]] = {  # lowest, highest, step
    "top_k": (1, 40, 1),
    "top_p": (0.05, 1.0, 0.05),
    "min_p": (0.0, 0.5, 0.01),
    "typical": (0.05, 1.0, 0.05),
    "length": (20, 400, 20),
}

Texts = Mapping[str, Sequence[int]]


@dataclass(frozen=True)
class StrategiesState:
    """What the page shows.

    Parameters
    ----------
    checkpoint : str
        Name of the model.
    prompt : str
        What it has read.
    sampler : Sampler
        The slider's temperature, and a value for every cut.
    random_seed : int
        Of the dice.
    length : int
        Tokens that each strategy writes.
    """

    checkpoint: str
    prompt: str
    sampler: Sampler = field(default=DEFAULT)
    random_seed: int = DEFAULT_RANDOM_SEED
    length: int = LENGTH


def read(reader: Reader, checkpoints: Checkpoints, preferred: str) -> StrategiesState:
    """Read the page's link."""
    checkpoint = reader.checkpoint(checkpoints, preferred)
    return StrategiesState(
        checkpoint=checkpoint.name,
        prompt=reader.prompt(undecided(checkpoint)),
        sampler=_read_sampler(reader),
        random_seed=reader.random_seed(DEFAULT_RANDOM_SEED),
        length=reader.length(min(LENGTH, checkpoint.about.max_new_tokens)),
    )


def write(state: StrategiesState, checkpoints: Checkpoints) -> dict[str, str]:
    """Return the page's link."""
    return {
        "c": checkpoint_parameter(checkpoints[state.checkpoint]),
        "p": state.prompt,
        "t": format_number(state.sampler.temperature),
        **{name: format_number(value_of(state, cut)) for name, cut in PARAMETERS.items()},
        "s": str(state.random_seed),
        "n": str(state.length),
    }


PAGE = Page("strategies", read, write)


def settings_of(state: StrategiesState) -> Settings:
    """Return everything that decides the texts but the strategy."""
    return Settings(state.sampler, state.random_seed, state.length)


def apply(state: StrategiesState, action: Mapping[str, object]) -> StrategiesState:
    """Return the state after an action of the board; what is none changes nothing."""
    stop = action.get("stop")
    if action.get("kind") == "stop" and is_place(stop, len(STOPS)):
        return replace(state, sampler=state.sampler.at(STOPS[stop]))
    return state


def value_of(state: StrategiesState, name: str) -> Any:
    """Return what a control shows."""
    return state.length if name == "length" else getattr(state.sampler, name)


def set_value(state: StrategiesState, name: str, value: float) -> StrategiesState:
    """Follow a control."""
    if name == "length":
        return replace(state, length=int(value))
    return replace(state, sampler=replace(state.sampler, **{name: value}))


def panels(
    state: StrategiesState,
    checkpoint: Checkpoint,
    logits: npt.NDArray[Any],
    texts: Texts,
) -> list[Panel]:
    """Return everything that the slider turns, and what each strategy writes."""
    samplers = [state.sampler.at(stop) for stop in STOPS]
    told = [outcomes(each, logits, TOKENS) for each in samplers]
    tokens = checkpoint.tokenizer.vocabulary.tokens
    names = [label(tokens[i]) for i in ranking(logits)[:TOKENS]]
    names.append(t("temperature.others"))
    cut = [name for name in told[0] if name not in FREE]
    return [
        _columns("free", FREE, told, names, state.sampler),
        _columns("cuts", cut, told, names, state.sampler),
        _figures(told, state.sampler),
        _order(samplers, logits, names),
        *_passages(state, checkpoint, texts),
    ]


def _columns(
    key: str,
    shown: Sequence[str],
    told: Sequence[Mapping[str, Outcome]],
    names: Sequence[str],
    sampler: Sampler,
) -> Plot:
    return Plot(
        key,
        t(f"strategies.{key}"),
        figures.columns(names, len(shown)),
        notes=[t(f"strategies.{key}_note")],
        frames=[
            figures.at_outcomes(
                [each[name] for name in shown],
                [_heading(name, sampler.at(stop)) for name in shown],
            )
            for stop, each in zip(STOPS, told, strict=True)
        ],
        height=400,
    )


def _figures(told: Sequence[Mapping[str, Outcome]], sampler: Sampler) -> Table:
    columns = ("strategy", "value", "ranks", "cut", "mass", "factor", "entropy", "choices")
    return Table(
        "figures",
        t("strategies.figures"),
        [t(f"strategies.column_{column}") for column in columns],
        [
            [
                Row([_name(name), _value(name, sampler.at(stop)), *_cells(outcome)])
                for name, outcome in each.items()
            ]
            for stop, each in zip(STOPS, told, strict=True)
        ],
        notes=[t("strategies.figures_note")],
        width="full",
    )


def _cells(outcome: Outcome) -> list[str]:
    return [
        t(
            "strategies.ranks",
            first=f"{outcome.first + 1:,}",
            last=f"{outcome.end:,}",
            size=f"{outcome.size:,}",
        ),
        f"{outcome.size - outcome.kept:,}",
        f"{outcome.mass:.1%}",
        f"× {1 / outcome.mass:.3f}",
        f"{outcome.entropy:.2f}",
        f"{2**outcome.entropy:,.1f}",
    ]


def _order(samplers: Sequence[Sampler], logits: npt.NDArray[Any], names: Sequence[str]) -> Table:
    frames, notes = [], []
    for sampler in samplers:
        told = stages(sampler, logits, TOKENS)
        frames.append(_order_rows(list(told.values()), names))
        notes.append(_order_note(sampler, logits, told[CUTS[-1]].kept))
    steps = ["temperature", *CUTS]
    return Table(
        "order",
        t("strategies.order"),
        [
            t("temperature.column_token"),
            t("strategies.column_model"),
            *(f"{i}. {_name(step)}" for i, step in enumerate(steps, start=1)),
        ],
        frames,
        notes=notes,
        width="full",
    )


def _order_rows(told: Sequence[Outcome], names: Sequence[str]) -> list[Row]:
    rows = []
    for rank, name in enumerate(names):
        shares = ["–" if each.cut[rank] else f"{each.after[rank]:.1%}" for each in told]
        mark = "cut" if told[-1].cut[rank] else None
        rows.append(Row([name, f"{told[0].before[rank]:.1%}", *shares], mark))
    masses = [f"÷ {each.mass:.1%}" for each in told]
    left = [f"{each.kept:,}" for each in told]
    rows.append(Row([t("strategies.row_mass"), "", *masses], "mark"))
    rows.append(Row([t("strategies.row_left"), f"{told[0].size:,}", *left], "mark"))
    return rows


def _order_note(sampler: Sampler, logits: npt.NDArray[Any], left: int) -> str:
    if sampler.temperature == 0:
        return t("strategies.order_note_zero")
    first, temperature = cut_first(sampler, logits), f"{sampler.temperature:.2f}"
    return t("strategies.order_note", left=f"{left:,}", first=f"{first:,}", t=temperature)


def _passages(state: StrategiesState, checkpoint: Checkpoint, texts: Texts) -> list[Panel]:
    made: list[Panel] = []
    for name, ids in texts.items():
        tokens = [checkpoint.tokenizer.vocabulary.token(token) for token in ids]
        kinds = [""] * len(ids)
        if (parting := _parting(name, texts)) is not None:
            kinds[parting] = "parts"
        if loop := _longest_loop(ids):
            kinds[loop.start : loop.end] = ["looping"] * (loop.end - loop.start)
        made.append(
            Passage(
                f"text_{name}",
                f"{_name(name)} · {_value(name, state.sampler)}",
                [joined(tokens, kinds)],
                notes=[_told(name, tokens, parting, loop)],
                height=190,
                width="third",
            )
        )
    return made


def _told(name: str, tokens: Sequence[str], parting: int | None, loop: Loop | None) -> str:
    """Say what there is to see in a text."""
    if loop is not None:
        return t(
            "strategies.loop",
            place=f"{loop.start + 1:,}",
            times=f"{(loop.end - loop.start) / loop.span:.1f}",
            text=visible("".join(tokens[loop.start : loop.start + loop.span])),
        )
    if parting is not None:
        return t("strategies.parts", place=f"{parting + 1:,}")
    if name == "greedy":
        return t("strategies.no_loop", count=f"{len(tokens):,}")
    return "" if name in FREE else t("strategies.same")


def _parting(name: str, texts: Texts) -> int | None:
    """Return where a cut first makes the die fall on another token."""
    if name in FREE:
        return None
    pairs = enumerate(zip(texts[name], texts["temperature"], strict=True))
    return next((place for place, (one, other) in pairs if one != other), None)


def _longest_loop(ids: Sequence[int]) -> Loop | None:
    """Return the longest stretch that repeats itself, told by its shortest span."""
    return max(find_loops(ids), key=lambda loop: (loop.end - loop.start, -loop.span), default=None)


def _name(strategy: str) -> str:
    return t(f"strategies.name_{strategy}")


def _heading(strategy: str, sampler: Sampler) -> str:
    """Return a name and its number in lines so short that a phone has room for them."""
    return "<br>".join([*_name(strategy).split(" "), _value(strategy, sampler)])


def _value(strategy: str, sampler: Sampler) -> str:
    """Return the number that makes a strategy."""
    if strategy == "all":
        return t("strategies.in_order")
    if strategy in FREE:
        temperature = strategies(sampler)[strategy].temperature
        value = "∞" if temperature == np.inf else format_number(temperature)
        return t("player.t", value=value)
    sign = "k" if strategy == "top_k" else "p"
    return f"{sign} = {format_number(getattr(sampler, strategy))}"


def _read_sampler(reader: Reader) -> Sampler:
    sampler = DEFAULT.at(on_slider(reader.temperature(DEFAULT.temperature)))
    for parameter, cut in PARAMETERS.items():
        value = reader.parse(
            parameter,
            whole if cut == "top_k" else decimal,
            lambda value, cut=cut: getattr(Sampler(**{cut: value}), cut),
            getattr(DEFAULT, cut),
        )
        sampler = replace(sampler, **{cut: value})
    return sampler
