"""(claimed formula, Observation) -> whether they are equal as mathematics."""

import re
from collections.abc import Sequence

from blogkit.check.compare.text import texts
from blogkit.check.symbolic.budget import within
from blogkit.check.symbolic.expressions import (
    as_python,
    equal_expressions,
    is_formula,
    names_of_formula,
    same_expression,
)
from blogkit.check.symbolic.latex import read as read_latex
from blogkit.check.symbolic.library import library
from blogkit.check.symbolic.memory import remembered
from blogkit.check.written.collections import Leaf, read, same
from blogkit.model import Observation

_SIGNS = re.compile(r"\$|\\displaystyle\b|\s+")
SECONDS = 2.0
"""What one comparison of formulas may take, in CPU time."""


def formula(claim: str, observation: Observation) -> bool:
    """The claim and the value are equal formulas: `-x*y + 2*x**2` for `2*x**2 - x*y`.

    Raises TooLongError when that cannot be said in time.
    """
    if not is_formula(claim):
        return False
    symbolic = observation.value is not None and bool(observation.value.srepr)
    shown = [text.strip() for text in texts(observation)]
    candidates = [text for text in shown if is_formula(text) or symbolic]
    candidates += [tail for text in shown if (tail := _tail(text)) and is_formula(tail)]
    pairs = [
        (said, text)
        for text in dict.fromkeys(candidates)
        for said in dict.fromkeys((claim.strip(), as_python(claim, names_of_formula(text))))
    ]
    if not pairs:
        return False
    return remembered("equal", pairs, lambda: _any_equal(pairs))


def latex(claim: str, observation: Observation) -> bool:
    """The same LaTeX, white space aside, or an equal formula: releases of SymPy order terms otherwise."""
    said, shown = (_SIGNS.sub(" ", text).split() for text in (claim, observation.text))
    if "".join(said) == "".join(shown):
        return True
    one, other = (read_latex(" ".join(part), {})[0] for part in (said, shown))
    return same_expression(one, other)


def _any_equal(pairs: Sequence[tuple[str, str]]) -> bool:
    library()  # an import takes more time on one machine than on another: none of the formula's
    with within(SECONDS):
        return any(equal(said, text) for said, text in pairs)


def _tail(text: str) -> str:
    """What stands behind the last label of a printed line: `f': 2*x` -> `2*x`."""
    return text.strip().rpartition("\n")[2].rpartition(": ")[2].strip()


def equal(claimed: str, actual: str) -> bool:
    """Whether two texts are equal as formulas, or as collections of formulas."""
    if claimed == actual:
        return True
    one, other = read(claimed), read(actual)
    if one is not None and other is not None:
        return same(one, other, _equal_leaves)
    return equal_expressions(claimed, actual)


def _equal_leaves(claimed: Leaf, actual: Leaf) -> bool:
    return claimed.text == actual.text or equal_expressions(claimed.text, actual.text)
