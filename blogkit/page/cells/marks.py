"""Verdict -> the small signs a reader sees beside a claim."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from blogkit.model import Claim, ClaimKind, Judgement, Post, Verdict

SIGNS = {
    Judgement.HOLDS: ("✓", "checked by running the code"),
    Judgement.BROKEN: ("✗", "the code shows something else"),
    Judgement.UNSTABLE: ("≈", "differs from run to run"),
}
OPEN, CLOSE = "\ue000", "\ue001"
"""Private-use characters around a mark's number: they pass through Markdown untouched."""


def mark(verdict: Verdict) -> str:
    """The sign of a verdict; of what could not be checked a place that only a preview shows."""
    line, kind = verdict.claim.line, f"mark {verdict.judgement}"
    if verdict.judgement not in SIGNS:
        label = escape(verdict.reason or "could not be checked", quote=True)
        return f'<span class="{kind}" data-line="{line}" title="{label}" hidden></span>'
    sign, words = SIGNS[verdict.judgement]
    if verdict.judgement is Judgement.BROKEN and verdict.actual:
        words = f"the code shows {verdict.actual}"
    label = escape(words, quote=True)
    # where all is well a page does not change by a line that is added above
    place = "" if verdict.judgement is Judgement.HOLDS else f' data-line="{line}"'
    return f'<span class="{kind}"{place} role="img" aria-label="{label}" title="{label}">{sign}</span>'


def with_marks_in_prose(post: Post, verdicts: Sequence[Verdict]) -> list[str]:
    """The lines of the file with a numbered token behind each claim of the prose.

    Checks are HTML comments, which a reader never sees: the token takes their place. Every line keeps its
    number.
    """
    lines = post.lines
    numbered = [(n, verdict) for n, verdict in enumerate(verdicts) if verdict.claim.kind in IN_PROSE]
    for number, verdict in sorted(numbered, key=lambda pair: _end(pair[1].claim), reverse=True):
        token = f"{OPEN}{number}{CLOSE}"
        if verdict.claim.kind is ClaimKind.PROSE:
            _replace_comment(lines, verdict.claim, token)
        else:
            _add_behind_formula(lines, verdict.claim, token)
    return lines


IN_PROSE = frozenset({ClaimKind.PROSE, ClaimKind.MATH})


def _end(claim: Claim) -> tuple[int, int]:
    return claim.end_line, claim.spans[-1].end


def _replace_comment(lines: list[str], claim: Claim, token: str) -> None:
    first, last = claim.spans[0], claim.spans[-1]
    before = lines[first.line - 1][: first.start]
    start = before.rfind("<!--")
    behind = lines[last.line - 1]
    end = behind.find("-->", last.end)
    if start < 0 or end < 0:
        return
    rest = behind[end + 3 :]
    lines[first.line - 1] = before[:start].rstrip() + token
    for line in range(first.line + 1, last.line + 1):
        lines[line - 1] = ""
    lines[last.line - 1] = (lines[last.line - 1] if last.line == first.line else "") + rest


def _add_behind_formula(lines: list[str], claim: Claim, token: str) -> None:
    last = claim.spans[-1]
    line = lines[last.line - 1]
    close = line.find("$", last.end)
    if close >= 0 and line[close : close + 2] != "$$":
        lines[last.line - 1] = line[: close + 1] + token + line[close + 1 :]


def put_marks(html: str, verdicts: Sequence[Verdict]) -> str:
    """Replace the numbered tokens by their marks."""
    pieces = html.split(OPEN)
    done = [pieces[0]]
    for piece in pieces[1:]:
        number, _, rest = piece.partition(CLOSE)
        done.append(mark(verdicts[int(number)]) + rest if number.isdigit() else piece)
    return "".join(done)


def by_last_line(verdicts: Iterable[Verdict]) -> dict[int, list[Verdict]]:
    """The verdicts that stand in code or in an output fence, by the last line of their claim."""
    found: dict[int, list[Verdict]] = {}
    for verdict in verdicts:
        if verdict.claim.kind not in IN_PROSE:
            found.setdefault(verdict.claim.end_line, []).append(verdict)
    return found


def alerts(verdicts: Iterable[Verdict]) -> Iterator[str]:
    """What is wrong, in words, for below the cell."""
    for verdict in verdicts:
        if verdict.judgement is Judgement.BROKEN:
            says, shows = escape(verdict.claim.expected), escape(verdict.actual or verdict.reason)
            yield (
                '<div class="claim-broken" role="alert">The text says '
                f"<code>{says}</code>, the code shows <code>{shows}</code>.</div>"
            )
