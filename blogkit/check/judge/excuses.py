"""Table 3: why what differs is not called broken. The first rule that gives a reason decides."""

import re
from collections.abc import Mapping

from blogkit.check.judge import (
    elder_objects,
    eras,
    library_versions,
    python_versions,
    surroundings,
    table_cells,
    tolerance,
)
from blogkit.check.judge.case import Case, Rule
from blogkit.check.judge.chance import CHANCE, DRAWN, SETS
from blogkit.check.judge.claimhood import differ_by_one_sign, kind, nearly_quotes, resembles, same_kind
from blogkit.check.judge.exercises import sets_task
from blogkit.check.judge.facts import Mark
from blogkit.check.judge.misquoted import misquoted
from blogkit.check.written.tokens import tokens
from blogkit.model import Judgement, StepKind

_UNSTABLE, _UNCHECKED = Judgement.UNSTABLE, Judgement.UNCHECKED


def nothing_shown(case: Case) -> str:
    """There is nothing to compare with."""
    return "" if case.seen else "nothing is shown here to compare with"


def marked_unstable(case: Case) -> str:
    """The author says so: `{unstable=true}`."""
    if _MAY_VARY.search(case.claim.expected) or any(map(_MAY_VARY.search, case.lines)):
        return "the text says that it may vary"
    return "its cell is marked unstable" if case.step.options.unstable else ""


_MAY_VARY = re.compile(
    r"# ?(?:(?:output|result|values?|yours?|this|it) )?(?:may|might|will|can|could) (?:vary|differ)\b"
    r"|# ?random(?: outputs?)?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)


def measured_times(case: Case) -> str:
    """`%timeit` has measured: `3.2 µs ± 40 ns per loop`."""
    measured = "±" in case.claim.expected and "loop" in case.claim.expected
    return "only measured times or dates differ" if measured else ""


def unknown_to_aside(case: Case) -> str:
    """A docstring or a sentence uses what the post defines nowhere: it was tried elsewhere."""
    missing = case.step.kind is StepKind.ASIDE and any(_MISSING.match(one.text) for one in case.seen)
    return "uses a name that the post does not define" if missing else ""


_MISSING = re.compile(r"(?:NameError|ModuleNotFoundError|ImportError)\b")
_EXERCISE = re.compile(r"#.*\b(?:your|the)\s+(?:own\s+)?(?:solution|code|answer)\b.*\bhere\b", re.IGNORECASE)


def exercise(case: Case) -> str:
    """The reader is to complete what is typed: `re.sub()  # add your solution here`."""
    first, last = case.claim.subject
    lines = case.executed.post.lines[first - 1 : last]
    ran = case.result.failure is None and any(same_kind(case.claim.expected, one) for one in case.seen)
    left = any(map(_EXERCISE.search, lines)) or sets_task(case.executed.post, case.claim, ran=ran)
    return "its code is left to the reader" if left else ""


def chance(case: Case) -> str:
    """What it is about is drawn anew in every run, whatever came this time."""
    drawn = any(mark.startswith(CHANCE) for mark in case.marks)
    return "follows from a draw without a seed; seed it or mark the cell {unstable=true}" if drawn else ""


def other_seed(case: Case) -> str:
    """It is drawn in an example that stands for itself, and the seed stands in another one."""
    drawn = {mark.removeprefix(DRAWN) for mark in case.marks if mark.startswith(DRAWN)}
    if drawn and _draws_anew(case):
        return "follows from a seed and as many draws as the author had made"
    apart = drawn and not case.says_the_same and _imports_anew(case, drawn)
    near = apart and any(nearly_quotes(case.claim.expected, text) for text in case.texts)
    return "follows from a seed that another example sets" if apart and not near else ""


def _draws_anew(case: Case) -> bool:
    """Whether what was drawn below a seed of an earlier cell differs in most numbers, and in nothing else.

    One draw more or less between them does that, and no slip.
    """
    return "seed" not in case.step.code and any(
        _differ_in_most(case.claim.expected, text) for text in case.texts
    )


def _differ_in_most(said: str, text: str) -> bool:
    one, other = tokens(said[:_MOST]), tokens(text[:_MOST])
    if [token.kind for token in one] != [token.kind for token in other]:
        return False
    pairs = [(a.text, b.text) for a, b in zip(one, other, strict=True) if a.kind == "number"]
    words = all(a.text == b.text for a, b in zip(one, other, strict=True) if a.kind != "number")
    slip = len(pairs) == 1 and any(differ_by_one_sign(a, b) for a, b in pairs)
    return words and bool(pairs) and not slip and sum(a != b for a, b in pairs) > _HALF * len(pairs)


_MOST = 20_000


def _imports_anew(case: Case, sources: set[str]) -> bool:
    """Whether its cell imports what it draws from, as one above did, and sets no seed."""
    names = "|".join(one.partition(".")[0] for one in sources)
    imported = re.compile(rf"^\s*(?:import|from)\s+(?:{names})\b", re.MULTILINE)
    again = any(imported.search(step.code) for step in case.steps[:-1])
    return again and bool(imported.search(case.step.code)) and "seed" not in case.step.code


def set_order(case: Case) -> str:
    """It shows the order of a set of texts, which is another one in every run of Python."""
    texts = SETS in case.marks and any(re.search(r"[A-Za-z]{2}", text) for text in case.texts)
    return "shows the order of a set, which differs from run to run; sort it" if texts else ""


def alternatives(case: Case) -> str:
    """It reads a name that cells side by side give different values."""
    return "cells side by side give the name different values" if Mark.ALTERNATIVES in case.marks else ""


def scene(case: Case) -> str:
    """A session shows a name with a value that the post never gave it, and goes on from there."""
    return "a name has a value here that the post does not give it" if Mark.SCENE in case.marks else ""


def another_example(case: Case) -> str:
    """Several examples above have given a name values of their own: it may be about an earlier one."""
    if Mark.RENEWED not in case.marks:
        return ""
    said = case.claim.expected
    near = any(
        nearly_quotes(said, text)
        or kind(said) == kind(text) in {"number", "word"}
        or resembles(said, text) >= _HALF
        for text in case.texts
    )
    return "" if near else "other examples define what it is about as well"


_HALF = 0.5
"""Share of common words from which on a text is another version of what is shown."""
BY_LUCK: Mapping[str, Rule] = {"chance": chance, "order of sets": set_order, "measured times": measured_times}
"""Why what agrees this time is not said to hold."""
SLIPS: Mapping[str, Rule] = {"misquoted code": misquoted}
"""Why what names the right exception is broken all the same."""

EXCUSES: Mapping[str, tuple[Judgement, Rule]] = {
    "nothing shown": (_UNCHECKED, nothing_shown),
    "marked unstable": (_UNSTABLE, marked_unstable),
    "exercise": (_UNCHECKED, exercise),
    "measured times": (_UNSTABLE, measured_times),
    "clock": (_UNSTABLE, surroundings.clock),
    "chance": (_UNSTABLE, chance),
    "other seed": (_UNSTABLE, other_seed),
    "order of sets": (_UNSTABLE, set_order),
    "unfilled memory": (_UNSTABLE, surroundings.unfilled_memory),
    "turns of threads": (_UNSTABLE, tolerance.other_turn),
    "old Python": (_UNCHECKED, python_versions.old_python),
    "whole division": (_UNCHECKED, python_versions.whole_division),
    "version of a heading": (_UNCHECKED, python_versions.headed_by_version),
    "typed session": (_UNCHECKED, surroundings.typed_session),
    "unknown to aside": (_UNCHECKED, unknown_to_aside),
    "unknown names": (_UNCHECKED, surroundings.unknown_names),
    "typed answers": (_UNCHECKED, surroundings.typed_answers),
    "other library": (_UNCHECKED, library_versions.other_library),
    "older library": (_UNCHECKED, eras.older_library),
    "older class": (_UNCHECKED, elder_objects.older_class),
    "former value": (_UNCHECKED, elder_objects.former_value),
    "alternatives": (_UNCHECKED, alternatives),
    "scene": (_UNCHECKED, scene),
    "another example": (_UNCHECKED, another_example),
    "machine": (_UNCHECKED, surroundings.machine),
    "other data": (_UNCHECKED, surroundings.other_data),
    "shell's surroundings": (_UNCHECKED, surroundings.of_shell),
    "constants": (_UNCHECKED, surroundings.constants),
    "library help": (_UNCHECKED, surroundings.library_help),
    "rewording": (_UNCHECKED, python_versions.rewording),
    "translation": (_UNCHECKED, python_versions.translation),
    "order of dicts": (_UNCHECKED, python_versions.order_of_dicts),
    "order of ties": (_UNCHECKED, python_versions.order_of_ties),
    "artist": (_UNCHECKED, library_versions.artist),
    "elder groups": (_UNCHECKED, library_versions.elder_groups),
    "elder terms": (_UNCHECKED, library_versions.elder_terms),
    "other parameters": (_UNCHECKED, library_versions.other_parameters),
    "special methods": (_UNCHECKED, library_versions.special_methods),
    "own version": (_UNCHECKED, library_versions.own_version),
    "rounding": (_UNCHECKED, tolerance.rounding),
    "rounded alike": (_UNCHECKED, tolerance.rounded_alike),
    "fit": (_UNCHECKED, tolerance.fitted),
    "other columns": (_UNCHECKED, table_cells.other_columns),
}
"""In the order in which they are asked, each with what the claim is called then."""
