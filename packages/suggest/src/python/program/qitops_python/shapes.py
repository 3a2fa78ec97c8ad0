"""What a function's body does with each parameter, and so what it must look like."""
import ast

NUMBER_METHODS = {"is_integer", "bit_length", "as_integer_ratio", "quantize"}
TEXT_METHODS = {
    "startswith", "endswith", "split", "rsplit", "splitlines", "strip", "lstrip", "rstrip", "lower", "upper",
    "title", "capitalize", "casefold", "isdigit", "isalpha", "isalnum", "isspace", "isupper", "islower",
    "format", "replace", "encode", "zfill", "ljust", "rjust", "partition", "rpartition", "isnumeric",
    "isidentifier", "swapcase", "translate",
}
LIST_METHODS = {"append", "extend", "insert", "sort", "reverse"}
SET_METHODS = {"add", "union", "intersection", "difference", "issubset", "issuperset", "discard"}
MAP_METHODS = {"items", "keys", "values", "get", "setdefault", "update"}
BUILTIN_KINDS = {
    "len": "sized", "sum": "numbers", "sorted": "list", "enumerate": "list", "reversed": "list",
    "abs": "number", "round": "number", "range": "number", "int": "text", "float": "text", "ord": "letter",
    "set": "list", "tuple": "list", "list": "list", "dict": "map", "any": "list", "all": "list",
    "min": "numbers", "max": "numbers", "zip": "list",
}


class Shape:
    """What is known of one value: kinds it is used as, constants it is held against, what lies inside of it."""

    def __init__(self):
        self.kinds = set()
        self.constants = []
        self.lengths = set()
        self.attributes = {}
        self.keys = {}
        self.methods = set()
        self.element = None

    def attribute(self, name):
        return self.attributes.setdefault(name, Shape())

    def key(self, name):
        return self.keys.setdefault(name, Shape())

    def item(self):
        if self.element is None:
            self.element = Shape()
        return self.element

    def constant(self, value):
        if not any(type(each) is type(value) and each == value for each in self.constants):
            self.constants.append(value)


class Uses(ast.NodeVisitor):
    """Follows parameters and names bound to parts of them through a function's body."""

    def __init__(self, parameters):
        self.shapes = {name: Shape() for name in parameters}
        self.names = dict(self.shapes)
        #: constants that no parameter is held against directly
        self.loose = []
        self.patterns = []

    def of(self, node):
        """The shape that an expression stands for; None = not a part of a parameter."""
        if isinstance(node, ast.Name):
            return self.names.get(node.id)
        if isinstance(node, ast.Attribute):
            inner = self.of(node.value)
            return inner.attribute(node.attr) if inner else None
        if isinstance(node, ast.Subscript):
            inner = self.of(node.value)
            return self.subscript(inner, index_of(node)) if inner else None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            inner = self.of(node.func.value)
            if inner is None:
                return None
            if node.func.attr == "get" and node.args and isinstance(node.args[0], ast.Constant):
                inner.kinds.add("map")
                return inner.key(node.args[0].value)
            if node.func.attr in TEXT_METHODS:
                inner.kinds.add("text")
                return inner
        if isinstance(node, ast.NamedExpr):
            return self.of(node.value)
        return None

    @staticmethod
    def subscript(inner, index):
        if isinstance(index, ast.Constant) and isinstance(index.value, str):
            inner.kinds.add("map")
            return inner.key(index.value)
        if isinstance(index, (ast.Slice, ast.UnaryOp)) or (
            isinstance(index, ast.Constant) and isinstance(index.value, int)
        ):
            inner.kinds.add("sequence")
            if isinstance(index, ast.Constant):
                inner.lengths.update((index.value, index.value + 1))
        return inner.item()

    def bind(self, target, shape):
        if isinstance(target, ast.Name) and shape is not None:
            self.names[target.id] = shape
        elif isinstance(target, (ast.Tuple, ast.List)) and shape is not None:
            shape.kinds.add("sequence")
            shape.lengths.add(len(target.elts))
            for each in target.elts:
                self.bind(each, shape.item())

    def visit_Assign(self, node):
        self.visit(node.value)
        for target in node.targets:
            self.bind(target, self.of(node.value))

    def iterate(self, target, iterated):
        shape = self.of(iterated)
        if shape is not None:
            shape.kinds.add("list")
            self.bind(target, shape.item())
        elif isinstance(iterated, ast.Call):
            self.iterate_call(target, iterated)

    def iterate_call(self, target, call):
        name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        if name == "items" and isinstance(call.func, ast.Attribute):
            shape = self.of(call.func.value)
            if shape is not None and isinstance(target, ast.Tuple) and len(target.elts) == 2:
                shape.kinds.add("map")
                self.bind(target.elts[1], shape.item())
        elif name in ("enumerate", "sorted", "reversed") and call.args:
            shape = self.of(call.args[0])
            if shape is not None:
                shape.kinds.add("list")
                inner = target.elts[1] if name == "enumerate" and isinstance(target, ast.Tuple) else target
                self.bind(inner, shape.item())

    def visit_For(self, node):
        self.iterate(node.target, node.iter)
        self.generic_visit(node)

    visit_AsyncFor = visit_For

    def visit_comprehensions(self, node):
        for each in node.generators:
            self.iterate(each.target, each.iter)
        self.generic_visit(node)

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = visit_comprehensions

    def visit_Compare(self, node):
        sides = [node.left] + node.comparators
        for operation, left, right in zip(node.ops, sides, sides[1:]):
            for one, other in ((left, right), (right, left)):
                self.held_against(one, operation, other)
        self.generic_visit(node)

    def held_against(self, one, operation, other):
        values = constants_in(other)
        if not values:
            return
        length = isinstance(one, ast.Call) and getattr(one.func, "id", "") == "len" and one.args
        if length:
            shape = self.of(one.args[0])
            if shape is not None:
                shape.kinds.add("sized")
                shape.lengths.update(each for each in values if isinstance(each, int))
            return
        shape = self.of(one)
        if shape is None and isinstance(one, ast.BinOp):
            shape = self.of(one.left)
        if shape is None:
            self.loose.extend(values)
            return
        contained = isinstance(operation, (ast.In, ast.NotIn))
        if contained and isinstance(other, ast.Constant) and isinstance(other.value, str):
            values = list(other.value)[:3]
        for each in values:
            shape.constant(each)

    def visit_BinOp(self, node):
        for one, other in ((node.left, node.right), (node.right, node.left)):
            shape = self.of(one)
            if shape is None:
                continue
            value = other.value if isinstance(other, ast.Constant) else None
            if isinstance(node.op, ast.Mod) and isinstance(one, ast.Constant):
                continue
            shape.kinds.add("text" if isinstance(value, str) else "number")
            if isinstance(node.op, (ast.Mod, ast.FloorDiv)) and isinstance(value, int):
                shape.constant(value)
        self.generic_visit(node)

    def visit_UnaryOp(self, node):
        shape = self.of(node.operand)
        if shape is not None:
            shape.kinds.add("number" if isinstance(node.op, ast.USub) else "truth")
        self.generic_visit(node)

    def visit_If(self, node):
        shape = self.of(node.test)
        if shape is not None:
            shape.kinds.add("truth")
        self.generic_visit(node)

    visit_IfExp = visit_While = visit_If

    def visit_Call(self, node):
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if isinstance(node.func, ast.Name):
            called = self.names.get(node.func.id)
            if called is not None:
                called.kinds.add("function")
            if name == "isinstance" and len(node.args) == 2 and self.of(node.args[0]) is not None:
                self.instance(self.of(node.args[0]), node.args[1])
            elif name in BUILTIN_KINDS and node.args and self.of(node.args[0]) is not None:
                kind = BUILTIN_KINDS[name]
                if not (kind in ("numbers",) and len(node.args) > 1):
                    self.of(node.args[0]).kinds.add(kind)
                else:
                    for each in node.args:
                        shape = self.of(each)
                        if shape is not None:
                            shape.kinds.add("number")
        else:
            self.method(node, name)
        self.generic_visit(node)

    def method(self, node, name):
        shape = self.of(node.func.value) if isinstance(node.func, ast.Attribute) else None
        if name in ("match", "fullmatch", "search", "findall", "sub") and node.args:
            if isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
                self.patterns.append(node.args[0].value)
            for each in node.args[1:]:
                inner = self.of(each)
                if inner is not None:
                    inner.kinds.add("text")
        if shape is None:
            return
        for methods, kind in (
            (TEXT_METHODS, "text"), (LIST_METHODS, "list"), (SET_METHODS, "set"),
            (MAP_METHODS, "map"), (NUMBER_METHODS, "number"),
        ):
            if name in methods:
                shape.kinds.add(kind)
                break
        else:
            shape.methods.add(name)
        if name in TEXT_METHODS:
            for each in node.args:
                for value in constants_in(each):
                    shape.constant(value)

    @staticmethod
    def instance(shape, types):
        names = types.elts if isinstance(types, ast.Tuple) else [types]
        for each in names:
            name = getattr(each, "id", getattr(each, "attr", ""))
            kind = {
                "str": "text", "int": "number", "float": "fraction", "list": "list", "tuple": "list",
                "dict": "map", "set": "set", "bool": "bool", "bytes": "bytes", "Mapping": "map",
                "Sequence": "list", "Number": "number", "Iterable": "list",
            }.get(name)
            if kind:
                shape.kinds.update((kind, "checked"))

    def visit_Constant(self, node):
        if isinstance(node.value, (int, float)) and not isinstance(node.value, bool):
            self.loose.append(node.value)


def index_of(node):
    index = node.slice
    return index.value if type(index).__name__ == "Index" else index


def constants_in(node):
    """Constants of an expression: itself, or the members of a display."""
    if isinstance(node, ast.Constant) and node.value is not None and node.value is not Ellipsis:
        return [node.value]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
        return [-node.operand.value]
    if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
        return [value for each in node.elts for value in constants_in(each)]
    if isinstance(node, ast.Dict):
        return [value for each in node.keys if each is not None for value in constants_in(each)]
    return []


def uses_of(function, parameters):
    """What a function's body does with its parameters."""
    uses = Uses(parameters)
    for _ in range(2):  # names bound below their first use
        for statement in function.body:
            uses.visit(statement)
    return uses
