#!/usr/bin/env bash
# Install Chromium for the browser tests if none is found: ensure_browser.sh PYTHON
set -euo pipefail
python=$1

if "$python" scripts/browser.py; then
    exit 0
fi

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -q
    apt-get install -y -q --no-install-recommends chromium fonts-noto-cjk ||
        echo "apt-get could not install Chromium." >&2
else
    "$python" -m playwright install chromium ||
        echo "Playwright could not download Chromium." >&2
fi

if ! "$python" scripts/browser.py; then
    echo "No browser was found: the browser tests will be skipped." \
        "Install Chromium or Google Chrome, or name one in BROWSER_PATH." >&2
    [ -z "${REQUIRE_BROWSER:-}" ]
fi
