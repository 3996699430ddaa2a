"""Make the container image's contents without a container engine, and weigh them.

``python -m scripts.image FOLDER`` installs the packages by the Dockerfile's own command, copies
what its COPY lines name and .dockerignore lets through, and prints the size of each part. The base
image is not among them.
"""

import argparse
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parents[1]
VENV = "/opt/venv"


def instructions() -> list[tuple[str, str]]:
    """Return the Dockerfile's instructions, each as its keyword and the rest."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    text = re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ")
    lines = (line.split(maxsplit=1) for line in text.splitlines() if line.strip())
    return [(keyword, " ".join(rest.split())) for keyword, rest in lines]


def context() -> Iterator[PurePosixPath]:
    """Yield every file that .dockerignore lets through to a build."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    patterns = [line for line in lines if line and not line.startswith("#")]
    for entry in sorted(ROOT.iterdir()):
        # Nothing below a folder is let through if the folder's name is not.
        if not is_ignored(PurePosixPath(entry.name), patterns):
            files = entry.rglob("*") if entry.is_dir() else [entry]
            paths = (PurePosixPath(file.relative_to(ROOT)) for file in files if file.is_file())
            yield from sorted(path for path in paths if not is_ignored(path, patterns))


def is_ignored(path: PurePosixPath, patterns: list[str]) -> bool:
    """Tell whether .dockerignore keeps a file out: the last pattern that fits it decides."""
    fitting = [pattern for pattern in patterns if fits(path, pattern.removeprefix("!"))]
    return bool(fitting) and not fitting[-1].startswith("!")


def fits(path: PurePosixPath, pattern: str) -> bool:
    """Tell whether a pattern names a file or a folder that it lies in."""
    wanted = pattern.removeprefix("**/").split("/")
    for folder in (path, *path.parents):
        parts = folder.parts[-len(wanted) :] if pattern.startswith("**/") else folder.parts
        if len(parts) == len(wanted) and all(map(fnmatchcase, parts, wanted)):
            return True
    return False


def copied() -> dict[PurePosixPath, PurePosixPath]:
    """Return the project's files in the image: from where in the project, by where in /app."""
    files = list(context())
    places = {}
    for keyword, rest in instructions():
        *sources, target = rest.split()
        if keyword != "COPY" or "--from" in rest or "requirements" in rest:
            continue
        for source in map(PurePosixPath, sources):
            for file in files:
                if file == source:
                    places[PurePosixPath(target) / file.name] = file
                elif source in file.parents:
                    places[PurePosixPath(target) / file.relative_to(source)] = file
    return places


def build(folder: Path, python: str) -> None:
    """Make in ``folder`` what the image adds to its base, whose ``python`` is one of here."""
    for place, file in copied().items():
        (folder / "app" / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, folder / "app" / place)
    (command,) = (rest for keyword, rest in instructions() if keyword == "RUN" and VENV in rest)
    command = command.replace("python -m venv", f"{python} -m venv")
    command = command.replace("python -m pip", f"{sys.executable} -m pip --quiet")
    subprocess.run(command.replace(VENV, str(folder / "venv")), shell=True, check=True, cwd=ROOT)
    compile_all = ["-m", "compileall", "-q"]
    subprocess.run([python, *compile_all, folder / "app"], check=True)
    # The base image's standard library has neither bytecode nor tests.
    beside = ["-X", f"pycache_prefix={folder / 'bytecode'}"]
    library = subprocess.check_output(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('stdlib'))"], text=True
    ).strip()
    but = ["-x", "/(site|dist)-packages/|/tests?/|/lib2to3/|/config-"]
    subprocess.run([python, *beside, *compile_all, *but, library], check=True)


def megabytes(folder: Path) -> float:
    """Return the size of a folder's files; a link counts nothing."""
    files = (file for file in folder.rglob("*") if file.is_file() and not file.is_symlink())
    return sum(file.stat().st_size for file in files) / 1e6


def main() -> None:
    """Build and weigh."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="new folder to build in")
    parser.add_argument("--python", default=sys.executable, help="interpreter to build with")
    options = parser.parse_args()
    options.folder.mkdir(parents=True)
    build(options.folder.resolve(), options.python)
    for part in (*sorted(options.folder.iterdir()), options.folder):
        print(f"{megabytes(part):6.1f} MB  {part}")


if __name__ == "__main__":
    main()
