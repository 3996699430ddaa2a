"""What each command of the command line does: options in, lines on standard output."""

import json
import math
import sys
import unicodedata
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from textgen.calibration import cross_calibrate
from textgen.checkpoint import Checkpoint, Entry, checkpoint_names, list_checkpoints
from textgen.corpus import read_corpus
from textgen.errors import CheckpointError, ConfigError, TrainingError, brief
from textgen.evaluation import evaluate, score
from textgen.generation import Settings, generate
from textgen.limits import MAX_RUN_BYTES
from textgen.manifest import Files
from textgen.measures import Summary, measure_temperatures
from textgen.measures.filters import FILE as FILTERS_FILE
from textgen.measures.sweep import figures
from textgen.prompt import clean_text, clip_prompt
from textgen.run import record
from textgen.run_format import dumps, loads
from textgen.sampler import Sampler
from textgen.tokenizers import Reading

_STRATEGIES = {"greedy": 0.0, "uniform": math.inf}


def list_all(options: Namespace) -> None:
    """Print name, language, unit, parameters and bits per character of every checkpoint."""
    rows = [_describe(entry) for entry in list_checkpoints(options.checkpoints)]
    if options.json:
        _print_json(rows)
        return
    if not rows:
        print(f"textgen: {_none_in(options.checkpoints)}", file=sys.stderr)
    for row in rows:
        if row["problem"]:
            print(f"{row['name']:<20} unusable: {row['problem']}")
            continue
        figure = row["bits_per_char"]
        print(
            f"{row['name']:<20} {row['language']}  {row['unit']:<9} "
            f"{row['parameters']:>11,} parameters  "
            + ("not measured" if figure is None else f"{figure:.3f} bits per character")
        )


def generate_text(options: Namespace) -> None:
    """Stream text as it is drawn, or print the whole run as JSON."""
    checkpoint = _load(options)
    prompt = clip_prompt(clean_text(options.prompt))
    if len(prompt) < len(options.prompt):
        print(f"textgen: the prompt's last {len(prompt):,} characters are used", file=sys.stderr)
    settings = _settings(options)
    _report_unknown(checkpoint.tokenizer.read(prompt))
    if options.json:
        print(dumps(record(checkpoint, prompt, settings)), end="")
        return
    ids = checkpoint.tokenizer.encode(prompt)
    for step in generate(checkpoint.decoder, ids, settings):
        print(checkpoint.tokenizer.vocabulary.token(step.id), end="", flush=True)
    print()


def replay(options: Namespace) -> None:
    """Print a recorded run's text, and on standard error what wrote it; no model is needed."""
    with options.file.open("rb") as file:
        run = loads(file.read(MAX_RUN_BYTES + 1))
    settings = run.settings
    print(
        f"textgen: {brief(run.checkpoint)}, T = "
        f"{settings.sampler.temperature:g}, random seed {settings.random_seed}, "
        f"{len(run)} tokens, {len(settings.edits)} edits, checksum {run.checksum} good",
        file=sys.stderr,
    )
    print("".join(map(_harmless, run.text)))


def inspect_text(options: Namespace) -> None:
    """Print what the model thought of each token of a text."""
    checkpoint = _load(options)
    reading = checkpoint.tokenizer.read(clean_text(options.text))
    _report_unknown(reading)
    token = checkpoint.tokenizer.vocabulary.token
    scored = score(checkpoint.decoder, reading.ids)
    rows = [{"id": one.id, "token": token(one.id), **asdict(one)} for one in scored]
    if options.json:
        _print_json(rows)
        return
    print("     id  token         probability   rank  surprisal  entropy")
    for row in rows:
        print(
            f"{row['id']:>7}  {row['token']!r:<12}  {row['probability']:>11.6f}  {row['rank']:>5}  "
            f"{row['surprisal']:>9.2f}  {row['entropy']:>7.2f}"
        )


def evaluate_model(options: Namespace) -> None:
    """Print bits per character on a corpus, text measures over temperature, or both."""
    if options.corpus is None and not options.measures:
        raise ConfigError("there is nothing to evaluate; give --corpus, --measures or both")
    if options.cross_calibrate and (options.corpus is None or options.split != "heldout"):
        raise ConfigError("--cross-calibrate needs --corpus, and its held-out part")
    checkpoint = _load(options)
    model = checkpoint.tokenizer, checkpoint.decoder
    scored, rows = {}, None
    if options.corpus is not None:
        scored = _score_corpus(checkpoint, options)
    if options.measures:
        if checkpoint.filters is None:
            print(f"textgen: real words and copies need {FILTERS_FILE}", file=sys.stderr)
        rows = measure_temperatures(*model, checkpoint.about, checkpoint.filters)
    if options.json:
        _print_json({**scored, "measures": list(map(asdict, rows))} if rows else scored)
        return
    if scored:
        _print_scored(scored)
    if rows:
        _print_measures(rows)


def _score_corpus(checkpoint: Checkpoint, options: Namespace) -> dict[str, Any]:
    model, text = (checkpoint.tokenizer, checkpoint.decoder), read_corpus(options.corpus)
    result = evaluate(*model, text, split=options.split, temperature=options.temperature)
    if result.skipped:
        print(
            f"textgen: {result.skipped:,} of {result.skipped + result.chars:,} characters are "
            "unknown to the model and were skipped; the figure is of the others",
            file=sys.stderr,
        )
    scored = asdict(result)
    if options.cross_calibrate:
        scored["cross_calibrated"] = cross_calibrate(*model, text)
    return scored


def _print_scored(scored: dict[str, Any]) -> None:
    print(
        f"{scored['bits_per_char']:.4f} bits per character "
        f"({scored['chars']:,} characters, {scored['tokens']:,} tokens)"
    )
    if "cross_calibrated" in scored:
        print(
            f"{scored['cross_calibrated']:.4f} with each half at the temperature that suits the "
            "other half best"
        )


def train_model(options: Namespace) -> None:
    """Train a checkpoint from a recipe."""
    # Not every installation has what training needs, and no other command needs it.
    try:
        from textgen.training import Recipe, train

        train(
            Recipe.read(options.recipe),
            options.corpus,
            options.out,
            word_vectors=options.word_vectors,
            teachers=options.teacher,
            resume=options.resume,
            snapshot_every=options.snapshot_every,
        )
    except ModuleNotFoundError as error:
        raise TrainingError(
            f"training needs {error.name}: pip install -r requirements-train.txt"
        ) from error


def verify(options: Namespace) -> None:
    """Check every byte of checkpoints and that ten tokens come out of each."""
    names = options.names or checkpoint_names(options.checkpoints)
    if not names:
        raise CheckpointError(_none_in(options.checkpoints))
    problems = []
    for name in names:
        try:
            _verify_one(options.checkpoints, name)
            print(f"{name}: good")
        except CheckpointError as error:
            problems.append(f"{name}: {error}")
    if problems:
        raise CheckpointError("; ".join(problems))


def _none_in(folder: Path) -> str:
    return f"there is no checkpoint in {str(folder)!r}; name another folder with --checkpoints"


def _verify_one(folder: Path, name: str) -> None:
    checkpoint = _find(folder, name)
    files = Files.open(checkpoint.path)
    for file in files.hashes:
        files.read(file)
    _ = checkpoint.filters
    steps = list(generate(checkpoint.decoder, [], Settings(max_new_tokens=10)))
    checkpoint.tokenizer.decode(step.id for step in steps)


def _harmless(character: str) -> str:
    """Write out what a terminal would obey: the file may be a stranger's."""
    obeyed = unicodedata.category(character).startswith("C") and character not in "\n\t"
    return ascii(character)[1:-1] if obeyed else character


def _load(options: Namespace) -> Checkpoint:
    return _find(options.checkpoints, options.checkpoint)


def _find(folder: Path, name: str) -> Checkpoint:
    names = checkpoint_names(folder)
    if name not in names:
        known = ", ".join(names) or "none"
        raise CheckpointError(f"there is no checkpoint {name!r} in {str(folder)!r}; found: {known}")
    return Checkpoint.load(folder / name)


def _settings(options: Namespace) -> Settings:
    if options.strategy != "sample" and options.temperature is not None:
        raise ConfigError(
            f"--strategy {options.strategy} sets the temperature; leave --temperature out"
        )
    temperature = 1.0 if options.temperature is None else options.temperature
    sampler = Sampler(
        temperature=_STRATEGIES.get(options.strategy, temperature),
        top_k=options.top_k,
        top_p=options.top_p,
        min_p=options.min_p,
        typical=options.typical,
    )
    return Settings(sampler, options.random_seed, options.max_new_tokens)


def _describe(entry: Entry) -> dict[str, Any]:
    checkpoint = entry.checkpoint
    return {
        "name": entry.name,
        "usable": checkpoint is not None,
        "problem": entry.problem,
        "language": checkpoint and checkpoint.about.language,
        "unit": checkpoint and checkpoint.tokenizer.unit,
        "parameters": checkpoint and checkpoint.parameters,
        "bits_per_char": checkpoint and checkpoint.about.heldout_bits_per_char,
    }


def _report_unknown(reading: Reading) -> None:
    if reading.unknown:
        shown = ", ".join(f"{piece.text!r} at {piece.position}" for piece in reading.unknown[:5])
        more = ", ..." if len(reading.unknown) > 5 else ""
        print(
            f"textgen: skipped characters that the model does not know: {shown}{more}",
            file=sys.stderr,
        )


def _print_measures(rows: Sequence[Summary]) -> None:
    print(f"{rows[0].texts} texts at each temperature, mean ± standard deviation")
    heading = "real words, %", "distinct-2", "loop rate, %", "entropy, bits", "copied, chars"
    names = (f"{row.temperature:.1f}" for row in rows)
    for name, cells in [("T", heading), *zip(names, map(figures, rows), strict=True)]:
        print(f"{name:>3}", *(f"{cell:>13}" for cell in cells), sep="  ")


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1))
