"""A recipe applied to a text: checked, split and tokenised, ready to train."""

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from textgen.config import ModelConfig
from textgen.corpus import read_corpus, split_corpus
from textgen.errors import CorpusError
from textgen.tokenizers import Tokenizer, Vocabulary, build_vocabulary, make_tokenizer
from textgen.tokenizers.normalization import normalize
from textgen.training.data import Batches, Excerpts, Streams
from textgen.training.recipe import Recipe
from textgen.training.spelling import Spelling


@dataclass(frozen=True)
class Task:
    """Everything that decides a training. Use `prepare`.

    Parameters
    ----------
    recipe : Recipe
        What was asked for.
    text : str
        The whole corpus, not normalised.
    corpus_sha256 : str
        Hash of the file.
    tokenizer : Tokenizer
        Built from the training part.
    config : ModelConfig
        Shape of the model.
    batches : Batches
        The training part, cut into what a step reads.
    """

    recipe: Recipe
    text: str
    corpus_sha256: str
    tokenizer: Tokenizer
    config: ModelConfig
    batches: Batches

    @cached_property
    def fingerprint(self) -> str:
        """Hash of recipe and corpus: trainings with the same one go the same way."""
        content = json.dumps([asdict(self.recipe), self.corpus_sha256], sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()

    @cached_property
    def opening(self) -> int:
        """Id of the opening token; CorpusError if the corpus lacks it."""
        opening = self.tokenizer.vocabulary.id_of(self.config.opening)
        if opening is None:
            raise CorpusError(
                f"the opening token {self.config.opening!r} is not in the corpus; "
                "add a line break to it or name another opening in the recipe"
            )
        return opening

    @property
    def total_steps(self) -> int:
        """Steps of all epochs."""
        return self.recipe.training.epochs * self.batches.steps


def prepare(recipe: Recipe, corpus: Path) -> Task:
    """Read a corpus and build what its training needs.

    Parameters
    ----------
    recipe : Recipe
        What to train.
    corpus : Path
        UTF-8 text.

    Raises
    ------
    CorpusError
        If the text is missing, empty, not UTF-8, too short, without variety or without the
        opening token.
    """
    text = read_corpus(corpus)
    tokens = recipe.tokens
    training, _ = split_corpus(normalize(text, tokens.normalization))
    vocabulary = build_vocabulary(
        tokens.unit,
        training,
        text,
        normalization=tokens.normalization,
        min_count=tokens.min_count,
    )
    if len(vocabulary) < 2:
        raise CorpusError(f"corpus {str(corpus)!r} holds one distinct character; give a real text")
    tokenizer = make_tokenizer(tokens.unit, vocabulary, tokens.normalization)
    ids = np.array(tokenizer.encode(training), np.int32)
    task = Task(
        recipe=recipe,
        text=text,
        corpus_sha256=hashlib.sha256(corpus.read_bytes()).hexdigest(),
        tokenizer=tokenizer,
        config=recipe.config(len(vocabulary)),
        batches=_cut(recipe, vocabulary, ids),
    )
    _ = task.opening  # a missing one must fail now, not after the first epoch
    return task


def _cut(recipe: Recipe, vocabulary: Vocabulary, ids: npt.NDArray[Any]) -> Batches:
    settings, share = recipe.training, recipe.tokens.spell_out
    shape = ids, settings.batch, settings.window
    if settings.stride is not None:
        return Excerpts(*shape, settings.stride, settings.random_seed)
    spelling = Spelling(vocabulary, ids, share, settings.random_seed) if share else None
    return Streams(*shape, settings.random_seed, spelling)
