"""Change one digit, sign, element or name of each claim that holds: the check must notice."""

import random

import pytest
from document import Case

from bench.lies import MUTATIONS, is_found, lies

pytestmark = pytest.mark.kernel

RECALL = 0.97


def test_nearly_every_changed_claim_is_noticed(cases: list[Case]) -> None:
    chance = random.Random(20251218)  # noqa: S311 - the same lies in every run
    missed: list[str] = []
    counts = dict.fromkeys(MUTATIONS, 0)
    for case in cases:
        for lie in lies(case.judged, chance):
            counts[lie.kind] += 1
            judged = case.judge_changed(lie.text, lie.claim)
            if not is_found(judged.verdicts, lie):
                missed.append(f"{case.name}:{lie.line} {lie.kind}: {lie.text.split(chr(10))[lie.line - 1]}")
    total = sum(counts.values())
    recall = 1 - len(missed) / total
    print(f"{total} lies {counts}, recall {recall:.4f}", *missed, sep="\n")
    assert recall >= RECALL, "\n".join(missed)
