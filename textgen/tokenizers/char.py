"""One token a character, as in the book's listings 8.2 to 8.7."""

from collections.abc import Iterable

from textgen.tokenizers.tokenizer import Tokenizer


class CharTokenizer(Tokenizer):
    """Characters (Unicode code points) as tokens.

    Examples
    --------
    >>> from textgen.tokenizers.vocabulary import Vocabulary
    >>> CharTokenizer(Vocabulary(["a", "b"]), ["lowercase"]).encode("Abé")
    [0, 1]
    """

    unit = "character"

    def _split(self, text: str) -> Iterable[str]:
        return text
