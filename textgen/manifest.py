"""A folder of files whose hashes are known: nothing in it is read before it is checked."""

import hashlib
import json
import re
import stat
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.numpy import load as parse_safetensors

from textgen.errors import CheckpointError, brief
from textgen.limits import MAX_CHECKPOINT_BYTES, MAX_FILE_BYTES, MAX_JSON_BYTES

NAME = "manifest.json"
_FORMAT_VERSION = 1
_FILE_NAME = re.compile(r"(epochs/)?[A-Za-z0-9_][A-Za-z0-9._-]{0,99}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Files:
    """The files that a manifest names, read and hashed on demand.

    Use `open`; the constructor trusts its arguments.

    Parameters
    ----------
    folder : Path
        Where they lie.
    hashes : dict of str to str
        SHA-256 of each file by its name.
    manifest_hash : str
        SHA-256 of the manifest.
    """

    def __init__(self, folder: Path, hashes: dict[str, str], manifest_hash: str) -> None:
        self.folder = folder
        self.hashes = hashes
        self.manifest_hash = manifest_hash

    def __contains__(self, name: str) -> bool:
        return name in self.hashes

    @classmethod
    def open(cls, folder: Path) -> "Files":
        """Read a folder's manifest and compare its names with what is there.

        Raises
        ------
        CheckpointError
            If the manifest is missing or malformed, names a path outside the folder, if the
            folder holds more than the manifest names, more than 64 MiB, or a file of more than
            9.5 MB.
        """
        try:
            found = _list_files(folder)
            content = _read_bounded(folder / NAME, MAX_JSON_BYTES)
        except (OSError, ValueError) as error:  # a name with a zero byte is a ValueError
            raise CheckpointError(f"the folder cannot be read ({brief(str(error))})") from error
        hashes = _parse_manifest(content)
        if extra := sorted(found.keys() - hashes.keys() - {NAME}):
            raise CheckpointError(f"{brief(extra[0])} is not in {NAME}; remove it or make it anew")
        if missing := sorted(hashes.keys() - found.keys()):
            raise CheckpointError(f"{brief(missing[0])} is missing; get the checkpoint again")
        if sum(found.values()) > MAX_CHECKPOINT_BYTES:
            raise CheckpointError(
                f"the folder holds {sum(found.values())} bytes, at most {MAX_CHECKPOINT_BYTES} "
                "are read"
            )
        largest = max(found, key=found.__getitem__)
        if found[largest] > MAX_FILE_BYTES:
            raise CheckpointError(
                f"{brief(largest)} holds {found[largest]} bytes, at most {MAX_FILE_BYTES} are "
                "read; save the checkpoint again, which cuts large weights into shards"
            )
        return cls(folder, hashes, hashlib.sha256(content).hexdigest())

    def read(self, name: str) -> bytes:
        """Return a file's content; CheckpointError if it is not what the manifest says."""
        if name not in self.hashes:
            raise CheckpointError(f"{brief(name)} is not in {NAME}; get the checkpoint again")
        content = _read_bounded(self.folder / name, MAX_FILE_BYTES)
        if hashlib.sha256(content).hexdigest() != self.hashes[name]:
            raise CheckpointError(f"{name!r} differs from {NAME}; get the checkpoint again")
        return content


def parse_json(files: Files, name: str, kind: type = dict) -> Any:
    """Return a JSON file's value; CheckpointError if it is no JSON of that kind."""
    return _parse(files.read(name), name, kind)


def parse_tensors(files: Files, name: str) -> dict[str, Any]:
    """Return a safetensors file's arrays; CheckpointError if it is none. Check each array."""
    try:
        return parse_safetensors(files.read(name))
    except (SafetensorError, KeyError, ValueError) as error:
        raise CheckpointError(
            f"{brief(name)} is no readable safetensors file ({brief(str(error))}); "
            "get the checkpoint again"
        ) from error


def write_manifest(folder: Path) -> None:
    """Write the manifest of everything that a folder holds."""
    hashes = {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
        for name in sorted(_list_files(folder))
        if name != NAME
    }
    text = json.dumps({"format_version": _FORMAT_VERSION, "files": hashes}, indent=1) + "\n"
    (folder / NAME).write_text(text, encoding="utf-8")


def _parse(content: bytes, name: str, kind: type) -> Any:
    if len(content) > MAX_JSON_BYTES:
        raise CheckpointError(f"{name}: {len(content)} bytes, at most {MAX_JSON_BYTES} are read")
    try:
        value = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise CheckpointError(f"{name} is no JSON ({error}); get the checkpoint again") from error
    if not isinstance(value, kind):
        raise CheckpointError(f"{name} must hold a JSON {kind.__name__}; get the checkpoint again")
    return value


def _parse_manifest(content: bytes) -> dict[str, str]:
    values = _parse(content, NAME, dict)
    hashes = values.get("files")
    if values.get("format_version") != _FORMAT_VERSION:
        raise CheckpointError(
            f"{NAME}: format_version is not {_FORMAT_VERSION}; update the app or the checkpoint"
        )
    if not isinstance(hashes, dict) or not hashes:
        raise CheckpointError(f"{NAME}: files is missing; get the checkpoint again")
    for name, digest in hashes.items():
        if not _FILE_NAME.fullmatch(name) or ".." in name or name == NAME:
            raise CheckpointError(f"{NAME}: {brief(name)} is no allowed file name")
        if not isinstance(digest, str) or not _SHA256.fullmatch(digest):
            raise CheckpointError(f"{NAME}: the hash of {name!r} is no SHA-256")
    return hashes


def _list_files(folder: Path) -> dict[str, int]:
    """Size of each file by its name relative to the folder; links, pipes and such are refused."""
    sizes = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        if stat.S_ISREG(status.st_mode):
            sizes[path.relative_to(folder).as_posix()] = status.st_size
        elif not stat.S_ISDIR(status.st_mode):
            raise CheckpointError(
                f"{brief(path.name)} is a link or a device; a checkpoint holds plain files only"
            )
    return sizes


def _read_bounded(path: Path, largest: int) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(largest + 1)
    except OSError as error:
        raise CheckpointError(
            f"{brief(path.name)} cannot be read ({error.strerror}); get the checkpoint again"
        ) from error
    if len(content) > largest:
        raise CheckpointError(f"{brief(path.name)} is larger than {largest} bytes")
    return content
