"""A damaged checkpoint is listed with its reason and keeps nobody else away."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.collection import CHINESE, ENGLISH, about, write_checkpoint
from textgen import CheckpointError
from ui import resources

ROOT = Path(__file__).parents[2]
FIRST_VISIT = """
import sys
from streamlit.testing.v1 import AppTest
from ui.resources import warm_up
warm_up()
before = set(sys.modules)
app = AppTest.from_file("navigation.py", default_timeout=60).run()
assert len(app.get("bidi_component")) == 2 and not app.exception
print(*sorted(set(sys.modules) - before), sep="\\n")
"""


@pytest.fixture
def collection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Point the app at an empty folder of checkpoints."""
    monkeypatch.setattr(resources, "CHECKPOINTS", tmp_path)
    resources.entries.clear()
    yield tmp_path
    resources.entries.clear()


def test_a_broken_folder_is_listed_with_the_reason(collection: Path) -> None:
    (collection / "broken").mkdir()
    (entry,) = resources.entries()
    assert entry.name == "broken"
    assert entry.checkpoint is None
    assert entry.problem
    with pytest.raises(CheckpointError, match="broken"):
        resources.checkpoint("broken")


def test_an_unknown_name_is_an_error(collection: Path) -> None:
    with pytest.raises(CheckpointError, match="'nobody'"):
        resources.checkpoint("nobody")


def test_the_best_model_of_the_language_comes_first(collection: Path) -> None:
    english, chinese = about(ENGLISH), about(CHINESE)  # 4.25 bits per character; not measured
    write_checkpoint(collection / "a-worse", ENGLISH, replace(english, heldout_bits_per_char=4.5))
    write_checkpoint(collection / "b-best", ENGLISH, replace(english, heldout_bits_per_char=1.5))
    write_checkpoint(collection / "c-unmeasured", CHINESE, chinese)
    write_checkpoint(collection / "d-good", CHINESE, replace(chinese, heldout_bits_per_char=6.0))
    assert list(resources.usable("en")) == ["b-best", "a-worse", "d-good", "c-unmeasured"]
    assert list(resources.usable("zh")) == ["d-good", "c-unmeasured", "b-best", "a-worse"]


def test_warm_up_works_without_checkpoints(collection: Path) -> None:
    resources.warm_up()


def test_the_first_visitor_waits_for_no_large_import(tmp_path: Path) -> None:
    write_checkpoint(tmp_path / "tiny", ENGLISH, about(ENGLISH))
    environment = {**os.environ, "TEXTGEN_CHECKPOINTS": str(tmp_path)}
    command = [sys.executable, "-c", FIRST_VISIT]
    run = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
    )
    assert run.returncode == 0, run.stderr
    imported = run.stdout.split()
    assert len(imported) < 20, imported
    assert not {"streamlit.emojis", "streamlit.material_icon_names"} & set(imported)


def test_a_text_is_read_once_and_few_are_kept(collection: Path) -> None:
    write_checkpoint(collection / "tiny", ENGLISH, about(ENGLISH))
    first = resources.inspected("tiny", "a bee")
    assert resources.inspected("tiny", "a bee") is first
    for i in range(8):
        resources.inspected("tiny", f"{i} bees")
    assert len(resources._inspections()) == 8
    assert resources.inspected("tiny", "a bee") is not first


def test_filters_that_cannot_be_read_keep_nobody_away(collection: Path) -> None:
    write_checkpoint(collection / "tiny", ENGLISH, about(ENGLISH))
    model = resources.checkpoint("tiny")
    (collection / "tiny" / "manifest.json").write_text("{}", encoding="utf-8")
    assert resources.filters_of(model) is None
