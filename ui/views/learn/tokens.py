"""One text cut into the tokens of several models."""

from collections.abc import Iterable, Sequence
from itertools import combinations

from textgen.checkpoint import Checkpoint
from ui.chart import Mark, Passage, Row, Table
from ui.i18n import session_language, t
from ui.views.compare.link import PAGE as COMPARE
from ui.views.compare.panels import NOTHING
from ui.views.compare.state import CompareState
from ui.views.learn.miniature import Miniature
from ui.views.learn.state import LearnState
from ui.visit import Checkpoints


def tokens(state: LearnState, checkpoints: Checkpoints) -> Miniature:
    """One text in the tokens of every kind of model."""
    chosen = checkpoints[state.checkpoint]
    kinds: dict[tuple[str, str], Checkpoint] = {}
    for each in (chosen, *checkpoints.values()):
        kinds.setdefault((each.about.language, each.tokenizer.unit), each)
    cuts = [(each, _sentence(state, each, chosen)) for each in kinds.values()]
    first, second = _pair(list(kinds.values()))
    shown = CompareState(
        first.name,
        _sentence(state, first, chosen),
        random_seed=state.random_seed,
        length=first.about.max_new_tokens,
        second=None if second is None else second.name,
    )
    panels = [*(_cut(each, text) for each, text in cuts), _units(cuts)]
    return Miniature("compare", COMPARE.write(shown, checkpoints), panels)


def _sentence(state: LearnState, checkpoint: Checkpoint, chosen: Checkpoint) -> str:
    """Return what a model's tokens are shown on: the seed text, if it is in its language."""
    ours = checkpoint.about.language == chosen.about.language
    return state.prompt if ours and state.prompt.strip() else checkpoint.about.prompts[0]


def _pair(checkpoints: Sequence[Checkpoint]) -> tuple[Checkpoint, Checkpoint | None]:
    """Return two models of one language that cut it differently; one, if there are no two."""
    for first, second in combinations(checkpoints, 2):
        if first.about.language == second.about.language:
            return first, second
    return checkpoints[0], None


def _cut(checkpoint: Checkpoint, text: str) -> Passage:
    """Show a text cut into a model's tokens, every other one tinted."""
    pieces = checkpoint.tokenizer.read(text).pieces
    marks: list[Mark] = [(piece.text, 0.7 * (i % 2), "", "") for i, piece in enumerate(pieces)]
    unit = checkpoint.tokenizer.unit
    title = f"{checkpoint.about.title[session_language()]}: {t(f'unit.{unit}.many')}"
    return Passage(f"cut_{checkpoint.name}", title, [marks], width="full")


def _units(cuts: Iterable[tuple[Checkpoint, str]]) -> Table:
    """Return what each cut makes of a text, and how well its model reads."""
    rows = []
    for checkpoint, text in cuts:
        bits = checkpoint.about.heldout_bits_per_char
        cells = [
            checkpoint.about.title[session_language()],
            t(f"unit.{checkpoint.tokenizer.unit}.many"),
            f"{len(checkpoint.tokenizer.encode(text)):,}",
            f"{len(checkpoint.tokenizer.vocabulary):,}",
            NOTHING if bits is None else f"{bits:.3f}",
        ]
        rows.append(Row(cells))
    columns = [t(f"learn.column_{name}") for name in ("model", "unit", "tokens", "size", "bits")]
    note = t("learn.units_note")
    return Table("units", t("learn.units"), columns, [rows], notes=[note], width="full")
