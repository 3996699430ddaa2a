"""One token a jieba word, characters where the vocabulary lacks the word.

The only file that imports jieba, and only when the first word is cut: its dictionary takes half
a second and 90 MB.
"""

import logging
from collections.abc import Iterable
from functools import cache
from typing import Any

from textgen.tokenizers.tokenizer import Tokenizer


@cache
def _jieba() -> Any:  # jieba ships no types
    import jieba

    # jieba reports its dictionary's loading on stderr, where our commands promise one clear line.
    jieba.setLogLevel(logging.ERROR)
    segmenter = jieba.Tokenizer()
    segmenter.initialize()
    return segmenter


def cut_words(text: str) -> Iterable[str]:
    """Return jieba's words of a text (precise mode); they join to it again."""
    words: Iterable[str] = _jieba().cut(text)
    return words


class WordTokenizer(Tokenizer):
    """Words found by jieba (precise mode, with its model for new words) as tokens.

    Joined, the words always give the text back. A word that the vocabulary lacks falls back to
    its characters.
    """

    unit = "word"

    def _split(self, text: str) -> Iterable[str]:
        return cut_words(text)
