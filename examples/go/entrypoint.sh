#!/bin/sh
# Runs the tests of one folder below tests/, or all of them. The exit code is the outcome; the report is
# test-results/go-test.json.
set -eu
folder=${1:-all}

tests=./tests
[ "$folder" = all ] || tests=./tests/$folder
if [ ! -d "$tests" ]; then
  echo "There is no folder '$folder' here. There are: all $(cd tests && echo */ | tr -d /)" >&2
  exit 2
fi

# Nothing is fetched: neither modules, of which there are none, nor another toolchain.
export GOPROXY=off GOTOOLCHAIN=local CGO_ENABLED=0
# Go needs a place for its build cache, and takes it from HOME where nobody says otherwise.
[ -n "${HOME:-}" ] || export GOCACHE="${GOCACHE:-$PWD/.cache}" GOPATH="${GOPATH:-$PWD/.gopath}"

go build -o .bin/testlog ./cmd/testlog
exec .bin/testlog test-results/go-test.json "$tests/..."
