"""Executed -> Judged: say of every claim whether it is what the code does."""

import re
from collections.abc import Iterator
from dataclasses import replace

from blogkit.check.claims import survey
from blogkit.check.claims.labels import names_old_python
from blogkit.check.compare import agree, agree_with_any
from blogkit.check.compare.exceptions import raised_names
from blogkit.check.compare.text import texts as shown_texts
from blogkit.check.judge import formulas
from blogkit.check.judge.causes import Causes, causes
from blogkit.check.judge.claimhood import (
    closed,
    describes,
    differ_by_one_sign,
    is_alien,
    is_other_formula,
    is_other_shape,
    nearly_quotes,
    resembles,
    same_kind,
)
from blogkit.check.judge.observations import about
from blogkit.check.judge.python_versions import REWORDED, other_methods, reworded
from blogkit.check.judge.suggest import imitate
from blogkit.check.judge.surroundings import OF_SESSION, is_momentary, surroundings
from blogkit.check.judge.tolerance import is_noise, is_other_turn
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
    Result,
    Step,
    StepKind,
    Verdict,
)

_FEW_LINES = 5
_GAP = re.compile(r"\?+|_{2,}|\.\.\. [^.\n]+ \.\.\.")
"""What stands where the reader is to think: `?`, `____`, `... look at it ...`."""
LONGEST = 200_000
"""Characters of a claim beyond which only equality is looked for."""
SEED_ADVICE = "differs from run to run; seed it or mark the cell {unstable=true}"


def judge(executed: Executed) -> Judged:
    """Judge every claim of a post; figures are left to their own stage."""
    found = survey(executed.post)
    known = causes(executed)
    decided = formulas.decide(claim for claim in found.claims if claim.kind is ClaimKind.MATH)
    judged = [
        decided[claim] if claim in decided else _judge(claim, executed, known) for claim in found.claims
    ]
    verdicts = tuple(one for one in judged if isinstance(one, Verdict))
    comments = [*found.comments, *(one for one in judged if isinstance(one, Comment))]
    return Judged(
        executed,
        verdicts,
        tuple(sorted(comments, key=lambda comment: comment.line)),
        failures=tuple(failure for failure in known.failures if not _is_claimed(failure, verdicts)),
    )


def _is_claimed(failure: Failure, verdicts: tuple[Verdict, ...]) -> bool:
    """Whether the text says that this failure happens, or it comes from a session's own history."""
    return any(
        _foretells(verdict, failure) and verdict.claim.subject[0] <= failure.line <= verdict.claim.subject[1]
        for verdict in verdicts
    )


def _foretells(verdict: Verdict, failure: Failure) -> bool:
    said = failure.name.rpartition(".")[2] in verdict.claim.expected
    return verdict.reason in {OF_SESSION, REWORDED} or (verdict.judgement is Judgement.HOLDS and said)


def _judge(claim: Claim, executed: Executed, known: Causes) -> Verdict | Comment:
    """Judge one claim; what was not decided in time is unchecked, whoever noticed it."""
    try:
        return _decided(claim, executed, known)
    except TooLongError:
        return Verdict(claim, Judgement.UNCHECKED, reason=TOO_LONG)


def _decided(claim: Claim, executed: Executed, known: Causes) -> Verdict | Comment:
    index = _step_of(claim, executed)
    if index is None:
        return _unchecked(claim, "its cell was not run")
    step, result = executed.steps[index], executed.results[index]
    if claim.kind is ClaimKind.PROSE:
        return _judge_check(claim, result, known.suffering.get(index, ""))
    observations = about(claim, result)
    if len(claim.expected) > LONGEST:
        return _compared_exactly(claim, observations)
    agreed = agree_with_any(claim.expected, observations)
    if agreed is not None:
        return Verdict(claim, Judgement.HOLDS, agreed[0].text, agreed[1])
    reason = known.suffering.get(index, "")
    if reason and not (
        _ran_before_failure(claim, result, reason) or _speaks_of_failure(claim, result, reason)
    ):
        return _unchecked(claim, reason)
    verdict = _disagreeing(claim, step, observations)
    if isinstance(verdict, Comment) or verdict.judgement is not Judgement.BROKEN:
        return verdict
    if is_momentary(claim, executed.steps[: index + 1]):
        return replace(
            verdict,
            judgement=Judgement.UNSTABLE,
            reason="it reads the clock, or what else is new in every run",
        )
    if is_other_turn(claim.expected, observations, executed.steps[: index + 1]):
        return replace(verdict, judgement=Judgement.UNSTABLE, reason="threads take turns as they like")
    around = (
        _announced_as_old(claim, executed)
        or surroundings(claim, executed.steps[: index + 1])
        or reworded(claim.expected, observations, executed.steps)
        or other_methods(claim.expected, observations)
        or ("differs by rounding errors" if is_noise(claim.expected, observations) else "")
    )
    return Verdict(claim, Judgement.UNCHECKED, verdict.actual, reason=around) if around else verdict


def _compared_exactly(claim: Claim, observations: tuple[Observation, ...]) -> Verdict | Comment:
    """A text of this size is either the very same, or too long to say where it differs."""
    wanted = claim.expected.strip()
    if any(observation.text.strip() == wanted for observation in observations):
        return Verdict(claim, Judgement.HOLDS, claim.expected, "exact")
    return _unchecked(claim, "too long to compare")


def _announced_as_old(claim: Claim, executed: Executed) -> str:
    """Whether the line above the cell or the output, or the cell's first comment, names an old Python."""
    starts = {fence.line for fence in executed.post.fences if fence.line < claim.line <= fence.end_line}
    starts |= {
        cell.fence.line
        for cell in executed.post.cells
        if cell.fence.line <= claim.subject[0] <= cell.fence.end_line
    }
    said = [_said_above(executed.post, line) for line in starts]
    old = any(map(names_old_python, [*said, _first_comment(claim, executed.post)]))
    return "speaks of another version of Python" if old else ""


def _first_comment(claim: Claim, post: Post) -> str:
    """The comment with which the cell of a claim begins: `# in Python 2.7`, also behind a prompt."""
    for cell in post.cells:
        if cell.fence.line <= claim.subject[0] <= cell.fence.end_line:
            match = _HEADED.match(cell.fence.code)
            return match[1] if match else ""
    return ""


_HEADED = re.compile(r"\s*(?:#[^\n]*coding[^\n]*\n\s*)?(?:>>>\s*)?#([^\n]{0,120})")


def _said_above(post: Post, line: int) -> str:
    """The last line of prose above a line, if not far away."""
    above = [text for text in post.lines[max(line - 4, 0) : line - 1] if text.strip()]
    return above[-1] if above and len(above[-1]) <= 120 else ""


def _step_of(claim: Claim, executed: Executed) -> int | None:
    wanted = StepKind.CHECK if claim.kind is ClaimKind.PROSE else StepKind.CELL
    for index, step in enumerate(executed.steps):
        within = step.line <= claim.subject[0] <= step.line + step.code.count("\n")
        mine = wanted is StepKind.CELL or claim in step.claims or not step.claims
        if step.kind is wanted and within and mine:
            return index
    return None


def _ran_before_failure(claim: Claim, result: Result, reason: str) -> bool:
    """Whether the statement ran, in its own cell, before the cell stopped further down."""
    failure = result.failure
    return (
        failure is not None
        and claim.kind is not ClaimKind.BLOCK
        and reason.startswith(f"line {failure.line}:")
        and claim.subject[1] < failure.line
    )


def _speaks_of_failure(claim: Claim, result: Result, reason: str) -> bool:
    """Whether the claim is about the very exception that stopped its cell."""
    failure = result.failure
    if failure is None:
        return False
    said = f"{failure.name}: {failure.message}" if failure.message else failure.name
    last = claim.expected.strip().rpartition("\n")[2]
    if failure.name in {"ModuleNotFoundError", "ImportError", "NameError", "SyntaxError"}:
        return differ_by_one_sign(last.strip(), said)
    own = reason.startswith(f"line {failure.line}:")
    at_place = claim.subject[0] <= failure.line <= claim.subject[1]
    about = (
        raised_names(claim.expected) or max(resembles(text, said) for text in (claim.expected, last)) > 0.6
    )
    return own and at_place and (bool(about) or claim.kind is ClaimKind.DOCTEST)


def _unchecked(claim: Claim, reason: str) -> Verdict | Comment:
    if not claim.labelled:
        return Comment(claim.line, claim.expected, reason)
    return Verdict(claim, Judgement.UNCHECKED, reason=reason)


def _judge_check(claim: Claim, result: Result, reason: str) -> Verdict:
    """An expression in the prose must be true."""
    if reason and result.failure is None:
        return Verdict(claim, Judgement.UNCHECKED, reason=reason)
    if result.failure is not None:
        said = f"{result.failure.name}: {result.failure.message}"
        return Verdict(claim, Judgement.UNCHECKED if reason else Judgement.BROKEN, reason=reason or said)
    if not result.shown:
        return Verdict(claim, Judgement.UNCHECKED, reason="the check was not run")
    value = result.shown[-1].value
    truth = value.truth if value.truth is not None else value.text == "True"
    if truth:
        return Verdict(claim, Judgement.HOLDS, agreed_by="check")
    return Verdict(claim, Judgement.BROKEN, reason=f"the check is {value.repr}")


def _disagreeing(claim: Claim, step: Step, observations: tuple[Observation, ...]) -> Verdict | Comment:
    why_not = _why_no_claim(claim, observations)
    if why_not:
        return Comment(claim.line, claim.expected, why_not)
    if not observations:
        return Verdict(claim, Judgement.UNCHECKED, reason="nothing is shown here to compare with")
    subject = _likeliest(claim, observations)
    actual = imitate(claim.expected, subject, lines=claim.kind in {ClaimKind.BLOCK, ClaimKind.DOCTEST})
    if step.options.unstable:
        return Verdict(claim, Judgement.UNSTABLE, actual, reason="its cell is marked unstable")
    if "±" in claim.expected and "loop" in claim.expected:
        return Verdict(claim, Judgement.UNSTABLE, actual, reason="only measured times or dates differ")
    return Verdict(claim, Judgement.BROKEN, actual or subject.text.strip(), reason="shows something else")


def _why_no_claim(claim: Claim, observations: tuple[Observation, ...]) -> str:
    """Why a text that agrees with nothing is no claim; empty when it is one."""
    texts = [text for observation in observations for text in shown_texts(observation)]
    if _GAP.fullmatch(claim.expected.strip()):
        return "leaves the answer to the reader"
    if claim.kind is ClaimKind.DOCTEST:
        return "" if claim.labelled else "the text calls it hypothetical"
    if claim.kind is ClaimKind.BLOCK:
        return _why_no_block(claim, observations)
    if not claim.labelled:
        quotes = any(nearly_quotes(claim.expected, text) for text in _with_lines(texts)) or any(
            is_other_formula(claim.expected, one)
            or is_other_shape(claim.expected, one)
            or any(agree(text, one) for text in closed(claim.expected))
            for one in observations
        )
        return "" if quotes else "not value-shaped, and not what the statement shows"
    if claim.syntax.startswith("labelled"):
        remark = describes(claim.expected) and not any(
            resembles(claim.expected, text) > 0.5 for text in texts
        )
        return "describes the output in words" if remark else ""
    if not observations:
        return "the statement shows nothing"
    fits = any(same_kind(claim.expected, observation) for observation in observations)
    return "" if fits else "the statement shows a value of another kind"


def _with_lines(texts: list[str]) -> Iterator[str]:
    """The texts, and the lines of those that have a few."""
    for text in texts:
        yield text
        lines = text.strip().split("\n", _FEW_LINES)
        yield from lines if 1 < len(lines) <= _FEW_LINES else ()


def _why_no_block(claim: Claim, observations: tuple[Observation, ...]) -> str:
    if claim.syntax in {"announced fence", "output fence"}:
        return ""
    if not observations:
        return "the cell shows nothing"
    if not claim.labelled or all(is_alien(claim.expected, one) for one in observations):
        return "does not look like what the cell shows"
    return ""


def _likeliest(claim: Claim, observations: tuple[Observation, ...]) -> Observation:
    """The observation that is most like the claim; the first of equals."""
    return max(observations, key=lambda one: resembles(claim.expected, one.text))


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
        differs = differs or (again is not None and again.actual != verdict.actual)
    return replace(verdict, judgement=Judgement.UNSTABLE, reason=SEED_ADVICE) if differs else verdict
