"""A function, how it is called and what it is called with."""
import ast
import inspect

from .inputs import Values, unique
from .mutants import function_at
from .shapes import uses_of

MOST_CALLS = 300


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
        values = Values(self.module, unique(uses.loose), uses.patterns)
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
