"""A Docker Space holds what its image is built from, and says how to run it."""

import subprocess
import sys
from pathlib import Path

import pytest

from scripts import image
from scripts.space import ROOT, assemble

COLOURS = {"red", "yellow", "green", "blue", "indigo", "purple", "pink", "gray"}
LARGEST = 10_000_000  # bytes; the Hub wants what is larger elsewhere


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Assemble a Space."""
    folder = tmp_path_factory.mktemp("space")
    assemble(folder)
    return folder


def test_everything_that_the_image_is_built_from_is_there(space: Path) -> None:
    assert (space / "Dockerfile").read_bytes() == (ROOT / "Dockerfile").read_bytes()
    for file in (*image.copied().values(), "requirements.txt", ".dockerignore"):
        assert (space / file).read_bytes() == (ROOT / file).read_bytes()


def test_the_front_matter_fits_the_image(space: Path) -> None:
    _, matter, text = (space / "README.md").read_text(encoding="utf-8").split("---\n", 2)
    fields = dict(line.split(": ", 1) for line in matter.splitlines() if ": " in line)
    (ports,) = (
        rest for keyword, rest in image.instructions() if "PORT=" in rest and keyword == "ENV"
    )
    assert fields["sdk"] == "docker"
    assert f"PORT={fields['app_port']}" in ports.split()
    assert {fields["colorFrom"], fields["colorTo"]} <= COLOURS
    assert len(fields["short_description"]) <= 60
    assert text.strip()


def test_no_file_is_too_large_for_the_hub(space: Path) -> None:
    assert max(file.stat().st_size for file in space.rglob("*")) <= LARGEST


@pytest.mark.parametrize("folder", [".", "docs/space", ".."])
def test_the_project_is_not_written_over(folder: str) -> None:
    command = [sys.executable, "-m", "scripts.space", folder]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 2
    assert "outside the project" in done.stderr
