"""Generation as an iterator of steps. Knows nothing about text: ids in, steps out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, takewhile
from typing import NamedTuple

import numpy as np

from textgen.checks import check_whole
from textgen.decoder import Decoder, State
from textgen.distribution import Distribution
from textgen.errors import ConfigError
from textgen.limits import MAX_EDITS, MAX_NEW_TOKENS, MAX_RANDOM_SEED, MAX_VOCABULARY
from textgen.network import Floats
from textgen.processors import Temperature
from textgen.sampler import Sampler


@dataclass(frozen=True)
class Edit:
    """A change made by hand at one step of a run.

    Parameters
    ----------
    step : int
        Where, 0 for the first new token.
    temperature : float or None, default=None
        Temperature from this step on; None leaves it.
    token : int or None, default=None
        Id forced at this step instead of the die's; None draws.

    Raises
    ------
    ConfigError
        If the step is negative, the temperature no temperature, or if nothing is changed.
    """

    step: int
    temperature: float | None = None
    token: int | None = None

    def __post_init__(self) -> None:
        check_whole("an edit's step", self.step, 0, MAX_NEW_TOKENS - 1)
        if self.temperature is None and self.token is None:
            raise ConfigError(f"the edit at step {self.step} changes nothing")
        if self.temperature is not None:
            Temperature(self.temperature)
        if self.token is not None:
            check_whole("a forced token's id", self.token, 0, MAX_VOCABULARY - 1)


@dataclass(frozen=True)
class Settings:
    """Everything that decides a run besides the model and the prompt.

    Parameters
    ----------
    sampler : Sampler, default=Sampler()
        Temperature and cuts at the start.
    random_seed : int, default=0
        0 to 2**32 - 1.
    max_new_tokens : int, default=200
        1 to 1,000.
    edits : tuple of Edit, default=()
        At most 20, at most one a step, in rising order of steps.

    Raises
    ------
    ConfigError
        If a value is outside its range.
    """

    sampler: Sampler = field(default_factory=Sampler)
    random_seed: int = 0
    max_new_tokens: int = 200
    edits: tuple[Edit, ...] = ()

    def __post_init__(self) -> None:
        check_whole("random_seed", self.random_seed, 0, MAX_RANDOM_SEED)
        check_whole("max_new_tokens", self.max_new_tokens, 1, MAX_NEW_TOKENS)
        if len(self.edits) > MAX_EDITS:
            raise ConfigError(
                f"a run takes at most {MAX_EDITS} edits, got {len(self.edits)}; undo some"
            )
        steps = [edit.step for edit in self.edits]
        if steps != sorted(set(steps)):
            raise ConfigError("edits must stand in rising order of steps, one a step")


class Place(NamedTuple):
    """Where a run stands before it draws a token. It can go on from here any number of times.

    Parameters
    ----------
    number : int
        Of the step that comes next.
    logits : ndarray of shape (V,)
        What the model says to the tokens so far.
    state : object
        The decoder's, after them.
    """

    number: int
    logits: Floats
    state: State


class Step(NamedTuple):
    """One drawn token.

    Parameters
    ----------
    number : int
        Place in the run, 0 for the first new token.
    id : int
        The token.
    u : float
        The die, in [0, 1); thrown for forced tokens too.
    temperature : float
        In force at this step.
    forced : bool
        Whether an edit chose the token instead of the die.
    distribution : Distribution
        What it was drawn from.
    state : object, default=None
        The decoder's before this token; None in lanes, which have one in common.
    """

    number: int
    id: int
    u: float
    temperature: float
    forced: bool
    distribution: Distribution
    state: State = None

    @property
    def place(self) -> Place:
        """Where it was drawn."""
        return Place(self.number, self.distribution.logits, self.state)


def dice(random_seed: int, count: int) -> list[float]:
    """Return the uniform numbers in [0, 1) that a run throws, one a step.

    The same whatever the temperature: side by side, two temperatures differ through
    temperature alone.

    Parameters
    ----------
    random_seed : int
        Whole number >= 0.
    count : int
        How many steps, >= 0.
    """
    throws: list[float] = np.random.Generator(np.random.PCG64(random_seed)).random(count).tolist()
    return throws


def generate(
    decoder: Decoder,
    prompt_ids: Sequence[int],
    settings: Settings | None = None,
    start: Place | None = None,
) -> Iterator[Step]:
    """Draw tokens one by one.

    Parameters
    ----------
    decoder : Decoder
        The model; it feeds its opening token before the prompt.
    prompt_ids : sequence of int
        May be empty.
    settings : Settings or None, default=None
        Temperature, cuts, random seed, length and edits.
    start : Place or None, default=None
        Where to begin: a place of a run that has the same tokens before it. None begins with
        the prompt.

    Yields
    ------
    Step
        ``max_new_tokens`` of them, less those before ``start``.

    Raises
    ------
    ConfigError
        If a forced token is not in the vocabulary.
    """
    settings = settings or Settings()
    _check_forced(settings, decoder)
    number, logits, state = start or Place(0, *decoder.prefill(prompt_ids))
    turns = islice(_schedule(settings), number, None)
    step = _draw(next(turns), logits, state)
    yield step
    for turn in turns:
        logits, state = decoder.step(step.id, state)
        step = _draw(turn, logits, state)
        yield step


def shared_steps(first: Settings, second: Settings) -> int:
    """Return how many steps two runs of one prompt have in common, from the first on."""
    pairs = zip(_schedule(first), _schedule(second), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def generate_lanes(
    decoder: Decoder, prompt_ids: Sequence[int], lanes: Sequence[Settings]
) -> Iterator[tuple[Step, ...]]:
    """Draw tokens in several lanes from one prompt, the model advancing all of them at once.

    Parameters
    ----------
    decoder : Decoder
        The model.
    prompt_ids : sequence of int
        Shared by the lanes.
    lanes : sequence of Settings
        One a lane, at least one, all of the same ``max_new_tokens``.

    Yields
    ------
    tuple of Step
        One a lane.

    Raises
    ------
    ConfigError
        If there are no lanes, if their lengths differ or a forced token is unknown.
    """
    if len({settings.max_new_tokens for settings in lanes}) != 1:
        raise ConfigError("lanes must be at least one, all of the same max_new_tokens")
    for settings in lanes:
        _check_forced(settings, decoder)
    turns = zip(*map(_schedule, lanes), strict=True)
    logits, state = decoder.prefill(prompt_ids)
    state = decoder.fan_out(state, len(lanes))
    steps = tuple(_draw(turn, logits) for turn in next(turns))
    yield steps
    for lane_turns in turns:
        rows, state = decoder.step(np.array([step.id for step in steps]), state)
        steps = tuple(map(_draw, lane_turns, rows))
        yield steps


_Turn = tuple[int, float, Sampler, int | None]  # step, die, sampler in force, forced token


def _draw(turn: _Turn, logits: Floats, state: State = None) -> Step:
    number, u, sampler, forced = turn
    distribution = sampler.distribution(logits)
    token = distribution.token_at(u) if forced is None else forced
    return Step(number, token, u, sampler.temperature, forced is not None, distribution, state)


def _schedule(settings: Settings) -> Iterator[_Turn]:
    sampler = settings.sampler
    edits = {edit.step: edit for edit in settings.edits}
    for number, u in enumerate(dice(settings.random_seed, settings.max_new_tokens)):
        edit = edits.get(number)
        if edit is not None and edit.temperature is not None:
            sampler = sampler.at(edit.temperature)
        yield number, u, sampler, edit.token if edit is not None else None


def _check_forced(settings: Settings, decoder: Decoder) -> None:
    for edit in settings.edits:
        if edit.token is not None and edit.token >= decoder.vocabulary_size:
            raise ConfigError(
                f"the token forced at step {edit.step} must be below {decoder.vocabulary_size}, "
                f"got {edit.token}"
            )
