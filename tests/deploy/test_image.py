"""The container image, without a container engine: what it holds, weighs and does."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest
from playwright.sync_api import Browser, expect

from scripts import image
from scripts.running_app import ROOT, answers, free_port

SERVED = {"app.py", "navigation.py", "pages", "server", "textgen", "ui"} | {
    "checkpoints",
    "lessons",
}
TRAINING = PurePosixPath("textgen/training")
NOBODY = 1000
LARGEST = 700  # MB


def tracked() -> list[PurePosixPath]:
    """Return the project's files as git knows them."""
    names = subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT, text=True)
    return [PurePosixPath(name) for name in names.split("\0") if name]


def value(keyword: str) -> str:
    """Return what stands after the last such keyword of the Dockerfile."""
    return [rest for each, rest in image.instructions() if each == keyword][-1]


def test_it_holds_what_serving_needs_where_it_is_looked_for() -> None:
    needed = {
        file for file in tracked() if file.parts[0] in SERVED and TRAINING not in file.parents
    }
    needed.add(PurePosixPath(".streamlit/config.toml"))
    held = image.copied()
    assert needed - set(held) == set()
    assert all(place == file for place, file in held.items())


def test_it_holds_nothing_else() -> None:
    assert {place.parts[0] for place in image.copied()} == SERVED | {".streamlit"}


def test_whoever_adds_a_folder_decides_whether_it_is_served() -> None:
    not_served = {"bench", "deploy", "docs", "recipes", "scripts", "tests"}
    folders = {file.parts[0] for file in tracked() if len(file.parts) > 1}
    assert {name for name in folders if not name.startswith(".")} - SERVED == not_served


@pytest.mark.parametrize(
    "path",
    [
        ".env",
        ".git/config",
        ".streamlit/secrets.toml",
        ".venv/bin/python",
        "checkpoints/.mine.training/state",
        "corpora/nietzsche.txt",
        "textgen/training/model.py",
        "ui/player/__pycache__/scene.pyc",
    ],
)
def test_what_is_private_stays_outside(path: str) -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert image.is_ignored(PurePosixPath(path), lines)


def test_the_app_is_not_root_and_its_port_can_be_chosen() -> None:
    assert value("USER") == "app"
    assert f"useradd --uid {NOBODY}" in "".join(rest for _, rest in image.instructions())
    assert "--server.port=$PORT" in json.loads(value("CMD"))[-1]


@pytest.fixture(scope="module")
def built() -> Iterator[Path]:
    """Build what the image adds to its base where every user may read it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        image.build(folder, interpreter_for_all())
        yield folder


def interpreter_for_all() -> str:
    """Return a Python that every user may run."""
    own = Path(sys.executable).resolve()
    if os.getuid() != 0 or all(folder.stat().st_mode & 1 for folder in own.parents):
        return str(own)
    found = shutil.which("python3", path="/usr/local/bin:/usr/bin")
    if found is None:
        pytest.skip("the only Python is one that another user may not run")
    return found


@pytest.mark.slow
@pytest.mark.timeout(900)  # all packages are installed anew
def test_it_is_small(built: Path) -> None:
    assert image.megabytes(built) <= LARGEST


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.browser
def test_it_serves_the_app_to_whoever_is_not_root(built: Path, browser: Browser) -> None:
    port = free_port()
    environment = {
        "PATH": f"{built}/venv/bin:/usr/bin:/bin",
        "HOME": str(built),  # not writable for this user: nothing is to be written
        "PYTHONDONTWRITEBYTECODE": "1",
        "PORT": str(port),
    }
    user = NOBODY if os.getuid() == 0 else None
    as_user = {"cwd": built / "app", "env": environment, "user": user, "group": user}
    process = subprocess.Popen(json.loads(value("CMD")), **as_user)
    try:
        assert answers(f"http://127.0.0.1:{port}", process)
        check = value("HEALTHCHECK").partition("CMD ")[2]
        assert subprocess.run(["sh", "-c", check], **as_user).returncode == 0
        page = browser.new_page(locale="en-US")
        page.goto(f"http://127.0.0.1:{port}/?c=luxun-word&at=5", timeout=60_000)
        expect(page.locator(".player .plot .main-svg").first).to_be_attached(timeout=60_000)
        page.close()
    finally:
        process.terminate()
        assert process.wait(10) is not None
