"""Change one digit, sign, element or name of each claim that holds: the check must notice."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from document import Case

from blogkit.check.written.values import value_and_explanation
from blogkit.model import Claim, ClaimKind, Judgement, Verdict

pytestmark = pytest.mark.kernel

RECALL = 0.97


@dataclass(frozen=True)
class Mutant:
    """One line of a document changed."""

    kind: str
    line: int
    text: str
    claim: Claim


def mutants(case: Case, chance: random.Random) -> Iterator[Mutant]:
    """One mutant of each kind for each claim that holds, at a random place of its value."""
    lines = case.text.split("\n")
    for verdict in case.judged.verdicts:
        claim = verdict.claim
        if verdict.judgement is not Judgement.HOLDS or claim.kind is ClaimKind.PROSE:
            continue
        span = chance.choice(
            [span for span in claim.spans if lines[span.line - 1][span.start : span.end].strip()]
        )
        said = lines[span.line - 1][span.start : span.end]
        shaped = value_and_explanation(said)
        value = shaped[0] if shaped else said
        for kind, mutate in MUTATIONS.items():
            new = mutate(value, chance)
            if new is None or new == value:
                continue
            line = lines[span.line - 1]
            changed = line[: span.start] + new + said[len(value) :] + line[span.end :]
            text = "\n".join([*lines[: span.line - 1], changed, *lines[span.line :]])
            yield Mutant(kind, span.line, text, claim)


def digit(value: str, chance: random.Random) -> str | None:
    """Another digit at a place that carries meaning."""
    plain = re.sub(
        r"0x[0-9a-f]+|File \"[^\"]*\"|line \d+|<ipython-input-\d+>:\d+|dtype[:=]\s*\w+",
        lambda m: " " * len(m[0]),
        value,
    )
    places = [
        m.start()
        for m in re.finditer(r"\d", plain)
        if not re.match(r"0*(?![\d.])", plain[m.start() :]) or plain[m.start()] != "0"
    ]
    if not places:
        return None
    at = chance.choice(places)
    other = chance.choice([sign for sign in "123456789" if sign != value[at]])
    return value[:at] + other + value[at + 1 :]


def sign(value: str, chance: random.Random) -> str | None:
    """A number negated."""
    places = [
        m
        for m in re.finditer(r"(?<![\w.\-+/^])(?<!cos\()-?\d+\.?\d*(?![\w.])", value)
        if float(m[0]) != 0 and "0x" not in value
    ]
    places = [m for m in places if not re.search(r"line $|ipython-input-$|input$|Error", value[: m.start()])]
    if not places or re.search(r"\"x\.py\"|ipython|^\s*<[a-z]", value):
        return None
    m = chance.choice(places)
    return value[: m.start()] + (m[0][1:] if m[0].startswith("-") else f"-{m[0]}") + value[m.end() :]


def element(value: str, chance: random.Random) -> str | None:
    """An element of a list left out."""
    match = re.fullmatch(r"([\[({])([^\[\](){}]*)([\])}])", value)
    between = r"(,\s*)" if "," in value else r"(\s+)"
    parts = re.split(between, match[2].strip()) if match else []
    if match is None or len(parts) < 5 or "..." in value:
        return None
    at = 2 * chance.randrange(len(parts) // 2)
    return match[1] + "".join(parts[:at] + parts[at + 2 :]) + match[3]


def name(value: str, chance: random.Random) -> str | None:
    """A letter of a word changed, or a constant exchanged for another."""
    for constant, other in (("True", "False"), ("False", "True"), ("None", "True")):
        if re.search(rf"\b{constant}\b", value):
            return re.sub(rf"\b{constant}\b", other, value, count=1)
    words = [
        m
        for m in re.finditer(r"(?<![\w\\<.'/])(?<!0x)[A-Za-z]{2,}(?!\w)", value)
        if m[0]
        not in {
            "array",
            "np",
            "shape",
            "dtype",
            "int64",
            "float64",
            "object",
            "File",
            "line",
            "at",
            "module",
            "in",
            "Traceback",
            "most",
            "recent",
            "call",
            "last",
            "sin",
            "cos",
            "tr",
            "td",
            "th",
            "table",
            "class",
            "border",
            "thead",
            "tbody",
            "dataframe",
            "input",
            "ipython",
            "div",
            "frac",
            "sqrt",
            "approx",
            "int",
            "dx",
            "inf",
            "nan",
            "name",
            "Name",
        }
        and not re.search(r"<[^>]*$|File \"", value[: m.start()])
    ]
    if not words:
        return None
    m = chance.choice(words)
    letter = "q" if m[0][-1] != "q" else "z"
    return value[: m.end() - 1] + letter + value[m.end() :]


MUTATIONS = {"digit": digit, "sign": sign, "element": element, "name": name}


def test_nearly_every_changed_claim_is_noticed(cases: list[Case]) -> None:
    chance = random.Random(20251218)  # noqa: S311 - the same mutants in every run
    missed: list[str] = []
    counts = dict.fromkeys(MUTATIONS, 0)
    for case in cases:
        for mutant in mutants(case, chance):
            counts[mutant.kind] += 1
            judged = case.judge_changed(mutant.text, mutant.claim)
            if not _is_noticed(judged.verdicts, mutant):
                missed.append(
                    f"{case.name}:{mutant.line} {mutant.kind}: {mutant.text.split(chr(10))[mutant.line - 1]}"
                )
    total = sum(counts.values())
    recall = 1 - len(missed) / total
    print(f"{total} mutants {counts}, recall {recall:.4f}", *missed, sep="\n")
    assert recall >= RECALL, "\n".join(missed)


def _is_noticed(verdicts: tuple[Verdict, ...], mutant: Mutant) -> bool:
    return any(
        one.judgement is Judgement.BROKEN and one.claim.line <= mutant.line <= one.claim.end_line
        for one in verdicts
    )
