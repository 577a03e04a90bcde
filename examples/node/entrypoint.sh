#!/bin/sh
# Runs the tests of one folder below tests/, or all of them. The exit code is the outcome; the report is junit.xml.
set -eu
folder=${1:-all}

tests=tests
[ "$folder" = all ] || tests=tests/$folder
if [ ! -d "$tests" ]; then
  echo "There is no folder '$folder' here. There are: all $(cd tests && echo */ | tr -d /)" >&2
  exit 2
fi

export FORCE_COLOR=1
# The file names have no spaces; Node 20 does not expand patterns by itself.
# shellcheck disable=SC2046
exec node --test --test-shard="${AAC_SHARD:-1}/${AAC_SHARDS:-1}" \
  --test-reporter=spec --test-reporter-destination=stdout \
  --test-reporter=junit --test-reporter-destination=junit.xml \
  $(find "$tests" -name '*.test.js' | sort)
