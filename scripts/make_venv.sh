#!/usr/bin/env bash
# Create a virtual environment: make_venv.sh PYTHON FOLDER
set -euo pipefail
python=$1
venv=$2

supported='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'

for candidate in "$python" python3.13 python3.12 python3.11; do
    if command -v "$candidate" >/dev/null && "$candidate" -c "$supported" 2>/dev/null; then
        found=$candidate
        break
    fi
done
if [ -z "${found:-}" ]; then
    echo "Python 3.11, 3.12 or 3.13 is needed. Name one: make PYTHON=/path/to/python3.12 ..." >&2
    exit 2
fi

# Debian keeps the part that installs pip in a package of its own.
if ! "$found" -c 'import ensurepip' 2>/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -q
        apt-get install -y -q --no-install-recommends python3-venv
    else
        echo "$found cannot create virtual environments. On Debian and Ubuntu:" \
            "sudo apt-get install python3-venv" >&2
        exit 2
    fi
fi

"$found" -m venv "$venv"
