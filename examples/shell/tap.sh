# A test harness for plain shell. Sourced by the entrypoint, it shows each test as it ends and writes a TAP report.
#
#   check NAME FUNCTION         runs a test; a command that fails in it ends it, and fails it
#   skip NAME REASON            a test that is not run
#   equals EXPECTED ACTUAL      for use in a test
#   fails_with STATUS COMMAND…  for use in a test

tap_begin() {
  tap_report=$1 tap_count=0 tap_failed=0
  mkdir -p "$(dirname "$tap_report")"
  tap_reason=$tap_report.reason
  echo "TAP version 14" >"$tap_report"
}

# Ends the report. Its status is the outcome of all tests.
tap_end() {
  echo "1..$tap_count" >>"$tap_report"
  rm -f "$tap_reason"
  echo "$tap_count tests, $tap_failed failed"
  [ "$tap_failed" -eq 0 ]
}

check() {
  tap_count=$((tap_count + 1))
  : >"$tap_reason"
  tap_began=$(date +%s)
  # Not as the condition of an `if`: there the shell would ignore `set -e`.
  (
    set -e
    "$2"
  )
  tap_status=$?
  tap_seconds=$(($(date +%s) - tap_began))
  if [ "$tap_status" -eq 0 ]; then
    printf '\033[32mok\033[0m %s\n' "$1"
    printf 'ok %d - %s\n  ---\n' "$tap_count" "$1" >>"$tap_report"
  else
    tap_failed=$((tap_failed + 1))
    [ -s "$tap_reason" ] || echo "message: a command failed with status $tap_status" >"$tap_reason"
    printf '\033[31mnot ok\033[0m %s\n' "$1"
    sed 's/^/    /' "$tap_reason"
    printf 'not ok %d - %s\n  ---\n' "$tap_count" "$1" >>"$tap_report"
    sed 's/^/  /' "$tap_reason" >>"$tap_report"
  fi
  printf '  duration_ms: %d\n  ...\n' $((tap_seconds * 1000)) >>"$tap_report"
}

skip() {
  tap_count=$((tap_count + 1))
  printf '\033[33mskip\033[0m %s (%s)\n' "$1" "$2"
  printf 'ok %d - %s # SKIP %s\n' "$tap_count" "$1" "$2" >>"$tap_report"
}

equals() {
  [ "$1" != "$2" ] || return 0
  printf 'message: expected %s, got %s\nexpected: "%s"\nactual: "%s"\n' "$1" "$2" "$1" "$2" >"$tap_reason"
  return 1
}

fails_with() {
  expected_status=$1 actual_status=0
  shift
  "$@" || actual_status=$?
  equals "$expected_status" "$actual_status"
}
