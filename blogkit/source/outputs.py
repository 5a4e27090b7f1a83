"""Python fences that hold what the cell above them shows, and are not to be run."""

import ast
import re
import textwrap

from blogkit.source.announcements import announces

_NAMES_OUTPUT = re.compile(
    r"[#>\s*_]*(?:(?:the|expected|sample)\s+)?(?:outputs?|out|results?|输出|输出结果|运行结果|结果)\s*[*_]*\s*[:：]?\s*[*_]*"
    r"(?:<br ?/?>)?",
    re.IGNORECASE,
)
_TYPED = re.compile(r"^\s*(?:[%!$]|>>>|In ?\[)", re.MULTILINE)
_ARRAY = re.compile(r"\[(?:[\s\[\]\d.,+\-eEj]|nan|inf|True|False)*\]")
_CODE = re.compile(
    r"^\s*(?:(?:async )?(?:def|for|with) |class |import |from |while |if |elif |else:|try:|except|return"
    r"|print\b"
    r"|raise |assert |del |@\w"
    r"|[\w.\[\], ]+\s*(?:[-+*/|&]|//|\*\*)?=(?!=)|lambda )|:\s*$",
    re.MULTILINE,
)
"""Lines that somebody meant as Python, for all that it may not be."""
_WRITTEN = (ast.Expr, ast.Constant, ast.List, ast.Tuple, ast.Set, ast.Dict, ast.UnaryOp, ast.USub, ast.Load)
_REPRS = frozenset(
    {
        "array",
        "matrix",
        "Array",
        "tensor",
        "Matrix",
        "Counter",
        "OrderedDict",
        "deque",
        "defaultdict",
        "Decimal",
    }
    | {"Fraction", "dict_keys", "dict_values", "dict_items", "frozenset", "range"}
)
_MOST_LINES = 6


def is_output(code: str, between: list[str], above: str = "") -> bool:
    """Whether a Python fence holds what the one above shows: it is no code, and announced or an array.

    >>> is_output("[1 3 4]", []), is_output("x = 3", ["Output:"])
    (True, False)
    >>> is_output("oaks: 3 4", ["**Output:**"]), is_output("oaks: 3", ["Output:"])
    (True, True)
    >>> is_output("'7'", ["What do you get if you quote it?"])
    False
    >>> is_output(">>> two trees", ["It will print:"]), is_output("two trees", [], "print(a)")
    (True, True)
    """
    if code.lstrip().startswith("Traceback (most recent call last)"):
        return True
    said = [line for line in between if line.strip()]
    named = len(said) == 1 and bool(_NAMES_OUTPUT.fullmatch(said[0]))
    asks = bool(said) and said[-1].rstrip(" *_").endswith(
        "?"
    )  # what follows is what the reader is asked about
    announced = named or (0 < len(said) <= _MOST_LINES and announces(" ".join(map(str.strip, said))))
    announced = announced and not asks
    if not code.strip() or (said and not announced):
        return False
    if _TYPED.search(code):
        return announced and _is_prompted_words(code)
    if not named and _CODE.search(code):
        return False
    body = _parsed(code)
    if body is None:
        return announced or bool(_ARRAY.fullmatch(code.strip())) or _shows(above)
    return announced and all(map(_is_value, body))


def _parsed(code: str) -> list[ast.stmt] | None:
    try:
        return ast.parse(textwrap.dedent(code)).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def is_prompted_output(code: str) -> bool:
    r"""Whether each line has a prompt, and it is no code that only prepares: an import, a value over lines.

    >>> is_prompted_output(">>> a = 1"), is_prompted_output(">>> a = [\n...     1]")
    (True, False)
    """
    return is_prompted(code) and not _prepares(_parsed(_without_prompts(code)) or [])


def goes_on(code: str) -> bool:
    r"""Whether a session begins with imports that lack their prompts.

    >>> goes_on("import random\n\n>>> random.seed(12)"), goes_on("oak\n>>> random.seed(12)")
    (True, False)
    """
    head, prompt, _ = code.partition("\n>>> ")
    body = _parsed(head) if prompt and _IMPORTS.match(head) else None
    return bool(body) and all(isinstance(one, ast.Import | ast.ImportFrom | ast.Assign) for one in body or ())


_IMPORTS = re.compile(r"(?:import|from) \w")


def _prepares(body: list[ast.stmt]) -> bool:
    shows = any(isinstance(node, ast.Expr) for node in body)
    surely = any(not isinstance(node, ast.Assign) or node.end_lineno != node.lineno for node in body)
    return surely and not shows


def _without_prompts(code: str) -> str:
    return "\n".join(line[4:] for line in code.split("\n") if line.strip())


def is_prompted(code: str) -> bool:
    """Whether each line has a prompt: nothing is answered."""
    return all(line.startswith((">>> ", "... ", "    ")) for line in code.split("\n") if line.strip())


def _is_prompted_words(code: str) -> bool:
    """Whether each line has a prompt, and what stands behind them is no Python, or a value."""
    if not is_prompted(code):
        return False
    text = _without_prompts(code)
    body = _parsed(text)
    return not _CODE.search(text) if body is None else all(map(_is_value, body))


def _shows(code: str) -> bool:
    """Whether a cell prints something, or ends with an expression."""
    body = _parsed(code)
    return "print(" in code or bool(body and isinstance(body[-1], ast.Expr))


def _is_value(statement: ast.stmt) -> bool:
    """Whether a statement is nothing but a value written out, or `oaks: 3`, which Python reads as well."""
    written: ast.AST = statement
    if isinstance(statement, ast.AnnAssign) and statement.value is None:
        written = statement.annotation
    return _is_written(written)


def _is_written(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        known = isinstance(node.func, ast.Name) and node.func.id in _REPRS
        return known and all(map(_is_written, node.args))
    return isinstance(node, _WRITTEN) and all(map(_is_written, ast.iter_child_nodes(node)))
