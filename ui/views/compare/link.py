"""The link of the page that compares temperatures."""

from dataclasses import replace

from textgen.checks import check_whole
from textgen.errors import ConfigError
from ui import resources
from ui.link import DEFAULT_RANDOM_SEED
from ui.reader import Reader, checked_temperature, checkpoint_parameter, decimal, format_number
from ui.views.compare.state import CompareState
from ui.views.compare.writers import writers
from ui.views.parts import on_slider
from ui.visit import Checkpoints, Page


def read(reader: Reader, checkpoints: Checkpoints, preferred: str) -> CompareState:
    """Read the page's link."""
    checkpoint = reader.checkpoint(checkpoints, preferred)
    second = reader.second_checkpoint(checkpoints)
    kept, second_kept = (
        resources.kept_epochs(each) if each else () for each in (checkpoint, second)
    )
    state = CompareState(
        checkpoint=checkpoint.name,
        prompt=reader.prompt(checkpoint.about.prompts[0]),
        random_seed=reader.random_seed(DEFAULT_RANDOM_SEED),
        length=reader.length(checkpoint.about.max_new_tokens),
        second=None if second is None else second.name,
        epoch=reader.epoch("ep", kept),
        second_epoch=reader.epoch("ep2", second_kept),
    )
    return replace(state, temperatures=_read_temperatures(reader, state))


def write(state: CompareState, checkpoints: Checkpoints) -> dict[str, str]:
    """Return the page's link."""
    (first, epoch), *others = writers(state, checkpoints)
    second, second_epoch = others[0] if others else (None, 0)
    return {
        "c": checkpoint_parameter(first),
        "ep": str(epoch),
        "c2": checkpoint_parameter(second) if second else "",
        "ep2": str(second_epoch),
        "p": state.prompt,
        "l": ",".join(map(format_number, state.shown)),
        "s": str(state.random_seed),
        "n": str(state.length),
    }


PAGE = Page("compare", read, write)


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
