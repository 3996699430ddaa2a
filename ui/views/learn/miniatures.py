"""A miniature of another page for each section of the chapter."""

from collections.abc import Mapping
from dataclasses import replace

from textgen.checkpoint import Checkpoint
from textgen.generation import Settings
from textgen.sampler import Sampler
from ui import link as main_link
from ui import resources
from ui.chart import Table, Width
from ui.link import PageState
from ui.views.compare.panels import beside
from ui.views.compare.panels import panels as compare_panels
from ui.views.compare.panels import slider as step_slider
from ui.views.compare.state import CompareState
from ui.views.epochs.link import PAGE as EPOCHS
from ui.views.epochs.panels import losses
from ui.views.epochs.panels import slider as epoch_slider
from ui.views.epochs.state import EpochsState
from ui.views.inspect.link import PAGE as INSPECT
from ui.views.inspect.panels import panels as inspect_panels
from ui.views.inspect.reading import read_through
from ui.views.inspect.state import InspectState
from ui.views.learn.miniature import Miniature, chosen, small
from ui.views.learn.state import LearnState
from ui.views.parts import temperature_slider, undecided
from ui.views.strategies.link import PAGE as STRATEGIES
from ui.views.strategies.panels import panels as strategies_panels
from ui.views.strategies.state import DEFAULT, StrategiesState, settings_of
from ui.views.temperature.link import PAGE as TEMPERATURE
from ui.views.temperature.panels import panels as temperature_panels
from ui.views.temperature.state import TemperatureState, distribution_of
from ui.visit import Checkpoints

LENGTHS = {"character": 160, "word": 40, "sentence": 20}  # tokens of a miniature's text
_ROOM = 520  # pixels for the tokens below a miniature's figure, on a small laptop
FREE = ("greedy", "stochastic", "random")


def _settings(state: LearnState, checkpoint: Checkpoint) -> Settings:
    return Settings(
        Sampler(state.temperature), state.random_seed, LENGTHS[checkpoint.tokenizer.unit]
    )


def generation(state: LearnState, checkpoints: Checkpoints) -> Miniature:
    """One text, step by step."""
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
        checkpoint,
        shown.prompt,
        shown.temperatures,
        shown.random_seed,
        shown.length,
    )
    rows = beside(lanes)
    panels = chosen(compare_panels(shown, rows), {"text_0": "full"})
    large = main_link.write(PageState(state.checkpoint, state.prompt, settings), checkpoint)
    return Miniature("generate", large, panels, step_slider(shown, rows))


def model(state: LearnState, checkpoints: Checkpoints) -> Miniature | None:
    """A text, and what was expected in it."""
    shown = InspectState(state.checkpoint, state.prompt)
    return _inspection(shown, checkpoints, {"text": "full", "here": "full"})


def sampling(state: LearnState, checkpoints: Checkpoints) -> Miniature:
    """Strategies at one step, and what they write."""
    checkpoint = checkpoints[state.checkpoint]
    settings = _settings(state, checkpoint)
    shown = StrategiesState(
        state.checkpoint,
        state.prompt,
        DEFAULT.at(state.temperature),
        state.random_seed,
        settings.max_new_tokens,
    )
    logits, texts = resources.strategies_for(
        checkpoint.name, checkpoint.hash, shown.prompt, settings_of(shown)
    )
    wanted: dict[str, Width] = {"free": "full", **{f"text_{name}": "third" for name in FREE}}
    panels = chosen(strategies_panels(shown, checkpoint, logits, texts), wanted)
    slider = temperature_slider(state.temperature)
    return Miniature("strategies", STRATEGIES.write(shown, checkpoints), panels, slider)


def one_distribution(state: LearnState, checkpoints: Checkpoints) -> Miniature:
    """A heat map and the entropy over temperature."""
    shown = TemperatureState(state.checkpoint, state.prompt, state.temperature, state.random_seed)
    logits, tokens = distribution_of(shown, checkpoints[state.checkpoint])
    wanted: dict[str, Width] = {"map": "full", "entropy": "full"}
    panels = chosen(temperature_panels(shown, logits, tokens), wanted)
    slider = temperature_slider(state.temperature)
    return Miniature("temperature", TEMPERATURE.write(shown, checkpoints), panels, slider)


def networks(state: LearnState, checkpoints: Checkpoints) -> Miniature | None:
    """A unit of the network over a text."""
    return _inspection(InspectState(state.checkpoint), checkpoints, {"unit": "full", "map": "full"})


def timeline(state: LearnState, checkpoints: Checkpoints) -> Miniature | None:
    """What such a network reaches."""
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
    found = read_through(shown, checkpoints)
    if found is None and shown.prompt is not None:  # nothing in it that the model knows
        return _inspection(replace(shown, prompt=None), checkpoints, wanted)
    if found is None:
        return None
    panels = chosen(inspect_panels(shown, found, _ROOM), wanted)
    return Miniature("inspect", INSPECT.write(shown, checkpoints), panels)


def bugs(state: LearnState, checkpoints: Checkpoints) -> Miniature | None:
    """The losses of all epochs."""
    trained = trained_longest(state, checkpoints)
    if not resources.kept_epochs(trained):
        return None
    history = resources.history_for(trained)
    shown = EpochsState(trained.name, undecided(trained), random_seed=state.random_seed)
    by_character = trained.tokenizer.unit == "character"
    panel = small(losses(history, by_character), "full")
    return Miniature(
        "epochs", EPOCHS.write(shown, checkpoints), [panel], epoch_slider(shown, history)
    )


def trained_longest(state: LearnState, checkpoints: Checkpoints) -> Checkpoint:
    """Return the model that kept epochs; where none did, the visitor's own choice."""
    kept = (each for each in checkpoints.values() if resources.kept_epochs(each))
    return next(kept, checkpoints[state.checkpoint])
