"""The app runs on ``requirements.txt`` alone, and every version is pinned in one place."""

import re
import sys
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.test_imports import imported

ROOT = Path(__file__).parents[2]
SERVED = ("app.py", "navigation.py", "pages", "server", "textgen", "ui")
OURS = {Path(name).stem for name in SERVED}
FILES = sorted(ROOT.glob("requirements*.txt"))


def serving_code() -> list[Path]:
    """Return every Python file that serving may run."""
    files = [file for name in SERVED for file in (ROOT / name).rglob("*.py")]
    training = ROOT / "textgen" / "training"
    return [ROOT / "app.py", ROOT / "navigation.py"] + [
        file for file in files if training not in file.parents
    ]


def pins(file: Path) -> list[Requirement]:
    """Return the requirements that a file states itself."""
    lines = (line.partition("#")[0].strip() for line in file.read_text("utf-8").splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith("-r ")]


def with_dependencies(requirements: list[Requirement]) -> set[str]:
    """Return the names of all packages that installing ``requirements`` brings."""
    found: set[str] = set()
    waiting = [canonicalize_name(requirement.name) for requirement in requirements]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        try:
            needed = [Requirement(text) for text in requires(name) or []]
        except PackageNotFoundError:  # for another platform
            continue
        waiting += [
            canonicalize_name(each.name)
            for each in needed
            if each.marker is None or each.marker.evaluate({"extra": ""})
        ]
    return found


def test_serving_imports_only_what_it_requires() -> None:
    installed = with_dependencies(pins(ROOT / "requirements.txt"))
    providers = packages_distributions()
    strangers = {
        (str(file.relative_to(ROOT)), package)
        for file in serving_code()
        for package in set(imported(file)) - OURS - sys.stdlib_module_names
        if installed.isdisjoint(map(canonicalize_name, providers.get(package, ())))
    }
    assert strangers == set()


@pytest.mark.parametrize("package", ["tensorflow", "tensorflow-cpu", "keras", "torch", "pytest"])
def test_serving_does_not_install_the_heavy_packages(package: str) -> None:
    assert package not in with_dependencies(pins(ROOT / "requirements.txt"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_version_is_pinned(file: Path) -> None:
    for requirement in pins(file):
        assert re.fullmatch(r"==[0-9.]+", str(requirement.specifier)), str(requirement)


def test_a_version_stands_in_one_place() -> None:
    names = [str(each.name) for file in FILES for each in pins(file)]
    assert sorted(names) == sorted(set(names))
