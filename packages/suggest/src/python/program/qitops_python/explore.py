"""Tries the functions of one module. Reads a job from standard input, writes an answer a line to its `out`."""
import ast
import asyncio
import builtins
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import inspect
import itertools
import json
import sys

from .guard import Guard, Prevented, TooLong, clock
from .inputs import NoInput, Values, is_number, unique
from .mutants import Source, Switched, code_of, function_at, functions_with, mutants_of, mutated_code
from .shapes import uses_of
from .written import NAMES, Unwritable, Writer, imports_of

CALL_SECONDS = 1.0
MOST_ITEMS = 12
MOST_CALLS = 300
#: Observations that may kill one mutant: enough to choose from.
ENOUGH = 6
#: Errors that say that the input was of the wrong kind, unless the code raises them itself.
WRONG_KIND = (TypeError, AttributeError, NameError, RecursionError, MemoryError)


class TextLoader(importlib.machinery.SourceFileLoader):
    """Loads a module from a text that is not the file's."""

    def __init__(self, name, path, text):
        super().__init__(name, path)
        self.text = text

    def get_data(self, path):
        return self.text.encode("utf-8") if path == self.path else super().get_data(path)

    def path_stats(self, path):
        raise OSError("not from a cache")


class TextFinder(importlib.abc.MetaPathFinder):
    def __init__(self, name, path, text):
        self.name, self.path, self.text = name, path, text

    def find_spec(self, fullname, path=None, target=None):
        if fullname != self.name:
            return None
        packages = [self.path.rsplit("/", 1)[0]] if self.path.endswith("/__init__.py") else None
        loader = TextLoader(fullname, self.path, self.text)
        return importlib.util.spec_from_file_location(
            fullname, self.path, loader=loader, submodule_search_locations=packages
        )


class Subject:
    """A function, how it is called and what it is called with."""

    def __init__(self, module, text, line, name):
        path = function_at(ast.parse(text), line, name)
        if path is None:
            raise LookupError("is not in the module any more")
        self.module = module
        self.names = [each.name for each in path]
        #: a function inside of another is tried through the outer one
        depth = next(i for i, each in enumerate(path) if not isinstance(each, ast.ClassDef))
        self.node = path[depth]
        self.owners = self.names[:depth]
        self.name = self.node.name
        owner = module
        for each in self.owners:
            owner = getattr(owner, each, None)
        self.owner = owner
        self.kind = self.kind_of(path[depth - 1] if depth else None)
        self.inner = [each for each in path if isinstance(each, ast.ClassDef)]

    def kind_of(self, class_node):
        if class_node is None:
            found = getattr(self.module, self.name, None)
            if not callable(found):
                raise LookupError("is not a function at run time")
            return "function"
        if not inspect.isclass(self.owner):
            raise LookupError("its class is not there at run time")
        if self.name in ("__init__", "__new__", "__post_init__"):
            return "construct"
        raw = inspect.getattr_static(self.owner, self.name, None)
        if isinstance(raw, property) or type(raw).__name__ == "cached_property":
            return "property"
        if isinstance(raw, (staticmethod, classmethod)):
            return "static"
        if not callable(raw):
            raise LookupError("is not a method at run time")
        return "method"

    def inputs(self):
        """Pairs of (arguments of the class or None, arguments of the function or None)."""
        parameters = [each.arg for each in ast.walk(self.node.args) if isinstance(each, ast.arg)]
        uses = uses_of(self.node, parameters)
        numbers = unique(each for each in uses.loose if is_number(each))
        values = Values(self.module, numbers, uses.patterns)
        shapes = uses.shapes
        if self.kind == "function":
            return [(None, each) for each in values.arguments_of(getattr(self.module, self.name), shapes)]
        if self.kind == "static":
            return [(None, each) for each in values.arguments_of(getattr(self.owner, self.name), shapes)]
        receiver = shapes.get(parameters[0]) if parameters else None
        attributes = dict(receiver.attributes) if receiver else {}
        if self.kind == "construct":
            return [(each, None) for each in values.arguments_of(self.owner, shapes)]
        made = values.arguments_of(self.owner, self.shapes_of_init(values), attributes=attributes)
        if self.kind == "property":
            return [(each, None) for each in made]
        raw = inspect.getattr_static(self.owner, self.name)
        given = values.arguments_of(raw, shapes, without_self=True)
        pairs = [(made[0], each) for each in given] + [(each, given[0]) for each in made]
        pairs += [(one, other) for other in given[:40] for one in made[1:8]]
        return pairs[:MOST_CALLS]

    def shapes_of_init(self, values):
        init = next(
            (
                each
                for each in self.inner[-1].body
                if isinstance(each, ast.FunctionDef) and each.name == "__init__"
            ),
            None,
        )
        if init is None:
            return {}
        parameters = [each.arg for each in init.args.args + init.args.kwonlyargs]
        return uses_of(init, parameters).shapes

    def sources(self, pair):
        """The source of the receiver (None = there is none) and of what is done with it."""
        made, given = pair
        owner = ".".join(self.owners)
        arguments = ", ".join(given or [])
        if self.kind == "function":
            return None, "%s(%s)" % (self.name, arguments)
        if self.kind == "static":
            return None, "%s.%s(%s)" % (owner, self.name, arguments)
        receiver = "%s(%s)" % (owner, ", ".join(made))
        if self.kind == "construct":
            return receiver, ""
        return receiver, ".%s" % self.name if self.kind == "property" else ".%s(%s)" % (self.name, arguments)


class Trial:
    """Runs one function with its inputs and writes down what came of it."""

    def __init__(self, guard, subject, module, file, text):
        self.guard, self.subject, self.module, self.file = guard, subject, module, file
        self.writer = Writer(module)
        self.tree = ast.parse(text)
        self.world = {**vars(module), **NAMES}

    def run(self, pair, seconds, trace=None, profile=None):
        """What one input gives: an outcome and what changed, or None when nothing can be said."""
        receiver_source, use = self.subject.sources(pair)
        sources = [] if self.subject.kind in ("construct", "property") else pair[1]
        try:
            held = [self.held(each) for each in sources]
            receiver = eval(receiver_source, self.world) if receiver_source and use else None
        except Exception:
            return None
        before = [self.text_of(value) for _, _, value in held]
        state = self.state_of(receiver) if receiver is not None else None
        call = self.callable(receiver_source, receiver, use, held)
        how = []
        try:
            outcome = self.outcome(self.guard.call(lambda: settled(call(), how), seconds, trace, profile), how)
        except (Prevented, TooLong) as stopped:
            return {"outcome": {"kind": type(stopped).__name__}, "after": []}
        except SystemExit:
            outcome = {"kind": "error", "name": "SystemExit", "message": "", "own": True}
        except Exception as error:
            outcome = self.error(error)
        outcome["how"] = how[0] if how else ""
        after = []
        for index, (_, _, value) in enumerate(held):
            now = self.text_of(value)
            if before[index] is not None and now is not None and now != before[index]:
                after.append({"index": index, "text": now})
        if state is not None:
            now = self.state_of(receiver)
            after.extend(
                {"index": -1, "attribute": name, "text": text}
                for name, text in (now or {}).items()
                if state.get(name) != text
            )
        return {"outcome": outcome, "after": after}

    def held(self, source):
        """An argument's name (None = by its place), how it unpacks, and its value."""
        if source.startswith("**"):
            return "**", None, eval(source[2:], self.world)
        call = ast.parse("f(%s)" % source, mode="eval").body
        if call.keywords:
            return call.keywords[0].arg, None, eval(source.split("=", 1)[1], self.world)
        if len(call.args) != 1:
            return "*", None, [eval("(%s)" % source, self.world)][0]
        return None, None, eval(source, self.world)

    def callable(self, receiver_source, receiver, use, held):
        kind, name = self.subject.kind, self.subject.name
        if kind == "construct":
            return lambda: eval(receiver_source, self.world)
        if kind == "property":
            return lambda: getattr(receiver, name)
        target = receiver if receiver is not None else self.subject.owner
        args, keywords = [], {}
        for word, _, value in held:
            if word is None:
                args.append(value)
            elif word == "*":
                args.extend(value)
            elif word == "**":
                keywords.update(value)
            else:
                keywords[word] = value
        return lambda: getattr(target, name)(*args, **keywords)

    def outcome(self, result, how):
        value, more = result
        try:
            text = self.writer.write(value)
            if eval(text, dict(self.world)) == value:
                return {"kind": "value", "text": text, "more": more}
        except Unwritable as error:
            if str(error) == "nan" and type(value) is float:
                return {"kind": "nan", "text": "nan", "more": False}
        except Exception:
            pass
        try:
            return {"kind": "state", "type": type(value).__name__, "text": self.writer.state(value)}
        except Unwritable:
            return {"kind": "opaque", "type": type(value).__name__}

    def same(self, one, other):
        """Whether an assertion of the one holds for the other: `==` takes 0 for 0.0, `is` does not take 1 for True."""
        if one == other:
            return True
        alike = {**one, "text": None} == {**other, "text": None} and one["kind"] in ("value", "state")
        if not alike or {one["text"], other["text"]} & {"None", "True", "False"}:
            return False
        return eval(one["text"], dict(self.world)) == eval(other["text"], dict(self.world))

    def error(self, error):
        cls = type(error)
        trace = error.__traceback__
        while trace.tb_next is not None:
            trace = trace.tb_next
        own = trace.tb_frame.f_code.co_filename == self.file and self.raises(trace.tb_lineno)
        if isinstance(error, WRONG_KIND) and not own:
            return {"kind": "crash", "name": cls.__name__}
        known = getattr(builtins, cls.__name__, None) is cls or self.writer.importable(cls)
        message = str(error) if own and len(str(error)) <= 200 and "0x" not in str(error) else ""
        return {"kind": "error" if known else "crash", "name": cls.__name__, "message": message, "own": own}

    def raises(self, line):
        return any(
            isinstance(node, (ast.Raise, ast.Assert)) and node.lineno <= line <= node.end_lineno
            for node in ast.walk(self.tree)
        )

    def text_of(self, value):
        if value is None or isinstance(value, (bool, int, float, str, bytes, tuple)):
            return None
        try:
            return self.writer.write(value)
        except Unwritable:
            return None

    def state_of(self, receiver):
        found = {}
        for name, value in getattr(receiver, "__dict__", {}).items():
            if name.startswith("_"):
                continue
            try:
                found[name] = self.writer.write(value)
            except Unwritable:
                continue
        return found


def settled(result, how):
    """What can be written of a result, and whether there is more: what a coroutine gives, an iterator's first items."""
    if inspect.iscoroutine(result):
        how.append("await")
        return asyncio.run(result), False
    if inspect.isasyncgen(result):
        how.append("async items")
        items = asyncio.run(collected(result))
        return items[:MOST_ITEMS], len(items) > MOST_ITEMS
    if inspect.isgenerator(result) or isinstance(result, (map, filter, zip, itertools.chain)):
        how.append("items")
        items = list(itertools.islice(result, MOST_ITEMS + 1))
        return items[:MOST_ITEMS], len(items) > MOST_ITEMS
    return result, False


async def collected(generator):
    items = []
    async for each in generator:
        items.append(each)
        if len(items) > MOST_ITEMS:
            break
    await generator.aclose()
    return items


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
    if job["text"] is not None:
        sys.meta_path.insert(0, TextFinder(job["module"], job["file"], job["text"]))
    module = importlib.import_module(job["module"])
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
            except (LookupError, ValueError, TypeError) as error:
                answer = {"line": asked["line"], "problem": str(error) or type(error).__name__}
            out.write(json.dumps(answer) + "\n")
            out.flush()


if __name__ == "__main__":
    main()
