"""Words as vectors: the page's state, its link and what is done to them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import ClassVar

from textgen.analogies import RELATIONS, Answered, Question, opening_question, opening_token
from textgen.checkpoint import Checkpoint
from textgen.limits import MAX_TOKEN_CHARS
from textgen.near_tokens import near_tokens, token_of
from textgen.prompt import clean_text
from textgen.tokenizers import Tokenizer, Vocabulary
from textgen.vector_space import Ranked, VectorSpace
from ui import resources
from ui.chart import is_place
from ui.plain import visible
from ui.reader import Reader, checkpoint_parameter
from ui.visit import Checkpoints, Page

NEIGHBOURS = 12
NEARBY = 40  # tokens on the map of a neighbourhood
COMMON = 150  # tokens on the map of the common ones; of a smaller vocabulary all
ANSWERS = 8
MAPS = ("near", "common")

Words = tuple[str, str, str]


@dataclass(frozen=True)
class VectorsState:
    """What the page shows.

    Parameters
    ----------
    checkpoint : str
        Name of the model.
    word : str or None
        Whose neighbours; None for one that is worth beginning with.
    words : tuple of str or None
        a, b and c of the analogy; None for a shipped one, if possible one that works.
    map : {None, 'near', 'common'}
        Which tokens are on the map; None for the neighbours in a large vocabulary and for all of
        a small one.
    relation : str or None
        One of `RELATIONS`, whose pairs are shown; None for that of the analogy.
    """

    checkpoint: str
    word: str | None = None
    words: Words | None = None
    map: str | None = None
    relation: str | None = None

    prompt: ClassVar[None] = None  # the pages' choice of a model asks; there is no seed text


def read(reader: Reader, checkpoints: Checkpoints, preferred: str) -> VectorsState:
    """Read the page's link."""
    checkpoint = reader.checkpoint(checkpoints, first_choice(checkpoints, preferred))
    one, two, three = (_read_word(reader, f"a{place}") or "" for place in (1, 2, 3))
    state = VectorsState(
        checkpoint=checkpoint.name,
        word=_read_word(reader, "w"),
        words=(one, two, three) if one or two or three else None,
        map=_read_name(reader, "m", MAPS),
        relation=_read_name(reader, "r", tuple(RELATIONS)),
    )
    return _without_defaults(state, checkpoint)


def write(state: VectorsState, checkpoints: Checkpoints) -> dict[str, str]:
    """Return the page's link."""
    checkpoint = checkpoints[state.checkpoint]
    shown = look(state, checkpoint)
    words = state.words or ("", "", "")
    parameters = {
        "c": checkpoint_parameter(checkpoint),
        "w": state.word or "",
        "m": state.map or "",
        "r": state.relation or "",
    }
    if shown is not None:
        words = shown.words
        parameters |= {"w": shown.asked.text, "m": shown.map, "r": shown.relation or ""}
    return parameters | {f"a{place}": word for place, word in enumerate(words, start=1)}


PAGE = Page("vectors", read, write)


def first_choice(checkpoints: Checkpoints, preferred: str) -> str:
    """Return the model to open with: with vectors, in the visitor's language, of words."""
    language = checkpoints[preferred].about.language

    def order(checkpoint: Checkpoint) -> tuple[bool, bool, bool]:
        return (
            checkpoint.config.embedding is None,
            checkpoint.about.language != language,
            checkpoint.tokenizer.unit != "word",
        )

    return min(checkpoints.values(), key=order).name


def with_vectors(checkpoints: Checkpoints, unit: str | None = None) -> list[str]:
    """Return the names of the models that have vectors, of all units or of one."""
    found = (each for each in checkpoints.values() if each.config.embedding is not None)
    return [each.name for each in found if unit in (None, each.tokenizer.unit)]


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
    """Look a word up, as it stands or as the page writes what cannot be seen."""
    token = token_of(tokenizer, text)
    if token is None and text:
        tokens = tokenizer.vocabulary.tokens
        token = next((i for i, each in enumerate(tokens) if visible(each) == text), None)
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
    words = state.words or (("", "", "") if first is None else _words(first, tokenizer.vocabulary))
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


def apply(state: VectorsState, action: Mapping[str, object], shown: Shown | None) -> VectorsState:
    """Return the state after an action of the board; what is none changes nothing."""
    if shown is None:
        return state
    kind, panel, index = action.get("kind"), action.get("panel"), action.get("index")
    if kind == "point":
        place = index[0] if isinstance(index, list) and index else None
        near: list[int] = shown.neighbours.ids[:NEIGHBOURS].tolist()
        tokens = {"neighbours": near, "map": shown.on_map}.get(str(panel), [])
        if is_place(place, len(tokens)):
            return replace(state, word=shown.vocabulary.token(tokens[place]))
    if (kind, panel) == ("row", "relations") and is_place(index, len(shown.relations)):
        relation = shown.relations[index]
        first = shown.of_relation(relation)[0].question
        return replace(state, relation=relation, words=_words(first, shown.vocabulary))
    if (kind, panel) == ("row", "pairs") and is_place(index, len(shown.pairs)):
        return replace(state, words=_words(shown.pairs[index][0].question, shown.vocabulary))
    return state


def set_word(state: VectorsState, text: str) -> VectorsState:
    """Take another word; of an empty one the page's own."""
    return replace(state, word=clean_text(text)[:MAX_TOKEN_CHARS] or None)


def set_analogy(state: VectorsState, words: Words, place: int, text: str) -> VectorsState:
    """Take another word of the analogy that is shown."""
    changed = list(words)
    changed[place] = clean_text(text)[:MAX_TOKEN_CHARS]
    one, two, three = changed
    return replace(state, words=(one, two, three) if any(changed) else None)


def _without_defaults(state: VectorsState, checkpoint: Checkpoint) -> VectorsState:
    """Forget what the model would show by itself, so that another model may show its own."""
    usual = look(VectorsState(checkpoint.name), checkpoint)
    if usual is None:
        return state
    return replace(
        state,
        word=None if state.word == usual.asked.text else state.word,
        words=None if state.words == usual.words else state.words,
        map=None if state.map == usual.map else state.map,
    )


def _words(question: Question, vocabulary: Vocabulary) -> Words:
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


def _read_word(reader: Reader, name: str) -> str | None:
    text = clean_text(reader.text(name, ""))
    if len(text) > MAX_TOKEN_CHARS:
        reader.tell_default(name, None)
        return None
    return text or None


def _read_name(reader: Reader, name: str, known: tuple[str, ...]) -> str | None:
    text = reader.text(name, "")
    if text and text not in known:
        reader.tell_default(name, None)
    return text if text in known else None
