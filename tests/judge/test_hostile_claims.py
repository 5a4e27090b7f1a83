"""Claims that are no reader's: none may hang the check or eat memory."""

import time
from pathlib import PurePosixPath

import pytest

from blogkit.check import claims
from blogkit.check.steps import steps
from blogkit.model import Executed, Output, Printed, Result, Source
from blogkit.source.posts import parse
from tests.judging import judge_all

pytestmark = pytest.mark.slow

SECONDS = 3.0
"""CPU seconds; one comparison of formulas may take two. What hangs takes minutes."""
SOON = 1.0
"""CPU seconds for a claim of twenty thousand signs; what takes quadratic time takes ten."""
BESIDE = "# A\n\n```python\nf(1)  # {claim}\n```\n"
BELOW = "# A\n\n```python\nf(1)\n```\n\n```\n{claim}\n```\n"


@pytest.mark.parametrize("document", [BESIDE, BELOW], ids=["beside", "below"])
@pytest.mark.parametrize(
    ("claim", "shown"),
    [
        pytest.param("9**9**9", "5", id="a tower of powers"),
        pytest.param("gamma(9**9)", "5", id="a huge factorial"),
        pytest.param("1e999999999", "2", id="a huge exponent"),
        pytest.param("(x+1)**300", "(2+x)**300", id="a huge polynomial"),
        pytest.param("[" * 50_000 + "]" * 50_000, "[" * 50_000, id="deep brackets"),
        pytest.param("{" * 20 + "1" + "}" * 20, "{" * 20 + "2" + "}" * 20, id="sets in sets"),
        pytest.param(str(set(range(3000))), str(set(range(1, 3001))), id="a large set"),
        pytest.param("1" + " " * 100_000 + "2", "1 3", id="a gap"),
        pytest.param("1" + " " * 20_000 + "2", "1\n3", id="a gap beside lines"),
        pytest.param("1, " * 10_000, "1, " * 9_999 + "2, ", id="many numbers"),
        pytest.param("'" * 20_000, "'" * 19_999, id="many quotes"),
        pytest.param("\\" * 20_000, "\\" * 19_999 + "/", id="many escapes"),
        pytest.param("..." * 5_000 + "x", "..." * 5_000 + "y", id="many elisions"),
        pytest.param("<" * 20_000, "<", id="many tags"),
    ],
)
def test_a_hostile_claim_is_judged_soon(document: str, claim: str, shown: str):
    begin = time.process_time()
    assert holding(document.format(claim=claim), shown) == 0
    assert time.process_time() - begin < SECONDS


LINE = "x = 1, " * 14 + "\n"


@pytest.mark.parametrize("shown", [LINE, LINE * 100_000], ids=["short", "long"])
def test_an_output_of_ten_megabytes_is_left_alone(shown: str):
    begin = time.process_time()
    assert holding(BELOW.format(claim=LINE * 100_000 + "y"), shown) == 0
    assert time.process_time() - begin < 3 * SECONDS


def test_a_set_whose_rounded_numbers_come_in_another_order_holds():
    shown = "{0.3333333, 0.1428571, 0.1111111, 0.0909090, 0.0769230, 0.0666666, 0.0588235, 0.0526315}"
    claim = "{0.05, 0.06, 0.07, 0.08, 0.09, 0.11, 0.14, 0.33}"
    assert holding(BESIDE.format(claim=claim), shown) == 1
    assert holding(BESIDE.format(claim=claim.replace("0.11", "0.12")), shown) == 0


@pytest.mark.parametrize(
    "piece",
    ["[", "]", "(", "{", "([{", "[1],", "[1,", "'", '"', "'a' ", "\\", "$", "a,", "1 ", "1", "1_", ","],
)
def test_a_claim_of_twenty_thousand_signs_is_judged_within_a_second(piece: str):
    claim = (piece * 20_000)[:20_000]
    begin = time.process_time()
    assert holding(BELOW.format(claim=claim), claim[:-1] + "y") == 0
    assert time.process_time() - begin < SOON


def holding(text: str, shown: str) -> int:
    """How many claims of a one-cell post hold when its cell prints `shown`."""
    post = parse(Source(PurePosixPath("a.md"), text))
    plan = steps(post, claims.find(post))
    result = Result((Output("stdout", {"text/plain": shown}),), (Printed((4,), "stdout", shown),))
    verdicts = judge_all(Executed(post, plan, (result,) * len(plan))).verdicts
    return sum(verdict.judgement == "holds" for verdict in verdicts)
