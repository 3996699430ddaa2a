"""What people should know of a checkpoint."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from textgen.checks import check_whole
from textgen.errors import ConfigError, brief
from textgen.limits import MAX_LOSS, MAX_NEW_TOKENS, PROMPT_CHARS

_TEXT_CHARS = 200


@dataclass(frozen=True)
class About:
    """A checkpoint's description.

    Parameters
    ----------
    language : {'en', 'zh'}
        Language that it writes.
    title : dict of str to str
        Name for people, by language of the interface: keys 'en' and 'zh'.
    prompts : tuple of str
        Ready prompts; the first is the one that the page opens with.
    max_new_tokens : int
        Sensible length of a run, 1 to 1,000.
    corpus_sha256 : str
        Hash of the file it was trained on.
    heldout_bits_per_char : float or None, default=None
        Surprisal of text it never saw, in bits per character, measured on the weights as stored.

    Raises
    ------
    ConfigError
        If a value is missing or of the wrong type.
    """

    language: str
    title: dict[str, str]
    prompts: tuple[str, ...]
    max_new_tokens: int
    corpus_sha256: str = ""
    heldout_bits_per_char: float | None = None

    def __post_init__(self) -> None:
        if self.language not in ("en", "zh"):
            raise ConfigError(f"language must be 'en' or 'zh', got {brief(self.language)}")
        if not isinstance(self.title, dict) or self.title.keys() != {"en", "zh"}:
            raise ConfigError("title must have an 'en' and a 'zh' entry and no other")
        for text in self.title.values():
            _check_text("title", text, _TEXT_CHARS)
        if not isinstance(self.prompts, tuple) or not self.prompts:
            raise ConfigError("prompts must be a list of at least one prompt")
        for prompt in self.prompts:
            _check_text("prompts", prompt, PROMPT_CHARS)
        _check_text("corpus_sha256", self.corpus_sha256, 64)
        check_whole("max_new_tokens", self.max_new_tokens, 1, MAX_NEW_TOKENS)
        figure = self.heldout_bits_per_char
        number = isinstance(figure, (int, float)) and not isinstance(figure, bool)
        if figure is not None and not (number and 0 <= figure < MAX_LOSS):
            raise ConfigError(
                f"heldout_bits_per_char must be a number from 0 to below {MAX_LOSS}, got "
                f"{brief(figure)}"
            )

    def to_json(self) -> dict[str, Any]:
        """Return the values as plain JSON types."""
        return {**asdict(self), "prompts": list(self.prompts)}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "About":
        """Build a description from JSON values; ConfigError names what is wrong."""
        known = {field.name for field in fields(cls)}
        if unknown := sorted(set(values) - known):
            raise ConfigError(f"unknown entry {brief(unknown[0])} in about; known: {sorted(known)}")
        prompts = values.get("prompts")
        if not isinstance(prompts, (list, tuple)):
            raise ConfigError("prompts must be a list of at least one prompt")
        try:
            return cls(**{**values, "prompts": tuple(prompts)})
        except TypeError as error:  # a required entry is missing
            raise ConfigError(str(error)) from error


def _check_text(name: str, text: object, longest: int) -> None:
    valid = isinstance(text, str) and len(text) <= longest
    if not valid or any("\ud800" <= character <= "\udfff" for character in str(text)):
        raise ConfigError(f"{name} must be text of at most {longest} characters")
