"""Every place of the documents gets the verdict a careful reader would give, for the reason accepted."""

import pytest
from document import CASES, Case, broken_lines, rewritten

from blogkit.check.judge.fix import is_written
from blogkit.model import Judgement

pytestmark = pytest.mark.kernel


def test_every_document_is_reported_as_was_accepted(cases: list[Case], request: pytest.FixtureRequest):
    if request.config.getoption("promote"):
        for case in cases:
            case.accepted.write_text(case.report)
    expected = {case.name: case.accepted.read_text().split("\n") for case in cases}
    assert {case.name: case.report.split("\n") for case in cases} == expected, '"make promote" accepts it'


def test_every_accepted_report_is_of_a_document(cases: list[Case]):
    assert {case.accepted for case in cases} == set(CASES.glob("*.expected"))


def test_there_are_at_least_three_hundred_places_that_something_is_said_of(cases: list[Case]):
    assert sum(len(case.judged.verdicts) + len(case.judged.comments) for case in cases) >= 300


def test_one_cause_is_reported_once_and_says_what_is_missing(cases: list[Case]):
    case = next(case for case in cases if case.name == "causes.md")
    messages = [failure.message for failure in case.judged.failures]
    assert messages == ["needs no_such_library_at_all, which is not installed"]


def test_fixing_makes_every_rewritten_claim_hold_and_a_second_fix_changes_nothing(cases: list[Case]):
    for case in cases:
        first, text = case.judged, rewritten(case.judged)
        again = case.judge(text)
        changed = {one.claim.line for one in first.verdicts if is_written(one)}
        if len(text.split("\n")) == len(case.text.split("\n")):
            assert not changed & broken_lines(again), case.name
        assert rewritten(again) == text, case.name


def test_fixing_touches_only_lines_of_broken_claims(cases: list[Case]):
    for case in cases:
        before, after = case.text.split("\n"), rewritten(case.judged).split("\n")
        spans = {
            span.line
            for one in case.judged.verdicts
            if one.judgement is Judgement.BROKEN
            for span in one.claim.spans
        }
        if len(before) == len(after):
            changed = {n for n, pair in enumerate(zip(before, after, strict=True), 1) if pair[0] != pair[1]}
            assert changed <= spans, case.name


def test_fixing_an_output_that_is_indented_less_than_its_fence_repeats_no_letter(cases: list[Case]):
    case = next(case for case in cases if case.name == "fences.md")
    assert "\noak: 7\n elm: 1\n" in rewritten(case.judged)
