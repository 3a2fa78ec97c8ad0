"""A pytest plugin: order by a seed, what each test came to and ran, and which mutants the tests notice.

`QITOPS_PROBE` names a JSON file: { out, seed, trace: [file], mutants: [{ id, file, text, line, names, lines, … }], budgetMs }.
"""
import ast
import json
import os
import random
import signal
import sys
import threading
import time

from .mutants import Switched, code_of, function_at, functions_with, mutated_code

try:
    import pytest
except ImportError:  # imported without pytest only by mistake
    pytest = None


class Probe:
    """Listens to one run of pytest."""

    def __init__(self, job):
        self.job = job
        self.files = set(job["trace"])
        self.tests = {}
        self.lines = {}
        self.current = None

    def trace(self, frame, _event, _argument):
        return self.line if frame.f_code.co_filename in self.files else None

    def line(self, frame, event, _argument):
        if event == "line" and self.current is not None:
            key = (frame.f_code.co_filename, frame.f_lineno)
            self.lines.setdefault(self.current, set()).add(key)
        return self.line

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items):
        if self.job["seed"] is not None:
            random.Random(self.job["seed"]).shuffle(items)

    def pytest_runtest_logreport(self, report):
        test = self.tests.setdefault(report.nodeid, {"outcome": "passed", "ms": 0, "why": None})
        test["ms"] += report.duration * 1000
        if report.failed or (report.skipped and test["outcome"] == "passed"):
            test["outcome"] = report.outcome
            test["why"] = reason_of(report)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item):
        self.current = item.nodeid
        if self.files:
            threading.settrace(self.trace)
            sys.settrace(self.trace)
        yield
        if self.files:
            sys.settrace(None)
            threading.settrace(None)
        self.current = None

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtestloop(self, session):
        yield
        killed, undecided = self.noticed(session)
        answer = {
            "tests": self.tests,
            "lines": [[path, line] for path, line in sorted(set().union(*self.lines.values()))]
            if self.lines
            else [],
            "killed": killed,
            "undecided": undecided,
        }
        with open(self.job["out"], "w", encoding="utf-8") as out:
            json.dump(answer, out)

    def noticed(self, session):
        """Mutants that a test notices, and those that there was no time or no way to ask about."""
        killed, undecided = [], []
        deadline = time.monotonic() + self.job["budgetMs"] / 1000
        passed = [each for each in session.items if self.outcome(each.nodeid) == "passed"]
        for mutant in self.job["mutants"]:
            wanted = {(mutant["file"], line) for line in range(mutant["lines"][0], mutant["lines"][1] + 1)}
            tests = [each for each in passed if wanted & self.lines.get(each.nodeid, set())]
            if not tests:
                continue
            if not hasattr(os, "fork") or time.monotonic() > deadline:
                undecided.append(mutant["id"])
                continue
            functions, code = switch_of(mutant)
            if code is None or not functions:
                undecided.append(mutant["id"])
            elif self.fails(tests, functions, code):
                killed.append(mutant["id"])
        return killed, undecided

    def outcome(self, nodeid):
        return self.tests.get(nodeid, {}).get("outcome")

    def fails(self, tests, functions, code):
        """Whether a test fails with other code, in a process of its own."""
        usual = sum(self.tests[each.nodeid]["ms"] for each in tests) / 1000
        sys.stdout.flush()
        sys.stderr.flush()
        child = os.fork()
        if child == 0:
            status = 1
            try:
                self.files = set()
                with Switched(functions, code):
                    status = 1 if any(fails(each) for each in tests) else 0
            finally:
                os._exit(status)
        limit = time.monotonic() + 2 + 10 * usual
        while time.monotonic() < limit:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                return status != 0
            time.sleep(0.002)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return True


def fails(item):
    from _pytest.runner import runtestprotocol

    return any(report.failed for report in runtestprotocol(item, nextitem=None, log=False))


def switch_of(mutant):
    """The functions that a mutant stands in, and their code with it."""
    with open(mutant["file"], encoding="utf-8") as file:
        text = file.read()
    path = function_at(ast.parse(text), mutant["function"])
    if path is None:
        return [], None
    depth = next(i for i, each in enumerate(path) if not isinstance(each, ast.ClassDef))
    names = [each.name for each in path[: depth + 1]]
    original = code_of(compile(text, mutant["file"], "exec"), names)
    code = mutated_code(text, mutant, mutant["file"], names)
    return (functions_with(original) if original else []), code


def reason_of(report):
    said = str(getattr(report.longrepr, "reprcrash", None) and report.longrepr.reprcrash.message or report.longrepr)
    return said.strip().split("\n")[0][:300]


def pytest_configure(config):
    path = os.environ.get("QITOPS_PROBE")
    if path:
        with open(path, encoding="utf-8") as file:
            config.pluginmanager.register(Probe(json.load(file)), "qitops-probe")
