"""What the page on vectors shows of a model: word, map, analogy, relations."""

from dataclasses import dataclass, replace
from functools import cached_property

from textgen.analogies import Answered, Question, opening_question, opening_token
from textgen.checkpoint import Checkpoint
from textgen.near_tokens import near_tokens, token_of
from textgen.tokenizers import Tokenizer, Vocabulary
from textgen.vector_space import Ranked, VectorSpace
from ui import resources
from ui.plain import visible
from ui.views.vectors.glosses import meant
from ui.views.vectors.state import MAPS, VectorsState, Words

NEIGHBOURS = 12
NEARBY = 40  # tokens on the map of a neighbourhood
COMMON = 150  # tokens on the map of the common ones; of a smaller vocabulary all


@dataclass(frozen=True)
class Asked:
    """A word that a visitor asked for.

    Parameters
    ----------
    text : str
        As it was asked for.
    token : int or None
        Its id; None if the vocabulary lacks it.
    near : tuple of int
        What may be tried instead of what is lacking.
    """

    text: str
    token: int | None
    near: tuple[int, ...] = ()


def ask(tokenizer: Tokenizer, text: str) -> Asked:
    """Look a word up: as it stands, as the page writes what cannot be seen, or by its gloss."""
    token = token_of(tokenizer, text)
    if token is None and text:
        tokens = tokenizer.vocabulary.tokens
        token = next((i for i, each in enumerate(tokens) if visible(each) == text), None)
        token = meant(text, tokenizer.vocabulary) if token is None else token
    near = () if token is not None or not text else near_tokens(tokenizer, text)
    return Asked(text, token, tuple(near))


@dataclass(frozen=True)
class Shown:
    """What the page shows of a model's vectors.

    Parameters
    ----------
    checkpoint : Checkpoint
        The model.
    space : VectorSpace
        Its vectors.
    answered : tuple of Answered
        The shipped analogies.
    asked : Asked
        The word.
    analogy : tuple of Asked
        a, b and c.
    map : {'near', 'common'}
        Which tokens are on the map.
    relation : str or None
        Whose pairs are shown; None where the vocabulary holds no shipped analogy.
    """

    checkpoint: Checkpoint
    space: VectorSpace
    answered: tuple[Answered, ...]
    asked: Asked
    analogy: tuple[Asked, Asked, Asked]
    map: str
    relation: str | None

    @property
    def vocabulary(self) -> Vocabulary:
        """The model's tokens."""
        return self.checkpoint.tokenizer.vocabulary

    @property
    def token(self) -> int:
        """Whose neighbours are shown: the word's, or those of what is nearest to it."""
        if self.asked.token is not None:
            return self.asked.token
        return next(iter(self.asked.near), opening_token(self.vocabulary))

    @property
    def words(self) -> Words:
        """The analogy as it was asked."""
        one, two, three = (each.text for each in self.analogy)
        return one, two, three

    @property
    def unknown(self) -> list[Asked]:
        """What the vocabulary lacks of all that was asked for."""
        found = dict.fromkeys(each for each in self.analogy if each.token is None and each.text)
        return list(found)

    @cached_property
    def neighbours(self) -> Ranked:
        """The tokens nearest to the word, as many as the map may show."""
        return self.space.neighbours(self.token, NEARBY)

    @cached_property
    def on_map(self) -> list[int]:
        """Ids of the tokens on the map, the word first."""
        others: list[int] = self.neighbours.ids.tolist()
        if self.map == "common":
            size = len(self.space)
            model = self.checkpoint.name, self.checkpoint.hash
            common = range(size) if size <= COMMON else resources.common_tokens_for(*model)[:COMMON]
            others = [token for token in common if token != self.token]
        return [self.token, *others]

    @property
    def question(self) -> tuple[int, int, int] | None:
        """Ids of a, b and c; None if one is lacking."""
        a, b, c = (each.token for each in self.analogy)
        return None if a is None or b is None or c is None else (a, b, c)

    @property
    def expected(self) -> int | None:
        """The right answer, if the question is a shipped one."""
        shipped = (each.question for each in self.answered)
        right = (q.d for q in shipped if (q.a, q.b, q.c) == self.question)
        return next(right, None)

    @property
    def relations(self) -> list[str]:
        """The relations of which the vocabulary holds at least one question."""
        return list(dict.fromkeys(each.question.relation for each in self.answered))

    def of_relation(self, relation: str | None) -> list[Answered]:
        """Return what is answered to the questions of a relation."""
        return [each for each in self.answered if each.question.relation == relation]

    @property
    def pairs(self) -> list[list[Answered]]:
        """The shown relation's questions, in one list for each pair that is asked for."""
        found: dict[tuple[int, int], list[Answered]] = {}
        for each in self.of_relation(self.relation):
            found.setdefault((each.question.c, each.question.d), []).append(each)
        return list(found.values())


def look(state: VectorsState, checkpoint: Checkpoint) -> Shown | None:
    """Return what the page shows; None if the model has no vectors to be read."""
    vectors = resources.vectors_of(checkpoint)
    if vectors is None:
        return None
    space, answered = vectors
    tokenizer = checkpoint.tokenizer
    tokens = tokenizer.vocabulary.tokens
    first = opening_question(answered)
    words = state.words or (
        ("", "", "") if first is None else words_of(first, tokenizer.vocabulary)
    )
    one, two, three = (ask(tokenizer, word) for word in words)
    word = tokens[opening_token(tokenizer.vocabulary)] if state.word is None else state.word
    shown = Shown(
        checkpoint,
        space,
        answered,
        ask(tokenizer, word),
        (one, two, three),
        state.map or MAPS[len(space) <= COMMON],
        None,
    )
    return replace(shown, relation=_relation(state, shown, first))


def words_of(question: Question, vocabulary: Vocabulary) -> Words:
    one, two, three = (vocabulary.token(i) for i in (question.a, question.b, question.c))
    return one, two, three


def _relation(state: VectorsState, shown: Shown, first: Question | None) -> str | None:
    """Return the relation that was chosen, else that of the question, else the opening one."""
    if state.relation in shown.relations:
        return state.relation
    asked = (
        each.question.relation
        for each in shown.answered
        if (each.question.a, each.question.b, each.question.c) == shown.question
    )
    return next(asked, None if first is None else first.relation)
