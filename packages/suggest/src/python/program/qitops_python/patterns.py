"""Texts that a regular expression matches."""
import re
import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    try:
        from re import _parser as parser
    except ImportError:  # before Python 3.11
        import sre_parse as parser

LETTERS = "kbKB47_ -.,:;/@#aA01é\n"
CLASSES = {
    "CATEGORY_DIGIT": "4", "CATEGORY_NOT_DIGIT": "k", "CATEGORY_WORD": "k", "CATEGORY_NOT_WORD": "-",
    "CATEGORY_SPACE": " ", "CATEGORY_NOT_SPACE": "k",
}
MOST_REPEATS = 20


def samples(pattern):
    """Texts that match, at most three: plain, with every repetition once more, with the other branch of each choice."""
    try:
        tree = parser.parse(pattern)
    except (re.error, OverflowError, RecursionError):
        return []
    found = []
    for extra, branch in ((0, 0), (1, 0), (0, 1)):
        text = sample(tree, extra, branch, {})
        if text is not None and text not in found and re.search(pattern, text):
            found.append(text)
    return found


def sample(tree, extra, branch, groups):
    parts = []
    for operation, argument in tree:
        part = sample_of(str(operation), argument, extra, branch, groups)
        if part is None:
            return None
        parts.append(part)
    return "".join(parts)


def sample_of(operation, argument, extra, branch, groups):
    if operation == "LITERAL":
        return chr(argument)
    if operation == "NOT_LITERAL":
        return next(each for each in LETTERS if ord(each) != argument)
    if operation == "ANY":
        return "k"
    if operation == "IN":
        return one_of(argument)
    if operation in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        low, high, inner = argument
        text = sample(inner, extra, branch, groups)
        return None if text is None else text * min(low + extra, int(high), MOST_REPEATS)
    if operation == "SUBPATTERN":
        text = sample(argument[-1], extra, branch, groups)
        groups[argument[0]] = text
        return text
    if operation == "ATOMIC_GROUP":
        return sample(argument, extra, branch, groups)
    if operation == "BRANCH":
        choices = argument[1]
        return sample(choices[min(branch, len(choices) - 1)], extra, branch, groups)
    if operation == "GROUPREF":
        return groups.get(argument)
    return "" if operation in ("AT", "ASSERT", "ASSERT_NOT") else None


def one_of(members):
    negated = any(str(kind) == "NEGATE" for kind, _ in members)
    if negated:
        return next((each for each in LETTERS if not any(fits(each, member) for member in members)), None)
    kind, argument = members[0]
    if str(kind) == "LITERAL":
        return chr(argument)
    if str(kind) == "RANGE":
        return chr(argument[0])
    return CLASSES.get(str(argument)) if str(kind) == "CATEGORY" else None


def fits(letter, member):
    kind, argument = str(member[0]), member[1]
    if kind == "LITERAL":
        return ord(letter) == argument
    if kind == "RANGE":
        return argument[0] <= ord(letter) <= argument[1]
    if kind == "CATEGORY":
        name = str(argument)
        tests = {"DIGIT": str.isdigit, "SPACE": str.isspace, "WORD": lambda each: each.isalnum() or each == "_"}
        return tests[name.rsplit("_", 1)[1]](letter) != ("_NOT_" in name)
    return False
