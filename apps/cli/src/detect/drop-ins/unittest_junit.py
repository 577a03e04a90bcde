"""Runs unittest's tests and writes junit.xml, which unittest itself cannot. Runs in the sandbox, in the tests' folder."""

import os
import re
import sys
import time
import traceback
import unittest
import xml.etree.ElementTree as ElementTree

UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def describe(test):
    """How JUnit names a test. What is no test case (setUpClass, a module that cannot be imported) fails like one."""
    inner = getattr(test, "test_case", test)
    kind = type(inner)
    method = getattr(inner, "_testMethodName", None)
    if method is None:
        return {"classname": kind.__module__, "name": test.id()}
    # A subtest's id is that of its test, followed by what makes it differ.
    group = "%s.%s" % (kind.__module__, kind.__qualname__)
    named = {"classname": group, "name": method + test.id()[len(inner.id()) :]}
    file = getattr(sys.modules.get(kind.__module__), "__file__", None)
    path = os.path.relpath(file) if file else ".."
    return named if path.startswith("..") else dict(named, file=path)


class Result(unittest.TextTestResult):
    """Prints what unittest prints, and keeps an XML element for each test."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.suite = ElementTree.Element("testsuite", name="unittest")
        self.began = time.time()
        self.reported = False

    def startTest(self, test):
        super().startTest(test)
        self.began = time.time()
        self.reported = False

    def stopTest(self, test):
        super().stopTest(test)
        # A test whose subtests failed is told of by those alone.
        if not self.reported:
            self.add(test)

    def add(self, test, outcome=None, message="", text=""):
        self.reported = True
        case = ElementTree.SubElement(self.suite, "testcase", **describe(test))
        case.set("time", "%.3f" % (time.time() - self.began))
        if outcome:
            element = ElementTree.SubElement(case, outcome, message=UNPRINTABLE.sub("", message))
            element.text = UNPRINTABLE.sub("", text)

    def add_failure(self, test, outcome, error):
        message = "".join(traceback.format_exception_only(error[0], error[1])).strip()
        self.add(test, outcome, message, self._exc_info_to_string(error, test))

    def addError(self, test, error):
        super().addError(test, error)
        self.add_failure(test, "error", error)

    def addFailure(self, test, error):
        super().addFailure(test, error)
        self.add_failure(test, "failure", error)

    def addSubTest(self, test, subtest, error):
        super().addSubTest(test, subtest, error)
        if error is not None:
            self.add_failure(subtest, "failure" if issubclass(error[0], test.failureException) else "error", error)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.add(test, "skipped", reason)

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self.add(test, "failure", "It was expected to fail and passed.")


def top_of(folder):
    """The folder from which the modules in this one are imported: the first upwards that is no package."""
    while os.path.exists(os.path.join(folder, "__init__.py")) and os.path.abspath(folder) != os.getcwd():
        folder = os.path.dirname(folder) or "."
    return folder


def load(start):
    """All tests below a folder, also where the folders in between are no packages."""
    suite = unittest.TestSuite()
    for folder, below, files in os.walk(start):
        below[:] = sorted(name for name in below if not name.startswith(".") and name not in ("venv", "node_modules"))
        # What lies below a package is found through the package.
        if os.path.exists(os.path.join(folder, "__init__.py")):
            below[:] = []
        elif not any(re.match(r"(test.*|.*_test)\.py$", name) for name in files):
            continue
        for pattern in ("test*.py", "*_test.py"):
            suite.addTests(unittest.TestLoader().discover(folder, pattern, top_of(folder)))
    return suite


def main():
    sys.path.insert(0, os.getcwd())
    named = sys.argv[1] if len(sys.argv) > 1 else "."
    suite = load(named) if os.path.isdir(named) else unittest.TestLoader().loadTestsFromName(named)
    result = unittest.TextTestRunner(resultclass=Result, verbosity=2).run(suite)
    ElementTree.ElementTree(result.suite).write("junit.xml", encoding="utf-8", xml_declaration=True)
    sys.exit(0 if result.wasSuccessful() else 1)


main()
