"""How fast pretrained word vectors are read, and in how much memory, from a file of full size."""

import gzip
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import numpy as np

from bench.figures import Figure

LINES = 467_149
WIDTH = 300
NEEDED = 15_000  # words of the vocabulary, about as many as `luxun-word` has
ROUNDS = 3
FREE_BYTES = 3_000_000_000  # that the temporary folder must have; the two files take two thirds

_POOL = 2_000  # distinct vectors; gzip looks back 32 KB, a dozen of them, and sees no repeats
_ALPHABET = 5_000

# A process of its own, so that its memory is the reader's.
_READ = """
import json, sys, time
from pathlib import Path
from bench.vectors import NEEDED, WIDTH, needed
from textgen.tokenizers import Vocabulary
from textgen.training.word_vectors import read_word_vectors

def kilobytes(name):
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))

vocabulary = Vocabulary(needed())
start, clock, processor = kilobytes("VmRSS"), time.perf_counter(), time.process_time()
found = read_word_vectors(Path(sys.argv[1]), vocabulary, WIDTH)
print(json.dumps({
    "lines/s of processor time": found.lines / (time.process_time() - processor),
    "lines/s": found.lines / (time.perf_counter() - clock),
    "MB": (kilobytes("VmHWM") - start) / 1e3,
    "found": len(found.ids),
}))
"""


def figures() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        if shutil.disk_usage(folder).free < FREE_BYTES:
            raise SystemExit(f"bench: {folder} has less than {FREE_BYTES:,} bytes free; set TMPDIR")
        plain, packed = Path(folder) / "vectors.txt", Path(folder) / "vectors.txt.gz"
        with plain.open("wb") as file:
            file.writelines(lines(LINES))
        with plain.open("rb") as file, gzip.open(packed, "wb", compresslevel=1) as target:
            shutil.copyfileobj(file, target, 1 << 20)
        read = {path: [_read(path) for _ in range(ROUNDS)] for path in (plain, packed)}
        size = plain.stat().st_size / 1e6
    speed = "lines/s of processor time"
    details = {
        "word vectors, MB of the file": size,
        "word vectors, lines/s by the clock": median(run["lines/s"] for run in read[plain]),
        f"word vectors in gzip, {speed}": median(run[speed] for run in read[packed]),
    }
    plain_speed = median(run[speed] for run in read[plain])
    most = max(run["MB"] for runs in read.values() for run in runs)
    return [
        Figure("word vectors, lines read on one core", plain_speed, "lines/s", 1e5, None, details),
        Figure("word vectors, memory above the start", most, "MB", at_most=200),
    ]


def lines(count: int) -> Iterator[bytes]:
    """Yield a file in word2vec's text format: a header and so many words of two characters."""
    rng = np.random.default_rng(0)
    rows = rng.standard_normal((_POOL, WIDTH)) / 5
    pool = [" ".join(f"{number:.6f}" for number in row).encode() for row in rows]
    yield f"{count} {WIDTH}\n".encode()
    for i in range(count):
        yield word(i).encode() + b" " + pool[i % _POOL] + b"\n"


def word(number: int) -> str:
    return "".join(chr(0x4E00 + digit) for digit in divmod(number, _ALPHABET))


def needed() -> list[str]:
    """Words of the vocabulary, evenly over the file."""
    return [word(i * LINES // NEEDED) for i in range(NEEDED)]


def _read(path: Path) -> dict[str, float]:
    command = [sys.executable, "-c", _READ, str(path)]
    run = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
    result: dict[str, float] = json.loads(run.stdout)
    if result["found"] != NEEDED:
        raise SystemExit(f"bench: {result['found']} of {NEEDED} words were found in {path}")
    return result
