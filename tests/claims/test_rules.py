"""Each rule of the judge earns its place: it decides something in the labelled documents."""

import pytest
from document import Case

from blogkit.check.compare import COMPARATORS, FENCE, NORMALIZED, Comparator
from blogkit.check.judge.case import Rule
from blogkit.check.judge.excuses import EXCUSES, SLIPS
from blogkit.check.judge.no_claim import NO_CLAIM
from blogkit.model import Judgement

TABLES = (COMPARATORS, FENCE, NORMALIZED)
ROWS: dict[str, Comparator] = {**COMPARATORS, **FENCE, **NORMALIZED}

pytestmark = pytest.mark.kernel


@pytest.mark.parametrize("rule", [*ROWS, *NO_CLAIM, *EXCUSES, *SLIPS])
def test_the_rule_decides_something(rule: str, cases: list[Case]):
    deciding = {one.rule for case in cases for one in (*case.judged.verdicts, *case.judged.comments)}
    assert rule in deciding


def test_no_two_rules_have_one_name():
    names = [*COMPARATORS, *NO_CLAIM, *EXCUSES, *SLIPS]
    assert len(set(names)) == len(names)


def test_a_row_that_two_tables_share_is_the_same_rule():
    assert all(ROWS[name] is table[name] for table in TABLES for name in table)


def test_a_rule_that_fails_leaves_its_claim_unchecked_and_names_itself(
    cases: list[Case], monkeypatch: pytest.MonkeyPatch
):
    def faulty(_: object) -> str:
        return {}["nothing"]

    case = next(case for case in cases if case.name == "rules.md")
    rules: dict[str, Rule] = {"faulty": faulty}
    monkeypatch.setattr("blogkit.check.judge.engine.NO_CLAIM", rules)
    judged = case.judge(case.text)
    spoiled = [one for one in judged.verdicts if one.rule == "fault"]
    assert spoiled
    assert all(one.judgement is Judgement.UNCHECKED and '"faulty"' in one.reason for one in spoiled)
    assert [one for one in judged.verdicts if one.judgement is Judgement.HOLDS]
