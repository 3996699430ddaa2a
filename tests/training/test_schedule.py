"""Learning rate and stopping, worked out by hand."""

import pytest

from textgen.training.recipe import TrainingSettings
from textgen.training.schedule import best_epoch, has_stalled, learning_rate


def settings(**changes):
    return TrainingSettings(
        **{"epochs": 4, "batch": 2, "window": 5, "learning_rate": 0.8} | changes
    )


def test_cosine_falls_from_the_peak_to_zero():
    rates = [learning_rate(settings(schedule="cosine"), step, 4, []) for step in range(5)]
    assert rates == pytest.approx([0.8, 0.6828, 0.4, 0.1172, 0], abs=1e-4)


def test_cooldown_stays_and_then_falls_in_a_straight_line():
    cooling = settings(schedule="cooldown", cooldown=0.5)
    rates = [learning_rate(cooling, step, 8, []) for step in range(9)]
    assert rates == pytest.approx([0.8, 0.8, 0.8, 0.8, 0.8, 0.6, 0.4, 0.2, 0])


def test_constant_stays():
    assert learning_rate(settings(schedule="constant"), 3, 4, [2.0, 2.1]) == 0.8


@pytest.mark.parametrize(
    ("figures", "rate"),
    [
        ([], 0.8),
        ([3.0, 2.0, 1.0], 0.8),
        ([3.0, 2.0, 2.0], 0.8),
        ([3.0, 2.0, 2.1, 2.2], 0.4),
        ([3.0, 2.0, 2.1, 2.2, 2.3], 0.4),
        ([3.0, 2.0, 2.1, 2.2, 2.3, 2.4], 0.2),
        ([3.0, 2.0, 2.1, 2.2, 1.9, 2.4], 0.4),
    ],
)
def test_plateau_halves_after_two_epochs_without_a_better_figure(figures, rate):
    plateau = settings(schedule="plateau", plateau_factor=0.5, plateau_patience=2)
    assert learning_rate(plateau, 0, 4, figures) == pytest.approx(rate)


def test_best_epoch_is_the_first_of_equals():
    assert best_epoch([3.0, 2.0, 2.5, 2.0]) == 2


@pytest.mark.parametrize(
    ("figures", "stalled"),
    [([], False), ([3.0], False), ([3.0, 3.1], False), ([3.0, 3.1, 3.2], True)],
)
def test_training_stalls_after_two_epochs_without_a_better_figure(figures, stalled):
    assert has_stalled(settings(patience=2), figures) is stalled


def test_a_training_that_has_yet_to_cool_down_is_not_given_up():
    cooling = settings(schedule="cooldown", patience=2)
    assert not has_stalled(cooling, [3.0, 3.1, 3.2, 3.3])


def test_what_a_recipe_does_not_say_of_its_schedule():
    cooling, plateau = settings(schedule="cooldown"), settings(schedule="plateau")
    assert learning_rate(cooling, 90, 100, []) == pytest.approx(0.4)
    assert learning_rate(plateau, 0, 4, [3.0, 3.1]) == pytest.approx(0.4)
