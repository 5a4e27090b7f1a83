"""Code without a language -> the language that Hugo takes it for, where `guessSyntax` asks for a guess."""

import re
from collections.abc import Callable, Mapping

FALLBACK = "fallback"
"""What Hugo calls code that it cannot guess."""
_Score = Callable[[str], float]


def guess(code: str) -> str:
    """Name the language with the most signs; of two with as many, the first counts.

    >>> guess("using namespace std;"), guess("hello")
    ('c++', 'fallback')
    """
    best, most = FALLBACK, 0.0
    for name, score in _SCORES.items():
        found = score(code)
        if found > most:
            best, most = name, found
    return best


def _first(*signs: tuple[str, float]) -> _Score:
    """Score by the first sign that is there."""
    patterns = [(re.compile(pattern, re.MULTILINE), score) for pattern, score in signs]
    return lambda code: next((score for pattern, score in patterns if pattern.search(code)), 0.0)


def _all(*signs: tuple[str, float]) -> _Score:
    """Score by all signs that are there."""
    patterns = [(re.compile(pattern, re.MULTILINE), score) for pattern, score in signs]
    return lambda code: min(1.0, sum(score for pattern, score in patterns if pattern.search(code)))


def _go(code: str) -> float:
    if "package " not in code:
        return 0.0
    return 0.5 if "fmt." in code else 0.1


def _mysql(code: str) -> float:
    """Names in backticks, unless as many stand in square brackets."""
    ticked = len(re.findall(r"`[a-zA-Z_]\w*`", code, re.ASCII))
    bracketed = len(re.findall(r"\[[a-zA-Z_]\w*\]", code, re.ASCII))
    if ticked + bracketed and ticked >= 2 * bracketed:
        return 0.5
    if ticked > bracketed:
        return 0.2
    return 0.1 if ticked else 0.0


def _zed(code: str) -> float:
    if "definition " in code and "relation " in code and "permission " in code:
        return 0.9
    if "definition " in code or "relation " in code:
        return 0.5
    return 0.25 if "permission " in code else 0.0


# Hugo's highlighter has so few: most code without a language it leaves alone, and game scripts win often.
_SCORES: Mapping[str, _Score] = {
    "bash": _first((r"^#!.*/bin/(?:env |)(?:bash|zsh|sh|ksh)", 1.0)),
    "c": _first((r"^\s*#include <", 0.1), (r"^\s*#ifn?def ", 0.1)),
    "c++": _first((r"#include <[a-z_]+>", 0.2), (r"using namespace ", 0.4)),
    "dns": _first((r"^@\s+IN\s+SOA\s+", 1.0)),
    "gdscript": _all((r"\Aexport", 0.1)),
    "gdscript3": _all(
        (r"func (_ready|_init|_input|_process|_unhandled_input)", 0.8),
        (r"(extends |class_name |onready |preload|load|setget|func [^_])", 0.4),
        (r"(var|const|enum|export|signal|tool)", 0.2),
    ),
    "nu": _first((r"^#!.*/bin/(?:env(?: -[a-zA-Z0-9]+)*(?: --[a-zA-Z0-9-=]+)* |)nu", 1.0)),
    "rpgle": _all(
        (r"\*\*free", 0.9),
        (r"ctl-opt", 0.9),
        (r"dcl-(ds|s|f|proc|pr|pi)", 0.9),
        (r"\*in[0-9][0-9]", 0.5),
    ),
    "templ": _all((r"^\s*templ\s+[A-Za-z_]\w*\s*\(", 0.7), (r"^\s*package\s+\w+[\s\S]*^\s*templ\s+", 0.5)),
    "go": _go,
    "mysql": _mysql,
    "zed": _zed,
}
