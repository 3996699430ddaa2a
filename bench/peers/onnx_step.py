"""One step as an ONNX graph in ONNX Runtime, the state passed in and out.

Of the places for the draw, the cumulative sum in the graph and the search in NumPy was the fastest.
"""

import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from bench.peers import FIRST_TOKEN, TEMPERATURE, Array, log_softmax
from textgen import ModelConfig
from textgen.network import Floats

_OPSET = 17
_IR_VERSION = 9


class OnnxStep:
    name = "ONNX Runtime"

    def __init__(self, config: ModelConfig, weights: dict[str, Floats]) -> None:
        size, units = config.vocabulary_size, config.layers[0]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            _graph(size, units, weights), options, providers=["CPUExecutionProvider"]
        )
        self._one_hot = list(np.eye(size, dtype=np.float32)[:, None, None])  # (1, 1, V) each
        self._zeros = np.zeros((1, 1, units), np.float32)

    def write(self, count: int) -> list[int]:
        token, hidden, cell = FIRST_TOKEN, self._zeros, self._zeros
        ids = []
        for u in np.random.default_rng(0).random(count).tolist():
            inputs = {"x": self._one_hot[token], "h": hidden, "c": cell}
            (row,), hidden, cell = self._session.run(["cumulative", "h_out", "c_out"], inputs)
            token = int(row.searchsorted(u * row[-1], side="right"))
            ids.append(token)
        return ids

    def log_probabilities(self, ids: list[int]) -> Array:
        hidden = cell = self._zeros
        for token in ids:
            inputs = {"x": self._one_hot[token], "h": hidden, "c": cell}
            logits, hidden, cell = self._session.run(["logits", "h_out", "c_out"], inputs)
        return log_softmax(logits[0])


def _graph(size: int, units: int, weights: dict[str, Floats]) -> bytes:
    constants = {
        "W": _gates(weights["lstm.0.kernel"]),
        "R": _gates(weights["lstm.0.recurrent_kernel"]),
        "B": np.concatenate([_gates(weights["lstm.0.bias"]), np.zeros((1, 4 * units))], axis=1),
        "V": weights["output.kernel"],
        "b": weights["output.bias"],
        "T": np.array(TEMPERATURE),
    }
    initializers = [
        numpy_helper.from_array(np.ascontiguousarray(array, np.float32), name)
        for name, array in constants.items()
    ]
    integers = {"flat": np.array([1, units]), "axis": np.array(1)}
    initializers += [numpy_helper.from_array(array, name) for name, array in integers.items()]
    nodes = [
        helper.make_node(
            "LSTM", ["x", "W", "R", "B", "", "h", "c"], ["", "h_out", "c_out"], hidden_size=units
        ),
        helper.make_node("Reshape", ["h_out", "flat"], ["hidden"]),
        helper.make_node("Gemm", ["hidden", "V", "b"], ["logits"]),
        helper.make_node("Div", ["logits", "T"], ["scaled"]),
        helper.make_node("Softmax", ["scaled"], ["probabilities"]),
        helper.make_node("CumSum", ["probabilities", "axis"], ["cumulative"]),
    ]
    state, row = [1, 1, units], [1, size]
    graph = helper.make_graph(
        nodes,
        "step",
        [_floats("x", [1, 1, size]), _floats("h", state), _floats("c", state)],
        [
            _floats("logits", row),
            _floats("cumulative", row),
            _floats("h_out", state),
            _floats("c_out", state),
        ],
        initializers,
    )
    opset = [helper.make_opsetid("", _OPSET)]
    serialized: bytes = helper.make_model(
        graph, opset_imports=opset, ir_version=_IR_VERSION
    ).SerializeToString()
    return serialized


def _floats(name: str, shape: list[int]) -> object:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def _gates(weight: Floats) -> Array:
    """Keras' gate order i, f, c, o to ONNX's i, o, f, c, shape (1, 4H) or (1, 4H, in)."""
    i, f, c, o = np.split(weight, 4, axis=-1)
    return np.concatenate([i, o, f, c], axis=-1).T[None]
