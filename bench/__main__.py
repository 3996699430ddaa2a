"""Command line of the measurements."""

import argparse
import importlib
from pathlib import Path

from bench.figures import as_json, as_table
from textgen.errors import TextgenError

CHECKPOINTS = Path(__file__).parents[1] / "checkpoints"

# Each subject, and the options that it reads.
SUBJECTS = {
    "classroom": ["checkpoints", "visitors", "seconds", "shared"],
    "decode": ["checkpoints"],
    "page": ["checkpoints"],
    "pages": ["checkpoints"],
    "startup": ["checkpoints"],
    "training": ["corpus", "epochs"],
    "vectors": [],
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("subject", choices=SUBJECTS)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--checkpoints", default=str(CHECKPOINTS), help="folder to load them from")
    parser.add_argument("--corpus", help="the book's text; needed by training")
    parser.add_argument("--epochs", type=int, default=9, help="of the book's training, at most")
    parser.add_argument("--visitors", type=int, default=30, help="of the classroom")
    parser.add_argument("--seconds", type=int, default=120, help="that each of them stays")
    parser.add_argument("--shared", action="store_true", help="all of them open the same link")
    arguments = parser.parse_args()
    if arguments.subject == "training" and not arguments.corpus:
        parser.error("training needs --corpus FILE")
    if arguments.epochs < 1:
        parser.error("--epochs must be at least 1")
    options = [getattr(arguments, name) for name in SUBJECTS[arguments.subject]]
    try:
        subject = importlib.import_module(f"bench.{arguments.subject}")  # imports its own peers
        figures = subject.figures(*options)
    except TextgenError as error:
        raise SystemExit(f"bench: {error}") from error
    except ModuleNotFoundError as error:
        raise SystemExit(
            f"bench: {error.name} is missing: pip install -r bench/requirements.txt"
        ) from error
    print(as_json(figures) if arguments.json else as_table(figures))


main()
