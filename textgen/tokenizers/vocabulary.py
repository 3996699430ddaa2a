"""Tokens and their ids."""

from collections import Counter
from collections.abc import Iterable, Sequence

from textgen.errors import ConfigError, brief
from textgen.limits import MAX_TOKEN_CHARS, MAX_VOCABULARY


class Vocabulary:
    """An ordered set of tokens; a token's id is its place in the order.

    Parameters
    ----------
    tokens : sequence of str
        Distinct, non-empty, at most 100,000, each at most 200 characters.

    Raises
    ------
    ConfigError
        If the tokens are no such sequence.

    Examples
    --------
    >>> vocabulary = Vocabulary(["a", "b"])
    >>> vocabulary.id_of("b"), vocabulary.token(0), vocabulary.id_of("c")
    (1, 'a', None)
    """

    __slots__ = ("_ids", "tokens")

    def __init__(self, tokens: Sequence[str]) -> None:
        if not 1 <= len(tokens) <= MAX_VOCABULARY:
            raise ConfigError(f"a vocabulary holds 1 to {MAX_VOCABULARY} tokens, got {len(tokens)}")
        for token in tokens:
            _check_token(token)
        self.tokens: tuple[str, ...] = tuple(tokens)
        self._ids = {token: i for i, token in enumerate(self.tokens)}
        if len(self._ids) != len(self.tokens):
            raise ConfigError("a vocabulary's tokens must be distinct; remove the doubles")

    def __len__(self) -> int:
        return len(self.tokens)

    def __contains__(self, token: str) -> bool:
        return token in self._ids

    def id_of(self, token: str) -> int | None:
        """Id of a token, or None if it is not in the vocabulary."""
        return self._ids.get(token)

    def token(self, token_id: int) -> str:
        """Token of an id in [0, len(self))."""
        return self.tokens[token_id]


def _check_token(token: object) -> None:
    if not isinstance(token, str) or not 1 <= len(token) <= MAX_TOKEN_CHARS:
        raise ConfigError(
            f"a token is a string of 1 to {MAX_TOKEN_CHARS} characters, got {brief(token)}"
        )
    if any("\ud800" <= character <= "\udfff" for character in token):
        raise ConfigError(f"a token must be valid Unicode, got {brief(token)}")


def frequent_tokens(tokens: Iterable[str], min_count: int, always: Iterable[str]) -> Vocabulary:
    """Build the vocabulary of the tokens that occur often enough.

    Parameters
    ----------
    tokens : iterable of str
        The tokens of the training part.
    min_count : int
        How often a token must occur in it, at least 1.
    always : iterable of str
        Tokens that belong to the vocabulary whatever their count, so that nothing is unknown:
        the characters of the whole text.

    Returns
    -------
    Vocabulary
        Sorted by code point, so that ids do not depend on the process that built them.
    """
    if min_count < 1:
        raise ConfigError(f"min_count must be at least 1, got {min_count}")
    counts = Counter(tokens)
    # A longer one, such as a line of dashes, is read character by character.
    frequent = {
        token
        for token, count in counts.items()
        if count >= min_count and len(token) <= MAX_TOKEN_CHARS
    }
    found = frequent | set(always)
    if len(found) > MAX_VOCABULARY:
        raise ConfigError(
            f"the vocabulary would hold {len(found):,} tokens, at most {MAX_VOCABULARY:,} are "
            "allowed; raise tokens.min_count"
        )
    return Vocabulary(sorted(found))
