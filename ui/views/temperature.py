"""One distribution, every temperature: the page's state, its link and its panels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from textgen.checkpoint import Checkpoint
from textgen.checks import check_whole
from textgen.errors import ConfigError
from textgen.generation import dice
from textgen.network import Floats
from textgen.slider import STOPS
from textgen.temperature_map import (
    MAX_DRAWS,
    TemperatureMap,
    check_laws,
    draw_counts,
    map_temperatures,
    sampling_error,
)
from ui.chart import Panel, Plot, Row, Table, is_place
from ui.figures import temperature as figures
from ui.i18n import t
from ui.link import DEFAULT_RANDOM_SEED, DEFAULT_TEMPERATURE
from ui.plain import label
from ui.reader import Reader, checkpoint_parameter, format_number, whole
from ui.views.parts import on_slider, undecided
from ui.visit import Checkpoints, Page

TOKENS = 12  # in the heat map
NAMED = 6  # in curves and dice
BOOK = (0.2, 0.5, 1.0, 1.2)  # the book's temperatures
DRAWS = (1, 10, 100, 1_000, 10_000)
HAND_TOKENS = 6
HAND_DEFAULT = (50, 25, 12, 8, 4, 1)
HAND_MOST = 100


@dataclass(frozen=True)
class TemperatureState:
    """What the page shows.

    Parameters
    ----------
    checkpoint : str
        Name of the model.
    prompt : str
        What it has read.
    temperature : float
        On the slider.
    random_seed : int
        Of the dice.
    draws : int
        How many tokens are drawn, 1 to 100,000.
    token : int
        Rank of the token whose arithmetic is shown.
    hand : tuple of int or None
        Weights of a hand-made distribution instead of the model's.
    """

    checkpoint: str
    prompt: str
    temperature: float
    random_seed: int = DEFAULT_RANDOM_SEED
    draws: int = 1_000
    token: int = 0
    hand: tuple[int, ...] | None = None


def read(reader: Reader, checkpoints: Checkpoints, preferred: str) -> TemperatureState:
    """Read the page's link."""
    checkpoint = reader.checkpoint(checkpoints, preferred)
    return TemperatureState(
        checkpoint=checkpoint.name,
        prompt=reader.prompt(undecided(checkpoint)),
        temperature=on_slider(reader.temperature(DEFAULT_TEMPERATURE)),
        random_seed=reader.random_seed(DEFAULT_RANDOM_SEED),
        draws=reader.count("d", 1, MAX_DRAWS, 1_000),
        token=reader.count("i", 0, TOKENS - 1, 0),
        hand=_read_hand(reader),
    )


def write(state: TemperatureState, checkpoints: Checkpoints) -> dict[str, str]:
    """Return the page's link."""
    return {
        "c": checkpoint_parameter(checkpoints[state.checkpoint]),
        "p": state.prompt,
        "t": format_number(state.temperature),
        "s": str(state.random_seed),
        "d": str(state.draws),
        "i": str(state.token),
        "h": "-".join(map(str, state.hand)) if state.hand else "",
    }


PAGE = Page("temperature", read, write)


def distribution_of(
    state: TemperatureState, checkpoint: Checkpoint
) -> tuple[npt.NDArray[np.float64] | Floats, list[str]]:
    """Return logits (V,) and the names of all tokens: the model's, or those made by hand."""
    if state.hand is not None:
        with np.errstate(divide="ignore"):
            return np.log(np.array(state.hand, np.float64)), list("ABCDEF")
    logits, _ = checkpoint.decoder.prefill(checkpoint.tokenizer.encode(state.prompt))
    return logits, list(checkpoint.tokenizer.vocabulary.tokens)


def apply(state: TemperatureState, action: Mapping[str, object]) -> TemperatureState:
    """Return the state after an action of the board; what is none changes nothing."""
    stop, row = action.get("stop"), action.get("index")
    if action.get("kind") == "stop" and is_place(stop, len(STOPS)):
        return replace(state, temperature=STOPS[stop])
    if action.get("kind") == "row" and is_place(row, TOKENS):
        return replace(state, token=row)
    return state


def toggle_hand(state: TemperatureState) -> TemperatureState:
    """Change between the model's distribution and one made by hand."""
    return replace(state, hand=HAND_DEFAULT if state.hand is None else None)


def set_weight(state: TemperatureState, place: int, weight: int) -> TemperatureState:
    """Change one weight of the hand-made distribution; all of them cannot be 0."""
    hand = list(state.hand or HAND_DEFAULT)
    hand[place] = weight
    return replace(state, hand=tuple(hand) if any(hand) else HAND_DEFAULT)


def panels(
    state: TemperatureState, logits: npt.NDArray[np.float64] | Floats, tokens: Sequence[str]
) -> list[Panel]:
    """Return everything that the slider turns."""
    mapped = map_temperatures(logits, TOKENS)
    names = [label(tokens[i]) for i in mapped.ids]
    u = dice(state.random_seed, 1)[0]
    return [
        _heat_map(mapped, names),
        _dice(mapped, names, u),
        _curves(mapped, names),
        _entropy(mapped, len(logits)),
        _draws(mapped, names, state),
        _arithmetic(mapped, names, state),
        _laws(logits),
    ]


def _heat_map(mapped: TemperatureMap, names: Sequence[str]) -> Plot:
    return Plot(
        "map",
        t("temperature.map"),
        figures.heat_map(mapped, names, t("player.temperature")),
        notes=[t("temperature.map_note")],
        frames=[figures.at_temperature(stop) for stop in STOPS],
        height=360,
    )


def _curves(mapped: TemperatureMap, names: Sequence[str]) -> Plot:
    return Plot(
        "curves",
        t("temperature.curves"),
        figures.curves(mapped, names[:NAMED], t("player.temperature")),
        notes=[t("temperature.curves_note")],
        frames=[figures.at_temperature(stop) for stop in STOPS],
    )


def _entropy(mapped: TemperatureMap, size: int) -> Plot:
    ceiling = max(1.0, float(np.log2(size)))
    notes = [
        t(
            "temperature.entropy_note",
            bits=f"{bits:.2f}",
            choices=f"{2**bits:,.1f}",
            most=f"{size:,}",
        )
        for bits in mapped.entropy
    ]
    return Plot(
        "entropy",
        t("temperature.entropy"),
        figures.entropy_curve(mapped, t("player.temperature"), ceiling),
        notes=notes,
        frames=[
            figures.at_entropy(stop, float(bits))
            for stop, bits in zip(STOPS, mapped.entropy, strict=True)
        ],
    )


def _dice(mapped: TemperatureMap, names: Sequence[str], u: float) -> Plot:
    named = min(NAMED, len(names))
    everyone = [*names[:named], t("temperature.others")]
    landed = mapped.landing(u)
    rows = [STOPS.index(temperature) for temperature in BOOK]
    frames, notes = [], []
    for i, stop in enumerate(STOPS):
        shown = [*rows, i]
        shares = mapped.probabilities[shown, :named]
        shares = np.column_stack([shares, np.clip(1 - shares.sum(axis=1), 0, 1)])
        frames.append(
            figures.at_dice(shares, everyone, [*(f"{b}" for b in BOOK), f"T = {stop:.2f}"], u)
        )
        where = [everyone[min(int(landed[row]), named)] for row in shown]
        notes.append(t("temperature.dice_note", u=f"{u:.3f}", cold=where[0], now=where[-1]))
    return Plot(
        "dice",
        t("temperature.dice"),
        figures.dice_bars(names[:named], BOOK, t("temperature.others")),
        notes=notes,
        frames=frames,
        height=360,
    )


def _draws(mapped: TemperatureMap, names: Sequence[str], state: TemperatureState) -> Plot:
    everyone = [*names, t("temperature.others")]
    throws = dice(state.random_seed, state.draws)
    frames, notes = [], []
    for i, stop in enumerate(STOPS):
        expected = np.append(mapped.probabilities[i], mapped.rest[i])
        observed = draw_counts(mapped.probabilities[i], throws) / state.draws
        error = sampling_error(expected, state.draws)
        frames.append(figures.at_draws(observed, expected, error))
        off = float(np.abs(observed - expected).max())
        notes.append(
            t(
                "temperature.draws_note",
                draws=f"{state.draws:,}",
                t=f"{stop:.2f}",
                off=f"{off:.1%}",
                error=f"{float(error.max()):.1%}",
            )
        )
    legend = (t("temperature.observed"), t("temperature.expected"))
    return Plot(
        "draws",
        t("temperature.draws", draws=f"{state.draws:,}"),
        figures.draws(everyone, legend),
        notes=notes,
        frames=frames,
        width="full",
    )


def _arithmetic(mapped: TemperatureMap, names: Sequence[str], state: TemperatureState) -> Table:
    model = mapped.probabilities[STOPS.index(1.0)]
    frames = []
    for i in range(len(STOPS)):
        rows = []
        for rank, name in enumerate(names):
            cells = _cells(mapped, i, rank, float(model[rank]))
            rows.append(Row([name, *cells], "mark" if rank == state.token else None))
        frames.append(rows)
    columns = ("token", "logit", "divided", "exp", "share", "log", "book", "book_exp", "book_share")
    return Table(
        "arithmetic",
        t("temperature.arithmetic"),
        [t(f"temperature.column_{column}") for column in columns],
        frames,
        notes=[_worked(mapped, names, i, state.token, model) for i in range(len(STOPS))],
        width="full",
        clickable=True,
    )


def _cells(mapped: TemperatureMap, stop: int, rank: int, model: float) -> list[str]:
    temperature, logit = STOPS[stop], float(mapped.logits[rank])
    share = f"{mapped.probabilities[stop, rank]:.2%}"
    log = np.log(model) if model > 0 else -np.inf
    if temperature == 0:
        return [f"{logit:.2f}", "–", "–", share, f"{log:.2f}", "–", "–", share]
    return [
        f"{logit:.2f}",
        f"{logit / temperature:.2f}",
        _number(np.exp(logit / temperature)),
        share,
        f"{log:.2f}",
        f"{log / temperature:.2f}",
        _number(np.exp(log / temperature)),
        share,
    ]


def _worked(
    mapped: TemperatureMap,
    names: Sequence[str],
    stop: int,
    token: int,
    model: npt.NDArray[np.float64],
) -> str:
    rank, temperature = min(token, len(names) - 1), STOPS[stop]
    share = f"{mapped.probabilities[stop, rank]:.2%}"
    if temperature == 0:
        return t("temperature.worked_zero", token=names[rank], share=share)
    logit, normalizer = float(mapped.logits[rank]), float(mapped.log_normalizer[stop])
    return t(
        "temperature.worked",
        token=names[rank],
        logit=f"{logit:.2f}",
        t=f"{temperature:.2f}",
        divided=f"{logit / temperature:.2f}",
        exp=_number(np.exp(logit / temperature)),
        sum=f"{np.exp(normalizer):,.4f}",
        share=share,
        p=_number(float(model[rank])),
    )


def _laws(logits: npt.NDArray[np.float64] | Floats) -> Table:
    rows = [
        Row(
            [
                t(f"temperature.law_{law.name}"),
                t("temperature.holds") if law.holds else t("temperature.broken"),
                f"{law.off_by:.0e}" if law.off_by else "0",
            ],
            None if law.holds else "mark",
        )
        for law in check_laws(logits)
    ]
    columns = [t(f"temperature.column_{name}") for name in ("law", "holds", "off_by")]
    note = t("temperature.laws_note")
    return Table("laws", t("temperature.laws"), columns, [rows], notes=[note], width="full")


def _number(value: float) -> str:
    """Write a positive number in few digits."""
    return f"{value:.4f}" if value >= 0.001 else f"{value:.1e}"


def _read_hand(reader: Reader) -> tuple[int, ...] | None:
    text = reader.text("h", "")
    if not text:
        return None
    try:
        weights = tuple(whole(part) for part in text.split("-"))
        check_whole("h", len(weights), HAND_TOKENS, HAND_TOKENS)
        check_whole("h", max(weights), 1, HAND_MOST)
    except ConfigError:
        reader.tell_default("h", None)
        return None
    return weights
