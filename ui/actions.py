"""What the player's events do to the page's state. Pure: state and event in, state out.

An event comes from a browser, so from anyone: what is no event changes nothing.
"""

from collections.abc import Mapping
from dataclasses import replace

from textgen.errors import ConfigError
from textgen.generation import Edit, Settings
from ui.link import PageState


class TooManyEdits(ConfigError):
    """The run takes no further edit until one is undone."""


def apply(state: PageState, event: object, vocabulary_size: int) -> PageState:
    """Return the state after an event of the player.

    Parameters
    ----------
    state : PageState
        Before.
    event : object
        ``{"kind": "temperature", "step": int, "temperature": float}`` goes on from a step at
        another temperature; ``{"kind": "force", "step": int, "id": int}`` with another token.
    vocabulary_size : int
        Tokens that the model knows.

    Returns
    -------
    PageState
        The same object if the event is none of these or changes nothing.

    Raises
    ------
    TooManyEdits
        If the run holds as many edits as it takes.
    """
    if not isinstance(event, Mapping):
        return state
    step, settings = event.get("step"), state.settings
    if not _is_whole(step) or not 0 <= step < settings.max_new_tokens:
        return state
    try:
        if event.get("kind") == "temperature":
            changed = _with_temperature(settings, step, _number(event["temperature"]))
        elif event.get("kind") == "force" and _is_whole(event.get("id")):
            changed = _with_token(settings, step, event["id"], vocabulary_size)
        else:
            return state
    except TooManyEdits:
        raise
    except (KeyError, TypeError, ValueError, OverflowError):
        return state
    if changed == settings:
        return state
    return replace(state, settings=changed, at=step, checksum=None)


def temperature_at(settings: Settings, step: int) -> float:
    """Return the temperature in force before a step's own edit."""
    temperature = settings.sampler.temperature
    for edit in settings.edits:
        if edit.step < step and edit.temperature is not None:
            temperature = edit.temperature
    return temperature


def _with_temperature(settings: Settings, step: int, temperature: float) -> Settings:
    kept, here = _split(settings, step)
    token = here.token if here else None
    if step == 0:
        edits = (*kept, Edit(0, token=token)) if token is not None else kept
        return replace(settings, sampler=settings.sampler.at(temperature), edits=edits)
    wanted = None if temperature == temperature_at(settings, step) else temperature
    if wanted is None and token is None:
        return replace(settings, edits=kept)
    return _checked(settings, (*kept, Edit(step, wanted, token)))


def _with_token(settings: Settings, step: int, token: int, vocabulary_size: int) -> Settings:
    if not 0 <= token < vocabulary_size:
        raise ConfigError(f"a token's id must be below {vocabulary_size}, got {token}")
    kept, here = _split(settings, step)
    return _checked(settings, (*kept, Edit(step, here.temperature if here else None, token)))


def _split(settings: Settings, step: int) -> tuple[tuple[Edit, ...], Edit | None]:
    """Return the edits before a step and its own; those after belong to a text that is gone."""
    kept = tuple(edit for edit in settings.edits if edit.step < step)
    here = next((edit for edit in settings.edits if edit.step == step), None)
    return kept, here


def _checked(settings: Settings, edits: tuple[Edit, ...]) -> Settings:
    try:
        return replace(settings, edits=edits)
    except ConfigError as error:
        raise TooManyEdits(str(error)) from error


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ConfigError(f"a temperature must be a number, got {type(value).__name__}")
    return float(value)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
