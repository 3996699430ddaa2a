"""A fixed set of analogies, asked of a model's vectors, beside what needs no analogy.

The questions are our own: everyday pairs of one relation each. Every pair is asked with every
other pair of its relation as the example. How many work is measured, not known.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from textgen.tokenizers import Vocabulary
from textgen.vector_space import VectorSpace, offset_scores

Pair = tuple[str, str]


def _pairs(text: str) -> tuple[Pair, ...]:
    words = text.split()
    return tuple(zip(words[::2], words[1::2], strict=True))


RELATIONS: dict[str, tuple[Pair, ...]] = {
    "gender": _pairs("男 女 父亲 母亲 儿子 女儿 他 她 男人 女人 丈夫 妻子"),
    "plural": _pairs("我 我们 你 你们 他 他们 她 她们 人 人们"),
    "opposite": _pairs("大 小 长 短 高 低 多 少 新 旧 好 坏 黑 白 冷 热"),
    "number": _pairs("一 二 二 三 三 四 四 五 五 六 六 七 七 八"),
    "distance": _pairs("这 那 这里 那里 这样 那样 这些 那些 这时 那时"),
    "capital": _pairs("中国 北京 日本 东京 英国 伦敦 法国 巴黎 德国 柏林"),
    "digit": _pairs("1 2 2 3 3 4 4 5 5 6 6 7 7 8"),
    "bracket": _pairs("( ) [ ] （ ） 《 》 「 」"),
}

# What a page may open with, the first that the vocabulary holds.
SHOWPIECES = ("父亲", "三", "1")


@dataclass(frozen=True)
class Question:
    """An analogy with a known answer: "a is to b as c is to d", as ids.

    Parameters
    ----------
    relation : str
        One of `RELATIONS`.
    a, b, c, d : int
        Four different tokens.
    """

    relation: str
    a: int
    b: int
    c: int
    d: int


@dataclass(frozen=True)
class Answered:
    """What a model's vectors answer, in several ways.

    Parameters
    ----------
    question : Question
        The question.
    added : int
        Best token by 3CosAdd, with a, b and c left out.
    multiplied : int
        The same by 3CosMul.
    unrestricted : int
        Best by 3CosAdd if a, b and c may be the answer.
    neighbour : int
        The nearest neighbour of c that is not a, b or c: an answer that ignores the analogy.
    rank : int
        Place of the right answer by 3CosAdd, 1 for the first.
    """

    question: Question
    added: int
    multiplied: int
    unrestricted: int
    neighbour: int
    rank: int


def questions(vocabulary: Vocabulary, relations: Iterable[str] = RELATIONS) -> list[Question]:
    """Return the questions of which a vocabulary holds all four tokens.

    Examples
    --------
    >>> [(q.a, q.b, q.c, q.d) for q in questions(Vocabulary(list("()[]")))]
    [(0, 1, 2, 3), (2, 3, 0, 1)]
    """
    asked = []
    for relation in relations:
        ids = [(vocabulary.id_of(one), vocabulary.id_of(two)) for one, two in RELATIONS[relation]]
        known = [(one, two) for one, two in ids if one is not None and two is not None]
        for c, d in known:
            for a, b in known:
                if len({a, b, c, d}) == 4:
                    asked.append(Question(relation, a, b, c, d))
    return asked


def answer(space: VectorSpace, asked: Sequence[Question]) -> list[Answered]:
    """Answer questions in every way.

    Parameters
    ----------
    space : VectorSpace
        The model's vectors.
    asked : sequence of Question
        Of its vocabulary.

    References
    ----------
    Mikolov et al., "Efficient Estimation of Word Representations in Vector Space",
    arXiv:1301.3781, which discards the words of the question. Linzen, "Issues in evaluating
    semantic spaces using word analogies", arXiv:1606.07736: the neighbour of c as a baseline.
    Nissim, van Noord and van der Goot, "Fair Is Better than Sensational", Computational
    Linguistics 46(2), 2020: what leaving words out does to the answers.
    """
    tokens = sorted({token for each in asked for token in (each.a, each.b, each.c)})
    place = {token: i for i, token in enumerate(tokens)}
    table = space.cosines(tokens) if tokens else np.empty((len(space), 0), np.float32)
    found = []
    for each in asked:
        given = [each.a, each.b, each.c]
        cosines = table[:, [place[token] for token in given]]
        added = offset_scores(cosines, "add")
        unrestricted = int(added.argmax())
        added[given] = -np.inf
        others = [offset_scores(cosines, "multiply"), cosines[:, 2].copy()]
        for scores in others:
            scores[given] = -np.inf
        rank = 1 + int((added > added[each.d]).sum())
        best = int(added.argmax()), *(int(scores.argmax()) for scores in others)
        found.append(Answered(each, best[0], best[1], unrestricted, best[2], rank))
    return found


def opening_token(vocabulary: Vocabulary) -> int:
    """Return a token worth beginning with; one in the middle if none that we know is there."""
    ids = (vocabulary.id_of(token) for token in SHOWPIECES)
    return next((token for token in ids if token is not None), len(vocabulary) // 2)


def opening_question(found: Sequence[Answered]) -> Question | None:
    """Return the question to begin with: the first that works, or else the first."""
    right = (each.question for each in found if each.added == each.question.d)
    return next(right, found[0].question if found else None)


def answers_by_chance(vocabulary_size: int) -> float:
    """Return how often a token drawn blindly, but not from the question, is right."""
    return 1 / max(1, vocabulary_size - 3)
