"""Rules about what another version of a library, or of Python's own modules, has and this one has not."""

import builtins
import re
import sys
from collections import Counter

from blogkit.check.compare.exceptions import messages
from blogkit.check.compare.older_words import bare_scalars, in_new_words
from blogkit.check.compare.text import without_incidents
from blogkit.check.judge.case import Case
from blogkit.check.judge.claimhood import nearly_quotes
from blogkit.check.written.differences import exchanges
from blogkit.check.written.tokens import tokens

_MISSING_ATTRIBUTE = re.compile(r"module '([\w.]+)' has no attribute")
_NO_KEYWORDS = re.compile(r"\w+\.\w+\(\) takes no keyword arguments$")
_ATTRIBUTE = re.compile(r"(?:type object )?'(?P<type>[\w.]+)' (?:object )?has no attribute '(?P<name>\w+)'")
_OTHER = "needs another version of a library or of Python"


def other_library(case: Case) -> str:
    """It fails on what another version has: a name of a library, a keyword of a built-in method."""
    shown = case.raised
    if any(name == "TypeError" and _is_gone(said, case) for name, said in shown):
        return _OTHER
    if any(_GIVEN_UP.search(said) and said not in case.code for _, said in shown):
        return _OTHER
    if said := messages(case.claim.expected)[-1:]:
        return _OTHER if any(_is_of_library(said[0][0], name, case) for name, _ in shown) else ""
    missing = (match[1].partition(".")[0] for _, said in shown if (match := _MISSING_ATTRIBUTE.match(said)))
    foreign = any(name not in sys.stdlib_module_names for name in missing)
    keywords = any(name == "TypeError" and _NO_KEYWORDS.match(said) for name, said in shown)
    given_up = any(_is_given_up(name, said, case) for name, said in shown)
    return _OTHER if foreign or keywords or given_up else ""


_GIVEN_UP = re.compile(
    r"^Invalid frequency: |^Cannot perform reduction '\w+' with string dtype|\bagg function failed \["
    r"|\b(?:was|were|been) removed (?:in|from)\b|\bis not a valid package style\b"
    r"|^dtype 'str' does not support|\bno longer (?:supported|available|accepts?)\b"
)
"""What libraries say of what they did once."""


def _is_gone(message: str, case: Case) -> bool:
    """Whether a library's function no longer has a keyword, which the text knows that it had."""
    match = _UNKNOWN_KEYWORD.search(message)
    return match is not None and not re.search(rf"\b(?:def|class) {match['function']}\b", case.code)


_UNKNOWN_KEYWORD = re.compile(r"(?:^|\.)(?P<function>\w+)\(\) got an unexpected keyword argument '\w+'")


def _is_of_library(said: str, shown: str, case: Case) -> bool:
    """Whether two exceptions differ that neither Python nor the post has: a library has renamed its own."""
    return said != shown and not any(hasattr(builtins, name) or name in case.code for name in (said, shown))


def _is_given_up(name: str, said: str, case: Case) -> bool:
    """Whether an attribute of a library's class is gone, or a position that a column was asked for."""
    if name == "KeyError":
        asked = re.search(rf"[\w)\]]\[{re.escape(said)}\]", "\n".join(case.lines))
        return "pandas" in case.code and bool(asked or _POSITIONS.match(said))
    match = _ATTRIBUTE.match(said) if name == "AttributeError" else None
    if match is None:
        return False
    own = re.search(rf"\bclass {re.escape(match['type'])}\b", case.code) or hasattr(builtins, match["type"])
    defined = re.search(rf"\bdef {match['name']}\b|\b{match['name']}\s*(?::[^=\n]+)?=", case.code)
    return not own or (match["name"].startswith("_") and not match["name"].startswith("__") and not defined)


_POSITIONS = re.compile(r"[\"']?None of \[Index\(\[\d[\d, ]*\], dtype='int64'\)\] are in the \[index\]")


def elder_groups(case: Case) -> str:
    """A table of groups has no columns of texts, or no groups in its labels, as pandas 1 left them out."""
    said = case.claim.expected
    if len(said) > _LONGEST or not any(map(_GROUPS.search, case.lines)):
        return ""
    shown = [one for one in case.texts if len(one) <= _LONGEST]
    applied = any(map(_APPLIES.search, case.lines)) and any(_has_labels_of(said, one) for one in shown)
    differ = applied or any(_lacks_words(said, one) for one in shown)
    return "shows groups as another version of pandas does" if differ else ""


_GROUPS = re.compile(r"\bgroupby\(|\.(?:sum|mean|median|std|var|corr|cov|resample|rolling)\(")
_APPLIES = re.compile(r"\bgroupby\(.*\.apply\(")


def _has_labels_of(said: str, shown: str) -> bool:
    """Whether two tables have the same cells, but for labels that one of them does not repeat."""
    few, many = sorted((Counter(said.split()), Counter(shown.split())), key=lambda one: sum(one.values()))
    return len(few) > _FEW and few <= many and set(few) == set(many)


def _lacks_words(said: str, shown: str) -> bool:
    """Whether the rows of a table are those of another without cells that are words."""
    rows, others = ([line.split() for line in text.strip().split("\n")] for text in (said, shown))
    if len(rows) < _ROWS or len(rows) != len(others) or rows == others:
        return False
    return all(_is_without_words(row, other) for row, other in zip(rows, others, strict=True))


def _is_without_words(row: list[str], other: list[str]) -> bool:
    rest = iter(other)
    return all(cell in rest for cell in row) and not any(
        re.match(r"-?\d", cell) for cell in (Counter(other) - Counter(row))
    )


_ROWS = 3


def elder_terms(case: Case) -> str:
    """A formula of SymPy has its terms in another order: `N**(-a + 1)` for `N**(1 - a)`."""
    said = case.claim.expected
    formula = "sympy" in case.code and len(said) <= _LONGEST and bool(re.search(r"[A-Za-z]", said))
    ordered = formula and any(_has_terms_of(said, one) for one in case.texts if len(one) <= _LONGEST)
    return "orders the terms of a formula as another version does" if ordered else ""


def _has_terms_of(said: str, shown: str) -> bool:
    """Whether the same names, numbers and signs stand in two formulas; a plus stands between any two."""
    one, other = (sorted(re.findall(r"\\?\w+|[^\w\s+\\]", text)) for text in (said, shown))
    return one == other and said.split() != shown.split() and re.search(r"[-+]", said + shown) is not None


def artist(case: Case) -> str:
    """Nothing is said but where objects of Matplotlib lay, or the ends of axes: other versions differ."""
    said = case.claim.expected.strip()
    if any(map(_LIMITS.search, case.lines)) and _ENDS.fullmatch(said):
        return "names the ends of axes as another version does"
    if len(said) <= _LONGEST and _CANVAS.fullmatch(said) and not case.says_the_same:
        return "names objects of Matplotlib as another version does"
    only = _ARTISTS.fullmatch(said) if len(said) <= _LONGEST else None
    slip = any(nearly_quotes(without_incidents(said), without_incidents(text)) for text in case.texts)
    return "names objects of Matplotlib as another version does" if only and not slip else ""


_CANVAS = re.compile(r"(?:(?:Figure|Axes|AxesSubplot)\([\d.,;x]+\)\s*)+")
_LIMITS = re.compile(r"\.(?:[xy]lim|axis|set_[xy]lim)\(")
_ENDS = re.compile(r"\((?:[-\d.e]+, ){1,3}[-\d.e]+\)")
_ARTISTS = re.compile(
    r"(?:array\()?[\[(\s]*(?:<matplotlib\.[\w.]+ (?:object )?at 0x[0-9a-f]+>[,\s\])]*)+(?:dtype=object\))?"
)
_LONGEST = 20_000


def other_parameters(case: Case) -> str:
    """An object of a library shows parameters that another version does not have, or has lost one."""
    said = case.claim.expected
    own = any(re.search(rf"\bclass {name}\b", case.code) for name in set(_CALLED.findall(said[:_LONGEST])))
    differ = not own and any(_differ_in_parameters(said, one.text) for one in case.seen)
    return "shows an object's parameters as another version does" if differ else ""


_CALLED = re.compile(r"\b([A-Z]\w*)\(")


def _differ_in_parameters(said: str, shown: str) -> bool:
    if "=" not in said or max(len(said), len(shown)) > _LONGEST:
        return False
    forgets = "freq=None" in shown
    one, other = (
        tuple(token.text for token in tokens(in_new_words(bare_scalars(without_incidents(text)))))
        for text in ((_FREQUENCY.sub("", text) if forgets else text) for text in (said, shown))
    )
    steps = exchanges(one, other)
    return (forgets or bool(steps)) and all(_are_parameters(*step) for step in steps)


_FREQUENCY = re.compile(r",\s*freq=(?:None|'[^'\n]*'|<[^<>\n]*>)")
"""What pandas knew of an index, and has forgotten since."""


def _are_parameters(left_out: tuple[str, ...], put_in: tuple[str, ...]) -> bool:
    """Whether one side has whole parameters where the other has nothing."""
    run = "".join(left_out or put_in).strip(",")
    return not (left_out and put_in) and bool(_PARAMETERS.fullmatch(run))


_VALUE = r"(?:[\w.'\"-]+|<[^<>=]{1,80}>|[\[({][^=]{0,80}[\])}])"
_PARAMETERS = re.compile(rf"[a-z]\w*={_VALUE}(?:,[a-z]\w*={_VALUE}){{0,8}}")
OTHER_METHODS = "lists the names that an object has in another version"
_FEW = 5


def special_methods(case: Case) -> str:
    """Two answers of `dir(…)` differ only in names that are special, or that the post never gives."""
    said = case.claim.expected
    listed = len(_SPECIAL.findall(said)) >= _FEW
    same = listed and any(_without_special(said) == _without_special(one.text) for one in case.seen)
    lists = any("dir(" in line for line in case.lines)
    return OTHER_METHODS if same or (lists and _names_of_library(case)) else ""


def _names_of_library(case: Case) -> bool:
    """Whether one list of names is the other without some that nobody in the post has written."""
    said = set(_NAME.findall(case.claim.expected))
    for text in case.texts:
        shown = set(_NAME.findall(text))
        differing = said ^ shown
        one_sided = said < shown or shown < said
        if len(said & shown) >= _FEW and one_sided and not any(name in case.code for name in differing):
            return True
    return False


_NAME = re.compile(r"'(\w+)'")
_SPECIAL = re.compile(r"(?<=[\[\s,])'__\w+__',?\s?(?!:)")


def _without_special(text: str) -> str:
    """A text without the names that every object has in a list, white space aside."""
    return "".join(_SPECIAL.sub("", text).split()).replace(",]", "]")


def own_version(case: Case) -> str:
    """Nothing differs but the version of an installed package: in an address, a header, a file name."""
    versions = {part for version in case.executed.environment.values() for part in _forms(version)}
    said, shown = _apart(case.claim.expected), (one for one in case.texts if len(one) <= _LONGEST)
    same = not case.says_the_same and any(_differ_in_versions(said, _apart(one), versions) for one in shown)
    return "names another version of a library" if same else ""


def _forms(version: str) -> set[str]:
    """A version in full, and its first two numbers: of 2.14.4 also 2.14."""
    return {version, ".".join(version.split(".")[:2])} if "." in version else set()


def _apart(text: str) -> list[str]:
    """A text with what may be versions apart, however it is laid out: no white space, no last commas."""
    compact = re.sub(r",(?=[\])}])", "", "".join(text.split()))
    return _VERSION.split(compact)


_VERSION = re.compile(r"(?<![\d.])(\d+(?:\.\w+){0,3})")


def _differ_in_versions(said: list[str], shown: list[str], versions: set[str]) -> bool:
    """Whether numbers alone differ, each of them a version here."""
    pairs = [(one, other) for one, other in zip(said, shown, strict=False) if one != other]
    return (
        len(said) == len(shown)
        and bool(pairs)
        and all(one[:1].isdigit() and other in versions for one, other in pairs)
    )
