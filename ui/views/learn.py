"""The chapter: the page's state, its link, and a miniature of another page for each section."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from textgen.checkpoint import Checkpoint
from textgen.generation import Settings
from textgen.sampler import Sampler
from textgen.slider import STOPS
from ui import link, resources
from ui.chart import Mark, Panel, Passage, Plot, Row, Slider, Table, Width, is_place
from ui.i18n import session_language, t
from ui.link import DEFAULT_RANDOM_SEED, DEFAULT_TEMPERATURE, PageState
from ui.reader import Reader, checkpoint_parameter, format_number
from ui.views import compare, epochs, inspect, inspect_panels, strategies, temperature
from ui.views.compare import CompareState
from ui.views.epochs import EpochsState
from ui.views.inspect import InspectState
from ui.views.parts import on_slider, temperature_slider, undecided
from ui.views.strategies import StrategiesState
from ui.views.temperature import TemperatureState
from ui.visit import Checkpoints, Page

LENGTHS = {"character": 120, "word": 40, "sentence": 20}  # tokens of a miniature's text
HEIGHT = 320  # pixels of a figure, at most
FREE = ("greedy", "stochastic", "random")
WITH_DIE = ("generation", "sampling")
WITH_PROMPT = (*WITH_DIE, "model", "temperature", "tokens")


@dataclass(frozen=True)
class LearnState:
    """What the page shows.

    Parameters
    ----------
    checkpoint : str
        Name of the model behind the miniatures.
    prompt : str
        Where they begin.
    temperature : float
        On their sliders.
    random_seed : int
        Of their dice.
    section : str
        One of `SECTIONS`.
    """

    checkpoint: str
    prompt: str
    temperature: float = DEFAULT_TEMPERATURE
    random_seed: int = DEFAULT_RANDOM_SEED
    section: str = "generation"


@dataclass(frozen=True)
class Miniature:
    """Panels of another page, and the link that opens them there.

    Parameters
    ----------
    page : str
        Name of the page.
    parameters : dict of str to str
        Of the link.
    panels : list of Panel
        What is shown.
    slider : Slider or None
        What turns them.
    """

    page: str
    parameters: dict[str, str]
    panels: list[Panel]
    slider: Slider | None = field(default=None)


def read(reader: Reader, checkpoints: Checkpoints, preferred: str) -> LearnState:
    """Read the page's link."""
    checkpoint = reader.checkpoint(checkpoints, preferred)
    section = reader.text("section", "") or LearnState.section
    if section not in SECTIONS:
        reader.tell_default("section", None)
        section = LearnState.section
    return LearnState(
        checkpoint=checkpoint.name,
        prompt=reader.prompt(undecided(checkpoint)),
        temperature=on_slider(reader.temperature(DEFAULT_TEMPERATURE)),
        random_seed=reader.random_seed(DEFAULT_RANDOM_SEED),
        section=section,
    )


def write(state: LearnState, checkpoints: Checkpoints) -> dict[str, str]:
    """Return the page's link."""
    return {
        "c": checkpoint_parameter(checkpoints[state.checkpoint]),
        "p": state.prompt,
        "t": format_number(state.temperature),
        "s": str(state.random_seed),
        "section": state.section,
    }


PAGE = Page("learn", read, write)


def apply(state: LearnState, action: Mapping[str, object]) -> LearnState:
    """Return the state after an action of the board; what is none changes nothing."""
    stop = action.get("stop")
    kind = action.get("kind"), action.get("name")
    if kind == ("stop", "t") and is_place(stop, len(STOPS)):
        return replace(state, temperature=STOPS[stop])
    return state


def neighbour(section: str, step: int) -> str | None:
    """Return the section before (-1) or after (1) another; None at the ends."""
    names = list(SECTIONS)
    place = names.index(section) + step
    return names[place] if 0 <= place < len(names) else None


def miniature(state: LearnState, checkpoints: Checkpoints) -> Miniature | None:
    """Return the section's miniature; None if it has none, or no model for it."""
    make = SECTIONS[state.section]
    return None if make is None else make(state, checkpoints)


def _settings(state: LearnState, checkpoint: Checkpoint) -> Settings:
    return Settings(
        Sampler(state.temperature), state.random_seed, LENGTHS[checkpoint.tokenizer.unit]
    )


def _generation(state: LearnState, checkpoints: Checkpoints) -> Miniature:
    checkpoint = checkpoints[state.checkpoint]
    settings = _settings(state, checkpoint)
    shown = CompareState(
        state.checkpoint,
        state.prompt,
        (state.temperature,),
        state.random_seed,
        settings.max_new_tokens,
    )
    lanes = resources.lanes_for(
        checkpoint.name,
        checkpoint.hash,
        shown.prompt,
        shown.temperatures,
        shown.random_seed,
        shown.length,
    )
    rows = compare.beside(lanes)
    panels = _chosen(compare.panels(shown, rows), {"text_0": "full"})
    large = link.write(PageState(state.checkpoint, state.prompt, settings), checkpoint)
    return Miniature("generate", large, panels, compare.slider(shown, rows))


def _model(state: LearnState, checkpoints: Checkpoints) -> Miniature | None:
    shown = InspectState(state.checkpoint, state.prompt)
    return _inspection(shown, checkpoints, {"text": "full", "here": "full"})


def _sampling(state: LearnState, checkpoints: Checkpoints) -> Miniature:
    checkpoint = checkpoints[state.checkpoint]
    settings = _settings(state, checkpoint)
    shown = StrategiesState(
        state.checkpoint,
        state.prompt,
        strategies.DEFAULT.at(state.temperature),
        state.random_seed,
        settings.max_new_tokens,
    )
    logits, texts = resources.strategies_for(
        checkpoint.name, checkpoint.hash, shown.prompt, strategies.settings_of(shown)
    )
    wanted: dict[str, Width] = {"free": "full", **{f"text_{name}": "third" for name in FREE}}
    panels = _chosen(strategies.panels(shown, checkpoint, logits, texts), wanted)
    slider = temperature_slider(state.temperature)
    return Miniature("strategies", strategies.write(shown, checkpoints), panels, slider)


def _temperature(state: LearnState, checkpoints: Checkpoints) -> Miniature:
    shown = TemperatureState(state.checkpoint, state.prompt, state.temperature, state.random_seed)
    logits, tokens = temperature.distribution_of(shown, checkpoints[state.checkpoint])
    wanted: dict[str, Width] = {"map": "full", "entropy": "full"}
    panels = _chosen(temperature.panels(shown, logits, tokens), wanted)
    slider = temperature_slider(state.temperature)
    return Miniature("temperature", temperature.write(shown, checkpoints), panels, slider)


def _tokens(state: LearnState, checkpoints: Checkpoints) -> Miniature:
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
    return Miniature("compare", compare.write(shown, checkpoints), panels)


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
            compare.NOTHING if bits is None else f"{bits:.3f}",
        ]
        rows.append(Row(cells))
    columns = [t(f"learn.column_{name}") for name in ("model", "unit", "tokens", "size", "bits")]
    note = t("learn.units_note")
    return Table("units", t("learn.units"), columns, [rows], notes=[note], width="full")


def _networks(state: LearnState, checkpoints: Checkpoints) -> Miniature | None:
    return _inspection(InspectState(state.checkpoint), checkpoints, {"unit": "full", "map": "full"})


def _timeline(state: LearnState, checkpoints: Checkpoints) -> Miniature | None:
    shown = _inspection(InspectState(state.checkpoint), checkpoints, {"figures": "full"})
    if shown is None:
        return None
    panels = [_first_columns(each, 3) for each in shown.panels if isinstance(each, Table)]
    return replace(shown, panels=panels)


def _first_columns(table: Table, count: int) -> Table:
    """Return a table without what there is no room for."""
    frames = [[replace(row, cells=row.cells[:count]) for row in rows] for rows in table.frames]
    return replace(table, columns=table.columns[:count], frames=frames)


def _inspection(
    shown: InspectState, checkpoints: Checkpoints, wanted: Mapping[str, Width]
) -> Miniature | None:
    found = inspect.read_through(shown, checkpoints, lambda share: None)
    if found is None and shown.prompt is not None:  # nothing in it that the model knows
        return _inspection(replace(shown, prompt=None), checkpoints, wanted)
    if found is None:
        return None
    panels = _chosen(inspect_panels.panels(shown, found), wanted)
    return Miniature("inspect", inspect.write(shown, checkpoints), panels)


def _bugs(state: LearnState, checkpoints: Checkpoints) -> Miniature | None:
    trained = trained_longest(state, checkpoints)
    if not resources.kept_epochs(trained):
        return None
    history = resources.history_for(trained.name, trained.hash)
    shown = EpochsState(trained.name, undecided(trained), random_seed=state.random_seed)
    by_character = trained.tokenizer.unit == "character"
    panel = _small(epochs.losses(history, by_character), "full")
    return Miniature(
        "epochs", epochs.write(shown, checkpoints), [panel], epochs.slider(shown, history)
    )


def trained_longest(state: LearnState, checkpoints: Checkpoints) -> Checkpoint:
    """Return the model that kept epochs; where none did, the visitor's own choice."""
    kept = (each for each in checkpoints.values() if resources.kept_epochs(each))
    return next(kept, checkpoints[state.checkpoint])


def _chosen(panels: Iterable[Panel], wanted: Mapping[str, Width]) -> list[Panel]:
    """Return the wanted panels as they are to be here."""
    return [_small(each, wanted[each.key]) for each in panels if each.key in wanted]


def _small(panel: Panel, width: Width) -> Panel:
    """Return a panel that is only looked at and takes no more room than it needs."""
    small = replace(panel, width=width, clickable=False)
    if isinstance(small, Plot):
        return replace(small, height=min(small.height, HEIGHT))
    return replace(small, height=None) if isinstance(small, Passage) else small


SECTIONS: dict[str, Callable[[LearnState, Checkpoints], Miniature | None] | None] = {
    "generation": _generation,
    "model": _model,
    "sampling": _sampling,
    "temperature": _temperature,
    "tokens": _tokens,
    "networks": _networks,
    "timeline": _timeline,
    "bugs": _bugs,
    "exercises": None,
}
