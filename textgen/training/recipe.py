"""What a training needs to know besides the text, read from a TOML file."""

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from textgen.about import About
from textgen.calibration import can_divide_logits
from textgen.checks import check_whole
from textgen.config import ModelConfig
from textgen.epochs import parse_published
from textgen.errors import ConfigError, brief
from textgen.generation import Settings
from textgen.limits import PROMPT_CHARS
from textgen.tokenizers import Vocabulary, make_tokenizer

OPTIMIZERS = {"adam": "Adam", "rmsprop": "RMSprop"}  # and Keras' names of them
SCHEDULES = ("constant", "cooldown", "cosine", "plateau")
PRECISIONS = ("float32", "bfloat16")
WORD_VECTORS = ("tuned", "frozen")
LANGUAGES = ("en", "zh")


@dataclass(frozen=True)
class TokenSettings:
    """What one token is.

    Parameters
    ----------
    unit : {'character', 'word', 'sentence'}
        See `make_tokenizer`.
    normalization : tuple of str
        Steps applied to every text.
    min_count : int, default=1
        How often a unit must occur in the training part to enter the vocabulary.
    spell_out : float, default=0.0
        Share of the units that training reads character by character, others in each epoch,
        0 to 1.

    Raises
    ------
    ConfigError
        If a value is not allowed.
    """

    unit: str
    normalization: tuple[str, ...] = ()
    min_count: int = 1
    spell_out: float = 0.0

    def __post_init__(self) -> None:
        if not isinstance(self.normalization, (list, tuple)):
            raise ConfigError(
                f"normalization must be a list of steps, got {brief(self.normalization)}"
            )
        object.__setattr__(self, "normalization", tuple(self.normalization))
        _check_number("spell_out", self.spell_out, 1.0)
        make_tokenizer(self.unit, Vocabulary(["\n"]), self.normalization)
        check_whole("min_count", self.min_count, 1, 1_000_000)
        if self.unit == "character" and (self.min_count > 1 or self.spell_out):
            raise ConfigError("min_count and spell_out are for words and clauses; leave them out")


@dataclass(frozen=True)
class TrainingSettings:
    """How a model is trained.

    Parameters
    ----------
    epochs : int
        At most; stopping may come first.
    batch : int
        Parallel streams of text, or windows a step where the model re-reads a window.
    window : int
        Tokens of each stream that gradients flow through. A model that re-reads a window is
        trained on windows of just that length.
    learning_rate : float
        Of the optimizer, at its highest.
    optimizer : {'adam', 'rmsprop'}, default='adam'
        With Keras' default settings.
    stride : int or None, default=None
        Tokens between the starts of two windows, for a model that re-reads a window (and only
        for such a one): the book's ``step``.
    schedule : {'constant', 'cooldown', 'cosine', 'plateau'}, default='cosine'
        See `learning_rate`.
    random_seed : int, default=1
        Decides initial weights, data order and dropout masks.
    dropout : float, default=0.0
        Share of each layer's outputs set to zero, 0 to 0.95.
    embedding_dropout : float, default=0.0
        Share of the first layer's inputs set to zero, 0 to 0.95.
    weight_dropout : float, default=0.0
        Share of the recurrent weights, or of the convolutions', set to zero in a step, 0 to 0.95.
    variational : bool, default=False
        Whether outputs and inputs lose the same places all window long.
    clip_norm : float, default=1.0
        Longer gradients are shortened to this norm; 0 leaves them as they are.
    averaging : float, default=0.0
        Share of the weights' running average that a step leaves, 0 to 0.99999; 0 keeps no
        average. With one, the average is what is measured and kept.
    keep_epochs : tuple of int, default=()
        Epochs whose weights the checkpoint keeps besides the best ones.
    patience : int, default=3
        Epochs without a better held-out figure before training stops. With schedule 'cooldown' it
        never does.
    cooldown : float or None, default=None
        Of schedule 'cooldown' only: share of the steps, the last ones, in which it goes down, above
        0, at most 1. None takes 0.2.
    plateau_factor : float or None, default=None
        Of schedule 'plateau' only: what it multiplies the learning rate by, above 0, at most 1.
        None takes 0.5.
    plateau_patience : int or None, default=None
        Of schedule 'plateau' only: epochs without a better figure before it does. None takes 1.
    calibrate : bool, default=False
        Whether a model's logits are divided by the temperature at which held-out text costs least
        before it is measured, chosen and kept. Not with an output tied to the embedding without a
        projection.
    precision : {'float32', 'bfloat16'}, default='float32'
        Of the products' factors and results, and so of their gradients; weights, states, gates and
        the optimizer's memory are float32 in any case.
    distillation : float, default=0.0
        Share of what is to be predicted that teachers' mean distribution makes up, 0 to 1; the
        token that came makes up the rest. With teachers only.
    word_vectors : {'tuned', 'frozen'}, default='tuned'
        Whether an embedding that starts from pretrained word vectors is trained on or stays as it
        is, the random rows of tokens without a vector included.

    Raises
    ------
    ConfigError
        If a value is outside its range.

    References
    ----------
    Zaremba et al., "Recurrent Neural Network Regularization", arXiv:1409.2329.
    Merity et al., "Regularizing and Optimizing LSTM Language Models", arXiv:1708.02182.
    Micikevicius et al., "Mixed Precision Training", arXiv:1710.03740.
    Kingma and Ba, "Adam: A Method for Stochastic Optimization", arXiv:1412.6980.
    Guo et al., "On Calibration of Modern Neural Networks", arXiv:1706.04599.
    Hinton et al., "Distilling the Knowledge in a Neural Network", arXiv:1503.02531.
    Polyak and Juditsky, "Acceleration of Stochastic Approximation by Averaging", SIAM Journal on
    Control and Optimization 30(4), 1992.
    """

    epochs: int
    batch: int
    window: int
    learning_rate: float
    optimizer: str = "adam"
    stride: int | None = None
    schedule: str = "cosine"
    random_seed: int = 1
    dropout: float = 0.0
    embedding_dropout: float = 0.0
    weight_dropout: float = 0.0
    variational: bool = False
    clip_norm: float = 1.0
    averaging: float = 0.0
    keep_epochs: tuple[int, ...] = ()
    patience: int = 3
    cooldown: float | None = None
    plateau_factor: float | None = None
    plateau_patience: int | None = None
    calibrate: bool = False
    precision: str = "float32"
    distillation: float = 0.0
    word_vectors: str = "tuned"

    def __post_init__(self) -> None:
        for name, largest in (("epochs", 1_000), ("batch", 4_096), ("window", 1_000)):
            check_whole(name, getattr(self, name), 1, largest)
        check_whole("patience", self.patience, 1, 1_000)
        check_whole("random_seed", self.random_seed, 0, 2**31 - 1)
        _check_number("learning_rate", self.learning_rate, 1.0, above=0.0)
        for name in ("dropout", "embedding_dropout", "weight_dropout"):
            _check_number(name, getattr(self, name), 0.95)
        _check_number("clip_norm", self.clip_norm, 1e6)
        _check_number("averaging", self.averaging, 0.99999)
        _check_number("distillation", self.distillation, 1.0)
        choices = {
            "optimizer": OPTIMIZERS,
            "schedule": SCHEDULES,
            "precision": PRECISIONS,
            "word_vectors": WORD_VECTORS,
        }
        for name, known in choices.items():
            value = getattr(self, name)
            if value not in list(known):  # a list, which no dict could look up, is not either
                raise ConfigError(f"{name} must be one of {list(known)}, got {brief(value)}")
        for name in ("variational", "calibrate"):
            value = getattr(self, name)
            if not isinstance(value, bool):
                raise ConfigError(f"{name} must be true or false, got {brief(value)}")
        if self.stride is not None:
            check_whole("stride", self.stride, 1, 1_000)
        self._check_schedule()
        if not isinstance(self.keep_epochs, (list, tuple)):
            raise ConfigError(
                f"keep_epochs must be a list of epochs, got {brief(self.keep_epochs)}"
            )
        object.__setattr__(self, "keep_epochs", tuple(self.keep_epochs))
        for epoch in self.keep_epochs:
            check_whole("keep_epochs", epoch, 1, self.epochs)

    def _check_schedule(self) -> None:
        for name in ("cooldown", "plateau_factor"):
            if getattr(self, name) is not None:
                _check_number(name, getattr(self, name), 1.0, above=0.0)
        if self.plateau_patience is not None:
            check_whole("plateau_patience", self.plateau_patience, 1, 1_000)
        for name in ("cooldown", "plateau_factor", "plateau_patience"):
            schedule = name.split("_")[0]
            if getattr(self, name) is not None and self.schedule != schedule:
                raise ConfigError(f"{name} is for schedule = {schedule!r}; leave it out")


@dataclass(frozen=True)
class SampleSettings:
    """What is drawn after each epoch, at four temperatures, with the same dice.

    Parameters
    ----------
    prompt : str
        What the text starts from, at most 2,000 characters.
    max_new_tokens : int, default=200
        Length.
    random_seed : int, default=1
        Of the dice.

    Raises
    ------
    ConfigError
        If a value is outside its range.
    """

    prompt: str
    max_new_tokens: int = 200
    random_seed: int = 1

    def __post_init__(self) -> None:
        if not isinstance(self.prompt, str) or len(self.prompt) > PROMPT_CHARS:
            raise ConfigError(
                f"prompt must be text of at most {PROMPT_CHARS} characters, got "
                f"{brief(self.prompt)}"
            )
        Settings(random_seed=self.random_seed, max_new_tokens=self.max_new_tokens)


@dataclass(frozen=True)
class CardSettings:
    """What a model card says in one language that training cannot know.

    Parameters
    ----------
    data : str
        What the corpus is.
    rights : str
        Who may use it, and the model.
    """

    data: str
    rights: str

    def __post_init__(self) -> None:
        for name in ("data", "rights"):
            value = getattr(self, name)
            if not isinstance(value, str):
                raise ConfigError(f"{name} must be text, got {brief(value)}")


@dataclass(frozen=True)
class Recipe:
    """Everything that decides a trained model besides its text.

    Parameters
    ----------
    about : About
        Description for people, still without figures.
    tokens : TokenSettings
        What one token is.
    model : mapping
        `ModelConfig`'s values without the vocabulary's size, which the text decides.
    training : TrainingSettings
        How it is trained.
    samples : SampleSettings
        What is drawn after each epoch.
    cards : mapping of str to CardSettings
        Words for the model card, by language: 'en' and 'zh'.
    published : mapping of str to mapping of str to float
        Training losses in nats per token that others published for the same recipe, by their
        source, then by epoch (in digits). The history carries them on.

    Raises
    ------
    ConfigError
        If a value is not allowed.
    """

    about: About
    tokens: TokenSettings
    model: Mapping[str, Any]
    training: TrainingSettings
    samples: SampleSettings
    cards: Mapping[str, CardSettings] = field(default_factory=dict)
    published: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        parse_published(self.published)
        context, training = self.config(1).context, self.training
        if self.config(1).tied and training.word_vectors == "frozen":
            raise ConfigError(
                "frozen word vectors would freeze the tied output with them; set "
                "training.word_vectors = 'tuned' or model.tied = false"
            )
        if training.calibrate and not can_divide_logits(self.config(1)):
            raise ConfigError(
                "training.calibrate needs a model.projection or model.tied = false: the output "
                "alone is scaled"
            )
        if context != "carry" and self.tokens.spell_out:
            raise ConfigError("tokens.spell_out is for models that carry their state; leave it out")
        if training.distillation and (context != "carry" or self.tokens.spell_out):
            raise ConfigError(
                "training.distillation is for models that carry their state and spell nothing "
                "out; leave it out"
            )
        if context == "carry" and training.stride is not None:
            raise ConfigError(
                "training.stride is for models that re-read a window; set model.context"
            )
        if context != "carry" and (training.window != context or training.stride is None):
            raise ConfigError(
                f"a model that re-reads {context} tokens trains on windows of as many; set "
                f"training.window = {context} and a training.stride"
            )

    def config(self, vocabulary_size: int) -> ModelConfig:
        """Return the model's shape, given the vocabulary's size."""
        with _named("model", ModelConfig):
            return ModelConfig.from_json({**self.model, "vocabulary_size": vocabulary_size})

    @classmethod
    def read(cls, path: Path | str) -> "Recipe":
        """Read a recipe.

        Parameters
        ----------
        path : Path or str
            A TOML file with the tables ``about``, ``tokens``, ``model``, ``training``,
            ``samples`` and, where wanted, ``published`` and, one a language, ``card.en`` and
            ``card.zh``.

        Raises
        ------
        ConfigError
            If it cannot be read, if a key is unknown or missing or a value impossible.
        """
        try:
            values = tomllib.loads(Path(path).read_text(encoding="utf-8"))
        except OSError as error:
            raise ConfigError(f"cannot read recipe {str(path)!r}: {error.strerror}") from error
        except (ValueError, RecursionError) as error:  # not UTF-8, not TOML, or nested too deeply
            raise ConfigError(f"recipe {str(path)!r} is no TOML: {error}") from error
        try:
            return cls.from_values(values)
        except ConfigError as error:
            raise ConfigError(f"recipe {str(path)!r}: {error}") from error

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> "Recipe":
        """Build a recipe from a TOML file's values; ConfigError names what is wrong."""
        tables = {"about", "tokens", "model", "training", "samples"}
        _check_keys("", values, tables, tables | {"card", "published"})
        card = _table("card", values.get("card", {}))
        _check_keys("card", card, set(), set(LANGUAGES))
        return cls(
            about=_about(_table("about", values["about"])),
            tokens=_build(TokenSettings, "tokens", values["tokens"]),
            model=_model(_table("model", values["model"])),
            training=_build(TrainingSettings, "training", values["training"]),
            samples=_build(SampleSettings, "samples", values["samples"]),
            cards={name: _build(CardSettings, f"card.{name}", card[name]) for name in card},
            published=_table("published", values.get("published", {})),
        )


_Settings = TypeVar("_Settings")


def _build(kind: type[_Settings], name: str, values: object) -> _Settings:
    table = _table(name, values)
    _check_keys(name, table, *_keys(kind))
    with _named(name, kind):
        return kind(**table)


def _about(values: Mapping[str, Any]) -> About:
    if "heldout_bits_per_char" in values:
        raise ConfigError("about.heldout_bits_per_char is not yours to set; training measures it")
    _check_keys("about", values, *_keys(About))
    with _named("about", About):
        return About.from_json(values)


def _model(values: Mapping[str, Any]) -> Mapping[str, Any]:
    if "vocabulary_size" in values:
        raise ConfigError("model.vocabulary_size is not yours to set; the text decides it")
    required, known = (keys - {"vocabulary_size"} for keys in _keys(ModelConfig))
    _check_keys("model", values, required, known)
    return values


def _keys(kind: type[Any]) -> tuple[set[str], set[str]]:
    """Return the names of a dataclass's fields: those that must be given, and all."""
    required = {f.name for f in fields(kind) if f.default is MISSING}
    return required, {f.name for f in fields(kind)}


@contextmanager
def _named(table: str, kind: type[Any]) -> Iterator[None]:
    """Name the table of a value that is refused, as in ``training.batch``."""
    try:
        yield
    except ConfigError as error:
        _, keys = _keys(kind)
        between = "." if str(error).split()[0] in keys else ": "
        raise ConfigError(f"{table}{between}{error}") from error


def _table(name: str, values: object) -> Mapping[str, Any]:
    if not isinstance(values, Mapping):
        raise ConfigError(f"{name} must be a table, got {brief(values)}")
    return values


def _check_keys(name: str, values: Mapping[str, Any], required: set[str], known: set[str]) -> None:
    where = f"{name}." if name else ""
    if unknown := sorted(set(values) - known):
        raise ConfigError(
            f"unknown key {brief(where + unknown[0])}; known: {', '.join(sorted(known))}"
        )
    if missing := sorted(required - set(values)):
        raise ConfigError(f"key {where + missing[0]!r} is missing")


def _check_number(name: str, value: Any, high: float, above: float | None = None) -> None:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    low = "from 0" if above is None else f"above {above:g}"
    fits = number and (value >= 0 if above is None else value > above) and value <= high
    if not fits:  # NaN fits nowhere
        raise ConfigError(f"{name} must be a number {low} to {high:g}, got {brief(value)}")
