"""Imports point one way: app -> server, navigation -> pages -> ui -> textgen -> numpy."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
RANKS = {"app": 0, "server": 1, "navigation": 1, "pages": 2, "ui": 3, "textgen": 4}
FILES = sorted(
    file for name in RANKS for file in (*ROOT.glob(f"{name}.py"), *(ROOT / name).rglob("*.py"))
)

# Which packages from elsewhere a part may import, the most particular path first.
OUTSIDE = {
    "textgen/tokenizers/word.py": {"numpy", "jieba"},
    "textgen/training": {"numpy", "safetensors", "tensorflow", "keras", "tqdm"},
    "textgen": {"numpy", "safetensors"},
    "ui/figures": {"numpy", "plotly"},
    "ui/share": {"segno", "streamlit"},
    "ui": {"numpy", "polib", "streamlit"},
    "server": {"anyio", "jsonschema", "starlette", "streamlit"},
    "pages": {"streamlit"},
    "navigation.py": {"streamlit"},
    "app.py": {"starlette", "streamlit"},
}

HEAVY = ("tensorflow", "keras", "streamlit", "plotly", "jieba")


def imported(file: Path) -> Iterator[str]:
    """Yield the top-level package of every import in a file, those inside functions too."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            yield (node.module or "").partition(".")[0]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_file_imports_only_what_stands_below_it(file: Path) -> None:
    name = file.relative_to(ROOT).as_posix()
    part = name.partition("/")[0].removesuffix(".py")
    allowed = next(names for start, names in OUTSIDE.items() if name.startswith(start))
    for package in set(imported(file)) - {part} - sys.stdlib_module_names:
        if package in RANKS:
            assert RANKS[package] > RANKS[part], f"{name} imports {package}"
        else:
            assert package in allowed, f"{name} imports {package}"


def loaded_by(statement: str) -> set[str]:
    """Return the names of all modules that a fresh process holds after ``statement``."""
    code = f"{statement}; import sys; print(*sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return set(result.stdout.split())


def test_textgen_comes_without_the_heavy_packages() -> None:
    assert loaded_by("import textgen").isdisjoint(HEAVY)


def test_one_thread_is_chosen_before_numpy_is_loaded() -> None:
    assert "numpy" not in loaded_by("import app")
