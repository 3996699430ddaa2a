"""Who writes: one model or two, each with the weights of an epoch or with those that it ships."""

from textgen.checkpoint import Checkpoint
from ui import resources
from ui.views.compare.state import CompareState
from ui.visit import Checkpoints


def writers(state: CompareState, checkpoints: Checkpoints) -> list[tuple[Checkpoint, int]]:
    """Return the models with the epoch of each; 0 for the weights that a model ships.

    They write, too, where a model did not keep the chosen epoch: another one was chosen since.
    """
    chosen = (state.checkpoint, state.epoch), (state.second or "", state.second_epoch)
    models = [(checkpoints[name], epoch) for name, epoch in chosen if name in checkpoints]
    return [
        (model, epoch if epoch in resources.kept_epochs(model) else 0) for model, epoch in models
    ]
