"""What a vocabulary has instead of a text that it lacks."""

from difflib import get_close_matches

from textgen.tokenizers import Tokenizer

_ALIKE = 0.5  # of difflib's ratio: two letters of four in the same order


def token_of(tokenizer: Tokenizer, text: str) -> int | None:
    """Return the id of a text that is one token, as it stands or normalised; None if it is none."""
    exact = tokenizer.vocabulary.id_of(text)
    return tokenizer.vocabulary.id_of(tokenizer.normalize(text)) if exact is None else exact


def near_tokens(tokenizer: Tokenizer, text: str, count: int = 8) -> list[int]:
    """Return known tokens to try instead of an unknown text.

    Parameters
    ----------
    tokenizer : Tokenizer
        Its vocabulary is searched.
    text : str
        What is no token; short, since it is compared with every token that shares a character.
    count : int, default=8
        At most so many.

    Returns
    -------
    list of int
        First the tokens that the text is read as, then those spelled most like it.
    """
    wanted = tokenizer.normalize(text)
    letters = set(wanted)
    related = [token for token in tokenizer.vocabulary.tokens if not letters.isdisjoint(token)]
    alike = get_close_matches(wanted, related, count, _ALIKE)
    spelled = [tokenizer.vocabulary.id_of(token) for token in alike]
    found = dict.fromkeys([*tokenizer.encode(text)[: count // 2], *spelled])
    return [token for token in found if token is not None][:count]
