"""Verdicts, causes and corrections, from posts and what their kernels reported."""

from dataclasses import replace
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogkit.check import claims
from blogkit.check.compare import agree
from blogkit.check.judge.engine import confirm
from blogkit.check.judge.fix import corrected
from blogkit.check.judge.suggest import imitate
from blogkit.check.steps import steps
from blogkit.model import Executed, Failure, Judged, Judgement, Observation, Printed, Result, Source
from blogkit.source.posts import parse
from tests.judging import judge_all


def executed(text: str, *printed: tuple[int, str], failure: Failure | None = None) -> Executed:
    """A post of one cell that printed texts at lines of the file."""
    post = parse(Source(PurePosixPath("post.md"), text))
    result = Result(
        printed=tuple(Printed((line,), "stdout", said) for line, said in printed), failure=failure
    )
    plan = steps(post, claims.find(post))
    return Executed(post, plan, (result,) * len(plan))


def fixed(run: Executed) -> str:
    return corrected(run.post.source, judge_all(run).verdicts)


POST = "# A post\n\n```python\nprint(f(3))  # Output: 8 (three squared)\n```\n"


def test_a_broken_claim_says_what_is_shown_in_the_authors_notation():
    (verdict,) = judge_all(executed(POST, (4, "9\n"))).verdicts
    assert (verdict.judgement, verdict.actual) == (Judgement.BROKEN, "9 (three squared)")


def test_a_fix_keeps_label_spacing_and_explanation():
    assert fixed(executed(POST, (4, "9\n"))) == POST.replace("8", "9")


@pytest.mark.parametrize(
    ("claim", "shown", "wanted"),
    [
        ("[1 4 8]", "x**2: [1 4 9]", "[1 4 9]"),
        ("[1, 4, 8]", "[1 4 9]", "[1, 4, 9]"),
        ("[1 4 8]", "[1, 4, 9]", "[1 4 9]"),
        ("3.15", "3.141592653589793", "3.14"),
        ("'ab'", "'ac'", "'ac'"),
        ("{'a': 1}", "{'a': 2}", "{'a': 2}"),
        ("2.0, the mean", "3.0", "3.0, the mean"),
        ("x is 3", "x is 4", "x is 4"),
        ("(2, 3)", "(3, 2)", "(3, 2)"),
        ("[1 4]", "f(x) = x**2: [1 4 9]", "[1 4 9]"),
        ("1.6817 rad", "1.5816622552444133", "1.5817 rad"),
        ("(numpy.ndarray, (4,))", "(<class 'numpy.ndarray'>, (3,))", "(numpy.ndarray, (3,))"),
        ("[10  7]", "[ 6 10  7]", "[ 6 10  7]"),
        ('37 not in "nums" here', '31 not in "nums" here', '31 not in "nums" here'),
        ("{'c', 'a'}", "{'a', 'b', 'c'}", "{'c', 'a', 'b'}"),
        ("SyntaxError: bad syntaq", "SyntaxError: bad syntax (<stdin>, line 1)", "SyntaxError: bad syntax"),
    ],
)
def test_the_new_text_imitates_the_old(claim: str, shown: str, wanted: str):
    assert imitate(claim, Observation(shown)) == wanted


@given(
    st.lists(st.floats(-1e6, 1e6).map(lambda number: round(number, 4)), min_size=1, max_size=5),
    st.lists(st.floats(-1e6, 1e6).map(lambda number: round(number, 2)), min_size=1, max_size=5),
    st.sampled_from([", ", " "]),
)
def test_whatever_is_written_holds(shown: list[float], said: list[float], comma: str):
    observation = Observation(repr(shown))
    text = imitate("[" + comma.join(map(str, said)) + "]", observation)
    assert agree(text, observation)


def test_lines_end_as_they_did():
    text = POST.replace("\n", "\r\n")
    assert fixed(executed(text, (4, "9\n"))) == text.replace("8", "9")


def test_a_block_keeps_its_elision():
    text = "```python\nrun()\n```\n\n```text\nrow 0\n...\nrow 8\n```\n"
    rows = "".join(f"row {number}\n" for number in range(10))
    assert fixed(executed(text, (2, rows))) == text.replace("row 8", "row 9")


@pytest.mark.parametrize("end", ["dtype: int32", "Date    datetime64[ns]", "Index(['a'], dtype='object')"])
def test_lines_in_the_older_words_of_a_library_stay_beside_a_wrong_one(end: str):
    text = f"```python\nprint(s)\n```\n\n```text\nw    1\nx    7\n{end}\n```\n"
    newer = end.replace("int32", "int64").replace("[ns]", "[us]").replace("'object'", "'str'")
    assert fixed(executed(text, (2, f"w    1\nx    2\n{newer}\n"))) == text.replace("7", "2")


def test_a_claim_that_differs_between_two_runs_is_unstable():
    first, second = judge_all(executed(POST, (4, "0.1\n"))), judge_all(executed(POST, (4, "0.2\n")))
    assert [one.judgement for one in confirm(first, second).verdicts] == [Judgement.UNSTABLE]
    assert [one.judgement for one in confirm(first, first).verdicts] == [Judgement.BROKEN]


def test_a_claim_that_holds_by_luck_is_unstable():
    first, second = judge_all(executed(POST, (4, "8\n"))), judge_all(executed(POST, (4, "9\n")))
    assert [one.judgement for one in confirm(first, second).verdicts] == [Judgement.UNSTABLE]


def test_what_did_not_run_is_unchecked_with_the_reason():
    failure = Failure(4, "ModuleNotFoundError", "No module named 'torch'")
    judged = judge_all(executed(POST, failure=failure))
    assert [one.judgement for one in judged.verdicts] == [Judgement.UNCHECKED]
    assert [one.message for one in judged.failures] == ["needs torch, which is not installed"]


def test_a_failure_that_the_fence_announces_is_none():
    text = '```python {raises="ZeroDivisionError"}\n1 / 0\n```\n'
    assert not judge_all(executed(text, failure=Failure(2, "ZeroDivisionError", "division by zero"))).failures
    (missing,) = judge_all(executed(text)).failures
    assert missing.name == "DidNotRaise"


def test_a_remark_is_listed_with_the_reason_why_it_is_no_claim():
    judged: Judged = judge_all(executed("```python\nprint(1)  # the first number\n```\n", (2, "1\n")))
    assert not judged.verdicts
    assert [comment.text for comment in judged.comments] == ["the first number"]


def test_claims_without_broken_ones_leave_the_text_byte_for_byte():
    run = executed(POST, (4, "8\n"))
    assert corrected(replace(run.post.source), judge_all(run).verdicts) == POST
