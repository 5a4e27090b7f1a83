r"""Formulas -> verdicts: `$\sqrt{18} \approx 4.2426$`, `$f'(x) = 2x$` given `$f(x) = x^2$`.

What states nothing that can be decided is a comment: definitions, equations to be solved, other notation.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from blogkit.check.judge.exercises import is_heading
from blogkit.check.judge.links import Context, Link, LinkVerdict, judge_link
from blogkit.check.judge.rewrite import corrected
from blogkit.check.symbolic import latex
from blogkit.check.symbolic.budget import TooLongError
from blogkit.check.symbolic.memory import remembered
from blogkit.check.symbolic.notation import (
    Chain,
    Macro,
    chains,
    defined_in,
    expanded,
    is_of_other_arithmetic,
)
from blogkit.check.symbolic.reader import Definition
from blogkit.check.written.numbers import tolerance
from blogkit.model import TOO_LONG, Claim, Comment, Judgement, Post, Verdict
from blogkit.values import frozen

_DEFINED = re.compile(r"^(?P<name>[A-Za-z])\s*(?:\\left)?\(\s*(?P<variable>[a-z])\s*(?:\\right)?\)$")
_ARGUMENT = re.compile(r"[A-Za-z]'*\s*(?:\\left)?\(\s*([a-z])\s*(?:\\right)?\)|\{d\}\{d([a-z])\}")
_CALLED_WRONG = re.compile(
    r"\b(?:is|are|was|were|be|looks?)\s(?:\w+ly\s)?(?:wrong|false|incorrect|mistaken|absurd|nonsense)\b"
    r"|\b(?:wrongly|falsely|incorrectly|mistakenly|erroneously|contradict\w*|pretends?)\b"
    r"|\b(?:counter-?examples?|fallac(?:y|ies)|paradox\w*|what if)\b",
    re.IGNORECASE,
)
_NAMED_AFTERWARDS = re.compile(
    r"\\neq?\b|\b(?:this|that|the|such an?) (?:fallacy|error|mistake)\b", re.IGNORECASE
)
_WRAPPED = 4
"""Lines over which a sentence may be wrapped."""
_SENTENCE = re.compile(r"[.!?]\s")


@dataclass
class _Text:
    """What the formulas of a post have said so far."""

    macros: dict[str, Macro]
    functions: dict[str, Definition] = field(default_factory=dict[str, Definition])


@frozen
class _Outcome:
    """What came of a formula, wherever it stands."""

    verdicts: frozenset[LinkVerdict] = frozenset()
    corrected: str = ""
    """With the link that is broken set right."""
    in_time: bool = True


def decide(claims: Iterable[Claim], post: Post | None = None) -> dict[Claim, Verdict | Comment]:
    """Decide the formulas of a post in order, remembering what they define."""
    asked = list(claims)
    formulas = [claim.expected for claim in asked]
    macros = defined_in(line for line in (post.lines if post else ()) if "\\" in line)
    outcomes = remembered(
        "formulas",
        (formulas, sorted(macros.items())),
        lambda: _outcomes(formulas, _Text(macros)),
        lambda found: all(one.in_time for one in found),
    )
    return {claim: _said(claim, one, post) for claim, one in zip(asked, outcomes, strict=True)}


def _outcomes(formulas: Iterable[str], text: _Text) -> list[_Outcome]:
    return [_outcome(formula, text) for formula in formulas]


def _outcome(formula: str, text: _Text) -> _Outcome:
    try:
        found = [one for chain in _chains(formula, text) for one in _decided(chain, text)]
    except TooLongError:
        return _Outcome(in_time=False)
    wrong = next((link for link, verdict in found if verdict is LinkVerdict.BROKEN), None)
    right = corrected(formula, wrong, _context(wrong.chain, text)) if wrong else ""
    return _Outcome(frozenset(verdict for _, verdict in found), right)


def _said(claim: Claim, outcome: _Outcome, post: Post | None) -> Verdict | Comment:
    if not outcome.in_time:
        return Verdict(claim, Judgement.UNCHECKED, reason=TOO_LONG, rule="too long")
    if LinkVerdict.BROKEN in outcome.verdicts:
        rules = _MEANT_OTHERWISE.items() if post else ()
        why = next((why for why, applies in rules if post and applies(claim, post)), None)
        if why:
            return Comment(claim.subject[0], claim.expected, *why)
        if post and _is_in_other_unit(claim, outcome.corrected, post.lines):
            return Comment(claim.subject[0], claim.expected, "is in another unit", "other unit")
        return Verdict(claim, Judgement.BROKEN, outcome.corrected, reason="the two sides differ")
    if LinkVerdict.HOLDS in outcome.verdicts:
        return Verdict(claim, Judgement.HOLDS, claim.expected, rule="formula")
    if LinkVerdict.DEFINES in outcome.verdicts:
        return Comment(claim.subject[0], claim.expected, "a definition", "definition")
    return Comment(claim.subject[0], claim.expected, "states nothing that can be decided", "not decidable")


def _is_in_other_unit(claim: Claim, right: str, lines: Sequence[str]) -> bool:
    r"""Whether the unit behind it is a thousand times another: `$8 \times 10^6 \approx 8$ MB`."""
    behind = lines[claim.end_line - 1][claim.spans[-1].end :] if lines and claim.spans else ""
    said, other = (_LAST_NUMBER.search(text) for text in (claim.expected, right))
    if not (said and other and re.match(r"\$+\s*[^\W\d_]", behind)):
        return False
    return any(
        abs(float(other[0]) / base**power - float(said[0])) <= tolerance(said[0], rounded=True)
        for base in (1000, 1024)
        for power in range(1, 5)
    )


_LAST_NUMBER = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?=\D*$)")


def _is_example(claim: Claim, post: Post) -> bool:
    """Whether a function is named as an example of what may be: `(e.g. $f'(x) = x^3$)`."""
    before = post.lines[claim.line - 1][: claim.spans[0].start]
    return bool(_EXAMPLE.search(before) and re.match(r"[A-Za-z]'*\s*\(", claim.expected))


_EXAMPLE = re.compile(r"\b(?:e\.g\.?,?|for (?:example|instance),?|such as|say,?)\s*\$*\s*$", re.IGNORECASE)


def _counts_otherwise(claim: Claim, post: Post) -> bool:
    r"""Whether its line speaks of a finite field or of remainders: `so $3 + 5 = 1$ in $\mathbb{Z}_7$`."""
    said = "\n".join(post.lines[claim.line - 1 : claim.end_line])
    return is_of_other_arithmetic(said) or bool(_FIELD.search(said))


_FIELD = re.compile(
    r"\bGF\}?\s*\(|\bmod(?:ulo|\.)?\s*\$?\s*\d|\bfinite field\b|\bclock arithmetic\b", re.IGNORECASE
)


def _is_called_wrong(claim: Claim, post: Post) -> bool:
    """Whether the sentence around it speaks of an error: `to take $(1+1)^2 = 2$ is wrong`."""
    lines = post.lines
    above = [*takewhile(str.strip, reversed(lines[max(0, claim.line - _WRAPPED) : claim.line - 1]))]
    below = takewhile(str.strip, lines[claim.end_line : claim.end_line + _WRAPPED])
    before = " ".join([*reversed(above), lines[claim.line - 1][: claim.spans[0].start]])
    behind = " ".join([lines[claim.end_line - 1][claim.spans[-1].end :], *below])
    rest, *more = _SENTENCE.split(behind)
    return bool(
        _CALLED_WRONG.search(f"{_SENTENCE.split(before)[-1]} {rest}")
        or _NAMED_AFTERWARDS.search(" ".join([rest, *more[:1]]))
    )


def _is_computed(claim: Claim, post: Post) -> bool:
    r"""Whether what is said to be about a number is what the page's code came to: `\\approx 0.31027303`."""
    said = _ABOUT.search(claim.expected)
    digits = said[1] if said and len(said[1]) >= _COMPUTED else ""
    return bool(digits) and any(digits[:-1] in fence.code for fence in post.fences)


_ABOUT = re.compile(r"\\approx\s*(-?\d+\.\d+)\s*$")
_COMPUTED = 8
"""Signs of a number that nobody writes twice by accident."""


def _is_of_next_example(claim: Claim, post: Post) -> bool:
    """Whether a value is stated of a function that is defined again below it, before the next heading."""
    said = _VALUE_OF.fullmatch(claim.expected.strip())
    if said is None:
        return False
    lines = post.lines
    heads = [at for at in range(1, len(lines) + 1) if is_heading(post, at)]
    head = max((at for at in heads if at < claim.line), default=0)
    end = min((at for at in heads if at > claim.line), default=len(lines))
    again = re.compile(rf"(?<![\w\\]){said[1]}\s*\(\s*[a-z]\s*\)\s*=")
    below, above = lines[claim.end_line : end], lines[head : claim.line - 1]
    return head > 0 and any(map(again.search, below)) and not any(map(again.search, above))


_VALUE_OF = re.compile(r"([A-Za-z])\s*\(\s*-?[\d.]+\s*\)\s*=\s*-?[\d.]+")
_MEANT_OTHERWISE: Mapping[tuple[str, str], Callable[[Claim, Post], bool]] = {
    ("an example of something else", "example"): _is_example,
    ("the text calls it wrong", "called wrong"): _is_called_wrong,
    ("counts in remainders", "other arithmetic"): _counts_otherwise,
    ("what the code of the page came to", "computed"): _is_computed,
    ("a condition of the next example", "next example"): _is_of_next_example,
}
"""Why two sides that differ are no error, in words and by name."""


def _chains(formula: str, text: _Text) -> tuple[Chain, ...]:
    whole = expanded(formula, text.macros)
    return () if is_of_other_arithmetic(whole) else chains(whole)


def _decided(chain: Chain, text: _Text) -> list[tuple[Link, LinkVerdict]]:
    """Every link of a chain by itself; the first one may define a function."""
    found: list[tuple[Link, LinkVerdict]] = []
    links = [Link(chain, at) for at in range(len(chain.relations))]
    at = 1 if len(links) > 1 and re.fullmatch(r"[a-zA-Z]", chain.sides[0]) else 0  # `y = f(x) = …`
    match = _DEFINED.match(chain.sides[at])
    if match and not _is_equation(chain.sides[at + 1], match["name"], text):
        _define(match, chain.sides[at + 1], text)
        found.append((links.pop(at), LinkVerdict.DEFINES))
    context = _context(chain, text)
    judged = [(link, judge_link(link, context)) for link in links]
    return found + (judged[2:] if _names_case(chain, [verdict for _, verdict in judged]) else judged)


def _names_case(chain: Chain, verdicts: list[LinkVerdict]) -> bool:
    """Whether a chain begins with the case that it computes something of: `p = 0.1 = 0.1 * 5 = 0.5`."""
    case, *behind = verdicts[1:] or [LinkVerdict.NOTHING]
    computes = case is LinkVerdict.BROKEN and behind and set(behind) <= _DECIDED
    return bool(computes and _LETTER.fullmatch(chain.sides[0]) and re.fullmatch(r"-?[\d.]+", chain.sides[1]))


_DECIDED = frozenset({LinkVerdict.HOLDS, LinkVerdict.BROKEN})
_LETTER = re.compile(r"[A-Za-z](?:_(?:\w|\{\w+\}))?")


def _is_equation(side: str, name: str, text: _Text) -> bool:
    """Whether it asks where a function that is known has a value: `f(x) = 0`, `f(x) = g(x)`."""
    return name in text.functions and bool(_DEFINED.match(side) or re.fullmatch(r"[-\d.,{}]+", side))


def _define(match: re.Match[str], side: str, text: _Text) -> None:
    """Remember a function; one that cannot be read is unknown from now on."""
    text.functions.pop(match["name"], None)
    try:
        expression, _ = latex.read(side, text.functions, frozenset(match["variable"]))
    except (ValueError, ArithmeticError):
        return
    if {str(symbol) for symbol in expression.free_symbols} == {
        match["variable"]
    }:  # `d(v) = 1` is a condition
        text.functions[match["name"]] = Definition(match["variable"], expression)


def _context(chain: Chain, text: _Text) -> Context:
    """The functions that are known, and the letters that stand for their arguments here."""
    names = {name for side in chain.sides for pair in _ARGUMENT.findall(side) for name in pair if name}
    return Context(dict(text.functions), frozenset(names - set(text.functions)))
