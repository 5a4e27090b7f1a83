"""Rules about posts that were written for a library's older version, and show its values as it did."""

import ast
import builtins
import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from blogkit.check.judge.case import Case
from blogkit.check.judge.chance import DRAWN
from blogkit.check.judge.claimhood import differ_by_one_sign, resembles
from blogkit.check.written.differences import exchanges
from blogkit.check.written.tokens import tokens
from blogkit.code import Unit, read_units
from blogkit.model import ClaimKind, Post

_SINCE: Mapping[str, tuple[str, Mapping[int, date]]] = {
    "pandas": ("pandas", {1: date(2020, 1, 29), 2: date(2023, 4, 3), 3: date(2026, 1, 21)}),
    "numpy": ("numpy", {2: date(2024, 6, 16)}),
    "scikit-learn": ("sklearn", {1: date(2022, 12, 8)}),
    "pydantic": ("pydantic", {2: date(2023, 6, 30)}),
    "matplotlib": ("matplotlib", {3: date(2021, 3, 26)}),
    "torch": ("torch", {2: date(2023, 3, 15)}),
    "tensorflow": ("tensorflow", {2: date(2019, 9, 30)}),
    "sympy": ("sympy", {1: date(2023, 5, 10)}),
    "scipy": ("scipy", {1: date(2022, 7, 29)}),
    "polars": ("polars", {1: date(2024, 7, 1)}),
}
"""Libraries by package, as they are imported, with the day since when a version shows values as it does."""
_NEAR = 0.8
"""Share of common words from which on two outputs are one, with a slip."""
_MOST = 20_000


def older_library(case: Case) -> str:
    """A post is older than the library whose output it shows, and the output is not just a slip away.

    What raises now has shown something then. What NumPy and pandas count has always been the same.
    """
    fails = not case.seen and case.failure is not None
    if not fails and (case.claim.kind not in {ClaimKind.BLOCK, ClaimKind.DOCTEST} or not case.seen):
        return ""
    said = case.claim.expected
    if library := next((one for one in stated_otherwise(case) if _is_of(one, case)), ""):
        slip = any(differ_by_one_sign(said.strip(), text.strip()) for text in case.texts)
        return "" if slip else f"was written for the {library} that the page names"
    library = next((one for one in _outgrown(case) if _is_of(one, case)), "")
    if not library:
        return ""
    counts = library in _COUNTS and not any(mark.startswith(DRAWN) for mark in case.marks)
    far = all(
        _in_other_brackets(said, text)
        or (_is_far(said, text) and not (counts and _is_other_number(said, text)))
        for text in case.texts
    )
    return f"was written for an older {library}" if far or _sets_item_of_item(case, library) else ""


_COUNTS = frozenset({"numpy", "pandas", "polars"})


_SCALAR = re.compile(r"\bnp\.\w+\(([^()]*)\)")


def _is_other_number(said: str, text: str) -> bool:
    """Whether two texts are the same but for numbers and truths."""
    one, other = (tokens(_SCALAR.sub(r"\1", part[:_MOST])) for part in (said, text))
    return len(one) == len(other) and all(
        a.text == b.text or a.kind == b.kind == "number" or {a.text, b.text} == {"True", "False"}
        for a, b in zip(one, other, strict=True)
    )


def _outgrown(case: Case) -> list[str]:
    """The libraries that have changed what they show since the post was written."""
    written = written_on(case.executed.post)
    if written is None:
        return []
    changed: list[str] = []
    for package, version in case.executed.environment.items():
        name, since = _SINCE.get(package, ("", {}))
        major = re.match(r"\d+", version)
        changed += [name] if major and written < since.get(int(major[0]), date.min) else []
    return changed


def stated_otherwise(case: Case) -> list[str]:
    """The libraries that the page says it was made with, in another version than the one that ran."""
    stated = _stated(case.executed.post.source.text[:_LONGEST])
    installed = ((_SINCE.get(one, (one,))[0], version) for one, version in case.executed.environment.items())
    return [name for name, version in installed if name in stated and stated[name] != _minor(version)]


@lru_cache(maxsize=16)  # each claim of a post asks
def _stated(text: str) -> dict[str, str]:
    """The versions that a page shows, by library: in answer to `np.__version__`, or in a list."""
    names = {str(match[2]): str(match[1]) for match in _ALIASES.finditer(text)}
    asked = {names.get(match[1], match[1]): _minor(match[2]) for match in _ASKED.finditer(text)}
    listed = {_NAMES_OF.get(match[1], match[1]): _minor(match[2]) for match in _LISTED.finditer(text)}
    return listed | asked


def _minor(version: str) -> str:
    return ".".join(version.split(".")[:2])


_NAMES_OF = {package: name for package, (name, _) in _SINCE.items()}
_ALIASES = re.compile(r"\bimport (\w+) as (\w+)")
_ASKED = re.compile(r"\b(\w+)\.__version__\)?[^\n]*\n(?:[^\n]{0,12}\n){0,3}[^\n\d]{0,30}(\d+\.\d+)")
"""What a version is asked for, and the answer on one of the lines below it."""
_LISTED = re.compile(
    rf"^[#\s]*({'|'.join(map(re.escape, _NAMES_OF))}|sklearn)"
    r"\s*(?:[:=v]|==|version:?|\s)\s*v?(\d+\.\d+)[\w.]*\s*$",
    re.MULTILINE,
)
_LONGEST = 500_000


def written_on(post: Post) -> date | None:
    """The day that the header names under some name, or the name of the file."""
    if post.front_matter.date:
        return post.front_matter.date.date()
    told = (str(value) for key, value in post.front_matter.raw.items() if "date" in key)
    named = (match for text in (*told, post.source.path.name) if (match := _DAY.match(text)))
    try:
        return next((date(*map(int, match.groups())) for match in named), None)
    except ValueError:
        return None


_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


def _is_of(library: str, case: Case) -> bool:
    """Whether a statement that the claim is about reads what the library, or something of it, has given."""
    names: set[str] = set()
    units = [unit for step in case.steps for unit in read_units(step.code)]
    if any(_imports(unit.node, library) and _takes_all(unit.node) for unit in units):
        own = frozenset(dir(builtins)).union(*(unit.binds for unit in units))
        names |= frozenset[str]().union(*(unit.reads for unit in units)) - own
    for unit in units:
        if _imports(unit.node, library):
            names |= unit.binds
        elif not names.isdisjoint(unit.reads):
            names |= unit.binds | unit.changes
    near = [one.unit for one in case.facts.marked[case.index] if case.is_about(one.unit)]
    return any(_reads(unit, names) for unit in near)


def _reads(unit: Unit, names: set[str]) -> bool:
    return not names.isdisjoint(unit.reads)


def _imports(node: ast.stmt, library: str) -> bool:
    match node:
        case ast.Import(names=named):
            return any(one.name.partition(".")[0] == library for one in named)
        case ast.ImportFrom(module=str(module)):
            return module.partition(".")[0] == library
        case _:
            return False


def _takes_all(node: ast.stmt) -> bool:
    """Whether it is `from sympy import *`: whatever a post has from nowhere else is the library's."""
    return isinstance(node, ast.ImportFrom) and any(one.name == "*" for one in node.names)


def _in_other_brackets(said: str, text: str) -> bool:
    """Whether two arrays have the same elements, but not the same dimensions."""
    one, other = (_BRACKETS.sub("", part[:_MOST]).split() for part in (said, text))
    return one == other and said.count("[") != text.count("[")


def _is_far(said: str, text: str) -> bool:
    return resembles(said, text) < _NEAR or _differ_in_places(said, text)


def _differ_in_places(said: str, text: str) -> bool:
    """Whether two outputs differ in several places: an author slips in one."""
    one, other = (part[:_MOST].split() for part in (said, text))
    return len(exchanges(one, other)) >= _PLACES


_PLACES = 3
_BRACKETS = re.compile(r"[\[\](),]")


def _sets_item_of_item(case: Case, library: str) -> bool:
    """Whether an item of a column is set, which pandas 3 does in a copy: `trees["age"][0] = 3`."""
    return library == "pandas" and bool(_CHAINED.search(case.code[-_MOST:]))


_CHAINED = re.compile(
    r"^[ \t]*\w+(?:\.i?loc)?\[[^\[\]\n=]+\]\[[^\[\]\n=]+\][ \t]*[-+*/]?=(?!=)", re.MULTILINE
)
