#!/bin/sh
# Runs the tests of one folder below tests/, or all of them, in Chromium. The exit code is the outcome; the report is
# test-results/playwright.json, and for people playwright-report/.
#
# BASE_URL       a shop that is open already; without it the suite opens its own on localhost
# CHROMIUM_PATH  the browser; without it the host's Chromium or Chrome, or else the one Playwright has installed
set -eu
folder=${1:-all}

tests=tests
[ "$folder" = all ] || tests=tests/$folder
if [ ! -d "$tests" ]; then
  echo "There is no folder '$folder' here. There are: all $(cd tests && echo */ | tr -d /)" >&2
  exit 2
fi

for name in chromium chromium-browser google-chrome-stable google-chrome; do
  [ -n "${CHROMIUM_PATH:-}" ] || CHROMIUM_PATH=$(command -v "$name" || true)
done
export CHROMIUM_PATH FORCE_COLOR=1

[ -x node_modules/.bin/playwright ] || npm ci --prefer-offline
set -- "$tests/"
[ "${AAC_SHARDS:-1}" -eq 1 ] || set -- --shard="$AAC_SHARD/$AAC_SHARDS" --pass-with-no-tests "$@"
exec node_modules/.bin/playwright test "$@"
