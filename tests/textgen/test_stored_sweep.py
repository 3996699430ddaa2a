"""The sweep that a checkpoint folder keeps: what was measured, and nothing hostile."""

import json
import math
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.textgen.tiny import rewrite
from textgen import Checkpoint, CheckpointError
from textgen.errors import ConfigError
from textgen.measures.stored_sweep import FILE, RUNS, Sweep, measure_prompt


@pytest.fixture(scope="module")
def sweep(tiny: Checkpoint) -> Sweep:
    return measure_prompt(tiny.tokenizer, tiny.decoder, tiny.about, tiny.filters, "old hat")


def test_it_is_of_672_runs_of_200_characters(sweep: Sweep) -> None:
    assert sum(row.texts for row in sweep.rows) == RUNS == 672
    assert (sweep.prompt, sweep.max_new_tokens) == ("old hat", 200)
    assert [row.temperature for row in sweep.rows] == [i / 10 for i in range(21)]


def test_it_comes_back_as_it_was(sweep: Sweep) -> None:
    assert Sweep.from_json(json.loads(json.dumps(sweep.to_json()))) == sweep


def broken(sweep: Sweep, **changes: Any) -> dict[str, Any]:
    values = json.loads(json.dumps(sweep.to_json()))
    row = values["rows"][3]
    for name, value in changes.items():
        (values if name in values else row)[name] = value
    return values


@pytest.mark.parametrize(
    "changes",
    [
        {"prompt": 3},
        {"prompt": "x" * 2_001},
        {"max_new_tokens": 0},
        {"max_new_tokens": True},
        {"rows": []},
        {"rows": "x" * 21},
        {"rows": [1] * 21},
        {"temperature": 0.4},
        {"texts": 0},
        {"texts": 10**9},
        {"entropy": 1.0},
        {"entropy": {"mean": 1.0}},
        {"entropy": {"mean": "1", "std": 0}},
        {"entropy": {"mean": math.nan, "std": 0}},
        {"entropy": {"mean": 1, "std": -1}},
        {"more": 1},
    ],
)
def test_what_is_no_sweep_is_refused(sweep: Sweep, changes: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        Sweep.from_json(broken(sweep, **changes))


def test_a_folder_gives_its_sweep(tiny_folder: Path, tmp_path: Path, sweep: Sweep) -> None:
    assert Checkpoint.load(tiny_folder).sweep is None
    folder = tmp_path / "swept"
    shutil.copytree(tiny_folder, folder)
    rewrite(folder, FILE, json.dumps(sweep.to_json()))
    assert Checkpoint.load(folder).sweep == sweep
    rewrite(folder, FILE, "[]")
    with pytest.raises(CheckpointError):
        _ = Checkpoint.load(folder).sweep
    rewrite(folder, FILE, json.dumps(broken(sweep, texts=0)))
    with pytest.raises(CheckpointError, match=r"sweep\.json: texts"):
        _ = Checkpoint.load(folder).sweep
