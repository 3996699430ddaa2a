"""The one check that settings, recipes and files share."""

from textgen.errors import ConfigError, brief


def check_whole(name: str, value: object, low: int, high: int) -> None:
    """Raise ConfigError unless a value is a whole number from low to high; a bool is none."""
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ConfigError(f"{name} must be a whole number from {low} to {high}, got {brief(value)}")
