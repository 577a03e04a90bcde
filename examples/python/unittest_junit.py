"""Runs unittest tests, shows them as they end, and writes a JUnit report. For where pytest is not installed.

usage: python3 unittest_junit.py FOLDER REPORT
"""

import inspect
import re
import sys
import time
import traceback
import unittest
import xml.etree.ElementTree as ET
from pathlib import Path

NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
COLORS = {"passed": 32, "failed": 31, "error": 31, "skipped": 33}


class JUnitResult(unittest.TestResult):
    """Keeps one <testcase> for each test, and for each subtest that fails."""

    def __init__(self):
        super().__init__()
        self.suite = ET.Element("testsuite")
        self.counts = dict.fromkeys(COLORS, 0)
        self._started = time.perf_counter()

    def startTest(self, test):
        super().startTest(test)
        self._started = time.perf_counter()

    def addSuccess(self, test):
        super().addSuccess(test)
        self._record(test, "passed")

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._record(test, "failed", err)

    def addError(self, test, err):
        super().addError(test, err)
        self._record(test, "error", err)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self._record(subtest, "failed" if issubclass(err[0], test.failureException) else "error", err)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self._record(test, "skipped", reason)

    def addExpectedFailure(self, test, err):
        super().addExpectedFailure(test, err)
        self._record(test, "passed")

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self._record(test, "failed", "This test is expected to fail, and passed.")

    def _record(self, test, outcome, why=None):
        seconds = time.perf_counter() - self._started
        owner = type(getattr(test, "test_case", test))  # A subtest names the test it belongs to.
        classname = f"{owner.__module__}.{owner.__qualname__}"
        name = test.id().removeprefix(f"{classname}.")
        case = ET.SubElement(self.suite, "testcase", classname=clean(classname), name=clean(name), time=f"{seconds:.3f}")
        file = Path(inspect.getfile(owner)).resolve()
        if file.is_relative_to(Path.cwd()):
            case.set("file", clean(str(file.relative_to(Path.cwd()))))
        details = ""
        if outcome == "skipped":
            ET.SubElement(case, "skipped", message=clean(why))
            details = f" ({why})"
        elif outcome in ("failed", "error"):
            message = why if isinstance(why, str) else f"{why[0].__name__}: {why[1]}"
            details = why if isinstance(why, str) else "".join(traceback.format_exception(*why))
            element = "failure" if outcome == "failed" else "error"
            ET.SubElement(case, element, message=clean(message)).text = clean(details)
            details = "\n" + details.rstrip()
        self.counts[outcome] += 1
        print(f"{test.id()} \033[{COLORS[outcome]}m{outcome.upper()}\033[0m{details}", flush=True)


def clean(text):
    return NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def main(folder, report):
    tests = unittest.defaultTestLoader.discover(folder, top_level_dir=".")
    result = JUnitResult()
    began = time.perf_counter()
    tests.run(result)
    counts = result.counts
    result.suite.attrib |= {
        "tests": str(sum(counts.values())),
        "failures": str(counts["failed"]),
        "errors": str(counts["error"]),
        "skipped": str(counts["skipped"]),
        "time": f"{time.perf_counter() - began:.3f}",
    }
    Path(report).parent.mkdir(parents=True, exist_ok=True)
    ET.ElementTree(result.suite).write(report, encoding="utf-8", xml_declaration=True)
    print(", ".join(f"{count} {outcome}" for outcome, count in counts.items()))
    return 1 if counts["failed"] or counts["error"] else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
