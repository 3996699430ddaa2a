"""Write the recorded runs that the page Replay opens with."""

from dataclasses import dataclass
from pathlib import Path

from textgen import Checkpoint, Edit, Sampler, Settings, record
from textgen.run_format import dumps

ROOT = Path(__file__).parents[1]
RECORDINGS = ROOT / "ui" / "recordings"


@dataclass(frozen=True)
class Example:
    """A run that grows warmer halfway, after one token chosen by hand."""

    checkpoint: str
    prompt: str
    random_seed: int
    length: int
    warmer: float
    rank: int  # of the token chosen by hand, among the likeliest


EXAMPLES = {
    "en": Example("nietzsche-char", "the lighthouse keeper said that ", 2, 140, 1.2, 3),
    "zh": Example("luxun-word", "月光照在院子里，", 1, 60, 1.2, 3),
}


def write(language: str, example: Example) -> Path:
    """Record a run, then the same with its edits."""
    checkpoint = Checkpoint.load(ROOT / "checkpoints" / example.checkpoint)
    plain = Settings(Sampler(0.6), example.random_seed, example.length)
    first = record(checkpoint, example.prompt, plain)
    half = example.length // 2
    token = int(first.columns["likeliest_ids"][half, example.rank])
    edits = (Edit(half, example.warmer, token),)
    run = record(
        checkpoint,
        example.prompt,
        Settings(plain.sampler, plain.random_seed, example.length, edits),
    )
    file = RECORDINGS / f"{language}.run.json"
    file.write_text(dumps(run), encoding="utf-8")
    print(f"{file.name}: {file.stat().st_size:,} bytes\n{run.prompt}{run.text}")
    return file


def main() -> None:
    """Write every example."""
    RECORDINGS.mkdir(exist_ok=True)
    for language, example in EXAMPLES.items():
        write(language, example)


if __name__ == "__main__":
    main()
