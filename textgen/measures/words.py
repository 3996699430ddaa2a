"""What counts as a word."""

import re
from itertools import accumulate

from textgen.tokenizers.word import cut_words

_LETTERS = re.compile(r"[^\W\d_]+")
_ENDS = re.compile(r"^[^\W\d_]+|[^\W\d_]+$")


def words_of(text: str, language: str) -> list[str]:
    """Return the words of a text in their order, in lower case.

    Parameters
    ----------
    text : str
        Any text.
    language : {'en', 'zh'}
        English: the longest runs of letters. Chinese: jieba's words of two or more characters,
        all of them letters.

    Examples
    --------
    The apostrophe ends a word; a Chinese word of one character is none, since all are known.

    >>> words_of("Man's 2 souls--alas!", "en")
    ['man', 's', 'souls', 'alas']
    >>> words_of("我们看月亮，1927。", "zh")
    ['我们', '月亮']
    """
    return [word for _, word in find_words(text, language)]


def find_words(text: str, language: str) -> list[tuple[int, str]]:
    """Return each of `words_of` with the place, in characters, where it begins.

    Parameters
    ----------
    text : str
        Any text. (Lower case makes two characters of the letter U+0130: behind it, places shift.)
    language : {'en', 'zh'}
        What it is written in.

    Examples
    --------
    >>> find_words("Man's 2 souls", "en")
    [(0, 'man'), (4, 's'), (8, 'souls')]
    """
    lowered = text.lower()
    if language == "en":
        return [(found.start(), found.group()) for found in _LETTERS.finditer(lowered)]
    words = list(cut_words(lowered))  # they join to the text again
    starts = accumulate(map(len, words), initial=0)
    places = zip(starts, words, strict=False)
    return [(start, word) for start, word in places if len(word) > 1 and word.isalpha()]


def without_cut_words(text: str, language: str) -> str:
    """Return a text without the words at its two ends: a run may break off within a word.

    Chinese stays as it is: what is left of a word is mostly one character, which does not count.

    Parameters
    ----------
    text : str
        Any text.
    language : {'en', 'zh'}
        What it is written in.

    Examples
    --------
    >>> without_cut_words("uth. Is it tr", "en")
    '. Is it '
    """
    return _ENDS.sub("", text) if language == "en" else text
