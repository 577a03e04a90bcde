#!/bin/sh
# Runs the tests of one folder below tests/, or all of them. The exit code is the outcome; the report is
# test-results/report.tap.
set -u
folder=${1:-all}

tests=tests
[ "$folder" = all ] || tests=tests/$folder
if [ ! -d "$tests" ]; then
  echo "There is no folder '$folder' here. There are: all $(cd tests && echo */ | tr -d /)" >&2
  exit 2
fi

. ./tap.sh
tap_begin test-results/report.tap
for file in "$tests"/*.test.sh "$tests"/*/*.test.sh; do
  [ ! -f "$file" ] || . "./$file"
done
tap_end
