"""Learning rate and stopping as pure functions, so that a resumed training decides the same."""

import math
from collections.abc import Sequence

from textgen.training.recipe import TrainingSettings

_COOLDOWN, _PLATEAU_FACTOR, _PLATEAU_PATIENCE = 0.2, 0.5, 1  # where a recipe does not say


def learning_rate(
    settings: TrainingSettings, step: int, total_steps: int, figures: Sequence[float]
) -> float:
    """Return the learning rate of one step.

    Parameters
    ----------
    settings : TrainingSettings
        Names the schedule: 'constant'; 'cosine' falls to zero over the whole training; 'cooldown'
        stays, then falls to zero in a straight line over the last ``cooldown`` of the training;
        'plateau' multiplies by ``plateau_factor`` whenever the held-out figure has not improved
        for ``plateau_patience`` epochs.
    step : int
        0 to ``total_steps - 1``.
    total_steps : int
        Of all epochs.
    figures : sequence of float
        Held-out bits per character of the epochs so far.

    References
    ----------
    Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts",
    arXiv:1608.03983.
    Hägele et al., "Scaling Laws and Compute-Optimal Training Beyond Fixed Training Durations",
    arXiv:2405.18392: cooldown.
    """
    peak = settings.learning_rate
    if settings.schedule == "cosine":
        return peak * (1 + math.cos(math.pi * step / total_steps)) / 2
    if settings.schedule == "cooldown":
        return peak * min(1.0, (1 - step / total_steps) / (settings.cooldown or _COOLDOWN))
    if settings.schedule == "plateau":
        drops = _plateaus(figures, settings.plateau_patience or _PLATEAU_PATIENCE)
        return peak * (settings.plateau_factor or _PLATEAU_FACTOR) ** drops
    return peak


def best_epoch(figures: Sequence[float]) -> int:
    """Return the number (from 1) of the epoch with the lowest figure, the first of equals."""
    return 1 + min(range(len(figures)), key=figures.__getitem__)


def has_stalled(settings: TrainingSettings, figures: Sequence[float]) -> bool:
    """Return whether the last ``patience`` epochs brought no better figure.

    Never with a cooldown: what it brings comes last, however long the figure stood still before.
    """
    if settings.schedule == "cooldown" or not figures:
        return False
    return len(figures) - best_epoch(figures) >= settings.patience


def _plateaus(figures: Sequence[float], patience: int) -> int:
    best, waited, drops = math.inf, 0, 0
    for figure in figures:
        waited = 0 if figure < best else waited + 1
        best = min(best, figure)
        if waited >= patience:
            drops, waited = drops + 1, 0
    return drops
