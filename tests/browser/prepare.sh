#!/usr/bin/env bash
# Sees to it that the browser tests can run: Node, playwright-core, a Chromium.
set -euo pipefail
cd "$(dirname "$0")"

missing=()
node=$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0)
[ "$node" -ge 18 ] && command -v npm >/dev/null || missing+=(nodejs npm)
chromium=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
[ -n "$chromium" ] || missing+=(chromium)

if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "The browser tests need: ${missing[*]}." >&2
    echo "Install them (Debian: sudo apt-get install ${missing[*]}), or name a Chromium with CHROMIUM=/path/to/chrome." >&2
    exit 1
  fi
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

if ! cmp -s package-lock.json node_modules/.lock; then
  npm ci --no-audit --no-fund --silent
  cp package-lock.json node_modules/.lock
fi
