"""Characters, words and sentences as tokens."""

from collections.abc import Sequence

from textgen.errors import ConfigError, brief
from textgen.tokenizers.char import CharTokenizer
from textgen.tokenizers.normalization import normalize
from textgen.tokenizers.sentence import SentenceTokenizer
from textgen.tokenizers.tokenizer import Piece, Reading, Tokenizer
from textgen.tokenizers.vocabulary import Vocabulary, frequent_tokens
from textgen.tokenizers.word import WordTokenizer

__all__ = [
    "CharTokenizer",
    "Piece",
    "Reading",
    "SentenceTokenizer",
    "Tokenizer",
    "Vocabulary",
    "WordTokenizer",
    "build_vocabulary",
    "make_tokenizer",
]

_TOKENIZERS: dict[str, type[Tokenizer]] = {
    tokenizer.unit: tokenizer for tokenizer in (CharTokenizer, WordTokenizer, SentenceTokenizer)
}


def make_tokenizer(
    unit: str, vocabulary: Vocabulary, normalization: Sequence[str] = ()
) -> Tokenizer:
    """Return the tokenizer of a unit.

    Parameters
    ----------
    unit : {'character', 'word', 'sentence'}
        What one token is.
    vocabulary : Vocabulary
        The tokens.
    normalization : sequence of {'newlines', 'lowercase', 'narrow'}
        Steps applied before splitting, in this order.

    Raises
    ------
    ConfigError
        If the unit or a step is not known.
    """
    if unit not in list(_TOKENIZERS):  # a list, since a file's value may have no hash
        raise ConfigError(f"unit must be one of {sorted(_TOKENIZERS)}, got {brief(unit)}")
    return _TOKENIZERS[unit](vocabulary, normalization)


def build_vocabulary(
    unit: str, training_part: str, whole: str, *, normalization: Sequence[str], min_count: int = 1
) -> Vocabulary:
    """Build the vocabulary of a corpus.

    Parameters
    ----------
    unit : {'character', 'word', 'sentence'}
        What one token is.
    training_part : str
        The text whose units are counted. Nothing else may be.
    whole : str
        The whole text; every single character of it enters the vocabulary.
    normalization : sequence of str
        Steps applied to both.
    min_count : int, default=1
        How often a unit must occur in the training part.

    Returns
    -------
    Vocabulary
        Sorted by code point.
    """
    characters = set(normalize(whole, normalization))
    splitter = make_tokenizer(unit, Vocabulary(sorted(characters)), normalization)
    return frequent_tokens(splitter.split(training_part), min_count, characters)
