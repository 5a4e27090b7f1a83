"""A limit counts what its own thread computes, and what took too long is unchecked, never broken."""

import subprocess
import sys
import time
from pathlib import Path, PurePosixPath

import pytest

from blogkit.cache.memo import Memo
from blogkit.check import claims
from blogkit.check.claims import survey
from blogkit.check.compare import agree, agree_with_any
from blogkit.check.judge import formulas
from blogkit.check.judge.engine import confirm
from blogkit.check.run import _recalled  # pyright: ignore[reportPrivateUsage]  (where verdicts are remembered)
from blogkit.check.steps import steps
from blogkit.check.symbolic.budget import TooLongError, within
from blogkit.model import (
    TOO_LONG,
    Claim,
    ClaimKind,
    Executed,
    Judgement,
    Observation,
    Output,
    Printed,
    Result,
    Source,
)
from blogkit.source.posts import parse
from tests.judging import judge_all

NEVER_DONE = "(x+1)**300", "(2+x)**300"
"""Claim and output whose comparison stands for one without an end, when no time is given."""


def work(seconds: float) -> None:
    """Compute for so much CPU time."""
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def test_waiting_does_not_count():
    with within(0.02):
        time.sleep(0.05)
        len("some calls, at which the clock is looked at" * 10)


def test_computing_counts():
    with pytest.raises(TooLongError), within(0.02):
        work(10)


@pytest.mark.parametrize(("outer", "inner"), [(0.02, 10), (10, 0.02)])
def test_inside_of_another_limit_both_hold(outer: float, inner: float):
    with pytest.raises(TooLongError), within(outer), within(inner):
        work(10)


def test_a_limit_leaves_the_profiler_as_it_was():
    with pytest.raises(TooLongError), within(0.02):
        work(10)
    assert sys.getprofile() is None


@pytest.fixture
def no_time(monkeypatch: pytest.MonkeyPatch):
    """No formula is compared in time."""
    monkeypatch.setattr(sys.modules["blogkit.check.compare.formulas"], "SECONDS", -1.0)
    monkeypatch.setattr("blogkit.check.symbolic.latex.SECONDS", -1.0)


@pytest.mark.usefixtures("no_time")
def test_a_comparison_without_an_end_is_no_disagreement():
    with pytest.raises(TooLongError):
        agree(NEVER_DONE[0], Observation(NEVER_DONE[1]))


@pytest.mark.usefixtures("no_time")
def test_what_agrees_with_another_observation_need_not_come_to_an_end_with_the_first():
    found = agree_with_any(NEVER_DONE[0], [Observation(NEVER_DONE[1]), Observation(NEVER_DONE[0])])
    assert found == (Observation(NEVER_DONE[0]), "exact")


@pytest.mark.usefixtures("no_time")
def test_a_claim_that_takes_too_long_is_unchecked_and_may_not_be_remembered():
    judged = judge_all(executed())
    assert [(one.judgement, one.reason) for one in judged.verdicts] == [(Judgement.UNCHECKED, TOO_LONG)]
    assert not judged.is_final


@pytest.mark.usefixtures("no_time")
def test_a_stated_formula_that_takes_too_long_is_unchecked():
    claim = Claim(ClaimKind.MATH, "formula", r"\sqrt{18} \approx 4.3", (), (1, 1))
    verdict = formulas.decide([claim])[claim]
    assert (verdict.judgement, verdict.reason) == (Judgement.UNCHECKED, TOO_LONG)


def test_what_took_too_long_once_is_judged_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    run = executed()
    with Memo(tmp_path / "memo-1.db") as memo:
        with monkeypatch.context() as patched:
            patched.setattr(sys.modules["blogkit.check.compare.formulas"], "SECONDS", -1.0)
            assert _recalled(run, survey(run.post), memo).verdicts[0].reason == TOO_LONG
        again = _recalled(run, survey(run.post), memo)
        assert again.verdicts[0].judgement is Judgement.BROKEN


def test_a_second_look_without_an_end_confirms_nothing(monkeypatch: pytest.MonkeyPatch):
    first = judge_all(executed())
    monkeypatch.setattr(sys.modules["blogkit.check.compare.formulas"], "SECONDS", -1.0)
    (verdict,) = confirm(first, judge_all(executed())).verdicts
    assert (verdict.judgement, verdict.reason) == (Judgement.UNCHECKED, TOO_LONG)


def executed() -> Executed:
    """A post whose only claim is a formula that is not the one shown."""
    claim, shown = NEVER_DONE
    post = parse(Source(PurePosixPath("a.md"), f"# A\n\n```python\nf(1)  # Output: {claim}\n```\n"))
    plan = steps(post, claims.find(post))
    result = Result((Output("stdout", {"text/plain": shown}),), (Printed((4,), "stdout", shown),))
    return Executed(post, plan, (result,) * len(plan))


IMPORTS = r"""
import sys
from blogkit.check.judge import formulas
from blogkit.check.symbolic import budget
from blogkit.check.compare import agree
from blogkit.model import Claim, ClaimKind, Observation
late = set()

def looking(deadline, outer):
    known = set(sys.modules)

    def seen(frame, event, argument):
        if argument is sys.setprofile:  # the end of the limit
            late.update(set(sys.modules) - known)

    return seen

budget._looking = looking
for text in (
    r"\int_0^1 x^2 dx = \frac13",
    r"\int_0^1 \frac{1}{1+x^2} dx = \pi/4",
    r"\int_0^\infty e^{-x^2} dx = \frac{\sqrt\pi}{2}",
    r"\int_1^2 \ln x \, dx = 2\ln 2 - 1",
    r"\lim_{x \to 0} \frac{\sin x}{x} = 1",
    r"\sum_{k=1}^{\infty} \frac{1}{k^2} = \frac{\pi^2}{6}",
):
    assert formulas.decide([Claim(ClaimKind.MATH, "", text, (), (1, 1))])
assert agree("x*(2*x-y) + Max(1, x)", Observation("2*x**2 - x*y + Max(x, 1)")) == "formula"
assert "sympy" in sys.modules
print(sorted(late))
"""


def test_nothing_is_imported_while_a_limit_runs():
    ran = subprocess.run([sys.executable, "-c", IMPORTS], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"
