"""Write ``docs/LICENCES.md``: under which licences the packages are that serving the app needs.

Read from what is installed here: the packages in ``requirements.txt`` and all they need.
"""

from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
FILE = ROOT / "docs" / "LICENCES.md"

HEAD = """# Licences

Temperature Lab itself is under the MIT licence, see [LICENSE](../LICENSE). Serving it needs these
packages, which are installed beside it and keep their own licences. `python scripts/licences.py`
writes this list from what is installed.

| Package | Version | Licence |
|---|---|---|
"""

_PREFIX = "License :: OSI Approved :: "
_LONGEST = 60  # some packages put the whole text into the field


def required(file: Path = ROOT / "requirements.txt") -> list[str]:
    """Return the names of the packages in a requirements file."""
    names = []
    for line in file.read_text(encoding="utf-8").splitlines():
        try:
            names.append(Requirement(line.partition("#")[0]).name)
        except InvalidRequirement:  # a comment, an option, an empty line
            continue
    return names


def closure(names: list[str]) -> dict[str, Distribution]:
    """Return packages and all they need on this machine, by canonical name, in order."""
    found: dict[str, Distribution] = {}
    waiting = list(names)
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name in found:
            continue
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:  # for another platform
            continue
        waiting += needs(found[name])
    return dict(sorted(found.items()))


def needs(package: Distribution) -> Iterator[str]:
    """Yield what a package needs here, without its extras."""
    for requirement in map(Requirement, package.requires or ()):
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield requirement.name


def licence(package: Distribution) -> str:
    """Return what a package says of its licence, in a few words."""
    metadata = package.metadata
    classifiers = [
        each.removeprefix(_PREFIX)
        for each in metadata.get_all("Classifier", [])
        if each.startswith(_PREFIX)
    ]
    words = " ".join(metadata.get("License", "").split())
    said = metadata.get("License-Expression") or ", ".join(classifiers) or words
    return said[:_LONGEST] or "see its own files"


def table() -> str:
    """Return the whole page."""
    rows = (
        f"| {package.metadata['Name']} | {package.version} | {licence(package)} |\n"
        for package in closure(required()).values()
    )
    return HEAD + "".join(rows)


if __name__ == "__main__":
    FILE.write_text(table(), encoding="utf-8")
