#!/bin/sh
# Runs the tests of one package below shop.shipping, or all of them. The exit code is the outcome; the reports are
# target/surefire-reports/TEST-*.xml.
set -eu
folder=${1:-all}
tests=src/test/java/shop/shipping

if [ "$folder" = all ]; then
  set --
elif [ -d "$tests/$folder" ]; then
  set -- "-Dtest=shop/shipping/$folder/**"
else
  echo "There is no folder '$folder' here. There are: all $(cd "$tests" && echo */ | tr -d /)" >&2
  exit 2
fi

# Surefire leaves the reports of tests it does not run this time.
rm -rf target/surefire-reports

# Every version is pinned, so Maven asks the network only for what its local repository does not have yet.
exec mvn --batch-mode --no-transfer-progress -Dstyle.color=always "$@" test
