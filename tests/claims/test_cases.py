"""Every labelled place of the documents gets the verdict a careful reader would give."""

import pytest
from document import Case, broken_lines, seen

from blogkit.model import Judgement

pytestmark = pytest.mark.kernel


def test_every_labelled_place_gets_its_verdict(cases: list[Case]) -> None:
    wrong = [
        f"{case.name}:{line}: expected {word}, got {said}"
        for case in cases
        for judged in [case.judge()]
        for line, word in case.expected.items()
        for said in [seen(judged, line)]
        if said != word and not (word == "quiet" and said in {"comment", "unchecked"})
    ]
    assert not wrong, "\n".join(wrong)


def test_nothing_is_reported_that_is_not_labelled_as_broken(cases: list[Case]) -> None:
    alarms = [
        f"{case.name}:{line}"
        for case in cases
        for line in broken_lines(case.judge())
        if case.expected.get(line) != "broken"
    ]
    assert not alarms


def test_there_are_at_least_three_hundred_labelled_places(cases: list[Case]) -> None:
    assert sum(len(case.expected) for case in cases) >= 300


def test_one_cause_is_reported_once_and_says_what_is_missing(cases: list[Case]) -> None:
    case = next(case for case in cases if case.name == "causes.md")
    messages = [failure.message for failure in case.judge().failures]
    assert messages == ["needs no_such_library_at_all, which is not installed"]


def test_fixing_makes_every_rewritten_claim_hold_and_a_second_fix_changes_nothing(cases: list[Case]) -> None:
    for case in cases:
        first = case.judge()
        text = case.corrected()
        again = case.judge(text)
        rewritten = {
            one.claim.line for one in first.verdicts if one.judgement is Judgement.BROKEN and one.actual
        }
        if len(text.split("\n")) == len(case.text.split("\n")):
            assert not rewritten & broken_lines(again), case.name
        assert case.corrected(text) == text, case.name


def test_fixing_touches_only_lines_of_broken_claims(cases: list[Case]) -> None:
    for case in cases:
        before, after = case.text.split("\n"), case.corrected().split("\n")
        spans = {
            span.line
            for one in case.judge().verdicts
            if one.judgement is Judgement.BROKEN
            for span in one.claim.spans
        }
        if len(before) == len(after):
            changed = {n for n, pair in enumerate(zip(before, after, strict=True), 1) if pair[0] != pair[1]}
            assert changed <= spans, case.name


def test_fixing_an_output_that_is_indented_less_than_its_fence_repeats_no_letter(cases: list[Case]) -> None:
    case = next(case for case in cases if case.name == "fences.md")
    assert "\noak: 7\n elm: 1\n" in case.corrected()
