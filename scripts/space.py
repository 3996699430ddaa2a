"""Assemble what a Docker Space on Hugging Face holds: ``python -m scripts.space FOLDER``.

That is what the image is built from, and a README whose front matter says how to run it; in the
project's own README it would only be in the reader's way.
"""

import argparse
import shutil
from pathlib import Path

from scripts.image import ROOT, context

FRONT = ROOT / "deploy" / "huggingface" / "README.md"


def assemble(folder: Path) -> None:
    """Put the Space's files into a folder; others that lie there stay."""
    files = {ROOT / file: folder / file for file in context()}
    files |= {ROOT / name: folder / name for name in ("Dockerfile", ".dockerignore", "LICENSE")}
    files[FRONT] = folder / "README.md"
    for source, place in files.items():
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, place)


def main() -> None:
    """Assemble, but not over the project itself."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where the Space is to lie")
    folder = parser.parse_args().folder.resolve()
    if folder == ROOT or ROOT in folder.parents or folder in ROOT.parents:
        parser.error("the folder must lie outside the project")
    assemble(folder)
    print(f"hf upload USER/SPACE {folder} . --repo-type space")


if __name__ == "__main__":
    main()
