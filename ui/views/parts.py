"""What the views of several pages share."""

from collections.abc import Sequence

from textgen.checkpoint import Checkpoint
from textgen.measures import Filters
from textgen.slider import STOPS
from ui.chart import Mark, Slider
from ui.i18n import t


def undecided(checkpoint: Checkpoint) -> str:
    """Return a prompt after which a model has much to choose from: not in the middle of a word."""
    prompt = checkpoint.about.prompts[0]
    letters = checkpoint.tokenizer.unit == "character" and checkpoint.about.language == "en"
    return f"{prompt} " if letters else prompt


def on_slider(temperature: float) -> float:
    """Return the temperature slider's stop that is nearest."""
    reachable = min(temperature, STOPS[-1])
    return min(STOPS, key=lambda stop: abs(stop - reachable))


def copy_length(characters: int, filters: Filters) -> str:
    """Write out how long a copy is; shorter ones than the filters look for are not known."""
    return f"{characters:,}" if characters else f"<\u00a0{filters.shingle}"


def temperature_slider(temperature: float) -> Slider:
    """Return the slider over all temperatures."""
    return Slider(
        name="t",
        label=t("player.temperature"),
        stops=[t("player.t", value=f"{stop:.2f}") for stop in STOPS],
        ends=(t("player.cold"), t("player.hot")),
        start=STOPS.index(temperature),
    )


def joined(tokens: Sequence[str], kinds: Sequence[str]) -> list[Mark]:
    """Return tokens as marks of a passage, neighbours of one kind as one."""
    marks: list[Mark] = []
    for token, kind in zip(tokens, kinds, strict=True):
        if marks and marks[-1][2] == kind:
            token = marks.pop()[0] + token
        marks.append((token, 0, kind, ""))
    return marks
