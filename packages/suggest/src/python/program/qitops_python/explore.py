"""Tries the functions of one module. Reads a job from standard input, writes an answer a line to its `out`."""
import json
import sys

from .guard import Guard, clock
from .inputs import NoInput
from .loading import load
from .mutants import Switched, code_of, functions_with, mutants_of, mutated_code
from .subject import Subject
from .trial import Trial
from .written import imports_of

CALL_SECONDS = 1.0
#: Observations that may kill one mutant: enough to choose from.
ENOUGH = 6


class Lines:
    """Lines of one file that ran."""

    def __init__(self, file):
        self.file, self.ran = file, set()

    def __call__(self, frame, _event, _argument):
        return self.line if frame.f_code.co_filename == self.file else None

    def line(self, frame, event, _argument):
        if event == "line":
            self.ran.add(frame.f_lineno)
        return self.line


def try_function(guard, module, file, text, asked, budget):
    """Everything that was seen of one function: `asked` holds its line, or its name and the inputs to try."""
    started = clock()
    line = asked["line"]
    subject = Subject(module, text, line, asked.get("name"))
    trial = Trial(guard, subject, module, file, text)
    observations, prevented, unstable, hangs = [], {}, 0, 0
    for pair in asked.get("inputs") or subject.inputs():
        if clock() - started > budget / 2:
            break
        lines = Lines(file)
        first = trial.run(pair, CALL_SECONDS, trace=lines)
        if first is None:
            continue
        seen = set(guard.seen)
        if first["outcome"]["kind"] == "TooLong":
            hangs += 1
            if hangs > 2:
                break
            continue
        begun = clock()
        second = trial.run(pair, CALL_SECONDS, profile=guard.watch)
        took = clock() - begun
        seen |= guard.seen
        if seen:
            for kind in seen:
                prevented[kind] = prevented.get(kind, 0) + 1
        elif key_of(first) != key_of(second):
            unstable += 1
        elif first["outcome"]["kind"] != "crash":
            observations.append({"pair": pair, "seconds": took, "lines": sorted(lines.ran), "kills": [], "killsAfter": [], **first})
    mutants = [] if "inputs" in asked else mutants_of(text, line)
    tried = kill(trial, subject, text, file, mutants, observations, started + budget)
    return {
        "line": line,
        "problem": None,
        "observations": [written(subject, module, each) for each in observations],
        "mutants": [each for each in mutants if each["id"] in tried],
        "prevented": prevented,
        "unstable": unstable,
        "hangs": hangs,
    }


def kill(trial, subject, text, file, mutants, observations, deadline):
    """Notes at each observation the mutants that it tells from the original. Returns the ids that were tried."""
    tried = set()
    if not mutants or not observations:
        return tried
    original = code_of(compile(text, file, "exec"), subject.names)
    # code of an inner function lives in the outer one's
    outer = subject.names[: len(subject.owners) + 1]
    functions = functions_with(code_of(compile(text, file, "exec"), outer)) if original else []
    for mutant in mutants:
        if clock() > deadline or not functions:
            break
        code = mutated_code(text, mutant, file, outer)
        if code is None:
            continue
        try:
            switched = Switched(functions, code).__enter__()
        except ValueError:  # it closes over other names than the original
            continue
        try:
            try_mutant(trial, mutant, observations, deadline)
        finally:
            switched.__exit__()
        tried.add(mutant["id"])
    return tried


def try_mutant(trial, mutant, observations, deadline):
    killed = 0
    first, last = mutant["lines"]
    for each in observations:
        if killed >= ENOUGH or clock() > deadline:
            return
        if not any(first <= line <= last for line in each["lines"]):
            continue
        other = trial.run(each["pair"], max(0.1, 20 * each["seconds"]))
        if other is None or not trial.same(other["outcome"], each["outcome"]):
            each["kills"].append(mutant["id"])
            killed += 1
        elif other["after"] != each["after"]:
            each["killsAfter"].append(mutant["id"])
            killed += 1


def key_of(seen):
    return json.dumps(seen, sort_keys=True) if seen else ""


def written(subject, module, observation):
    """An observation as the answer holds it."""
    made, given = observation["pair"]
    parameters = [each.arg for each in subject.node.args.args]
    receiver, use = subject.sources(observation["pair"])
    texts = [receiver or "", "None" + use if receiver else use]
    texts += [each["text"] for each in observation["after"]]
    outcome = observation["outcome"]
    if outcome["kind"] in ("value", "state"):
        texts.append(outcome["text"])
    lines, names = imports_of([each for each in texts if each], module)
    if outcome["kind"] == "error" and hasattr(module, outcome["name"]):
        names = sorted(set(names) | {outcome["name"]})
    return {
        "input": observation["pair"],
        "callee": ".".join(subject.owners) if receiver else use.split("(")[0],
        "receiver": receiver,
        "use": use,
        "args": made if receiver else given,
        "parameters": parameters[1:] if receiver else parameters,
        "outcome": outcome,
        "after": observation["after"],
        "lines": observation["lines"],
        "kills": observation["kills"],
        "killsAfter": observation["killsAfter"],
        "imports": lines,
        "names": names,
    }


def limited():
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    except (ImportError, ValueError, OSError):  # not on this system: the time limit stays
        return


def main():
    sys.dont_write_bytecode = True
    job = json.load(sys.stdin)
    limited()
    sys.path[:0] = job["paths"]
    module = load(job["module"], job["file"], job["text"])
    text = job["text"]
    if text is None:
        with open(job["file"], encoding="utf-8") as file:
            text = file.read()
    guard = Guard()
    with open(job["out"], "a", encoding="utf-8") as out:
        for asked in job["functions"]:
            try:
                answer = try_function(guard, module, job["file"], text, asked, job["budgetMs"] / 1000)
            except NoInput as error:
                answer = {"line": asked["line"], "problem": "no input can be made for %s" % error}
            except Exception as error:  # what a hostile class does while it is looked at is its own affair
                answer = {"line": asked["line"], "problem": str(error)[:200] or type(error).__name__}
            out.write(json.dumps(answer) + "\n")
            out.flush()


if __name__ == "__main__":
    main()
