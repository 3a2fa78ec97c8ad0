"""Arguments to try a function with, as source: from annotations, from what its body does, from its constants."""
import collections.abc
import datetime
import decimal
import enum
import inspect
import itertools
import pathlib
import random
import typing
import uuid

from .patterns import samples
from .shapes import Shape
from .written import Unwritable, Writer

MOST_VALUES = 12
MOST_COMBINATIONS = 300
#: Seed of the combinations that are drawn: the same function gets the same ones.
SEED = 20250101
NUMBERS = [0, 1, -1, 2, 10]
TEXTS = ["", "a", "Ab c", "12", " x "]


class NoInput(Exception):
    """Holds the parameter that no value can be made for."""


class Values:
    """Makes values for the parameters of one function."""

    def __init__(self, module, loose, patterns):
        self.module = module
        self.writer = Writer(module)
        self.loose = [each for each in loose if is_number(each)]
        self.words = [each for each in loose if isinstance(each, str) and len(each) <= 40]
        self.patterns = patterns

    def numbers(self, shape, fraction=False):
        found = []
        own = [each for each in shape.constants if is_number(each)]
        for each in own + [each for each in self.loose if not own or each not in own]:
            found.extend([each - 1, each, each + 1] if isinstance(each, int) else [each - 0.5, each, each + 0.5])
        found = unique(found[:15] + NUMBERS)
        if fraction:
            found = unique([0.5] + found[:10] + [-0.5, 2.5])
        return [repr(each) for each in found]

    def texts(self, shape):
        own = [each for each in shape.constants + self.words if isinstance(each, str)]
        ends = [each for each in (shape.element.constants if shape.element else []) if isinstance(each, str)]
        framed = [made for each in ends[:3] for made in (each + "ab" + each, each + "ab", each)]
        parted = [made for each in own if len(each) == 1 for made in ("a%sb" % each, "1%s2%s3" % (each, each))]
        around = [each + "x" for each in own[:2]] + ["x" + each for each in own[:1]]
        long = ["x" * size for size in sizes(shape)]
        matching = [each for pattern in self.patterns[:3] for each in samples(pattern)]
        return [repr(each) for each in unique(matching + framed + own + parted[:6] + long + TEXTS + around)]

    def collection(self, shape, display, depth, element=None):
        inner = element or (lambda: self.of_shape(shape.element or Shape(), depth + 1))
        items = inner() or ["1"]
        pick = lambda n: [items[index % len(items)] for index in range(n)]  # noqa: E731
        found = [[], items[:1], items[:3], list(reversed(items[:4])), items[1:3] + items[:1], items[:1] * 2]
        found += [pick(size) for size in sizes(shape)]
        found += [[each] for each in items[1:]]
        return [display(each) for each in found]

    def of_shape(self, shape, depth=0):
        """Values for what is known of a value by its use alone."""
        kinds = shape.kinds
        texts = any(isinstance(each, str) for each in shape.constants)
        numbers = any(is_number(each) for each in shape.constants)
        if depth > 3:
            return ["1"]
        groups = []
        if shape.keys or "map" in kinds:
            groups.append(self.mapping(shape, depth))
        if shape.attributes:
            groups.append(self.namespace(shape, depth))
        if "function" in kinds:
            groups.append(["lambda *a: a[0] if a else 1", "lambda *a: True", "lambda *a: None"])
        if "text" in kinds or texts or "letter" in kinds:
            groups.append(self.texts(shape))
        if "number" in kinds or numbers or "fraction" in kinds:
            groups.append(self.numbers(shape, "fraction" in kinds))
        if "numbers" in kinds:
            groups.append(self.collection(shape, as_list, depth, lambda: self.numbers(Shape())))
        elif kinds & {"list", "sequence", "sized"} and "text" not in kinds and not shape.keys:
            groups.append(self.collection(shape, as_list, depth))
        if "set" in kinds:
            groups.append(self.collection(shape, as_set, depth))
        if "bytes" in kinds:
            groups.append(["b''", "b'ab'"])
        if "bool" in kinds or (not groups and "truth" in kinds):
            groups.append(["True", "False"])
        if not groups:
            groups = [self.numbers(shape)[:5], self.texts(shape)[:3], ["None", "[]", "True"]]
        if "truth" in kinds or "checked" in kinds:
            groups.append(["None"])
        return mixed(groups)

    def mapping(self, shape, depth):
        if not shape.keys:
            values = self.of_shape(shape.element or Shape(), depth + 1)
            return ["{}", "{'a': %s}" % values[0], "{'b': %s, 'a': %s}" % (values[0], values[1 % len(values)])]
        whole = {key: self.of_shape(inner, depth + 1) for key, inner in shape.keys.items()}
        return [
            "{%s}" % ", ".join("%r: %s" % pair for pair in each.items()) for each in variations(whole, missing=True)
        ]

    def namespace(self, shape, depth):
        whole = {name: self.of_shape(inner, depth + 1) for name, inner in shape.attributes.items()}
        for name in shape.methods:
            whole[name] = ["lambda *a: 1", "lambda *a: None"]
        return [
            "SimpleNamespace(%s)" % ", ".join("%s=%s" % pair for pair in each.items()) for each in variations(whole)
        ]

    def of_type(self, hint, shape, depth=0):
        """Values for an annotation, narrowed by the use; None = nothing is known of the type."""
        if depth > 3:
            return None
        origin, arguments = typing.get_origin(hint), typing.get_args(hint)
        if hint in (inspect.Parameter.empty, typing.Any, object) or isinstance(hint, (typing.TypeVar, str)):
            return self.of_shape(shape, depth)
        if hint is None or hint is type(None):
            return ["None"]
        if origin is typing.Union or type(hint).__name__ == "UnionType":
            groups = [self.of_type(each, shape, depth) for each in arguments if each is not type(None)]
            groups = [each for each in groups if each]
            return mixed(groups + ([["None"]] if type(None) in arguments else [])) or None
        if origin is typing.Literal:
            return [repr(each) for each in arguments]
        if getattr(hint, "__metadata__", None) is not None:
            return self.of_type(arguments[0] if arguments else hint.__origin__, shape, depth)
        if getattr(hint, "__supertype__", None) is not None:
            return self.of_type(hint.__supertype__, shape, depth)
        plain = self.of_builtin(origin or hint, arguments, shape, depth)
        return plain if plain is not None else self.of_class(origin or hint, shape, depth)

    def of_builtin(self, cls, arguments, shape, depth):
        inner = lambda index=0: (  # noqa: E731
            self.of_type(arguments[index], shape.element or Shape(), depth + 1)
            if len(arguments) > index
            else self.of_shape(shape.element or Shape(), depth + 1)
        )
        abc = collections.abc
        if cls is bool:
            return ["True", "False"]
        if cls is int:
            return [each for each in self.numbers(shape) if "." not in each] or ["0", "1"]
        if cls in (float, complex):
            return self.numbers(shape, fraction=True)
        if cls is str:
            return self.texts(shape)
        if cls in (bytes, bytearray):
            return ["b''", "b'ab'", "b'\\x00'"]
        if cls in (list, abc.Sequence, abc.Iterable, abc.Collection, abc.MutableSequence):
            return self.collection(shape, as_list, depth, inner)
        if cls in (abc.Iterator, abc.Generator):
            return ["iter(%s)" % each for each in self.collection(shape, as_list, depth, inner)]
        if cls is tuple:
            if arguments and arguments[-1] is not Ellipsis:
                parts = [self.of_type(each, Shape(), depth + 1) or ["None"] for each in arguments]
                return unique(as_tuple([part[n % len(part)] for part in parts]) for n in range(6))
            return self.collection(shape, as_tuple, depth, inner)
        if cls in (set, frozenset, abc.Set, abc.MutableSet):
            made = self.collection(shape, as_set, depth, inner)
            return ["frozenset(%s)" % each for each in made] if cls is frozenset else made
        if cls in (dict, abc.Mapping, abc.MutableMapping):
            if shape.keys or not arguments:
                return self.mapping(shape, depth)
            keys, values = inner(0) or ["'a'"], inner(1) or ["1"]
            pairs = ["%s: %s" % (keys[n % len(keys)], values[n % len(values)]) for n in range(4)]
            return ["{}"] + ["{%s}" % ", ".join(pairs[:n]) for n in (1, 2, 4)] + ["{%s}" % each for each in pairs[1:]]
        if cls is abc.Callable:
            return ["lambda *a: a[0] if a else 1", "lambda *a: True", "lambda *a: None"]
        return self.of_standard_library(cls, shape)

    def of_standard_library(self, cls, shape):
        if cls is decimal.Decimal:
            return ["Decimal('%s')" % each.strip("'") for each in self.numbers(shape)[:10]] + ["Decimal('0.01')"]
        if cls is datetime.datetime:
            days = ["2024, 2, 29, 12, 30", "2023, 12, 31, 23, 59, 59", "2024, 1, 1, 0, 0"]
            return ["datetime.datetime(%s)" % each for each in days]
        if cls is datetime.date:
            return ["datetime.date(2024, 2, 29)", "datetime.date(2023, 12, 31)", "datetime.date(2024, 1, 1)"]
        if cls is datetime.timedelta:
            return ["datetime.timedelta(0)", "datetime.timedelta(days=1)", "datetime.timedelta(seconds=-90)"]
        if cls in (pathlib.Path, pathlib.PurePath, pathlib.PurePosixPath):
            return ["PurePosixPath('a/b.txt')", "PurePosixPath('.')", "PurePosixPath('/x')"]
        if cls is uuid.UUID:
            return ["UUID('12345678-1234-5678-1234-567812345678')", "UUID(int=0)"]
        return None

    def of_class(self, cls, shape, depth):
        if not inspect.isclass(cls):
            return None
        if issubclass(cls, enum.Enum) and self.writer.importable(cls):
            return ["%s.%s" % (cls.__name__, name) for name in cls.__members__]
        if not self.writer.importable(cls):
            return self.namespace(shape, depth) if shape.attributes else None
        try:
            made = self.arguments_of(cls, {}, depth + 1, shape.attributes)
        except (NoInput, TypeError, ValueError):
            return None
        return ["%s(%s)" % (cls.__name__, ", ".join(each)) for each in made[: MOST_VALUES * 2]]

    def arguments_of(self, function, shapes, depth=0, attributes=None, without_self=False):
        """Lists of arguments to call `function` with, the plainest first."""
        hints = hints_of(function)
        parameters = list(inspect.signature(function).parameters.values())[1 if without_self else 0 :]
        known = []
        for each in parameters:
            shape = shapes.get(each.name) or (attributes or {}).get(each.name) or Shape()
            hint = hints.get(each.name, each.annotation)
            values = self.values_for(each, hint, shape, depth)
            if values is None:
                raise NoInput(each.name)
            known.append((each, values))
        if not known:
            return [[]]
        return combined(known)

    def values_for(self, parameter, hint, shape, depth):
        default = parameter.default
        given = [None] if default is not parameter.empty else []
        if parameter.kind is parameter.VAR_KEYWORD:
            return [None] + ["**%s" % each for each in self.mapping(shape, depth)[:3] if each != "{}"]
        values = self.of_type(hint, shape, depth)
        if parameter.kind is parameter.VAR_POSITIONAL:
            items = (values or ["1"])[:4]
            return [", ".join(items[:n]) or None for n in (1, 2, 3, 0)]
        if values is None:
            return given or None
        if default not in (parameter.empty, None):
            try:
                values = unique([self.writer.write(default)] + values)
            except Unwritable:
                pass
        return given + unique(values)[: MOST_VALUES * (2 if depth == 0 else 1)]


def combined(known):
    """All arguments plain, each varied alone, then drawn ones."""
    draw = random.Random(SEED)
    lists = [values for _, values in known]
    chosen = [tuple(values[0] for values in lists)]
    second = tuple(values[min(1, len(values) - 1)] for values in lists)
    longest = max(map(len, lists))
    for start, at in itertools.product((chosen[0], second), range(longest)):
        for index, values in enumerate(lists):
            if at < len(values):
                chosen.append(start[:index] + (values[at],) + start[index + 1 :])
    total = 1
    for values in lists:
        total *= len(values)
    if total <= MOST_COMBINATIONS:
        chosen.extend(itertools.product(*lists))
    else:
        chosen.extend(tuple(draw.choice(values) for values in lists) for _ in range(MOST_COMBINATIONS))
    return [written_arguments(known, each) for each in unique(chosen)[:MOST_COMBINATIONS]]


def written_arguments(known, values):
    """Arguments as they stand in a call; None = left out."""
    written, named = [], False
    for (parameter, _), value in zip(known, values):
        keyword = parameter.kind is parameter.KEYWORD_ONLY or named
        if value is None:
            named = named or parameter.kind is parameter.POSITIONAL_OR_KEYWORD
        elif parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            if parameter.kind is parameter.VAR_KEYWORD or not named:
                written.append(value)
        elif parameter.kind is parameter.POSITIONAL_ONLY and named:
            continue
        else:
            written.append("%s=%s" % (parameter.name, value) if keyword else value)
    return written


def variations(whole, missing=False):
    """Whole things: all parts plain, each part varied, each left out."""
    plain = {name: values[0] for name, values in whole.items()}
    found = [plain]
    for index in range(1, MOST_VALUES):
        for name, values in whole.items():
            if index < len(values):
                found.append({**plain, name: values[index]})
        found.append({name: values[index % len(values)] for name, values in whole.items()})
    if missing:
        found[2:2] = [{k: v for k, v in plain.items() if k != name} for name in whole] + [{}]
    return found[: MOST_VALUES * 3]


def hints_of(function):
    try:
        return typing.get_type_hints(function.__init__ if inspect.isclass(function) else function)
    except Exception:  # what annotations name may not be there at run time
        return {}


def sizes(shape):
    found = sorted({size + step for size in shape.lengths for step in (-1, 0, 1)})
    return [size for size in found if 0 < size <= 60]


def mixed(groups):
    """The first of each group, then the second of each, and so on."""
    rows = itertools.zip_longest(*groups)
    return unique(each for row in rows for each in row if each is not None)


def unique(values):
    seen, found = set(), []
    for each in values:
        key = (type(each), each)
        if key not in seen:
            seen.add(key)
            found.append(each)
    return found


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def as_list(items):
    return "[%s]" % ", ".join(items)


def as_tuple(items):
    return "(%s%s)" % (", ".join(items), "," if len(items) == 1 else "")


def as_set(items):
    return "{%s}" % ", ".join(unique(items)) if items else "set()"
