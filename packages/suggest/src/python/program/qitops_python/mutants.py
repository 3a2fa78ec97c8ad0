"""Small changes of a function's source, each as an edit of the text, and the code objects they compile to."""
import ast
import re
import types

COMPARISONS = {
    ast.Lt: ("<", ("<=", ">=")),
    ast.LtE: ("<=", ("<", ">")),
    ast.Gt: (">", (">=", "<=")),
    ast.GtE: (">=", (">", "<")),
    ast.Eq: ("==", ("!=",)),
    ast.NotEq: ("!=", ("==",)),
    ast.Is: (r"is(?!\s+not)", ("is not",)),
    ast.IsNot: (r"is\s+not", ("is",)),
    ast.In: (r"(?<!not )in", ("not in",)),
    ast.NotIn: (r"not\s+in", ("in",)),
}
ARITHMETIC = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"),
    ast.Div: ("/", "*"),
    ast.FloorDiv: ("//", "*"),
    ast.Mod: ("%", "*"),
    ast.Pow: ("**", "*"),
    ast.BitAnd: ("&", "|"),
    ast.BitOr: ("|", "&"),
    ast.BitXor: ("^", "&"),
    ast.LShift: ("<<", ">>"),
    ast.RShift: (">>", "<<"),
}
CALLS = {
    "min": "max",
    "max": "min",
    "any": "all",
    "all": "any",
    "startswith": "endswith",
    "endswith": "startswith",
    "upper": "lower",
    "lower": "upper",
    "lstrip": "rstrip",
    "rstrip": "lstrip",
    "floor": "ceil",
    "ceil": "floor",
}


class Source:
    """A module's text, with offsets in characters for what `ast` gives as lines and UTF-8 columns."""

    def __init__(self, text):
        self.text = text
        self.lines = text.splitlines(keepends=True)
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line))

    def offset(self, line, column):
        if line > len(self.lines):
            return len(self.text)
        prefix = self.lines[line - 1].encode("utf-8")[:column]
        return self.starts[line - 1] + len(prefix.decode("utf-8", "ignore"))

    def span(self, node):
        return (
            self.offset(node.lineno, node.col_offset),
            self.offset(node.end_lineno, node.end_col_offset),
        )

    def of(self, node):
        start, end = self.span(node)
        return self.text[start:end]


class Mutants(ast.NodeVisitor):
    """Collects the mutants of one function."""

    def __init__(self, source, function):
        self.source = source
        self.found = []
        self.statement = function
        for node in function.body:
            self.visit(node)

    def add(self, node, start, end, replacement, words):
        old = self.source.text[start:end]
        if old == replacement:
            return
        self.found.append(
            {
                "start": start,
                "end": end,
                "replacement": replacement,
                "line": node.lineno,
                "lines": [self.statement.lineno, self.statement.end_lineno]
                if not hasattr(self.statement, "body")
                else [node.lineno, node.end_lineno],
                "words": words or "%s → %s" % (short(old), short(replacement)),
            }
        )

    def replace(self, node, replacement, words=None):
        start, end = self.source.span(node)
        self.add(node, start, end, replacement, words)

    def operator(self, node, left, right, pattern, replacement):
        start, end = self.source.span(left)[1], self.source.span(right)[0]
        match = re.search(pattern, self.source.text[start:end])
        if match:
            self.add(
                node,
                start + match.start(),
                start + match.end(),
                replacement,
                "%s → %s" % (match.group(), replacement),
            )

    def visit(self, node):
        before = self.statement
        if isinstance(node, ast.stmt):
            self.statement = node
        super().visit(node)
        self.statement = before

    def visit_FunctionDef(self, node):
        for each in node.body:
            self.visit(each)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_ClassDef(self, node):
        for each in node.body:
            self.visit(each)

    def visit_AnnAssign(self, node):
        if node.value is not None:
            self.visit(node.value)

    def visit_Compare(self, node):
        left = node.left
        for operation, right in zip(node.ops, node.comparators):
            pattern, others = COMPARISONS[type(operation)]
            for other in others:
                self.operator(node, left, right, pattern, other)
            left = right
        self.generic_visit(node)

    def visit_BinOp(self, node):
        if type(node.op) in ARITHMETIC and not self.joins_text(node):
            old, new = ARITHMETIC[type(node.op)]
            self.operator(node, node.left, node.right, re.escape(old), new)
        self.generic_visit(node)

    @staticmethod
    def joins_text(node):
        return any(
            isinstance(side, ast.JoinedStr)
            or (isinstance(side, ast.Constant) and isinstance(side.value, (str, bytes)))
            for side in (node.left, node.right)
        )

    def visit_AugAssign(self, node):
        if type(node.op) in ARITHMETIC:
            old, new = ARITHMETIC[type(node.op)]
            self.operator(node, node.target, node.value, re.escape(old) + "=", new + "=")
        self.visit(node.value)

    def visit_BoolOp(self, node):
        old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        for left, right in zip(node.values, node.values[1:]):
            self.operator(node, left, right, r"\b%s\b" % old, new)
        self.generic_visit(node)

    def visit_UnaryOp(self, node):
        if isinstance(node.op, (ast.Not, ast.USub, ast.Invert)):
            self.replace(node, "(%s)" % self.source.of(node.operand), None)
        if not (isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant)):
            self.generic_visit(node)

    def condition(self, node, test, both=True):
        if isinstance(test, ast.Constant):
            return
        said = short(self.source.of(test))
        self.replace(test, "False", "%s → False" % said)
        if both:
            self.replace(test, "True", "%s → True" % said)

    def visit_If(self, node):
        self.condition(node, node.test)
        self.generic_visit(node)

    visit_IfExp = visit_If

    def visit_While(self, node):
        self.condition(node, node.test, both=False)
        self.generic_visit(node)

    def visit_comprehension(self, node):
        for test in node.ifs:
            self.condition(test, test)
        self.generic_visit(node)

    def visit_Return(self, node):
        if node.value is not None and not (
            isinstance(node.value, ast.Constant) and node.value.value is None
        ):
            self.replace(node.value, "None", "return %s → None" % short(self.source.of(node.value)))
            self.visit(node.value)

    def visit_Expr(self, node):
        if isinstance(node.value, ast.Constant):
            return
        if isinstance(node.value, (ast.Call, ast.Await)):
            self.replace(node, "pass", "%s taken out" % short(self.source.of(node)))
        self.generic_visit(node)

    def visit_Raise(self, node):
        self.replace(node, "pass", "%s taken out" % short(self.source.of(node)))

    def visit_Break(self, node):
        self.replace(node, "continue")

    def visit_Continue(self, node):
        self.replace(node, "break")

    def visit_JoinedStr(self, node):
        # places inside of an f-string are not reliable before Python 3.12
        return

    def visit_Call(self, node):
        name = node.func
        if isinstance(name, (ast.Name, ast.Attribute)):
            word = name.id if isinstance(name, ast.Name) else name.attr
            if word in CALLS:
                _, end = self.source.span(name)
                self.add(node, end - len(word), end, CALLS[word], "%s → %s" % (word, CALLS[word]))
            if isinstance(name, ast.Attribute) and word == "strip" and not node.args:
                self.replace(node, self.source.of(name.value), ".strip() taken out")
            if isinstance(name, ast.Name) and word == "sorted" and len(node.args) == 1 and not node.keywords:
                self.replace(node, "list(%s)" % self.source.of(node.args[0]), "sorted taken out")
        self.generic_visit(node)

    def visit_Constant(self, node):
        value = node.value
        if value is True or value is False:
            self.replace(node, str(not value))
        elif isinstance(value, int):
            self.replace(node, str(value + 1))
        elif isinstance(value, float):
            self.replace(node, repr(value + 1))
        elif isinstance(value, str):
            self.replace(node, '""' if value else '"qitops"', None)


def short(text):
    line = " ".join(text.split())
    return line if len(line) <= 40 else line[:39] + "…"


def function_at(tree, line, name=None):
    """
    The function whose `def` or first decorator stands on `line`, with the classes and functions around it; by its
    name (`Cart.add`) where the line is not known.
    """

    def search(node, path):
        for child in ast.iter_child_nodes(node):
            named = isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
            here = path + [child] if named else path
            if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
                first = min([child.lineno] + [each.lineno for each in child.decorator_list])
                if name == ".".join(each.name for each in here) if name else first <= line <= child.lineno:
                    return here
            found = search(child, here)
            if found:
                return found
        return None

    return search(tree, [])


def mutants_of(text, line):
    """The mutants of the function at `line`: edits of the text, each with an id that says what and where."""
    path = function_at(ast.parse(text), line)
    if path is None:
        return []
    found = Mutants(Source(text), path[-1]).found
    for index, mutant in enumerate(found):
        mutant["id"] = "%d:%d" % (line, index)
    return found


def edited(text, mutant):
    return text[: mutant["start"]] + mutant["replacement"] + text[mutant["end"] :]


def code_of(module_code, names):
    """The code object that a path of names leads to; of several with one name the last, as at run time."""
    code = module_code
    for name in names:
        inner = [
            each for each in code.co_consts if isinstance(each, types.CodeType) and each.co_name == name
        ]
        if not inner:
            return None
        code = inner[-1]
    return code


def mutated_code(text, mutant, file, names):
    """The function's code with the mutant in it; None when that does not compile."""
    try:
        return code_of(compile(edited(text, mutant), file, "exec"), names)
    except (SyntaxError, ValueError):
        return None


def functions_with(code):
    """Every living function that runs this code: also those behind decorators and under other names."""
    import gc

    return [
        each
        for each in gc.get_objects()
        if type(each) is types.FunctionType
        and each.__code__.co_filename == code.co_filename
        and each.__code__.co_firstlineno == code.co_firstlineno
        and each.__code__.co_name == code.co_name
    ]


class Switched:
    """Has functions run other code for as long as it is entered."""

    def __init__(self, functions, code):
        self.functions = functions
        self.code = code

    def __enter__(self):
        self.before = [each.__code__ for each in self.functions]
        for each in self.functions:
            each.__code__ = self.code
        return self

    def __exit__(self, *_):
        for each, code in zip(self.functions, self.before):
            each.__code__ = code
