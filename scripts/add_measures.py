"""Give trained checkpoints their filters and text measures: ``python -m scripts.add_measures``.

Training does it by itself; this is for folders that were written before it did, or whose ready
prompts have changed. It takes a minute a model.
"""

import argparse
import sys
from pathlib import Path

from textgen import TextgenError
from textgen.training.measuring import add_measures


def main() -> int:
    """Amend every folder that is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+", metavar="DIR", help="checkpoint folders")
    parser.add_argument("--corpus", type=Path, required=True, metavar="FILE")
    options = parser.parse_args()
    for folder in options.folders:
        try:
            add_measures(folder, options.corpus)
        except TextgenError as error:
            print(f"{folder}: {error}", file=sys.stderr)
            return 2
        print(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
