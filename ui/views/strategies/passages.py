"""What each strategy writes, with its loop or its parting from the uncut text."""

from collections.abc import Mapping, Sequence

from textgen.checkpoint import Checkpoint
from textgen.measures import Loop, find_loops
from ui.chart import Panel, Passage
from ui.i18n import t
from ui.plain import visible
from ui.views.parts import joined
from ui.views.strategies.names import FREE, name_of, number_of
from ui.views.strategies.state import StrategiesState

Texts = Mapping[str, Sequence[int]]


def passages(state: StrategiesState, checkpoint: Checkpoint, texts: Texts) -> list[Panel]:
    """Return what each strategy writes, with what there is to see in it."""
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
                f"{name_of(name)} · {number_of(name, state.sampler)}",
                [joined(tokens, kinds)],
                notes=[_told(name, tokens, parting, loop)],
                height=190,
                width="third",
                finds=_finds(parting),
                folds=bool(made),  # the first one shows what there is to see in the others
            )
        )
    return made


def _finds(parting: int | None) -> tuple[str, str]:
    """Return what leads to where a text parts from that of plain temperature."""
    if parting is None:
        return "", ""
    return t("compare.find", place=f"{parting + 1:,}"), t("strategies.find")


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
