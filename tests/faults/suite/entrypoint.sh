#!/bin/sh
# A suite that does what its variables say: prints LINES numbered lines, BURST of them every PAUSE seconds, is silent for
# SILENCE seconds, leaves FILES files of 16 MiB, and reports PASSED and FAILED tests.
if [ -n "$IGNORE_TERM" ]; then trap '' TERM; else trap 'exit 143' TERM; fi
exec 2>/dev/null # A shell whose command is ended says so.
[ -z "$DAEMON" ] || setsid sleep 3600 &

line=0
while [ "$line" -lt "$LINES" ]; do
  until=$((line + BURST))
  while [ "$line" -lt "$until" ] && [ "$line" -lt "$LINES" ]; do
    line=$((line + 1))
    echo "$MARK line $line"
  done
  sleep "$PAUSE"
done
sleep "$SILENCE"

mkdir -p test-results
echo "$MARK" >test-results/mark.txt
file=0
while [ "$file" -lt "${FILES:-0}" ]; do
  file=$((file + 1))
  dd if=/dev/zero of="test-results/file-$file" bs=1048576 count=16
done
{
  echo '<testsuites><testsuite name="faults">'
  test=0
  while [ "$test" -lt "$PASSED" ]; do
    test=$((test + 1))
    echo "<testcase classname=\"faults\" name=\"passes $test\" time=\"0.01\"/>"
  done
  test=0
  while [ "$test" -lt "$FAILED" ]; do
    test=$((test + 1))
    echo "<testcase classname=\"faults\" name=\"fails $test\" time=\"0.01\"><failure message=\"no\"/></testcase>"
  done
  echo '</testsuite></testsuites>'
} >junit.xml
[ "$FAILED" -eq 0 ]
