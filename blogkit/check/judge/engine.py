"""Executed -> Judged: say of every claim whether it is what the code does."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from blogkit.check.claims import ASIDES, Found
from blogkit.check.claims.beside import AT_END
from blogkit.check.claims.elsewhere import ELSEWHERE
from blogkit.check.compare import agree, agree_with_any, comparators_for
from blogkit.check.compare.exceptions import raised_names
from blogkit.check.judge import formulas
from blogkit.check.judge.case import LEFT_OUT, Case, Rule
from blogkit.check.judge.claimhood import answers_most, differ_by_one_sign, nearly_quotes, resembles
from blogkit.check.judge.excuses import BY_LUCK, EXCUSES, SLIPS
from blogkit.check.judge.facts import Facts, facts
from blogkit.check.judge.failing import is_at, own_failure, said
from blogkit.check.judge.habits import doubted
from blogkit.check.judge.lines import Judging, by_lines, holds, is_reordered
from blogkit.check.judge.neighbours import headed, share
from blogkit.check.judge.no_claim import NO_CLAIM
from blogkit.check.judge.observations import OUTPUT_CUT, about, about_several, is_cut
from blogkit.check.judge.suggest import remedy
from blogkit.check.judge.unseen import given_anew
from blogkit.check.symbolic.budget import TooLongError
from blogkit.model import (
    TOO_LONG,
    Claim,
    ClaimKind,
    Comment,
    Executed,
    Failure,
    Judged,
    Judgement,
    Observation,
    Post,
    StepKind,
    Verdict,
)

LONGEST = 200_000
"""Characters of a claim beyond which only equality is looked for."""
SEED_ADVICE = "differs from run to run; seed it or mark the cell {unstable=true}"
_OWN_FAILURES = frozenset({"typed session", "unknown names", "old Python", "rewording", "translation"})
"""Rules that explain why a session fails here: it is no failure of the post."""
_ELSEWHERE = frozenset({"other library", "older class"})
_EXPLAIN_FAILURES = _OWN_FAILURES | _ELSEWHERE | {"exercise", "typed answers"}
"""Rules that explain why a line raises that shows something in the text; its cell fails all the same."""
_EXPLAINED = {
    ClaimKind.DOCTEST: _EXPLAIN_FAILURES,
    ClaimKind.BLOCK: _ELSEWHERE | {"exercise", "typed answers", "measured times"},
    ClaimKind.TRAILING: _ELSEWHERE,
    ClaimKind.FOLLOWING: _ELSEWHERE,
}
_OF_ANOTHER = frozenset({"old Python", "whole division", "version of a heading", "older library"})
"""Rules that explain why a line raises beside which a comment says what it showed."""


def judge(executed: Executed, found: Found) -> Judged:
    """Judge the claims found in a post; figures are left to their own stage."""
    known = facts(executed)
    decided = decide_formulas(found, executed.post)
    judged = [
        one
        for claim in found.claims
        for one in ([decided[claim]] if claim in decided else _with_narrower(claim, executed, known))
    ]
    judged = given_anew(doubted(judged), executed, known)
    verdicts = tuple(one for one in judged if isinstance(one, Verdict))
    comments = [*found.comments, *(one for one in judged if isinstance(one, Comment))]
    return Judged(
        executed,
        verdicts,
        tuple(sorted(comments, key=lambda comment: comment.line)),
        failures=tuple(one for one in known.failures if not _is_claimed(one, verdicts)),
    )


def decide_formulas(found: Found, post: Post) -> dict[Claim, Verdict | Comment]:
    """Decide the formulas of the prose, to which no answer of a kernel matters."""
    return formulas.decide((claim for claim in found.claims if claim.kind is ClaimKind.MATH), post)


def _is_claimed(failure: Failure, verdicts: tuple[Verdict, ...]) -> bool:
    """Whether the text says that this failure happens, or it comes from a session's own history."""
    return any(
        _foretells(verdict, failure) and verdict.claim.subject[0] <= failure.line <= verdict.claim.subject[1]
        for verdict in verdicts
    )


def _foretells(verdict: Verdict, failure: Failure) -> bool:
    said = failure.name.rpartition(".")[2] in verdict.claim.expected
    return verdict.rule in _OWN_FAILURES or (verdict.judgement is Judgement.HOLDS and said)


def _with_narrower(claim: Claim, executed: Executed, known: Facts) -> list[Verdict | Comment]:
    """A claim that does not hold as a whole gives way to the narrower ones, where one of these is a claim."""
    judge = partial(_judge, executed=executed, known=known)
    whole = judge(claim)
    settled = {Judgement.HOLDS}
    if claim.kind is ClaimKind.DOCTEST:
        settled |= {Judgement.UNCHECKED, Judgement.UNSTABLE}
    if not claim.narrower or (isinstance(whole, Verdict) and whole.judgement in settled):
        return by_lines(whole, judge) if holds(whole) else [whole]
    if isinstance(whole, Verdict) and _is_slip_of(whole):
        lines = by_lines(whole, judge)
        return lines if len(lines) > 1 else _all_at_the_end(claim, judge) or lines
    if isinstance(whole, Verdict) and is_reordered(whole):
        return [whole]
    goes_on = isinstance(whole, Verdict) and re.search(r"<BLANKLINE>|\n\n", whole.actual.strip())
    if claim.kind is ClaimKind.DOCTEST and goes_on:
        return [whole]  # what is shown goes on below a blank line, as the answer does
    parts = [judge(part) for part in claim.narrower]
    others = [one for one in parts if isinstance(one, Verdict) and one.claim.syntax == ELSEWHERE]
    meant = [one for one in others if holds(one)] or [one for one in others if _is_slip_of(one)]
    if meant:
        return [*meant[:1]]
    parts = [one for one, part in zip(parts, claim.narrower, strict=True) if part.syntax != ELSEWHERE]
    return parts if any(isinstance(part, Verdict) for part in parts) else [whole]


def _all_at_the_end(claim: Claim, judge: Judging) -> list[Verdict | Comment]:
    """The value at the end of a sentence, where it is all that is shown: `the squares [1, 4]`."""
    for part in claim.narrower:
        one = judge(part)
        if part.syntax == AT_END and holds(one) and resembles(part.expected, one.actual) > _ALL:
            return [one]
    return []


_ALL = 0.9
"""Share of common words of two texts that are one."""


def _is_slip_of(one: Verdict) -> bool:
    """Whether a comment quotes what is shown but for a word; a session answers exchange by exchange."""
    said, shown = one.claim.expected, one.actual
    slip = nearly_quotes(said, shown) or (one.claim.syntax == ELSEWHERE and answers_most(said, shown))
    return one.claim.kind is not ClaimKind.DOCTEST and slip


def _judge(claim: Claim, executed: Executed, known: Facts) -> Verdict | Comment:
    """Judge one claim; what was not decided in time is unchecked, whoever noticed it."""
    index = _step_of(claim, executed)
    if index is None:
        return _unchecked(claim, "its cell was not run", "not run")
    try:
        claim = headed(claim, executed, index)
        seen = () if claim.kind is ClaimKind.PROSE else _seen(claim, executed, index)
        case = Case(claim, executed, index, seen, known)
        return _judge_check(case) if claim.kind is ClaimKind.PROSE else _decided(case)
    except TooLongError:
        return Verdict(claim, Judgement.UNCHECKED, reason=TOO_LONG, rule="too long")
    except RuleError as error:
        return Verdict(claim, Judgement.UNCHECKED, reason=str(error), rule="fault")


def _seen(claim: Claim, executed: Executed, index: int) -> tuple[Observation, ...]:
    """What the claim may be about, also by its neighbours, where its own place shows something else."""
    seen = about(claim, executed.results[index])
    if claim.kind is ClaimKind.DOCTEST and (further := _with_unanswered(claim, executed, index)):
        return (*seen, *further)
    if (
        claim.kind is not ClaimKind.BLOCK
        or len(claim.expected) > LONGEST
        or agree_with_any(claim.expected, seen, comparators_for(claim)) is not None
    ):
        return seen
    own = share(claim, executed, index)
    return (own,) if own else (*seen, *_together(claim, executed, index))


def _with_unanswered(claim: Claim, executed: Executed, index: int) -> tuple[Observation, ...]:
    """What a session has shown since its last answer, where one answer stands for several lines."""
    step = executed.steps[index]
    answered = [one.end_line for one in step.claims if one.line < claim.line]
    first = max([*answered, step.line]) + (1 if answered else 0)
    if "\n" not in claim.expected or first >= claim.subject[0]:
        return ()
    wider = replace(claim, subject=(first, claim.subject[1]))
    found = about(wider, executed.results[index])
    return found if agree_with_any(claim.expected, found, comparators_for(claim)) else ()


def _together(claim: Claim, executed: Executed, index: int) -> Iterator[Observation]:
    """What the cells above have shown with this one, where a block shows the outputs of several."""
    for one in about_several(executed, index):
        if agree(claim.expected, one, comparators_for(claim)) or nearly_quotes(claim.expected, one.text):
            yield one


class RuleError(Exception):
    """A rule of the judge that failed itself: it says nothing of its claim, and names itself."""


def _decided(case: Case) -> Verdict | Comment:
    """Agreement; a failure above; no claim; an excuse; else broken."""
    claim = case.claim
    if is_cut(case.result):
        return _unchecked(claim, OUTPUT_CUT, "cut")
    if len(claim.expected) > LONGEST:
        return _compared_exactly(case)
    agreed = agree_with_any(claim.expected, case.seen, comparators_for(claim))
    if agreed is not None:
        name, luck = first_reason(BY_LUCK, case)
        if luck:
            return Verdict(claim, Judgement.UNSTABLE, agreed[0].text, luck, name)
        name, slip = first_reason(SLIPS, case)
        if slip:
            return Verdict(claim, Judgement.BROKEN, agreed[0].text, slip, name, by_hand=slip)
        return Verdict(claim, Judgement.HOLDS, agreed[0].text, rule=agreed[1])
    if case.suffering and not (_ran_before_failure(case) or _speaks_of_failure(case) or _is_foretold(case)):
        return _failed(case)
    name, why = first_reason(NO_CLAIM, case)
    if why:
        return Comment(claim.line, claim.expected, why, name)
    cure = remedy(claim, case.seen, case.result)
    name, why = first_reason({name: rule for name, (_, rule) in EXCUSES.items()}, case)
    if why:
        return Verdict(claim, EXCUSES[name][0], cure.text, why, name)
    reason = "shows something else"
    return Verdict(claim, Judgement.BROKEN, cure.text, reason, by_hand=cure.by_hand)


def _failed(case: Case) -> Verdict | Comment:
    """A claim whose own statement raises is broken, and there is nothing to write; others are unchecked."""
    failure = case.failure
    explain = _EXPLAINED.get(case.claim.kind)
    if failure is not None and explain:
        known = explain if is_at(case, failure) else explain & _ELSEWHERE
        asked = {name: rule for name, (_, rule) in EXCUSES.items() if name in known}
        name, why = first_reason(asked, case)
        if why:
            return Verdict(case.claim, EXCUSES[name][0], reason=why, rule=name)
    raised = own_failure(case)
    name, why = first_reason({name: EXCUSES[name][1] for name in _OF_ANOTHER} if raised else {}, case)
    if why:
        return Verdict(case.claim, EXCUSES[name][0], reason=why, rule=name)
    if raised is not None:
        return Verdict(case.claim, Judgement.BROKEN, reason=said(raised))
    rule = "left out" if case.suffering == LEFT_OUT else "failure above"
    return _unchecked(case.claim, case.suffering, rule)


def first_reason(rules: Mapping[str, Rule], case: Case) -> tuple[str, str]:
    """Name the first rule that gives a reason, with the reason; two empty texts where none does.

    Raises RuleError for a rule that fails: one faulty rule must not end the judgement of a blog.
    """
    for name, rule in rules.items():
        try:
            why = rule(case)
        except Exception as error:
            raise RuleError(f'the rule "{name}" failed: {type(error).__name__}: {error}') from error
        if why:
            return name, why
    return "", ""


def _compared_exactly(case: Case) -> Verdict | Comment:
    """A text of this size is either the very same, or too long to say where it differs."""
    claim = case.claim
    wanted = claim.expected.strip()
    if any(observation.text.strip() == wanted for observation in case.seen):
        return Verdict(claim, Judgement.HOLDS, claim.expected, rule="exact")
    return _unchecked(claim, "too long to compare", "too large")


def _step_of(claim: Claim, executed: Executed) -> int | None:
    wanted = StepKind.CHECK if claim.kind is ClaimKind.PROSE else StepKind.CELL
    wanted = StepKind.ASIDE if claim.syntax in ASIDES else wanted
    for index in executed.steps_on.get(claim.subject[0], ()):
        step = executed.steps[index]
        mine = wanted is StepKind.CELL or claim in step.claims or not step.claims
        if step.kind is wanted and mine:
            return index
    return None


def _ran_before_failure(case: Case) -> bool:
    """Whether the statement ran, in its own cell, before the cell stopped further down."""
    failure = case.failure
    return (
        failure is not None
        and case.claim.kind is not ClaimKind.BLOCK
        and case.suffering.startswith(f"line {failure.line}:")
        and case.claim.subject[1] < failure.line
    )


def _speaks_of_failure(case: Case) -> bool:
    """Whether the claim is about the very exception that stopped its cell."""
    claim, failure = case.claim, case.failure
    if failure is None:
        return False
    said = f"{failure.name}: {failure.message}" if failure.message else failure.name
    last = claim.expected.strip().rpartition("\n")[2]
    if failure.name in {"ModuleNotFoundError", "ImportError", "NameError", "SyntaxError"}:
        return differ_by_one_sign(last.strip(), said)
    own = case.suffering.startswith(f"line {failure.line}:")
    at_place = any(claim.subject[0] <= line <= claim.subject[1] for line in (failure.line, failure.outermost))
    about_it = (
        raised_names(claim.expected) or max(resembles(text, said) for text in (claim.expected, last)) > 0.6
    )
    return own and at_place and bool(about_it)


def _is_foretold(case: Case) -> bool:
    """Whether another block says that the cell stops so: then this one is what it showed before."""
    failure = case.failure
    if failure is None or case.claim.kind is not ClaimKind.BLOCK or f"{failure.name}:" not in case.suffering:
        return False
    others = (one for one in case.step.claims if one.kind is ClaimKind.BLOCK and one != case.claim)
    return any(failure.name in raised_names(one.expected) for one in others)


def _unchecked(claim: Claim, reason: str, rule: str) -> Verdict | Comment:
    if not claim.labelled:
        return Comment(claim.line, claim.expected, reason, rule)
    return Verdict(claim, Judgement.UNCHECKED, reason=reason, rule=rule)


def _judge_check(case: Case) -> Verdict:
    """An expression in the prose must be true."""
    claim, result, reason = case.claim, case.result, case.suffering
    if reason:
        return Verdict(claim, Judgement.UNCHECKED, reason=reason, rule="failure above")
    if result.failure is not None:
        said = f"{result.failure.name}: {result.failure.message}"
        return Verdict(claim, Judgement.BROKEN, reason=said)
    if not result.shown:
        return Verdict(claim, Judgement.UNCHECKED, reason="the check was not run", rule="not run")
    value = result.shown[-1].value
    truth = value.truth if value.truth is not None else value.text == "True"
    if truth:
        return Verdict(claim, Judgement.HOLDS, rule="check")
    return Verdict(claim, Judgement.BROKEN, reason=f"the check is {value.repr}")


def confirm(first: Judged, second: Judged) -> Judged:
    """Judge again after a second run: what differs between the two runs is unstable, not broken.

    The second run used a fresh kernel with another hash seed. Claims that held by luck become
    unstable, too.
    """
    again = {verdict.claim: verdict for verdict in second.verdicts}
    return replace(
        first, verdicts=tuple(_confirmed(verdict, again.get(verdict.claim)) for verdict in first.verdicts)
    )


def _confirmed(verdict: Verdict, again: Verdict | None) -> Verdict:
    if verdict.judgement not in {Judgement.BROKEN, Judgement.HOLDS}:
        return verdict
    if again is not None and again.reason == TOO_LONG:
        return again
    differs = again is None or again.judgement is not verdict.judgement
    if verdict.judgement is Judgement.BROKEN:
        differs = differs or (again is not None and not _same(verdict.actual, again.actual))
    return (
        replace(verdict, judgement=Judgement.UNSTABLE, reason=SEED_ADVICE, rule="two runs")
        if differs
        else verdict
    )


def _same(one: str, other: str) -> bool:
    """Whether two runs showed the same; a set has no order."""
    return one == other or ("{" in one and agree_with_any(one, (Observation(other),)) is not None)
