"""The command line: clean output, status 0, or status 2 and one clear line."""

import json
import math
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from tests.textgen.tiny import rewrite
from textgen import (
    Checkpoint,
    Filters,
    Sampler,
    Settings,
    evaluate,
    generate,
    measure_temperatures,
    record,
)
from textgen.calibration import cross_calibrate
from textgen.cli import main
from textgen.limits import PROMPT_CHARS
from textgen.run_format import from_json, to_json

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def collection(tiny_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of one sound checkpoint and one that is not."""
    folder = tmp_path_factory.mktemp("collection")
    shutil.copytree(tiny_folder, folder / "tiny")
    shutil.copytree(tiny_folder, folder / "broken")
    (folder / "broken" / "config.json").write_text("{}")
    return folder


@pytest.fixture
def run(
    collection: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Return a function that runs a command: arguments in, status, output and error text out."""

    def run_command(*arguments: str) -> tuple[int, str, str]:
        extra = (
            ()
            if {"--help", "--checkpoints", "train", "replay"} & set(arguments)
            else ("--checkpoints", str(collection))
        )
        try:
            status = main([*arguments, *extra])
        except SystemExit as end:
            status = int(end.code or 0)
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run_command


def generated(checkpoint: Checkpoint, prompt: str, settings: Settings) -> str:
    ids = checkpoint.tokenizer.encode(prompt)
    return checkpoint.tokenizer.decode(
        step.id for step in generate(checkpoint.decoder, ids, settings)
    )


# --- list ---


def test_list_shows_what_is_usable_and_why_the_rest_is_not(run: Any) -> None:
    status, out, err = run("list")
    assert (status, err) == (0, "")
    broken, tiny = out.splitlines()
    assert broken.startswith("broken")
    assert "unusable: 'config.json' differs" in broken
    for part in ("tiny", "en", "character", "parameters", "4.500 bits per character"):
        assert part in tiny


def test_list_as_json(run: Any, tiny: Checkpoint) -> None:
    status, out, err = run("list", "--json")
    assert (status, err) == (0, "")
    broken, sound = json.loads(out)
    assert sound == {
        "name": "tiny",
        "usable": True,
        "problem": None,
        "language": "en",
        "unit": "character",
        "parameters": tiny.parameters,
        "bits_per_char": 4.5,
    }
    assert (broken["name"], broken["usable"]) == ("broken", False)
    assert "config.json" in broken["problem"]


def test_a_folder_that_is_not_there_holds_no_checkpoint(run: Any, tmp_path: Path) -> None:
    absent = str(tmp_path / "absent")
    assert run("list", "--json", "--checkpoints", absent) == (0, "[]\n", "")
    said = f"textgen: there is no checkpoint in {absent!r}; name another folder with "
    assert run("list", "--checkpoints", absent) == (0, "", f"{said}--checkpoints\n")
    assert run("verify", "--checkpoints", absent) == (2, "", f"{said}--checkpoints\n")


# --- generate ---


def test_generate_prints_the_text_that_the_package_generates(run: Any, tiny: Checkpoint) -> None:
    settings = Settings(Sampler(0.5, 5, 0.9, 0.01, 0.9), 7, 30)
    status, out, err = run(
        *("generate", "--checkpoint", "tiny", "--prompt", "A", "--temperature", "0.5"),
        *("--max-new-tokens", "30", "--random-seed", "7", "--top-k", "5", "--top-p", "0.9"),
        *("--min-p", "0.01", "--typical", "0.9"),
    )
    assert (status, err) == (0, "")
    assert out == generated(tiny, "a", settings) + "\n"


def test_generate_works_without_options(run: Any, tiny: Checkpoint) -> None:
    status, out, err = run("generate", "--checkpoint", "tiny")
    assert (status, err) == (0, "")
    assert out == generated(tiny, "", Settings()) + "\n"


@pytest.mark.parametrize(
    ("strategy", "temperature"), [("greedy", 0), ("uniform", math.inf), ("sample", 1)]
)
def test_strategies_are_temperatures(
    run: Any, tiny: Checkpoint, strategy: str, temperature: float
) -> None:
    _, out, _ = run("generate", "--checkpoint", "tiny", "--strategy", strategy)
    assert out == generated(tiny, "", Settings(Sampler(temperature))) + "\n"


@pytest.mark.parametrize("temperature", ["0", "1e-320", "1e-9", "1e9", "inf"])
def test_any_temperature_is_honoured(run: Any, tiny: Checkpoint, temperature: str) -> None:
    status, out, err = run("generate", "--checkpoint", "tiny", "--temperature", temperature)
    assert (status, err) == (0, "")
    assert out == generated(tiny, "", Settings(Sampler(float(temperature)))) + "\n"


def test_generate_as_json_prints_the_run(run: Any, tiny: Checkpoint) -> None:
    status, out, err = run(
        *("generate", "--checkpoint", "tiny", "--prompt", "bee", "--temperature", "inf"),
        *("--max-new-tokens", "5", "--json"),
    )
    assert (status, err) == (0, "")
    expected = record(tiny, "bee", Settings(Sampler(math.inf), max_new_tokens=5))
    assert json.loads(out) == json.loads(json.dumps(to_json(expected)))
    assert from_json(json.loads(out)).text == expected.text


# --- replay ---


def test_replay_prints_the_text_of_a_run_that_generate_wrote(run: Any, tmp_path: Path) -> None:
    options = ("generate", "--checkpoint", "tiny", "--prompt", "bee", "--max-new-tokens", "30")
    _, text, _ = run(*options)
    _, written, _ = run(*options, "--json")
    file = tmp_path / "run.json"
    file.write_text(written, encoding="utf-8")
    status, out, err = run("replay", str(file))
    assert (status, out) == (0, text)
    assert err.startswith("textgen: 'tiny', T = 1, random seed 0, 30 tokens, 0 edits, checksum")


def test_replay_writes_out_what_a_terminal_would_obey(
    run: Any, tiny: Checkpoint, tmp_path: Path
) -> None:
    value = to_json(record(tiny, "", Settings(max_new_tokens=1)))
    token = str(value["steps"][0]["id"])
    hostile = {
        **value,
        "checkpoint": "\x1b[2J",
        "tokens": {**value["tokens"], token: "\x1b[2J\n海"},
    }
    file = tmp_path / "run.json"
    file.write_text(json.dumps(hostile), encoding="utf-8")
    status, out, err = run("replay", str(file))
    assert (status, out) == (0, "\\x1b[2J\n海\n")
    assert "\x1b" not in err


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b"[" * 9_999, b" " * 5_000_000])
def test_replay_says_why_a_file_is_no_run(run: Any, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "run.json"
    file.write_bytes(content)
    status, out, err = run("replay", str(file))
    assert (status, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert run("replay", str(tmp_path / "absent"))[0] == 2


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_unknown_characters_are_reported_on_one_line_and_skipped(
    run: Any, form: tuple[str, ...]
) -> None:
    prompt = "a<ж>\n\u202e\x1b[31m\ud800海"
    status, out, err = run("generate", "--checkpoint", "tiny", "--prompt", prompt, *form)
    assert status == 0
    assert err.count("\n") == 1
    assert "'ж' at 2" in err
    assert "\x1b" not in err
    assert "\u202e" not in err
    out.encode("utf-8")


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_a_long_prompt_keeps_its_end_and_says_so(
    run: Any, tiny: Checkpoint, form: tuple[str, ...]
) -> None:
    prompt = "a bee " * 20_000
    status, out, err = run("generate", "--checkpoint", "tiny", "--prompt", prompt, *form)
    assert status == 0
    assert err.count("\n") == 1
    assert "2,000" in err
    text = json.loads(out)["text"] + "\n" if form else out
    assert text == generated(tiny, prompt[-PROMPT_CHARS:], Settings()) + "\n"


# --- inspect ---


def test_inspect_tells_of_each_token(run: Any, tiny: Checkpoint) -> None:
    status, out, err = run("inspect", "--checkpoint", "tiny", "--text", "A b", "--json")
    assert (status, err) == (0, "")
    rows = json.loads(out)
    assert [row["token"] for row in rows] == ["a", " ", "b"]
    assert set(rows[0]) == {"id", "token", "probability", "rank", "surprisal", "entropy"}
    assert [row["id"] for row in rows] == tiny.tokenizer.encode("a b")
    assert rows[0]["surprisal"] == pytest.approx(-math.log2(rows[0]["probability"]))


def test_inspect_as_a_table_has_a_line_for_each_token(run: Any) -> None:
    status, out, err = run("inspect", "--checkpoint", "tiny", "--text", "a\nb\u202e")
    assert (status, err.count("\n")) == (0, 1)
    assert len(out.splitlines()) == 4
    assert "'\\n'" in out


def test_inspect_of_nothing_prints_nothing_but_the_heading(run: Any) -> None:
    assert run("inspect", "--checkpoint", "tiny", "--text", "", "--json")[:2] == (0, "[]\n")


# --- evaluate ---


@pytest.mark.parametrize("split", ["heldout", "all"])
def test_evaluate_prints_the_figure(run: Any, tiny: Checkpoint, tmp_path: Path, split: str) -> None:
    text = "A bee saw the sea.\r\n" * 30
    (tmp_path / "text.txt").write_bytes(text.encode())
    arguments = ["evaluate", "--checkpoint", "tiny", "--corpus", str(tmp_path / "text.txt")]
    status, out, err = run(*arguments, "--split", split, "--json")
    assert (status, err) == (0, "")
    expected = evaluate(tiny.tokenizer, tiny.decoder, text, split=split)
    assert json.loads(out) == vars(expected)
    status, out, err = run(*arguments, "--split", split)
    assert (status, err) == (0, "")
    assert f"{expected.bits_per_char:.4f} bits per character" in out


def test_evaluate_scores_at_a_temperature_and_halves_at_each_other_s(
    run: Any, tiny: Checkpoint, tmp_path: Path
) -> None:
    text = "A bee saw the sea.\n" * 600
    (tmp_path / "text.txt").write_text(text)
    arguments = ["evaluate", "--checkpoint", "tiny", "--corpus", str(tmp_path / "text.txt")]
    arguments += ["--temperature", "2", "--cross-calibrate"]
    expected = evaluate(tiny.tokenizer, tiny.decoder, text, temperature=2).bits_per_char
    crossed = cross_calibrate(tiny.tokenizer, tiny.decoder, text)
    status, out, err = run(*arguments)
    assert (status, err) == (0, "")
    assert [line[:6] for line in out.splitlines()] == [f"{expected:.4f}", f"{crossed:.4f}"]
    told = json.loads(run(*arguments, "--json")[1])
    assert (told["bits_per_char"], told["cross_calibrated"]) == (expected, crossed)


def test_evaluate_tells_what_it_skipped(run: Any, tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text("a bee 海\n" * 30, encoding="utf-8")
    arguments = ["--corpus", str(tmp_path / "text.txt"), "--split", "all"]
    status, out, err = run("evaluate", "--checkpoint", "tiny", *arguments)
    assert (status, err.count("\n")) == (0, 1)
    assert "30 of 240 characters are unknown to the model and were skipped" in err
    assert "(210 characters" in out


def test_evaluate_measures_what_the_model_writes(run: Any, tiny: Checkpoint) -> None:
    status, out, err = run("evaluate", "--checkpoint", "tiny", "--measures", "--json")
    assert (status, err.count("\n")) == (0, 1)
    assert "real words and copies need filters.safetensors" in err
    (rows,) = json.loads(out).values()
    expected = measure_temperatures(tiny.tokenizer, tiny.decoder, tiny.about, None)
    assert rows == list(map(asdict, expected))


def test_evaluate_prints_measures_after_the_figure(
    run: Any, tiny_folder: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(tiny_folder, tmp_path / "all" / "tiny")
    rewrite(folder, "filters.safetensors", Filters.of("a bee saw the sea", "en").to_bytes())
    (tmp_path / "text.txt").write_text("a bee saw the sea.\n" * 30)
    status, out, err = run(
        *("evaluate", "--checkpoint", "tiny", "--corpus", str(tmp_path / "text.txt")),
        *("--measures", "--checkpoints", str(tmp_path / "all")),
    )
    assert (status, err) == (0, "")
    score, texts, heading, *rows = out.splitlines()
    assert "bits per character" in score
    assert texts.startswith("24 texts")
    assert [row[:3] for row in rows] == [f"{i / 10:.1f}" for i in range(21)]
    assert {len(row) for row in rows} == {len(heading)}
    assert rows[-1].count("±") == 5


# --- verify ---


def test_verify_of_a_sound_checkpoint(run: Any) -> None:
    assert run("verify", "tiny") == (0, "tiny: good\n", "")


def test_verify_goes_on_after_a_broken_one(run: Any) -> None:
    status, out, err = run("verify")
    assert (status, out) == (2, "tiny: good\n")
    assert err.count("\n") == 1
    assert "broken: 'config.json' differs" in err


def test_verify_reads_every_file(run: Any, collection: Path, tmp_path: Path) -> None:
    shutil.copytree(collection / "tiny", tmp_path / "tiny")
    (tmp_path / "tiny" / "README.md").write_text("changed")
    assert run("list", "--checkpoints", str(tmp_path))[0] == 0
    status, _, err = run("verify", "--checkpoints", str(tmp_path))
    assert status == 2
    assert "README.md" in err


# --- bad usage ---

GENERATE = ["generate", "--checkpoint", "tiny"]
WRONG: list[list[str]] = [
    [],
    ["nonsense"],
    ["two\nlines"],
    ["generate"],
    ["generate", "--checkpoint", "absent"],
    ["generate", "--checkpoint", "broken"],
    ["generate", "--checkpoint", "../tiny"],
    ["generate", "--checkpoint", "."],
    ["generate", "--checkpoint", ""],
    ["generate", "--checkpoint", "two\nlines"],
    ["generate", "--checkpoint", "\udcff"],
    ["generate", "--checkpoint", "nul\0"],
    [*GENERATE, "--temperature", "-1"],
    [*GENERATE, "--temperature", "nan"],
    [*GENERATE, "--temperature", "warm"],
    [*GENERATE, "--temperature", "a\nb"],
    [*GENERATE, "--temperature", "1", "--strategy", "greedy"],
    [*GENERATE, "--strategy", "wild"],
    [*GENERATE, "--max-new-tokens", "0"],
    [*GENERATE, "--max-new-tokens", "1001"],
    [*GENERATE, "--max-new-tokens", "9" * 5_000],
    [*GENERATE, "--random-seed", "-1"],
    [*GENERATE, "--random-seed", str(2**32)],
    [*GENERATE, "--random-seed", "1.5"],
    [*GENERATE, "--top-k", "0"],
    [*GENERATE, "--top-p", "1.1"],
    [*GENERATE, "--min-p", "nan"],
    [*GENERATE, "--typical", "0"],
    [*GENERATE, "stray\nlines\udcff"],
    [*GENERATE, "--no-such-option"],
    ["inspect", "--checkpoint", "tiny"],
    ["inspect", "--checkpoint", "broken", "--text", "a"],
    ["evaluate", "--checkpoint", "tiny"],
    ["evaluate", "--checkpoint", "broken", "--measures"],
    ["evaluate", "--checkpoint", "tiny", "--corpus", "absent.txt"],
    ["evaluate", "--checkpoint", "tiny", "--corpus", "/"],
    ["evaluate", "--checkpoint", "tiny", "--corpus", "/dev/null"],
    ["evaluate", "--checkpoint", "tiny", "--corpus", "a\nb\udcff"],
    ["evaluate", "--checkpoint", "tiny", "--corpus", __file__, "--split", "some"],
    ["evaluate", "--checkpoint", "tiny", "--corpus", __file__, "--temperature", "0"],
    ["evaluate", "--checkpoint", "tiny", "--measures", "--cross-calibrate"],
    ["evaluate", "--checkpoint", "tiny", "--corpus", __file__, "--split", "all", "--cross-c"],
    ["train"],
    ["train", "--recipe", "a", "--corpus", "b", "--out", "c", "--checkpoints", "d"],
    ["verify", "absent"],
    ["verify", "--checkpoints", "/nowhere"],
]


@pytest.mark.parametrize("arguments", WRONG, ids=lambda arguments: ascii(" ".join(arguments))[:60])
def test_bad_usage_gives_status_2_and_one_line(run: Any, arguments: list[str]) -> None:
    status, out, err = run(*arguments)
    assert status == 2
    assert out == ""
    assert err.startswith("textgen")
    assert err.endswith("\n")
    assert err[:-1].isprintable(), "one line"
    assert len(err) < 600
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "command", ["", "list", "generate", "inspect", "evaluate", "train", "verify"]
)
def test_help_is_complete(run: Any, command: str) -> None:
    status, out, err = run(*filter(None, [command]), "--help")
    assert (status, err) == (0, "")
    assert "usage: textgen" in out


# --- as a process ---


def process(*arguments: str, **settings: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "textgen", *arguments],
        cwd=ROOT,
        capture_output=True,
        check=False,
        **settings,
    )


def test_the_module_runs_and_writes_utf8_whatever_the_console(collection: Path) -> None:
    result = process(
        *("generate", "--checkpoint", "tiny", "--strategy", "uniform", "--max-new-tokens", "200"),
        "--checkpoints",
        str(collection),
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )
    assert (result.returncode, result.stderr) == (0, b"")
    assert set("好的我") & set(result.stdout.decode("utf-8"))


def test_bytes_that_are_no_text_are_told_on_one_line() -> None:
    stray = os.fsdecode(b"\xff\xfe")
    result = process("list", stray)
    assert (result.returncode, result.stdout) == (2, b"")
    assert result.stderr.count(b"\n") == 1


def test_a_reader_that_has_seen_enough_is_no_error(collection: Path) -> None:
    command = (
        f"set -o pipefail; {sys.executable} -m textgen generate --checkpoint tiny"
        f" --max-new-tokens 1000 --checkpoints {collection} | head -c 5"
    )
    result = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, capture_output=True, check=False, timeout=60
    )
    assert (result.stdout, result.stderr, result.returncode) == (result.stdout[:5], b"", 0)


@pytest.mark.parametrize("arguments", ["list", "generate --checkpoint tiny --json"])
def test_a_closed_output_is_no_error(collection: Path, arguments: str) -> None:
    command = f"{sys.executable} -m textgen {arguments} --checkpoints {collection} >&-"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_full_disk_is_told_on_one_line(collection: Path) -> None:
    command = [sys.executable, "-m", "textgen", "list", "--checkpoints", str(collection)]
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run(command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "No space left" in done.stderr


def test_an_interruption_is_told_on_one_line(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("textgen.commands.list_checkpoints", interrupt)
    status, out, err = run("list")
    assert (status, out, err) == (130, "", "textgen: interrupted\n")


@pytest.mark.parametrize("package", ["tqdm", "tensorflow"])
def test_training_without_its_packages_says_what_to_install(tmp_path: Path, package: str) -> None:
    corpus = tmp_path / "corpus.txt"
    corpus.write_text("the quick brown fox jumps over the lazy dog.\n" * 200, encoding="utf-8")
    code = (
        f"import sys; sys.modules[{package!r}] = None\n"
        "from textgen.cli import main; sys.exit(main())"
    )
    recipe = str(ROOT / "recipes" / "nietzsche-teacher.toml")
    options = ["train", "--recipe", recipe, "--corpus", str(corpus), "--out", str(tmp_path / "out")]
    done = subprocess.run(
        [sys.executable, "-c", code, *options], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "pip install -r requirements-train.txt" in done.stderr
