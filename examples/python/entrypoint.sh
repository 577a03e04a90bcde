#!/bin/sh
# Runs the tests of one folder below tests/, or all of them, with pytest, or with unittest where pytest is missing.
# The exit code is the outcome; the report is pytest-report/junit.xml.
set -eu
folder=${1:-all}
report=pytest-report/junit.xml

tests=tests
[ "$folder" = all ] || tests=tests/$folder
if [ ! -d "$tests" ]; then
  echo "There is no folder '$folder' here. There are: all $(cd tests && echo */ | tr -d /)" >&2
  exit 2
fi

export PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
if python3 -c 'import pytest' 2>/dev/null; then
  exec python3 -m pytest --verbose --color=yes --capture=tee-sys -p no:cacheprovider --junitxml="$report" "$tests"
fi
echo "pytest is not installed here: running the tests with unittest."
exec python3 unittest_junit.py "$tests" "$report"
