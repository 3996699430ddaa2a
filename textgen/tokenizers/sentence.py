"""One token a clause, characters where the vocabulary lacks the clause."""

import re
from collections.abc import Iterable

from textgen.tokenizers.tokenizer import Tokenizer

# A clause keeps the marks that end it; line ends stand alone, so that paragraphs survive.
_CLAUSE = re.compile(r"\n|[^，。？！：；…\n]*[，。？！：；…]+|[^，。？！：；…\n]+")


class SentenceTokenizer(Tokenizer):
    """Clauses, cut after ，。？！：； and …, as tokens.

    Examples
    --------
    >>> from textgen.tokenizers.vocabulary import Vocabulary
    >>> SentenceTokenizer(Vocabulary(["好。"])).split("好。为什么？因为")
    ['好。', '为什么？', '因为']
    """

    unit = "sentence"

    def _split(self, text: str) -> Iterable[str]:
        return _CLAUSE.findall(text)
