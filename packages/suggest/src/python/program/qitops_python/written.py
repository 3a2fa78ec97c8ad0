"""Values as source that gives them back."""
import ast
import asyncio
import dataclasses
import datetime
import decimal
import enum
import fractions
import itertools
import math
import pathlib
import types
import uuid

LONGEST = 400
#: Types that are given back by their text.
BY_TEXT = (decimal.Decimal, fractions.Fraction, uuid.UUID, pathlib.PurePosixPath, pathlib.PosixPath)
#: Names that the source of a value may use, beside the module's own.
NAMES = {
    "Decimal": decimal.Decimal,
    "Fraction": fractions.Fraction,
    "UUID": uuid.UUID,
    "PurePosixPath": pathlib.PurePosixPath,
    "SimpleNamespace": types.SimpleNamespace,
    "datetime": datetime,
    "asyncio": asyncio,
    "islice": itertools.islice,
}
#: How a test imports them.
IMPORTS = {
    "Decimal": "from decimal import Decimal",
    "Fraction": "from fractions import Fraction",
    "UUID": "from uuid import UUID",
    "PurePosixPath": "from pathlib import PurePosixPath",
    "SimpleNamespace": "from types import SimpleNamespace",
    "datetime": "import datetime",
    "asyncio": "import asyncio",
    "islice": "from itertools import islice",
}


class Unwritable(Exception):
    """Holds what cannot be written: the name of its type."""


class Writer:
    """Writes values of one module's world."""

    def __init__(self, module):
        self.module = module

    def importable(self, cls):
        """Whether tests can name a class: it stands at the top of the module under its own name."""
        return getattr(self.module, cls.__name__, None) is cls

    def write(self, value, depth=0):
        text = self._write(value, depth)
        if len(text) > LONGEST:
            raise Unwritable(type(value).__name__)
        return text

    def _write(self, value, depth):
        cls = type(value)
        if depth > 6:
            raise Unwritable(cls.__name__)
        if value is None or cls in (bool, int, str, bytes):
            return repr(value)
        if cls is float:
            if math.isnan(value):
                raise Unwritable("nan")
            return repr(value) if math.isfinite(value) else "float(%r)" % repr(value)
        if cls is complex:
            return repr(value)
        inner = lambda each: self._write(each, depth + 1)  # noqa: E731
        if cls is list:
            return "[%s]" % ", ".join(map(inner, value))
        if cls is tuple:
            return "(%s,)" % inner(value[0]) if len(value) == 1 else "(%s)" % ", ".join(map(inner, value))
        if cls is dict:
            return "{%s}" % ", ".join("%s: %s" % (inner(k), inner(v)) for k, v in value.items())
        if cls in (set, frozenset):
            items = sorted(map(inner, value))
            if cls is frozenset:
                return "frozenset({%s})" % ", ".join(items) if items else "frozenset()"
            return "{%s}" % ", ".join(items) if items else "set()"
        if cls is range:
            return repr(value)
        if cls in (datetime.date, datetime.datetime, datetime.time, datetime.timedelta):
            return self.dated(value)
        if cls in BY_TEXT:
            name = "PurePosixPath" if isinstance(value, pathlib.PurePosixPath) else cls.__name__
            return "%s(%r)" % (name, str(value))
        return self.of_class(value, cls, inner)

    def dated(self, value):
        if getattr(value, "tzinfo", None) not in (None, datetime.timezone.utc):
            raise Unwritable("datetime")
        return repr(value)

    def of_class(self, value, cls, inner):
        if isinstance(value, enum.Enum) and self.importable(cls) and value.name in cls.__members__:
            return "%s.%s" % (cls.__name__, value.name)
        if cls is types.SimpleNamespace:
            return "SimpleNamespace(%s)" % ", ".join("%s=%s" % (k, inner(v)) for k, v in vars(value).items())
        if isinstance(value, tuple) and hasattr(cls, "_fields") and self.importable(cls):
            return "%s(%s)" % (cls.__name__, ", ".join(map(inner, value)))
        if dataclasses.is_dataclass(value) and self.importable(cls) and cls.__dataclass_params__.eq:
            parts = [
                "%s=%s" % (field.name, inner(getattr(value, field.name)))
                for field in dataclasses.fields(value)
                if field.init and field.compare
            ]
            return "%s(%s)" % (cls.__name__, ", ".join(parts))
        raise Unwritable(cls.__name__)

    def state(self, value):
        """The public attributes of an object that has no equality of its own, as source of a dict."""
        if not hasattr(value, "__dict__") or isinstance(value, (type, types.ModuleType, types.FunctionType)):
            raise Unwritable(type(value).__name__)
        public = {name: each for name, each in vars(value).items() if not name.startswith("_")}
        if not public:
            raise Unwritable(type(value).__name__)
        return self.write(public)


def imports_of(sources, module):
    """What a test imports for sources: lines of the standard library, and names of the module."""
    lines, names = set(), set()
    for source in sources:
        for node in ast.walk(ast.parse(source, mode="eval")):
            if not isinstance(node, ast.Name):
                continue
            if node.id in IMPORTS:
                lines.add(IMPORTS[node.id])
            elif hasattr(module, node.id):
                names.add(node.id)
    return sorted(lines), sorted(names)
