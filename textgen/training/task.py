"""A recipe applied to a text: checked, split and tokenised, ready to train."""

import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from textgen.config import ModelConfig
from textgen.corpus import load_corpus, split_corpus
from textgen.errors import ConfigError, CorpusError, brief
from textgen.limits import MAX_CHECKPOINT_BYTES, MAX_JSON_BYTES, MAX_SHARD_BYTES
from textgen.saving import stored_vocabulary
from textgen.tokenizers import Tokenizer, Vocabulary, build_vocabulary, make_tokenizer
from textgen.tokenizers.normalization import normalize
from textgen.training.data import Batches, Excerpts, Streams
from textgen.training.progress import Progress
from textgen.training.recipe import Recipe
from textgen.training.spelling import Spelling
from textgen.training.teachers import Teacher, load_teachers, read_targets
from textgen.training.word_vectors import WordVectors, read_word_vectors

# Of a checkpoint, for the filters at their largest, and for history, cards and sweep.
_ROOM_BYTES = MAX_SHARD_BYTES + 6 * 1024 * 1024


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
    word_vectors : WordVectors or None, default=None
        What the embedding starts from where a token has one.
    teachers : tuple of Teacher, default=()
        Where the recipe's share of what is to be predicted comes from; see `taught`.
    """

    recipe: Recipe
    text: str
    corpus_sha256: str
    tokenizer: Tokenizer
    config: ModelConfig
    batches: Batches
    word_vectors: WordVectors | None = None
    teachers: tuple[Teacher, ...] = ()

    @cached_property
    def fingerprint(self) -> str:
        """Hash of what decides the weights: trainings with the same one go the same way.

        Titles, cards and the like may be corrected while a training waits to be resumed.
        """
        recipe = self.recipe
        content = [asdict(part) for part in (recipe.tokens, recipe.training, recipe.samples)]
        content += [dict(recipe.model), {"corpus": self.corpus_sha256}]
        if self.word_vectors is not None:
            content.append({"word_vectors": self.word_vectors.sha256})
        if self.teachers:
            content.append({"teachers": [teacher.sha256 for teacher in self.teachers]})
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    @cached_property
    def opening(self) -> int:
        """Id of the opening token; CorpusError if the corpus lacks it."""
        opening = self.tokenizer.vocabulary.id_of(self.config.opening)
        if opening is None:
            missing = self.config.opening
            raise CorpusError(
                f"the opening token {brief(missing)} is not in the vocabulary; "
                + ("add a line break to the corpus or " if missing == "\n" else "")
                + "name another one as model.opening"
            )
        return opening

    @property
    def total_steps(self) -> int:
        """Steps of all epochs."""
        return self.recipe.training.epochs * self.batches.steps


def prepare(
    recipe: Recipe,
    corpus: Path,
    word_vectors: Path | None = None,
    teachers: Sequence[Path] = (),
    progress: Progress | None = None,
) -> Task:
    """Read a corpus and build what its training needs.

    Parameters
    ----------
    recipe : Recipe
        What to train.
    corpus : Path
        UTF-8 text.
    word_vectors : Path or None, default=None
        File of pretrained vectors, see `read_word_vectors`.
    teachers : sequence of Path, default=()
        Checkpoints to learn from, see `load_teachers`.
    progress : Progress or None, default=None
        Told how far the word vectors were read.

    Raises
    ------
    ConfigError
        If the recipe has no embedding for word vectors, or freezes some that are not given, if
        it names a share for teachers and none is given, or the other way round, or if a prompt
        holds what the text does not.
    CorpusError
        If the text is missing, empty, not UTF-8, too short, without variety, without the opening
        token or another one than the recipe names.
    TrainingError
        If the word vectors or a teacher cannot be used.
    """
    _check_teachers(recipe, teachers)
    _check_word_vectors(recipe, word_vectors)
    loaded = load_corpus(corpus)
    _check_corpus(recipe, corpus, loaded.sha256)
    text = loaded.text
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
        corpus_sha256=loaded.sha256,
        tokenizer=tokenizer,
        config=recipe.config(len(vocabulary)),
        batches=_cut(recipe, vocabulary, ids),
        teachers=load_teachers(teachers, tokenizer, loaded.sha256, len(ids)),
    )
    _ = task.opening  # a missing one must fail now, not after the first epoch
    _check_prompts(task)
    _check_size(task)
    if word_vectors is None or task.config.embedding is None:
        return task
    found = read_word_vectors(word_vectors, vocabulary, task.config.embedding, progress)
    return replace(task, word_vectors=found)


def taught(task: Task, progress: Progress) -> Task:
    """Return a task whose batches hold what the teachers expect; the same one without teachers.

    They read the whole training part, which takes minutes: only once it is clear that something
    will be trained.

    Parameters
    ----------
    task : Task
        As `prepare` returns it.
    progress : Progress
        Told how much they have read.
    """
    if not task.teachers:
        return task
    streams = task.batches
    assert isinstance(streams, Streams)  # a recipe lets nothing else learn from teachers
    share = task.recipe.training.distillation
    expected = read_targets(task.teachers, streams.ids, share, progress)
    return replace(task, batches=replace(streams, expected=expected))


def _check_corpus(recipe: Recipe, corpus: Path, sha256: str) -> None:
    named = recipe.about.corpus_sha256
    if named and named != sha256:
        raise CorpusError(
            f"corpus {str(corpus)!r} is not the one that the recipe's about.corpus_sha256 names; "
            f"give the file whose SHA-256 begins with {named[:8]!r} or leave the hash out"
        )


def _check_prompts(task: Task) -> None:
    """Refuse prompts that the model will not be able to read."""
    recipe = task.recipe
    prompts = [("samples.prompt", recipe.samples.prompt)]
    prompts += [("about.prompts", prompt) for prompt in recipe.about.prompts]
    for key, prompt in prompts:
        for piece in task.tokenizer.read(prompt).unknown:
            raise ConfigError(
                f"{key} {brief(prompt)}: character {piece.position + 1}, {brief(piece.text)}, is "
                "not in the training text; take a prompt of its characters"
            )


def _check_size(task: Task) -> None:
    """Refuse what could not be written in the end; weights take two bytes each."""
    of_vocabulary = len(stored_vocabulary(task.tokenizer.vocabulary))
    if of_vocabulary > MAX_JSON_BYTES:
        raise ConfigError(
            f"the vocabulary's {task.config.vocabulary_size:,} tokens would take "
            f"{of_vocabulary:,} bytes, at most {MAX_JSON_BYTES:,} are allowed; "
            "raise tokens.min_count"
        )
    sizes = [2 * math.prod(shape) for shape in task.config.weight_shapes().values()]
    keeps = len(task.recipe.training.keep_epochs)
    if max(sizes) > MAX_SHARD_BYTES:
        raise ConfigError(
            f"a file of weights would be larger than {MAX_SHARD_BYTES:,} bytes; lower the model's "
            "widths or raise tokens.min_count"
        )
    if sum(sizes) * (1 + keeps) > MAX_CHECKPOINT_BYTES - _ROOM_BYTES - of_vocabulary:
        raise ConfigError(
            f"the checkpoint would be larger than {MAX_CHECKPOINT_BYTES:,} bytes; keep fewer "
            "epochs or lower the model's widths"
        )


def _check_word_vectors(recipe: Recipe, path: Path | None) -> None:
    if path is None and recipe.training.word_vectors == "frozen":
        raise ConfigError(
            "training.word_vectors = 'frozen' needs a file of word vectors; give one with "
            "--word-vectors or leave it out"
        )
    if path is not None and recipe.config(1).embedding is None:
        raise ConfigError(
            "word vectors need an embedding to start; set model.embedding to their width"
        )


def _check_teachers(recipe: Recipe, teachers: Sequence[Path]) -> None:
    if recipe.training.distillation and not teachers:
        raise ConfigError(
            "training.distillation needs a teacher; give its checkpoint with --teacher or leave "
            "it out"
        )
    if teachers and not recipe.training.distillation:
        raise ConfigError(
            "a teacher needs its share of what is predicted; set training.distillation, such as 0.5"
        )


def _cut(recipe: Recipe, vocabulary: Vocabulary, ids: npt.NDArray[Any]) -> Batches:
    settings, share = recipe.training, recipe.tokens.spell_out
    shape = ids, settings.batch, settings.window
    if settings.stride is not None:
        return Excerpts(*shape, settings.stride, settings.random_seed)
    spelling = Spelling(vocabulary, ids, share, settings.random_seed) if share else None
    return Streams(*shape, settings.random_seed, spelling)
