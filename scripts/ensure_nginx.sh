#!/usr/bin/env bash
# Install nginx for the tests of deploy/ if there is none, where that needs no questions.
set -euo pipefail

if ! command -v nginx >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -q && apt-get install -y -q --no-install-recommends nginx ||
        echo "apt-get could not install nginx." >&2
fi

if ! command -v nginx; then
    echo "No nginx was found: its tests will be skipped." >&2
    [ -z "${REQUIRE_NGINX:-}" ]
fi
