"""The link of the page on epochs."""

from ui.link import DEFAULT_RANDOM_SEED
from ui.reader import Reader, checkpoint_parameter
from ui.views.epochs.state import LENGTH, EpochsState
from ui.views.parts import undecided
from ui.visit import Checkpoints, Page

_LAST_EPOCH = 1_000


def read(reader: Reader, checkpoints: Checkpoints, preferred: str) -> EpochsState:
    """Read the page's link."""
    checkpoint = reader.checkpoint(checkpoints, preferred)
    return EpochsState(
        checkpoint=checkpoint.name,
        prompt=reader.prompt(undecided(checkpoint)),
        epoch=reader.count("ep", 1, _LAST_EPOCH, 1),
        random_seed=reader.random_seed(DEFAULT_RANDOM_SEED),
        length=reader.length(LENGTH),
    )


def write(state: EpochsState, checkpoints: Checkpoints) -> dict[str, str]:
    """Return the page's link."""
    return {
        "c": checkpoint_parameter(checkpoints[state.checkpoint]),
        "p": state.prompt,
        "ep": str(state.epoch),
        "s": str(state.random_seed),
        "n": str(state.length),
    }


PAGE = Page("epochs", read, write)
