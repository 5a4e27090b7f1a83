"""Judged post -> what a reader gets told who opens a mark, and the line at the foot of the page."""

from collections.abc import Callable, Mapping

from blogkit.model import ClaimKind, Judged, Judgement, Proof, Told, Verdict
from blogkit.page.cells.marks import name_of

RULES: Mapping[str, frozenset[str]] = {
    "rule_spaces": frozenset({"white space", "spaces"}),
    "rule_digits": frozenset({"digits", "number", "fancy number", "about", "last digits"}),
    "rule_part": frozenset(
        {"end of the line", "collection at the end", "end of some line", "ends of the lines", "some lines"}
        | {"elision", "left out"}
    ),
    "rule_order": frozenset({"sets", "order", "terms"}),
    "rule_places": frozenset({"addresses", "places", "callable"}),
    "rule_formula": frozenset({"formula"}),
    "rule_check": frozenset({"check"}),
    "rule_exact": frozenset({"exact", "letters", "printed"}),
}
"""Sentence -> the comparators it speaks for; the others compare values."""
UNSTATED = frozenset({"definition"})
"""The rules by which a formula defines something and claims nothing."""
LONGEST = 400
"""Characters of a text that stands in the note of a mark."""
_NAMES = {"jax": "JAX", "numpy": "NumPy", "scipy": "SciPy", "sympy": "SymPy", "pytorch": "PyTorch"}
"""How libraries spell themselves, where it is not as they are installed."""


def told(judged: Judged, formula: Callable[[str], str]) -> tuple[Told, ...]:
    """Tell of each claim what was stated and what was shown; `formula` turns TeX into MathML."""
    found = sorted(judged.verdicts, key=lambda one: (one.claim.line, one.claim.column))
    return tuple({one.name: one for one in (_told(verdict, formula) for verdict in found)}.values())


def _told(verdict: Verdict, formula: Callable[[str], str]) -> Told:
    claim = verdict.claim
    is_check, is_formula = claim.kind is ClaimKind.PROSE, claim.kind is ClaimKind.MATH
    stated, shown = claim.expected.strip("\n"), verdict.actual.strip()
    return Told(
        name=name_of(claim),
        line=claim.line,
        judgement=verdict.judgement,
        stated="" if is_check else _short(stated),
        shown="" if is_check or shown == stated.strip() else _short(shown),
        rule=_sentence(verdict, shown == stated.strip()) if verdict.judgement is Judgement.HOLDS else "",
        reason="" if verdict.judgement is Judgement.HOLDS else verdict.reason,
        check=stated if is_check else "",
        formula=formula(stated) if is_formula else "",
    )


def _sentence(verdict: Verdict, same: bool) -> str:
    """The sentence for a rule; what is exact by its value may look another way."""
    found = next((sentence for sentence, rules in RULES.items() if verdict.rule in rules), "rule_value")
    return "rule_value" if found == "rule_exact" and not same else found


def _short(text: str) -> str:
    """A text that is too long for a note, cut.

    >>> len(_short("x" * 1000))
    401
    """
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def proof_of(judged: Judged) -> Proof:
    """How the claims of a post fared."""
    counts = [verdict.judgement for verdict in judged.verdicts]
    executed = judged.executed
    return Proof(
        len(counts),
        counts.count(Judgement.HOLDS),
        counts.count(Judgement.BROKEN),
        counts.count(Judgement.UNSTABLE),
        counts.count(Judgement.UNCHECKED),
        sum(note.rule in UNSTATED for note in judged.comments),
        executed.day,
        tuple((_NAMES.get(name, name.capitalize()), _short_version(version))
              for name, version in executed.environment.items()),
    )  # fmt: skip


def _short_version(version: str) -> str:
    """The version as people say it.

    >>> _short_version("3.12.1"), _short_version("2.4.0rc1")
    ('3.12', '2.4')
    """
    return ".".join(version.split(".")[:2])
