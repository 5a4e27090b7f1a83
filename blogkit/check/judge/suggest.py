"""(claim, observations) -> what was observed in the author's notation, so that it holds, or why not."""

import ast
import re
from collections.abc import Sequence, Sized
from typing import cast

from blogkit.check.compare import agree, comparators_for
from blogkit.check.compare.exceptions import RAISED, raised_names
from blogkit.check.judge.claimhood import nearly_quotes, resembles, same_kind
from blogkit.check.judge.draft_lines import Accepts
from blogkit.check.judge.drafts import LONGER, SPARE, drafts_of
from blogkit.check.judge.table_cells import is_table, with_cells
from blogkit.check.written.values import value_and_explanation, without_remarks
from blogkit.model import Claim, ClaimKind, Failure, Observation, Result
from blogkit.values import frozen

_ALIKE = 0.6
_RELATED = 0.4
"""How alike lines and what takes their place must be where they are not as many."""


@frozen
class Remedy:
    """What stands in the report as shown, and why `fix` does not write it; empty where it does."""

    text: str
    by_hand: str = ""


def remedy(claim: Claim, seen: Sequence[Observation], result: Result) -> Remedy:
    """What to write in the place of a broken claim."""
    failure = result.failure
    if claim.kind is ClaimKind.DOCTEST:
        seen = _answers(claim, seen, result)
    if failure and claim.subject[0] <= failure.line <= claim.subject[1] and not _announces(claim, failure):
        return Remedy("", f"line {failure.line} raises {failure.name}, which the text does not announce")
    lines = claim.kind in {ClaimKind.BLOCK, ClaimKind.DOCTEST}
    likely = sorted(seen, key=lambda one: _distance(claim, one))
    accepts = _accepts(claim)
    drafts = (imitate(claim.expected, one, lines=lines, accepts=accepts) for one in likely)
    draft = next(filter(None, drafts), "")
    draft = _with_its_modules(claim.expected, _with_its_addresses(claim.expected, draft))
    if claim.kind is ClaimKind.DOCTEST and "\n\n" not in claim.expected:  # a blank line would end the answer
        draft = re.sub(r"(?<=\n)(?=\n)", "<BLANKLINE>", draft)
    shown = likely[0].text.strip() if likely else ""
    if not draft:
        return Remedy(shown, _other_form(claim))
    return Remedy(draft, _left_to_author(claim, draft))


def _left_to_author(claim: Claim, draft: str) -> str:
    """Why what is shown does not take the place of what stands there; empty where it does."""
    said, own = claim.expected, claim.kind in _OWN_WORDS
    if len(draft) > LONGER * len(said) + SPARE:
        return f"{len(draft):,} signs are shown where {len(said):,} stand"
    if ADDRESS_LEFT_OUT in draft:
        return "what is shown has an address, which is another one in every run"
    if own and _is_drawn(said, draft):
        return "the same numbers stand there, drawn by the author"
    if own and _is_formula(said, draft):
        return "a formula stands where a number is shown"
    if own and _are_several(said) and not _are_several(draft):
        return "several values stand where one is shown"
    if _is_laid_out(said, draft) or _stands_side_by_side(said, draft):
        return "the same value stands there, laid out in lines of its author's"
    if _is_other_text(said, draft):
        return "what is shown has little in common with what stands there"
    return ""


ADDRESS_LEFT_OUT = "0x…"
_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}\b")
_OWN_WORDS = frozenset({ClaimKind.TRAILING, ClaimKind.FOLLOWING})


def _with_its_addresses(said: str, draft: str) -> str:
    """The addresses that the author had, where a draft leaves out those of this run."""
    for address in _ADDRESS.findall(said):
        draft = draft.replace(ADDRESS_LEFT_OUT, address, 1)
    return draft


def _with_its_modules(said: str, draft: str) -> str:
    """The modules that the author wrote before the names of exceptions, as a traceback does."""
    for module, name in _IN_MODULE.findall(said):
        draft = re.sub(rf"^{name}(?=:)", module + name, draft, count=1, flags=re.MULTILINE)
    return draft


_IN_MODULE = re.compile(r"^((?:\w+\.)+)([A-Z]\w*)(?=:)", re.MULTILINE)


def _is_drawn(said: str, draft: str) -> bool:
    """Whether a comment has the same numbers in brackets of its own: boxes, rows, no lie in a digit."""
    one, other = (
        re.findall(r"[\w.+-]+", re.sub(r"\b(?:array|dtype=\w+)\b", "", text)) for text in (said, draft)
    )
    brackets = _brackets(said)
    balanced = all(brackets.count(one) == brackets.count(other) for one, other in ("[]", "()", "{}"))
    return len(one) > 1 and one == other and balanced and brackets != _brackets(draft)


def _brackets(text: str) -> str:
    return re.sub(r"[^\[\](){}]", "", text)


def _are_several(text: str) -> bool:
    """Whether values stand beside each other, in no bracket: `1, 2`."""
    parts = [] if _brackets(text) else re.split(r"[,;|]\s", text.strip())
    return len(parts) > 1 and all(value_and_explanation(part) is not None for part in parts)


def _is_formula(said: str, draft: str) -> bool:
    """Whether a sign of mathematics would give way to its value: `π/2` to 1.57."""
    return bool(_SIGN.search(said)) and not _SIGN.search(draft)


_SIGN = re.compile(r"[πτ√∞φθ∑∫]|\b(?:pi|sqrt)\b")


def _is_laid_out(said: str, draft: str) -> bool:
    """Whether lines of the author's are what `pprint` or he himself made of one line."""
    plain = re.sub(r",(?=[\])}])", "", "".join(said.split()))
    is_one_line = draft.strip()[:1] in {"[", "(", "{"} and "\n" not in draft.strip()
    return is_one_line and "\n" in said.strip() and plain == "".join(draft.split())


def _stands_side_by_side(said: str, draft: str) -> bool:
    """Whether the same numbers stand there in other lines, as arrays beside each other."""
    one, other = (sorted(_NUMBER.findall(text)) for text in (said, draft))
    other_lines = said.strip().count("\n") not in {0, draft.strip().count("\n")}
    return other_lines and len(one) >= _FEW and one == other


_NUMBER = re.compile(r"(?<![\w-])-?\d+(?:\.\d+)?")
_FEW = 4


def _is_other_text(said: str, draft: str) -> bool:
    """Whether lines would give way to other ones, not as many, that are no version of them."""
    return (
        said.strip().count("\n") not in {0, draft.strip().count("\n")}
        and not raised_names(draft)
        and resembles(said, draft) < _RELATED
    )


def _answers(claim: Claim, seen: Sequence[Observation], result: Result) -> list[Observation]:
    """What a session shows: prints and values that stand alone, no bound name, no receiver of a call."""
    first, last = claim.subject
    here = [one for one in result.shown if first <= one.line and one.end_line <= last]
    hidden = {one.value.repr for one in here if one.name} - {one.value.repr for one in here if not one.name}
    return [one for one in seen if one.value is None or one.value.repr not in hidden]


def _distance(claim: Claim, observation: Observation) -> tuple[bool, bool, bool, bool, float]:
    """How far from a claim what was shown is: a quotation with a slip, a value of its kind, as many lines."""
    said, shown = claim.expected, observation.text
    other_lines = "\n" in said.strip() and said.strip().count("\n") != shown.strip().count("\n")
    above = said.strip().partition("Traceback (most")[0]
    return (
        bool(above) and above != said.strip() and bool(RAISED.match(shown)),
        not nearly_quotes(said, shown),
        _other_kind(claim, observation),
        other_lines,
        -resembles(said, shown),
    )


def _other_kind(claim: Claim, observation: Observation) -> bool:
    """Whether a number stands there and a text is shown, and the like; a block is about all of it."""
    return claim.kind is not ClaimKind.BLOCK and not same_kind(claim.expected, observation)


def _announces(claim: Claim, failure: Failure) -> bool:
    """Whether a text says that there is an exception, be it another one."""
    last = claim.expected.strip().rpartition("\n")[2]
    said = bool(raised_names(claim.expected)) or "Traceback (most" in claim.expected
    return said or resembles(last, f"{failure.name}: {failure.message}") > _ALIKE


def _other_form(claim: Claim) -> str:
    if claim.syntax == "table":
        return "the table that is shown has other rows or columns"
    return "what is shown has another form"


def _holds(text: str, observation: Observation) -> bool:
    return agree(text, observation) is not None


def _accepts(claim: Claim) -> Accepts:
    """What holds in the place of a claim, by the table of its kind."""
    comparators = comparators_for(claim)
    return lambda text, observation: agree(text, observation, comparators) is not None


def imitate(claim: str, observation: Observation, *, lines: bool = False, accepts: Accepts = _holds) -> str:
    """Write what was observed as the author wrote the claim; empty where that cannot be done.

    `lines`: the text may have several lines, as a block has.

    >>> imitate("[1, 2] (first two)", Observation("x: [1 3]"))
    '[1, 3] (first two)'
    >>> imitate("3.15", Observation("3.14159"))
    '3.14'
    """
    if is_table(claim):
        table = with_cells(claim, observation)
        return table if table and accepts(table, observation) else ""
    bare = without_remarks(claim)
    if bare != claim and ("\n" in claim or (lines and bare.strip())):
        return _with_remarks(claim, bare, imitate(bare, observation, lines=lines, accepts=accepts))
    value, explanation = value_and_explanation(claim) or (claim, "")
    ways = [(value, claim.strip()[len(value) :], 0)] if explanation else []
    several = lines or "\n" in claim
    words = len(claim.split()) if explanation else 0  # what looks like an explanation may be printed, too
    for said, behind, least in [*ways, (claim if explanation else value, "", words)]:
        for draft in dict.fromkeys(drafts_of(said, observation, accepts, lines=lines)):
            text = (_margin(claim, draft) + draft if several else draft.strip()) + behind
            if (
                len(draft.split()) >= least
                and _fits(said, draft, text, observation, several=several)
                and accepts(text, observation)
            ):
                return text
    return ""


def _fits(said: str, draft: str, text: str, observation: Observation, *, several: bool) -> bool:
    """Whether a draft may stand in the place of a value: one line for one, as many values as there are."""
    one_line = "\n" not in text and draft.count(" / ") == said.count(" / ")
    return bool(draft.strip()) and (several or one_line) and _reads_alike(draft, observation)


def _margin(value: str, draft: str) -> str:
    """The spaces of a column in which the author's line begins, where a draft has lost them."""
    return value[: len(value) - len(value.lstrip(" "))] if draft[:1] != " " and "\n" not in value else ""


def _reads_alike(draft: str, observation: Observation) -> bool:
    """Whether a draft has as many elements as what was shown: no quotes of two kinds that eat some."""
    try:
        one, other = ast.literal_eval(draft.strip()), ast.literal_eval(observation.text.strip())
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return True
    if "..." in draft or not (isinstance(one, _GROUPS) and isinstance(other, _GROUPS)):
        return True
    return len(cast("Sized", one)) == len(cast("Sized", other))


_GROUPS = (list, tuple, dict, set)


def _with_remarks(claim: str, bare: str, draft: str) -> str:
    """A draft of several lines with what the author says beside each."""
    rows = claim.split("\n"), bare.split("\n"), draft.split("\n")
    if not draft or len(rows[1]) != len(rows[2]):
        return draft
    return "\n".join(new + row[len(old) :] for row, old, new in zip(*rows, strict=True))
