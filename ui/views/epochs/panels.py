"""Losses, distribution and texts, epoch by epoch."""

import math
from collections.abc import Sequence

import numpy as np

from textgen.checkpoint import Checkpoint
from textgen.epochs import TEMPERATURES, History, Look
from textgen.measures import Filters
from textgen.measures.spans import invented_spans
from textgen.ranking import ranking
from ui.chart import Mark, Panel, Passage, Plot, Slider
from ui.figures import epochs as figures
from ui.i18n import t
from ui.plain import label
from ui.reader import format_number
from ui.views.epochs.state import EpochsState

TOKENS = 12
PACE = 1.0  # epochs a second


def slider(state: EpochsState, history: History) -> Slider:
    """Return the slider over the kept epochs."""
    numbers = [epoch.number for epoch in history.kept]
    nearest = min(numbers, key=lambda number: abs(number - state.epoch))
    return Slider(
        name="ep",
        label=t("epochs.slider"),
        stops=[t("epochs.stop", epoch=number) for number in numbers],
        ends=(t("epochs.first"), t("epochs.last", count=len(history.epochs))),
        start=numbers.index(nearest),
        pace=PACE,
    )


def panels(
    state: EpochsState, checkpoint: Checkpoint, history: History, looks: Sequence[Look]
) -> list[Panel]:
    """Return everything that the slider turns."""
    by_character = checkpoint.tokenizer.unit == "character"
    made: list[Panel] = [losses(history, by_character), _distribution(checkpoint, looks)]
    for i in range(len(TEMPERATURES)):
        made.append(_passage(checkpoint.filters, state.prompt, looks, i))
    if checkpoint.filters is not None:
        made.append(_real_words(looks))
    return made


def losses(history: History, by_character: bool) -> Plot:
    """Return the losses of all epochs, the slider's marked."""
    names = ("epoch", "train", "heldout", "best_train", "best_heldout", "published", "bits")
    words = {name: t(f"epochs.{name}") for name in names}
    words["nats"] = t("epochs.nats_per_character" if by_character else "epochs.nats_per_token")
    best = history.best_heldout
    notes = [
        t(
            "epochs.losses_note",
            epoch=epoch.number,
            train=f"{epoch.train_loss:.3f}",
            heldout=f"{epoch.heldout:.3f}",
            best=best.number,
            least=f"{best.heldout:.3f}",
        )
        for epoch in history.kept
    ]
    return Plot(
        "losses",
        t("epochs.losses"),
        figures.losses(history, words, nats_per_bit=math.log(2) if by_character else None),
        notes=notes,
        frames=[figures.at_epoch(epoch.number) for epoch in history.kept],
        height=340,
        width="wide",
    )


def _distribution(checkpoint: Checkpoint, looks: Sequence[Look]) -> Plot:
    # The likeliest over all epochs: bars that keep their place show who rises and who falls.
    shares = np.array([look.probabilities for look in looks])
    order = ranking(shares.mean(axis=0))[:TOKENS]
    shown = shares[:, order]
    shown = np.column_stack([shown, np.clip(1 - shown.sum(axis=1), 0, 1)]).tolist()
    tokens = checkpoint.tokenizer.vocabulary.tokens
    names = [*(label(tokens[i]) for i in order), t("temperature.others")]
    return Plot(
        "distribution",
        t("epochs.distribution"),
        figures.distribution(names),
        notes=[t("epochs.distribution_note", last=looks[-1].epoch.number)],
        frames=[figures.at_shares(now, shown[-1]) for now in shown],
        height=340,
        width="third",
    )


def _passage(filters: Filters | None, prompt: str, looks: Sequence[Look], place: int) -> Passage:
    samples = [look.samples[place] for look in looks]
    temperature = t("player.t", value=format_number(samples[0].temperature))
    return Passage(
        f"sample_{place}",
        temperature,
        [_marked(sample.text, filters) for sample in samples],
        prompt=prompt,
        notes=[_words_note(sample.real_words) for sample in samples],
        height=168,
    )


def _words_note(share: float | None) -> str:
    return "" if share is None else t("epochs.words_note", share=f"{share:.0%}")


def _marked(text: str, filters: Filters | None) -> list[Mark]:
    """Return a text in pieces, words that the author never used marked, if they are whole."""
    marks: list[Mark] = []
    end = 0
    for start, stop in invented_spans(text, filters) if filters is not None else ():
        if start == 0 or stop == len(text):  # the prompt or the length may have cut it
            continue
        marks += [(text[end:start], 0, "", ""), (text[start:stop], 0, "unreal", t("epochs.unreal"))]
        end = stop
    return [*marks, (text[end:], 0, "", "")]


def _real_words(looks: Sequence[Look]) -> Plot:
    shares = {
        t("player.t", value=format_number(temperature)): [
            look.samples[place].real_words for look in looks
        ]
        for place, temperature in enumerate(TEMPERATURES)
    }
    kept = [look.epoch for look in looks]
    return Plot(
        "words",
        t("epochs.words"),
        figures.real_words(kept, shares, t("epochs.epoch")),
        notes=[t("epochs.words_over_note")],
        frames=[figures.at_epoch(epoch.number) for epoch in kept],
        height=260,
        width="full",
    )
