"""Plants lies in what a post says truly, one a claim, and judges only the claim concerned."""

import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from blogkit.check import claims
from blogkit.check.compare import readings
from blogkit.check.compare.exceptions import announces_failure
from blogkit.check.judge.engine import judge
from blogkit.check.steps import steps
from blogkit.check.written.pairs import several
from blogkit.model import Cell, Claim, ClaimKind, Executed, Judged, Judgement, Source, Verdict
from blogkit.source import parse

CERTAIN_DIGITS = 14
"""Digits of a float that no two machines give differently; those behind them are no lie."""


@dataclass(frozen=True)
class Lie:
    """The text of a post with one place changed."""

    kind: str
    line: int
    text: str
    claim: Claim


def lies(judged: Judged, chance: random.Random) -> Iterator[Lie]:
    """One lie of each kind for each claim that holds, at a random place of its value."""
    lines = judged.executed.post.lines
    for verdict in judged.verdicts:
        claim = verdict.claim
        if verdict.judgement is not Judgement.HOLDS or claim.kind is ClaimKind.PROSE:
            continue
        spans = [span for span in claim.spans if lines[span.line - 1][span.start : span.end].strip()]
        span = spans[-1] if claim.kind is ClaimKind.MATH else chance.choice(spans)
        line = lines[span.line - 1]
        said = line[span.start : span.end]
        before, value = _value(said, claim)
        for kind, mutate in MUTATIONS.items():
            new = mutate(value, chance)
            if new is None or new == value:
                continue
            changed = line[: span.start] + before + new + said[len(before) + len(value) :] + line[span.end :]
            text = "\n".join([*lines[: span.line - 1], changed, *lines[span.line :]])
            yield Lie(kind, span.line, text, claim)


_RESULT = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?=[^\d.]*$)")


def _value(said: str, claim: Claim) -> tuple[str, str]:
    """What stands before the value, and the value: of a formula the last number."""
    if claim.kind is ClaimKind.MATH:
        match = _RESULT.search(said)
        return (said[: match.start()], match[0]) if match else (said, "")
    if announces_failure(said):  # no lie: whatever is raised is what it says
        return said, ""
    if pairs := several(said):
        value = pairs[-1][1]
        return said[: said.rindex(value)], value
    value = min((one for one in readings(said) if one in said), key=len)
    return said[: said.index(value)], value


def judge_changed(executed: Executed, text: str, claim: Claim) -> Judged:
    """Judge what `claim` has become in another text, and no claim of other lines."""
    post = parse(Source(executed.post.source.path, text))
    above = [cell for cell in post.cells if cell.fence.line < claim.line and not cell.is_output][-1:]
    part = replace(post, cells=tuple(cell for cell in post.cells if cell in above or _is_about(claim, cell)))
    found = claims.survey(part)
    touched = [one for one in found.claims if one.kind is claim.kind is ClaimKind.MATH or _meet(one, claim)]
    narrowed = replace(found, claims=tuple(touched))
    own = {step.at: step for step in steps(part, narrowed.claims)}
    again = tuple(own.get(step.at, step) for step in executed.steps)
    return judge(Executed(part, again, executed.results), narrowed)


def is_found(verdicts: tuple[Verdict, ...], lie: Lie) -> bool:
    """Whether the claim with the lie in it is called broken."""
    return any(
        one.judgement is Judgement.BROKEN and one.claim.line <= lie.line <= one.claim.end_line
        for one in verdicts
    )


def _is_about(claim: Claim, cell: Cell) -> bool:
    """Whether the cell is the claim's, or its output marked as code."""
    return cell.fence.line <= claim.end_line and claim.subject[0] <= cell.fence.end_line


def _meet(one: Claim, other: Claim) -> bool:
    return one.line <= other.end_line and other.line <= one.end_line


def digit(value: str, chance: random.Random) -> str | None:
    """Another digit at a place that carries meaning."""
    plain = re.sub(
        r"0x[0-9a-f]+|File \"[^\"]*\"|line \d+|<ipython-input-\d+>:\d+|dtype[:=]\s*\w+|https?://\S+/v?\d+(?:\.\d+)+/",
        lambda m: " " * len(m[0]),
        value,
    )
    places = [
        m.start()
        for m in re.finditer(r"\d", plain)
        if not re.match(r"0*(?![\d.])", plain[m.start() :]) or plain[m.start()] != "0"
    ]
    places = [at for at in places if not _is_uncertain(plain, at)]
    if not places:
        return None
    at = chance.choice(places)
    if re.fullmatch(r"[01]{4}(?:[ _][01]{4})+", value):
        return f"{value[:at]}{1 - int(value[at])}{value[at + 1 :]}"
    other = chance.choice([sign for sign in "123456789" if sign != value[at]])
    return value[:at] + other + value[at + 1 :]


def _is_uncertain(text: str, at: int) -> bool:
    """Whether a digit stands behind all those of a float that every machine agrees on."""
    before = re.search(r"(?:\d*\.\d*|\d+)$", text[:at])
    return before is not None and len(before[0].lstrip("0.").replace(".", "")) >= CERTAIN_DIGITS


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


MUTATIONS: Mapping[str, Callable[[str, random.Random], str | None]] = {
    "digit": digit,
    "sign": sign,
    "element": element,
    "name": name,
}
