"""Statement -> the names whose objects it may change, and what it calls."""

import ast
from collections.abc import Iterator

from blogkit.code.names import parts, units

_READING = frozenset(
    [
        "all",
        "any",
        "argmax",
        "argmin",
        "astype",
        "capitalize",
        "casefold",
        "copy",
        "corr",
        "count",
        "describe",
        "difference",
        "dot",
        "dtypes",
        "encode",
        "decode",
        "endswith",
        "find",
        "format",
        "get",
        "groupby",
        "head",
        "hex",
        "idxmax",
        "idxmin",
        "index",
        "info",
        "intersection",
        "isdigit",
        "isin",
        "isna",
        "issubset",
        "items",
        "iterrows",
        "join",
        "keys",
        "lower",
        "lstrip",
        "max",
        "mean",
        "median",
        "merge",
        "min",
        "most_common",
        "nunique",
        "plot",
        "ravel",
        "replace",
        "reshape",
        "rfind",
        "round",
        "rsplit",
        "rstrip",
        "savefig",
        "shape",
        "show",
        "split",
        "splitlines",
        "startswith",
        "std",
        "strip",
        "sum",
        "swapcase",
        "tail",
        "title",
        "to_dict",
        "to_markdown",
        "to_string",
        "tolist",
        "transpose",
        "union",
        "unique",
        "upper",
        "value_counts",
        "values",
        "var",
        "zfill",
    ]
)
"""Methods that leave their object as it is, whoever's it is."""
_LOOKING = frozenset(
    [
        "abs",
        "all",
        "any",
        "bool",
        "bytes",
        "callable",
        "chr",
        "dict",
        "dir",
        "display",
        "divmod",
        "enumerate",
        "float",
        "format",
        "frozenset",
        "getattr",
        "hasattr",
        "hash",
        "help",
        "hex",
        "id",
        "int",
        "isinstance",
        "issubclass",
        "len",
        "list",
        "locals",
        "map",
        "max",
        "min",
        "oct",
        "ord",
        "pprint",
        "pow",
        "print",
        "range",
        "repr",
        "reversed",
        "round",
        "set",
        "show",
        "sorted",
        "str",
        "sum",
        "super",
        "tuple",
        "type",
        "vars",
        "zip",
    ]
)
"""Functions that leave their arguments as they are."""
_DRAWING = frozenset({"plt", "sns", "px", "ax", "axes", "fig", "logging", "logger", "os", "sys", "json"})
"""What takes values to draw or write them."""


def calls(statement: ast.stmt) -> Iterator[str]:
    """What a statement calls, functions that it defines included: `np.sort(`, `f()` without arguments.

    >>> sorted(calls(ast.parse("a.sort(); print(f(), 2)").body[1]))
    ['f()', 'print(']
    """
    for node in (node for part in parts(statement) for node in ast.walk(part)):
        if isinstance(node, ast.Call):
            yield dotted(node.func) + ("(" if node.args or node.keywords else "()")


def dotted(node: ast.AST) -> str:
    """A name as it is written, `np.random.rand`; what stands before a further part is left out: `.head`."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attr):
            return f"{dotted(value)}.{attr}"
        case _:
            return ""


def changes(statement: ast.stmt) -> set[str]:
    """The names whose objects a statement may change.

    >>> body = ast.parse("d[0] = 1; a.b.c += 2; x = q.pop(); sort(y); str(z)").body
    >>> [sorted(changes(node)) for node in body]
    [['d'], ['a'], ['q'], ['y'], []]
    """
    found: set[str] = set()
    for node in (node for part in parts(statement) for node in ast.walk(part)):
        match node:
            case ast.Subscript(ctx=ast.Store() | ast.Del()) | ast.Attribute(ctx=ast.Store() | ast.Del()):
                found.add(_root(node))
            case ast.Call(func=ast.Attribute(value=receiver, attr=method)) if (
                method not in _READING or _in_place(node)
            ):
                found.add(_root(receiver))
            case ast.Call(
                func=ast.Name(id="next" | "setattr" | "delattr" | "exec"), args=[ast.Name(id=name), *_]
            ):
                found.add(name)
            case _:
                pass
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        found |= _given(statement.value)
    if isinstance(statement, ast.AugAssign):
        found.add(_root(statement.target))
    return found - {""}


def _in_place(call: ast.Call) -> bool:
    return any(one.arg == "inplace" for one in call.keywords)


def _given(call: ast.Call) -> set[str]:
    """The arguments of a call whose answer nobody keeps: it is there for what it does to them."""
    named = dotted(call.func)
    if named in _LOOKING or named.partition(".")[0] in _DRAWING or named.rpartition(".")[2] in _READING:
        return set()
    return {one.id for one in call.args if isinstance(one, ast.Name)}


def _root(node: ast.AST) -> str:
    """The name at the beginning of `a.b[2].c`."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


class Effects:
    """What the functions of a post write beside their own names, and which names are modules."""

    def __init__(self) -> None:
        """Nothing is defined before the first statement."""
        self._written: dict[str, frozenset[str]] = {}
        self._modules: set[str] = set()
        self._bound: set[str] = set()

    def note(self, node: ast.stmt, bound: frozenset[str]) -> None:
        """Read a statement and the names it binds; others are modules that it does not import."""
        self._bound |= bound
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                self._written[name] = frozenset(self._globals(node))
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                self._modules |= {(one.asname or one.name).partition(".")[0] for one in aliases}
            case _:
                pass

    def of(self, node: ast.stmt, changed: frozenset[str]) -> frozenset[str]:
        """What a statement changes in the end: no module, but what functions it calls write."""
        written = (self._written.get(name.rstrip("()"), frozenset[str]()) for name in calls(node))
        defines = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        return frozenset() if defines else changed.union(*written) & (self._bound - self._modules)

    def _globals(self, function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
        """The names of the session that a function binds or changes, or that functions it calls do."""
        own = {part.arg for part in ast.walk(function.args) if isinstance(part, ast.arg)}
        shared = {name for part in ast.walk(function) if isinstance(part, ast.Global) for name in part.names}
        stored = {
            part.id
            for part in ast.walk(function)
            if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
        }
        yield from shared
        for unit in units(function.body):
            yield from changes(unit) - ((own | stored) - shared) - self._modules
            for name in calls(unit):
                yield from self._written.get(name.rstrip("()"), ())
