"""Text -> Python's syntax, or None: the one place that asks Python's own parser and tokenizer."""

import ast
import io
import re
import tokenize
import warnings
from collections.abc import Iterable, Iterator
from functools import lru_cache

MOST_DEPTH = 100
"""Levels of an expression that are kept: `ast.unparse` and `deepcopy` take several frames for each."""
_NESTING = re.compile(r"[-+*/%@&|^~<>=.,([{]|\b(?:not|and|or|if|lambda|await)\b")
"""What an expression needs at least one of to be one level deeper."""


@lru_cache(maxsize=1024)  # a post of as many cells is asked again and again for all of them
def tree_of(text: str) -> ast.Module | None:
    """The statements of a text; None for what is no Python, or more than Python's parser can hold.

    An expression that is nested too deeply ends in the names below it. The tree is shared: change a copy.

    >>> tree_of("1 +"), tree_of("t" + 200 * "{")
    (None, None)
    >>> tree_of("x = " + "+".join(["a"] * 700)) is None
    False
    """
    tree = _parsed(text, "exec")
    if isinstance(tree, ast.Module) and len(_NESTING.findall(text)) > MOST_DEPTH:
        _flatten(tree)
    return tree if isinstance(tree, ast.Module) else None


def expression_of(text: str) -> ast.expr | None:
    """The expression that a text is, however deep; None for any other text.

    >>> expression_of("x + 1") is None, expression_of("x = 1"), expression_of("-" * 10**5 + "1")
    (False, None, None)
    """
    tree = _parsed(text, "eval")
    return tree.body if isinstance(tree, ast.Expression) else None


def _parsed(text: str, mode: str) -> ast.AST | None:
    try:
        with warnings.catch_warnings(action="ignore"):  # invalid escapes: the kernel tells the author
            return _parse(text, mode)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None  # the cell fails in the kernel, which says why


def _parse(text: str, mode: str) -> ast.AST:
    try:
        return ast.parse(text, mode=mode)
    except SystemError:  # CPython counts the depth for all threads at once: another one was parsing, too
        return ast.parse(text, mode=mode)


def _flatten(tree: ast.AST) -> None:
    """Cut what is nested too deeply."""
    waiting = [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        if depth == MOST_DEPTH:
            _cut(node)
            continue
        waiting += [(child, depth + isinstance(child, ast.expr)) for child in ast.iter_child_nodes(node)]


def _cut(node: ast.AST) -> None:
    """Put the names below the parts of a node in place of these parts."""
    for field, value in ast.iter_fields(node):
        if isinstance(value, ast.expr):
            setattr(node, field, _names_in(value))


def _names_in(node: ast.expr) -> ast.expr:
    names: list[ast.expr] = [part for part in ast.walk(node) if isinstance(part, ast.Name)]
    return ast.copy_location(ast.Tuple(names, ast.Load()), node)


def comments_of(text: str) -> Iterator[tokenize.TokenInfo]:
    """The comments of a text, as far as it can be read."""
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT:
                yield token
    except (tokenize.TokenError, SyntaxError):
        return


def changed_comments(before: str, after: str) -> tuple[str, ...] | None:
    r"""The comments of one text that read otherwise in the other; None where more than comments differ.

    >>> changed_comments("x = 2\nx  # 1\n", "x = 2\nx  # 2\n")
    ('# 1', '# 2')
    >>> changed_comments("x  # 1", "y  # 1"), changed_comments("x", "x  # 1")
    (None, None)
    """
    if before == after:
        return ()
    old, new = list(comments_of(before)), list(comments_of(after))
    if [one.start for one in old] != [one.start for one in new] or _bare(before, old) != _bare(after, new):
        return None
    pairs = zip(old, new, strict=True)
    return tuple(part.string for pair in pairs for part in pair if pair[0].string != pair[1].string)


def _bare(text: str, comments: Iterable[tokenize.TokenInfo]) -> list[str]:
    """The lines without their comments."""
    lines = text.split("\n")
    for comment in comments:
        row, column = comment.start
        lines[row - 1] = lines[row - 1][:column]
    return lines


def is_complete(text: str) -> bool:
    r"""Whether no bracket and no text of several lines is open at the end.

    >>> is_complete("f(1,"), is_complete("f(1)"), is_complete("1 + \\")
    (False, True, False)
    """
    try:
        for _ in tokenize.generate_tokens(io.StringIO(text).readline):
            pass
    except tokenize.TokenError:
        return False
    except SyntaxError:
        return True
    return not text.endswith("\\")
