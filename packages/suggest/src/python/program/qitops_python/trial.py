"""Runs one function with its inputs and writes down what came of it."""
import ast
import asyncio
import builtins
import inspect
import itertools

from .guard import Prevented, TooLong
from .written import NAMES, Unwritable, Writer

MOST_ITEMS = 12
#: Errors that say that the input was of the wrong kind, unless the code raises them itself.
WRONG_KIND = (TypeError, AttributeError, NameError, RecursionError, MemoryError)


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
