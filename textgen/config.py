"""The shape of a model: everything but its weights."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

from textgen.checks import check_whole
from textgen.errors import ConfigError, brief
from textgen.limits import MAX_KERNEL_SIZE, MAX_LAYERS, MAX_UNITS, MAX_VOCABULARY, MAX_WINDOW


@dataclass(frozen=True)
class ModelConfig:
    r"""Shape of a language model.

    Parameters
    ----------
    vocabulary_size : int
        Tokens the model knows, V.
    layers : tuple of int
        Units of each LSTM layer, lowest first; or channels of each convolution, all alike.
    embedding : int or None, default=None
        Width of the embedding, E. None feeds one-hot vectors, as the book does.
    projection : int or None, default=None
        Width of a linear layer between the last layer and the output. None leaves it out.
    tied : bool, default=False
        Whether the output matrix is the embedding transposed. Needs an embedding as wide as the
        projection, or as the last layer where there is none.
    context : 'carry' or int, default='carry'
        'carry' keeps the state from token to token; a number re-reads a window of that many
        tokens for every new one, as the book does.
    opening : str, default='\\n'
        Token that is fed silently before every prompt.
    kind : {'lstm', 'conv'}, default='lstm'
        Family of the network: recurrent, or a stack of dilated causal convolutions, whose
        embedding is as wide as its layers.
    kernel_size : int, default=1
        Of a convolution only: how many earlier and present positions it looks at, at least 2.
    dilations : tuple of int, default=()
        Of a convolution only: distance between these positions, one number a layer.
    normalized : bool, default=False
        Of LSTM layers only: whether a layer's sums of inputs, its sums of hidden values, and its
        cell before it leaves are each divided by their root mean square. Convolutions always are.

    Raises
    ------
    ConfigError
        If a value is outside its range or the values do not fit together.

    References
    ----------
    Hochreiter and Schmidhuber, "Long Short-Term Memory", Neural Computation 9(8), 1997.
    van den Oord et al., "WaveNet: A Generative Model for Raw Audio", arXiv:1609.03499.
    Ba et al., "Layer Normalization", arXiv:1607.06450; Zhang and Sennrich, "Root Mean Square Layer
    Normalization", arXiv:1910.07467.
    Press and Wolf, "Using the Output Embedding to Improve Language Models", arXiv:1608.05859.
    """

    vocabulary_size: int
    layers: tuple[int, ...]
    embedding: int | None = None
    projection: int | None = None
    tied: bool = False
    context: Literal["carry"] | int = "carry"
    opening: str = "\n"
    kind: str = "lstm"
    kernel_size: int = 1
    dilations: tuple[int, ...] = ()
    normalized: bool = False

    def __post_init__(self) -> None:
        check_whole("vocabulary_size", self.vocabulary_size, 1, MAX_VOCABULARY)
        if not isinstance(self.layers, tuple) or not 1 <= len(self.layers) <= MAX_LAYERS:
            raise ConfigError(
                f"layers must be 1 to {MAX_LAYERS} unit counts, got {brief(self.layers)}"
            )
        for units in self.layers:
            check_whole("layers", units, 1, MAX_UNITS)
        for name in ("embedding", "projection"):
            if getattr(self, name) is not None:
                check_whole(name, getattr(self, name), 1, MAX_UNITS)
        if self.context != "carry":
            check_whole("context", self.context, 1, MAX_WINDOW)
        if not isinstance(self.opening, str) or not self.opening:
            raise ConfigError(f"opening must be a token, got {brief(self.opening)}")
        if self.kind not in ("lstm", "conv"):
            raise ConfigError(
                f"kind must be 'lstm' or 'conv', got {brief(self.kind)}; update the app"
            )
        self._check_convolutions()
        for name in ("tied", "normalized"):
            if not isinstance(getattr(self, name), bool):
                value = brief(getattr(self, name))
                raise ConfigError(f"{name} must be true or false, got {value}")
        if self.tied and self.embedding != self.output_width:
            raise ConfigError(
                f"tied needs embedding == {self.output_width}, the width before the output, "
                f"got {self.embedding}"
            )

    def _check_convolutions(self) -> None:
        if not isinstance(self.dilations, tuple):
            raise ConfigError(f"dilations must be a list of numbers, got {brief(self.dilations)}")
        if self.kind == "lstm":
            check_whole("kernel_size", self.kernel_size, 1, MAX_KERNEL_SIZE)
            if self.kernel_size != 1 or self.dilations:
                raise ConfigError("kernel_size and dilations are for kind 'conv'")
            return
        if self.normalized:
            raise ConfigError("normalized is for kind 'lstm'; convolutions always are")
        check_whole("kernel_size", self.kernel_size, 2, MAX_KERNEL_SIZE)
        for dilation in self.dilations:
            check_whole("dilations", dilation, 1, MAX_WINDOW)
        if len(self.dilations) != len(self.layers):
            raise ConfigError(
                f"dilations must hold one number a layer: {len(self.layers)} in all, got "
                f"{len(self.dilations)}"
            )
        if self._reach >= MAX_WINDOW:
            raise ConfigError(
                f"the convolutions see {self._reach + 1} tokens, at most {MAX_WINDOW} are "
                "allowed; lower kernel_size or dilations"
            )
        if len({*self.layers, self.embedding}) != 1:
            raise ConfigError("kind 'conv' needs an embedding as wide as its layers, all alike")
        if self.context != "carry":
            raise ConfigError("kind 'conv' needs context 'carry'")

    @property
    def receptive_field(self) -> int | None:
        """Tokens that a prediction depends on; None if it depends on all before."""
        if self.kind == "conv":
            return self._reach + 1
        return None if self.context == "carry" else self.context

    @property
    def _reach(self) -> int:
        return (self.kernel_size - 1) * sum(self.dilations)

    @property
    def output_width(self) -> int:
        """Width of the vector that the output matrix multiplies."""
        return self.projection or self.layers[-1]

    def weight_shapes(self) -> dict[str, tuple[int, ...]]:
        """Return name and shape of every weight, LSTM layers as in Keras (gates i, f, c, o)."""
        shapes: dict[str, tuple[int, ...]] = {}
        if self.embedding is not None:
            shapes["embedding"] = (self.vocabulary_size, self.embedding)
        shapes |= self._conv_shapes() if self.kind == "conv" else self._lstm_shapes()
        if self.projection is not None:
            shapes["projection.kernel"] = (self.layers[-1], self.projection)
            shapes["projection.bias"] = (self.projection,)
        if not self.tied:
            shapes["output.kernel"] = (self.output_width, self.vocabulary_size)
        shapes["output.bias"] = (self.vocabulary_size,)
        return shapes

    def _lstm_shapes(self) -> dict[str, tuple[int, ...]]:
        shapes: dict[str, tuple[int, ...]] = {}
        width = self.embedding or self.vocabulary_size
        for i, units in enumerate(self.layers):
            shapes[f"lstm.{i}.kernel"] = (width, 4 * units)
            shapes[f"lstm.{i}.recurrent_kernel"] = (units, 4 * units)
            shapes[f"lstm.{i}.bias"] = (4 * units,)
            if self.normalized:
                shapes[f"lstm.{i}.kernel_scale"] = (4 * units,)
                shapes[f"lstm.{i}.recurrent_scale"] = (4 * units,)
                shapes[f"lstm.{i}.cell_scale"] = (units,)
            width = units
        return shapes

    def _conv_shapes(self) -> dict[str, tuple[int, ...]]:
        shapes: dict[str, tuple[int, ...]] = {}
        for i, channels in enumerate(self.layers):
            shapes[f"conv.{i}.scale"] = (channels,)
            shapes[f"conv.{i}.kernel"] = (self.kernel_size * channels, 2 * channels)
            shapes[f"conv.{i}.bias"] = (2 * channels,)
            shapes[f"conv.{i}.out.kernel"] = (channels, channels)
            shapes[f"conv.{i}.out.bias"] = (channels,)
        return {**shapes, "scale": (self.layers[-1],)}

    def to_json(self) -> dict[str, Any]:
        """Return the values as plain JSON types."""
        return {**asdict(self), "layers": list(self.layers), "dilations": list(self.dilations)}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "ModelConfig":
        """Build a config from JSON values; ConfigError names what is unknown, missing or wrong."""
        known = {field.name for field in fields(cls)}
        if unknown := sorted(set(values) - known):
            raise ConfigError(f"unknown model setting {brief(unknown[0])}; known: {sorted(known)}")
        if missing := {"vocabulary_size", "layers"} - set(values):
            raise ConfigError(f"model setting {min(missing)!r} is missing")
        layers = values["layers"]
        if not isinstance(layers, (list, tuple)):
            raise ConfigError(f"layers must be a list of unit counts, got {brief(layers)}")
        dilations = values.get("dilations", ())
        if isinstance(dilations, list):
            dilations = tuple(dilations)
        return cls(**{**values, "layers": tuple(layers), "dilations": dilations})
