"""What every tokenizer does: normalise, split, look up, and report what it could not read."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textgen.tokenizers.normalization import check_steps, normalize
from textgen.tokenizers.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Piece:
    """One token of a text as the model will see it.

    Parameters
    ----------
    text : str
        The token, or the character that the vocabulary lacks.
    id : int or None
        Its id; None marks a character that is unknown and will be skipped.
    position : int
        Where it starts in the normalised text, in characters.
    """

    text: str
    id: int | None
    position: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as a tokenizer reads it: the seed doctor's findings.

    Parameters
    ----------
    text : str
        The normalised text.
    pieces : tuple of Piece
        Every token and every unknown character, in order; their texts join to ``text``.
    steps : tuple of str
        The normalisation steps that changed something.
    """

    text: str
    pieces: tuple[Piece, ...]
    steps: tuple[str, ...]

    @property
    def ids(self) -> list[int]:
        """Ids of the known tokens."""
        return [piece.id for piece in self.pieces if piece.id is not None]

    @property
    def unknown(self) -> tuple[Piece, ...]:
        """The characters that the vocabulary lacks."""
        return tuple(piece for piece in self.pieces if piece.id is None)


class Tokenizer(ABC):
    """Text to ids and back.

    Characters outside the vocabulary are skipped by `encode` and reported by `read`; they are
    never replaced by another token.

    Parameters
    ----------
    vocabulary : Vocabulary
        The tokens.
    normalization : sequence of str
        Names of normalisation steps, applied in order before splitting.

    Raises
    ------
    ConfigError
        If a step is not known.
    """

    unit: str

    def __init__(self, vocabulary: Vocabulary, normalization: Sequence[str] = ()) -> None:
        self.vocabulary = vocabulary
        self.normalization = check_steps(normalization)

    def normalize(self, text: str) -> str:
        """Apply the normalisation steps."""
        return normalize(text, self.normalization)

    def read(self, text: str) -> Reading:
        """Return every token and unknown character of a text, with what normalisation changed."""
        steps = []
        for name in self.normalization:
            changed = normalize(text, [name])
            if changed != text:
                steps.append(name)
            text = changed
        pieces = []
        position = 0
        for token in self._known_or_characters(self._split(text)):
            pieces.append(Piece(token, self.vocabulary.id_of(token), position))
            position += len(token)
        return Reading(text, tuple(pieces), tuple(steps))

    def encode(self, text: str) -> list[int]:
        """Return the ids of a text's known tokens."""
        tokens = self._known_or_characters(self._split(self.normalize(text)))
        ids = map(self.vocabulary.id_of, tokens)
        return [token_id for token_id in ids if token_id is not None]

    def decode(self, ids: Iterable[int]) -> str:
        """Return the text of ids; the inverse of `encode` on normalised, known text."""
        return "".join(map(self.vocabulary.token, ids))

    def split(self, text: str) -> list[str]:
        """Return the units of a text, known or not, after normalisation."""
        return list(self._split(self.normalize(text)))

    @abstractmethod
    def _split(self, text: str) -> Iterable[str]:
        """Split normalised text into units that join to it again."""

    def _known_or_characters(self, units: Iterable[str]) -> Iterable[str]:
        # The fallback that leaves nothing unknown but foreign characters.
        for unit in units:
            if unit in self.vocabulary:
                yield unit
            else:
                yield from unit
