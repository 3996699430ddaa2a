"""What each strategy cuts and what it writes."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy.typing as npt

from textgen.checkpoint import Checkpoint
from textgen.ranking import ranking
from textgen.sampler import Sampler
from textgen.slider import STOPS
from textgen.strategies import Outcome, outcomes
from ui.chart import Panel, Plot, Zoom
from ui.figures import strategies as figures
from ui.i18n import t
from ui.plain import label
from ui.views.strategies.names import FREE, heading
from ui.views.strategies.passages import Texts, passages
from ui.views.strategies.state import TOKENS, StrategiesState
from ui.views.strategies.tables import order_of_cuts, what_is_cut


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
        what_is_cut(told, state.sampler),
        order_of_cuts(samplers, logits, names),
        *passages(state, checkpoint, texts),
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
                [heading(name, sampler.at(stop)) for name in shown],
            )
            for stop, each in zip(STOPS, told, strict=True)
        ],
        height=400,
        zooms=[_zoom(each, shown) for each in told],
    )


def _zoom(told: Mapping[str, Outcome], shown: Sequence[str]) -> Zoom:
    """Return both figures' common zoom at a stop, so that their bars can be compared."""
    end = figures.zoom_end(list(told.values()))
    return Zoom(f"0\u2013{end:.0%}", figures.at_zoom([told[name] for name in shown], end))
