"""A checkpoint folder is read with suspicion: it works, or one line says why it does not."""

import errno
import json
import os
import shutil
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.numpy import save

from tests.textgen.tiny import (
    TOKENS,
    random_weights,
    rewrite,
    tiny_about,
    tiny_config,
    write_checkpoint,
)
from textgen import (
    CharTokenizer,
    Checkpoint,
    CheckpointError,
    Documents,
    Vocabulary,
    generate,
    list_checkpoints,
    load_weights,
    save_checkpoint,
)
from textgen.limits import MAX_CHECKPOINT_BYTES, MAX_FILE_BYTES, MAX_JSON_BYTES, MAX_VOCABULARY
from textgen.manifest import Files

FILES = (
    "config.json",
    "tokenizer.json",
    "vocabulary.json",
    "model.safetensors",
    "history.json",
    "README.md",
    "README.zh.md",
    "epochs/01.safetensors",
    "manifest.json",
)
READ_FILES = ("config.json", "tokenizer.json", "vocabulary.json", "model.safetensors")
LONGEST_MESSAGE = 400

Change = Callable[[Path], None]


@pytest.fixture
def folder(tiny_folder: Path, tmp_path: Path) -> Path:
    """Return a copy of a sound checkpoint, beside another sound one."""
    shutil.copytree(tiny_folder, tmp_path / "sound")
    return Path(shutil.copytree(tiny_folder, tmp_path / "suspect"))


def check_refused(folder: Path, says: str = "") -> None:
    """The folder gives one clear line; the collection lists it and the others work."""
    with pytest.raises(CheckpointError) as caught:
        Checkpoint.load(folder)
    message = str(caught.value)
    assert says in message
    assert message.isprintable(), "one line of visible characters"
    assert 0 < len(message) <= LONGEST_MESSAGE
    suspect = {entry.name: entry for entry in list_checkpoints(folder.parent)}
    assert suspect[folder.name].checkpoint is None
    assert suspect[folder.name].problem == message
    assert suspect["sound"].checkpoint is not None
    assert suspect["sound"].problem is None


def edit_json(folder: Path, name: str, **changes: Any) -> None:
    value = json.loads((folder / name).read_bytes())
    rewrite(folder, name, json.dumps({**value, **changes}))


def edit_model(folder: Path, **changes: Any) -> None:
    value = json.loads((folder / "config.json").read_bytes())
    edit_json(folder, "config.json", model={**value["model"], **changes})


def edit_about(folder: Path, **changes: Any) -> None:
    value = json.loads((folder / "config.json").read_bytes())
    edit_json(folder, "config.json", about={**value["about"], **changes})


def edit_manifest(folder: Path, **files: Any) -> None:
    value = json.loads((folder / "manifest.json").read_bytes())
    value["files"].update(files)
    (folder / "manifest.json").write_text(json.dumps(value))


# --- a sound folder ---


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"layers": (5, 4)},
        {"embedding": 3},
        {"embedding": 3, "projection": 3, "tied": True},
        {"embedding": 6, "tied": True, "context": 7},
        {"projection": 2, "context": 1},
    ],
    ids=str,
)
def test_what_was_saved_is_what_loads(tmp_path: Path, changes: dict[str, Any]) -> None:
    config = tiny_config(**changes)
    checkpoint = Checkpoint.load(write_checkpoint(tmp_path / "made", config))
    assert checkpoint.name == "made"
    assert checkpoint.config == config
    assert checkpoint.about == tiny_about()
    assert checkpoint.tokenizer.vocabulary.tokens == TOKENS
    assert checkpoint.tokenizer.normalization == ("newlines", "lowercase")
    assert len(checkpoint.hash) == 64
    saved, loaded = random_weights(config), load_weights(tmp_path / "made")
    assert loaded.keys() == saved.keys()
    for name, array in loaded.items():
        assert array.dtype == np.float32
        np.testing.assert_array_equal(array, saved[name].astype(np.float16))
    assert checkpoint.parameters == sum(array.size for array in saved.values())


def test_the_same_parts_give_the_same_hash_and_other_weights_another(tmp_path: Path) -> None:
    one, two = (Checkpoint.load(write_checkpoint(tmp_path / name)) for name in ("one", "two"))
    assert one.hash == two.hash
    rewrite(two.path, "README.md", "# Another\n")
    assert Checkpoint.load(two.path).hash != one.hash


def test_weights_of_an_epoch_can_be_read(tiny_folder: Path) -> None:
    weights = load_weights(tiny_folder, "epochs/01.safetensors")
    expected = random_weights(tiny_config(), 1)
    np.testing.assert_array_equal(
        weights["output.bias"], expected["output.bias"].astype(np.float16)
    )


@pytest.mark.parametrize("file", ["epochs/02.safetensors", "../x", "/etc/passwd", "config.json"])
def test_weights_of_another_file_are_refused(tiny_folder: Path, file: str) -> None:
    with pytest.raises(CheckpointError):
        load_weights(tiny_folder, file)


def test_loaded_weights_cannot_be_written_to(tiny_folder: Path) -> None:
    for array in load_weights(tiny_folder).values():
        assert not array.flags.writeable


def test_large_weights_are_stored_in_shards_that_free_hosts_take(tmp_path: Path) -> None:
    config = tiny_config(layers=(800, 500))
    folder = write_checkpoint(tmp_path / "large", config)
    for file, random_seed in (("model.safetensors", 0), ("epochs/01.safetensors", 1)):
        path = folder / file
        assert not path.exists()
        shards = sorted(path.parent.glob(f"{path.stem}-*.safetensors"))
        assert len(shards) == 2
        assert all(shard.stat().st_size <= MAX_FILE_BYTES for shard in shards)
        saved = random_weights(config, random_seed)
        for name, array in load_weights(folder, file).items():
            np.testing.assert_array_equal(array, saved[name].astype(np.float16))


def test_saving_again_replaces_the_folder_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    folder = write_checkpoint(tmp_path / "made")
    (folder / "stray.txt").write_text("x")
    write_checkpoint(folder)
    assert Checkpoint.load(folder)
    assert [path.name for path in tmp_path.iterdir()] == ["made"]


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e30])
def test_a_model_that_could_not_be_read_back_replaces_nothing(tmp_path: Path, value: float) -> None:
    folder = write_checkpoint(tmp_path / "made")
    weights = random_weights(tiny_config())
    weights["output.bias"][0] = value
    tokenizer = CharTokenizer(Vocabulary(TOKENS))
    with pytest.raises(CheckpointError, match="finite"):
        save_checkpoint(folder, tiny_config(), tiny_about(), tokenizer, weights, Documents())
    assert Checkpoint.load(folder)
    assert [path.name for path in tmp_path.iterdir()] == ["made"]


def test_a_folder_that_cannot_take_its_place_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_checkpoint(tmp_path / "made")
    (folder / "stray.txt").write_text("x")
    rename = Path.rename

    def refuse(path: Path, target: Path) -> Path:
        if target == folder and not path.name.endswith("-old"):
            raise OSError(errno.EIO, "Input/output error")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(OSError, match="Input/output error"):
        write_checkpoint(folder)
    assert [path.name for path in tmp_path.iterdir()] == ["made"]
    assert (folder / "stray.txt").exists()


def test_a_collection_is_sorted_and_skips_folders_being_written(folder: Path) -> None:
    (folder.parent / ".being-written").mkdir()
    (folder.parent / "notes.txt").write_text("no folder")
    assert [entry.name for entry in list_checkpoints(folder.parent)] == ["sound", "suspect"]
    assert list_checkpoints(folder.parent / "absent") == []


# --- damage ---


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_told(folder: Path, name: str) -> None:
    (folder / name).unlink()
    check_refused(folder, name.rpartition("/")[2])


@pytest.mark.parametrize("name", READ_FILES)
def test_a_missing_file_that_the_manifest_does_not_name_either_is_told(
    folder: Path, name: str
) -> None:
    rewrite(folder, name, "")
    (folder / name).unlink()
    rewrite(folder, "README.md", "# Tiny\n")
    check_refused(folder)


@pytest.mark.parametrize("name", READ_FILES)
@pytest.mark.parametrize("kept", [0, 1, 10, -1])
def test_a_truncated_file_is_told(folder: Path, name: str, kept: int) -> None:
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[:kept])
    check_refused(folder, name)


@pytest.mark.parametrize("name", READ_FILES)
def test_a_truncated_file_whose_hash_was_made_to_fit_is_told(folder: Path, name: str) -> None:
    for kept in (0, 1, 8, 20, -2):
        rewrite(folder, name, (folder / name).read_bytes()[:kept])
        check_refused(folder)


@pytest.mark.parametrize("name", READ_FILES)
def test_a_flipped_bit_is_told(folder: Path, name: str) -> None:
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(content)
    check_refused(folder, name)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"{}", b'{"files": {}}', b"\xff"])
def test_a_manifest_that_is_none_is_told(folder: Path, content: bytes) -> None:
    (folder / "manifest.json").write_bytes(content)
    check_refused(folder, "manifest.json")


def test_an_empty_folder_is_told(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()
    check_refused(folder, "manifest.json")


def test_no_folder_at_all_is_told(tmp_path: Path) -> None:
    for path in (tmp_path / "absent", tmp_path / "nul\0byte"):
        with pytest.raises(CheckpointError):
            Checkpoint.load(path)


@pytest.mark.parametrize("name", ["config.json", "manifest.json"])
def test_a_folder_in_place_of_a_file_is_told(folder: Path, name: str) -> None:
    (folder / name).unlink()
    (folder / name).mkdir()
    check_refused(folder, name)


def test_a_file_that_the_manifest_does_not_name_is_told(folder: Path) -> None:
    (folder / "notes.txt").write_text("x")
    check_refused(folder, "notes.txt")


@pytest.mark.parametrize("name", ["a\nb", "\udcff", "x" * 250, "\u202etxt"])
def test_an_odd_name_of_such_a_file_is_told_on_one_line(folder: Path, name: str) -> None:
    (folder / name).write_text("x")
    check_refused(folder)


@pytest.mark.parametrize("version", [0, 2, "1", None, [1], {"x": "\n" * 1_000}])
def test_another_version_is_told(folder: Path, version: object) -> None:
    edit_json(folder, "config.json", format_version=version)
    check_refused(folder, "format_version")


def test_another_version_of_the_manifest_is_told(folder: Path) -> None:
    value = json.loads((folder / "manifest.json").read_bytes())
    (folder / "manifest.json").write_text(json.dumps({**value, "format_version": 2}))
    check_refused(folder, "format_version")


# --- hostility: every hash fits ---


@pytest.mark.parametrize("target", ["/etc/hostname", "/dev/zero", "config.json", "absent"])
@pytest.mark.parametrize("name", ["tokenizer.json", "extra.json", "manifest.json"])
def test_a_link_is_refused(folder: Path, name: str, target: str) -> None:
    (folder / name).unlink(missing_ok=True)
    (folder / name).symlink_to(target)
    check_refused(folder)


def test_a_linked_folder_is_refused(folder: Path, tmp_path: Path) -> None:
    (folder / "elsewhere").symlink_to(tmp_path / "sound", target_is_directory=True)
    check_refused(folder, "elsewhere")


@pytest.mark.parametrize("name", ["config.json", "manifest.json"])
def test_a_pipe_is_refused_and_not_waited_for(folder: Path, name: str) -> None:
    (folder / name).unlink()
    os.mkfifo(folder / name)
    check_refused(folder, name)


@pytest.mark.parametrize(
    "name",
    [
        "../sound/config.json",
        "/etc/passwd",
        "epochs/../config.json",
        "epochs/../../sound/config.json",
        "..",
        ".",
        "",
        "a\nb",
        "a\\b",
        "other/x",
        ".hidden",
        "manifest.json",
        "x" * 5_000,
        "nul\0",
        "\ud800",
    ],
    ids=lambda name: repr(name)[:30],
)
def test_a_path_trick_in_the_manifest_is_refused(folder: Path, name: str) -> None:
    edit_manifest(folder, **{name: "0" * 64})
    check_refused(folder, "manifest.json")


@pytest.mark.parametrize("digest", [None, 1, "", "0" * 63, "G" * 64, ["0" * 64]])
def test_a_hash_that_is_none_is_refused(folder: Path, digest: object) -> None:
    edit_manifest(folder, **{"config.json": digest})
    check_refused(folder, "SHA-256")


@pytest.mark.parametrize(
    "weight_map",
    [
        None,
        {},
        [],
        {"output.bias": "../sound/model.safetensors"},
        {"output.bias": "/etc/passwd"},
        {"output.bias": "absent.safetensors"},
        {"output.bias": "config.json"},
        {"output.bias": "manifest.json"},
        {"output.bias": None},
        {"output.bias": ["x"] * 1_000},
        {"output.bias": "x\n" * 10_000},
    ],
    ids=lambda value: repr(value)[:40],
)
def test_a_trick_in_the_shards_index_is_refused(folder: Path, weight_map: object) -> None:
    (folder / "model.safetensors").unlink()
    rewrite(folder, "model.safetensors.index.json", json.dumps({"weight_map": weight_map}))
    check_refused(folder)


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "vocabulary.json"])
def test_huge_json_is_refused(folder: Path, name: str) -> None:
    rewrite(folder, name, " " * MAX_JSON_BYTES + "{}")
    check_refused(folder, name)


def test_a_folder_of_more_than_64_mib_is_refused(folder: Path) -> None:
    with (folder / "README.md").open("r+b") as file:
        file.truncate(MAX_CHECKPOINT_BYTES)
    check_refused(folder, "bytes")


@pytest.mark.parametrize("name", ["model.safetensors", "epochs/01.safetensors", "README.md"])
def test_a_file_too_large_for_free_hosts_is_refused(folder: Path, name: str) -> None:
    rewrite(folder, name, bytes(MAX_FILE_BYTES))
    assert len(Files.open(folder).read(name)) == MAX_FILE_BYTES
    rewrite(folder, name, bytes(MAX_FILE_BYTES + 1))
    check_refused(folder, f"'{name}' holds 9500001 bytes")


def header(shape: list[int], dtype: str = "F16", end: int = 0) -> bytes:
    """Return a safetensors file of one tensor that says ``shape`` and holds ``end`` bytes."""
    text = json.dumps(
        {"output.bias": {"dtype": dtype, "shape": shape, "data_offsets": [0, end]}}
    ).encode()
    return len(text).to_bytes(8, "little") + text + bytes(end)


def model_file(**changes: Any) -> bytes:
    weights = {**random_weights(tiny_config()), **changes}
    return save({name: np.asarray(array) for name, array in weights.items() if array is not None})


V = len(TOKENS)
HOSTILE_MODELS = {
    "giant shape": header([2**62]),
    "giant product": header([2**32, 2**32]),
    "giant beside zero": header([0, 2**62]),
    "more axes than numpy has": header([1] * 100, end=2),
    "negative": header([-1]),
    "offsets beyond the end": header([V], end=2 * V)[:-1],
    "giant header": (2**63).to_bytes(8, "little") + b"{}",
    "negative header": b"\xff" * 8 + b"{}",
    "deep header": len(b"[" * 9_999).to_bytes(8, "little") + b"[" * 9_999,
    "no header": (0).to_bytes(8, "little"),
    "newlines in a name": save({"a\nb\n" * 500: np.zeros(1, np.float16)}),
    "brain float": header([V], "BF16", end=2 * V),
    "eight bits": header([V], "F8_E4M3", end=V),
    "complex": header([V], "C64", end=8 * V),
    "not a number": model_file(**{"output.bias": np.full(V, np.nan, np.float16)}),
    "infinite": model_file(**{"output.bias": np.full(V, -np.inf, np.float32)}),
    "so large that logits overflow": model_file(**{"output.bias": np.full(V, 3e38, np.float32)}),
    "double": model_file(**{"output.bias": np.zeros(V)}),
    "whole numbers": model_file(**{"output.bias": np.zeros(V, np.int32)}),
    "shape": model_file(**{"output.bias": np.zeros(V + 1, np.float32)}),
    "transposed": model_file(**{"lstm.0.kernel": np.zeros((24, V), np.float32)}),
    "missing": model_file(**{"output.bias": None}),
    "one more": model_file(extra=np.zeros(1, np.float32)),
}


@pytest.mark.parametrize("content", HOSTILE_MODELS.values(), ids=HOSTILE_MODELS.keys())
def test_hostile_weights_are_refused(folder: Path, content: bytes) -> None:
    rewrite(folder, "model.safetensors", content)
    check_refused(folder)


VOCABULARIES: dict[str, object] = {
    "doubles": ["\n"] * V,
    "surrogates": [*TOKENS[:-1], "\ud800"],
    "empty token": [*TOKENS[:-1], ""],
    "long token": [*TOKENS[:-1], "x" * 201],
    "huge token": [*TOKENS[:-1], "x\n" * 1_000_000],
    "number": [*TOKENS[:-1], 7],
    "null": [*TOKENS[:-1], None],
    "list": [*TOKENS[:-1], ["x"]],
    "nothing": [],
    "fewer": list(TOKENS[:-1]),
    "more": [*TOKENS, "!!"],
    "object": {},
    "no opening": ["?", *TOKENS[1:]],
}


@pytest.mark.parametrize("tokens", VOCABULARIES.values(), ids=VOCABULARIES.keys())
def test_a_hostile_vocabulary_is_refused(folder: Path, tokens: object) -> None:
    rewrite(folder, "vocabulary.json", json.dumps(tokens))
    check_refused(folder)


def test_a_vocabulary_over_a_hundred_thousand_is_refused(folder: Path) -> None:
    size = MAX_VOCABULARY + 1
    rewrite(folder, "vocabulary.json", json.dumps(["\n", *map(str, range(MAX_VOCABULARY))]))
    check_refused(folder)
    edit_model(folder, vocabulary_size=size)
    check_refused(folder, "vocabulary_size")


MODELS: list[dict[str, Any]] = [
    {"kind": "transformer"},
    {"layers": []},
    {"layers": [6] * 9},
    {"layers": [4097]},
    {"layers": [0]},
    {"layers": [6.0]},
    {"layers": [True]},
    {"layers": "66"},
    {"layers": {"0": 6}},
    {"layers": None},
    {"embedding": 10**30},
    {"embedding": "6"},
    {"projection": -1},
    {"context": 0},
    {"context": "windowed"},
    {"context": 1001},
    {"context": ["carry"]},
    {"opening": ""},
    {"opening": None},
    {"opening": "?"},
    {"opening": "\ud800"},
    {"opening": "x\n" * 1_000_000},
    {"tied": True},
    {"tied": 1},
    {"vocabulary_size": None},
    {"vocabulary_size": -5},
    {"surprise": 1},
    {"layers": [1] * 1_000_000},
    {"layers": ["x" * 1_000_000]},
]


@pytest.mark.parametrize("changes", MODELS, ids=lambda value: repr(value)[:40])
def test_a_hostile_model_shape_is_refused(folder: Path, changes: dict[str, Any]) -> None:
    edit_model(folder, **changes)
    check_refused(folder)


ABOUTS: list[dict[str, Any]] = [
    {"language": "de"},
    {"language": ["en"]},
    {"language": "x\n" * 10_000},
    {"title": "Tiny"},
    {"title": {"en": "Tiny"}},
    {"title": {"en": 1, "zh": 2}},
    {"title": {"en": "x" * 201, "zh": ""}},
    {"title": {"en": "\ud800", "zh": ""}},
    {"prompts": []},
    {"prompts": "abc"},
    {"prompts": [1]},
    {"prompts": ["x" * 2_001]},
    {"prompts": ["\udfff"]},
    {"max_new_tokens": 0},
    {"max_new_tokens": -1},
    {"max_new_tokens": 1_001},
    {"max_new_tokens": 2.5},
    {"max_new_tokens": True},
    {"corpus_sha256": 1},
    {"heldout_bits_per_char": "low"},
    {"heldout_bits_per_char": -1.0},
    {"heldout_bits_per_char": float("nan")},
    {"heldout_bits_per_char": float("inf")},
    {"x" * 100_000: 1},
    {"surprise\n": 1},
]


@pytest.mark.parametrize("changes", ABOUTS, ids=lambda value: repr(value)[:40])
def test_a_hostile_description_is_refused(folder: Path, changes: dict[str, Any]) -> None:
    edit_about(folder, **changes)
    check_refused(folder)


TOKENIZERS: list[dict[str, Any]] = [
    {"unit": "letter"},
    {"unit": None},
    {"unit": ["character"]},
    {"unit": "x\n" * 10_000},
    {"normalization": "lowercase"},
    {"normalization": ["upper"]},
    {"normalization": [["lowercase"]]},
    {"normalization": [{}]},
    {"normalization": [None]},
    {"normalization": ["lowercase"] * 100_000},
]


@pytest.mark.parametrize("changes", TOKENIZERS, ids=lambda value: repr(value)[:40])
def test_a_hostile_tokenizer_is_refused(folder: Path, changes: dict[str, Any]) -> None:
    edit_json(folder, "tokenizer.json", **changes)
    check_refused(folder)


# Where JSON of any depth may stand. Every depth about the interpreter's limit is tried: what the
# parser still reads may be too deep for whoever prints it.
DEEP_PLACES = {
    "config.json": [
        '{"format_version": %s}',
        '{"format_version": 1, "model": %s, "about": {}}',
        '{"format_version": 1, "model": {"vocabulary_size": 1, "layers": %s}, "about": {}}',
        '{"format_version": 1, "model": {"vocabulary_size": %s, "layers": [1]}, "about": {}}',
        '{"format_version": 1, "model": {"vocabulary_size": 1, "layers": [%s]}, "about": {}}',
        '{"format_version": 1, "model": {"vocabulary_size": 1, "layers": [1], "kind": %s},'
        ' "about": {}}',
        '{"format_version": 1, "model": {"vocabulary_size": 1, "layers": [1], "opening": %s},'
        ' "about": {}}',
        '{"format_version": 1, "model": {"vocabulary_size": 1, "layers": [1]},'
        ' "about": {"language": %s, "prompts": [], "title": {}, "max_new_tokens": 1}}',
        '{"format_version": 1, "model": {"vocabulary_size": 1, "layers": [1]},'
        ' "about": {"language": "en", "prompts": ["a"], "title": {"en": "", "zh": ""},'
        ' "max_new_tokens": %s}}',
    ],
    "tokenizer.json": ['{"unit": %s}', '{"unit": "character", "normalization": [%s]}'],
    "vocabulary.json": ["[%s]", '["\\n", %s' + ', "x"' * (V - 2) + "]"],
    "manifest.json": ["%s", '{"files": %s}', '{"files": {"x": %s}}', '{"format_version": %s}'],
}


@pytest.mark.parametrize(
    ("name", "template"), [(name, place) for name in DEEP_PLACES for place in DEEP_PLACES[name]]
)
def test_json_of_any_depth_is_refused(folder: Path, name: str, template: str) -> None:
    for depth in (*range(900, 1_000, 3), 10_000, 100_000):
        content = template % ("[" * depth + "]" * depth)
        if name == "manifest.json":
            (folder / name).write_text(content)
        else:
            rewrite(folder, name, content)
        with pytest.raises(CheckpointError):
            Checkpoint.load(folder)
    check_refused(folder)


# --- nothing but a CheckpointError comes out of any change of any JSON value ---

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([0, 1, -1, 2**31, 2**63, 2**64, 10**400])
    | st.floats()
    | st.text(st.characters(exclude_categories=()), max_size=8)
    | st.sampled_from(["\n", "carry", "character", "../x", "lowercase", "en", "model.safetensors"]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)


def paths_in(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the place of every value inside a JSON value, itself included."""
    children = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value[:3])
        if isinstance(value, list)
        else ()
    )
    return [path, *(place for key, child in children for place in paths_in(child, (*path, key)))]


def replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """Return a JSON value with the one at ``path`` replaced."""
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(value[path[0]], path[1:], new)
    return copy


@pytest.mark.parametrize(
    "name", ["config.json", "tokenizer.json", "vocabulary.json", "index", "manifest.json"]
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_changed_json_value_gives_a_checkpoint_or_a_checkpoint_error(
    folder: Path, tiny_folder: Path, name: str, data: st.DataObject
) -> None:
    shutil.rmtree(folder)
    shutil.copytree(tiny_folder, folder)
    if name == "index":
        name = "model.safetensors.index.json"
        (folder / "model.safetensors").rename(folder / "part.safetensors")
        weight_map = dict.fromkeys(tiny_config().weight_shapes(), "part.safetensors")
        rewrite(folder, name, json.dumps({"weight_map": weight_map}))
    value = json.loads((folder / name).read_bytes())
    path = data.draw(st.sampled_from(paths_in(value)))
    content = json.dumps(replaced(value, path, data.draw(json_values)))
    if name == "manifest.json":
        (folder / name).write_text(content)
    else:
        rewrite(folder, name, content)
    try:
        checkpoint = Checkpoint.load(folder)
    except CheckpointError as error:
        assert str(error).isprintable()
        assert len(str(error)) <= LONGEST_MESSAGE
    else:
        steps = generate(checkpoint.decoder, checkpoint.tokenizer.encode("a bee"))
        assert checkpoint.tokenizer.decode(step.id for step in islice(steps, 3))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_changed_byte_of_the_weights_gives_a_checkpoint_or_a_checkpoint_error(
    folder: Path, tiny_folder: Path, data: st.DataObject
) -> None:
    content = bytearray((tiny_folder / "model.safetensors").read_bytes())
    place = data.draw(st.integers(0, 700) | st.integers(0, len(content) - 1))
    content[place : place + 1] = data.draw(st.binary(max_size=3))
    rewrite(folder, "model.safetensors", bytes(content))
    try:
        Checkpoint.load(folder)
    except CheckpointError as error:
        assert str(error).isprintable()
        assert len(str(error)) <= LONGEST_MESSAGE
