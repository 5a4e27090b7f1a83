"""Verdict -> the small signs a reader sees beside a claim."""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from blogkit.model import Claim, ClaimKind, Judgement, Post, Verdict
from blogkit.source import Words

SIGNS = {
    Judgement.HOLDS: "✓",
    Judgement.BROKEN: "✗",
    Judgement.UNSTABLE: "≈",
    Judgement.UNCHECKED: "○",
}
OPEN, CLOSE = "\ue000", "\ue001"
"""Private-use characters around a mark's number: they pass through Markdown untouched."""
_BUTTON = re.compile(r'<button class="mark (\w+)"[^<>]*>(.)</button>')


def name_of(claim: Claim) -> str:
    """The anchor of a claim's mark: where it stands in the file."""
    return f"c{claim.line}-{claim.column}"


def mark(verdict: Verdict, words: Words) -> str:
    """The sign of a verdict: a button that opens what was stated and what was shown."""
    name = name_of(verdict.claim)
    label = escape(words(str(verdict.judgement)), quote=True)
    # `serve` finds by it what an author has to look at
    place = "" if verdict.judgement is Judgement.HOLDS else f' data-line="{verdict.claim.line}"'
    return (
        f'<button class="mark {verdict.judgement}"{place} id="{name}" popovertarget="{name}-"'
        f' aria-label="{label}">{SIGNS[verdict.judgement]}</button>'
    )


def without_buttons(html: str) -> str:
    """The same for where nothing can be opened: a feed, a link.

    >>> without_buttons('x<button class="mark holds" id="c3-1" popovertarget="c3-1-">✓</button>')
    'x<span class="mark holds">✓</span>'
    """
    return _BUTTON.sub(r'<span class="mark \1">\2</span>', html)


def with_marks_in_prose(post: Post, verdicts: Sequence[Verdict]) -> list[str]:
    """The lines of the file with a numbered token behind each claim of the prose.

    Checks are HTML comments, which a reader never sees: the token takes their place. Every line keeps its
    number.
    """
    lines = list(post.lines)
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


def put_marks(html: str, verdicts: Sequence[Verdict], words: Words) -> str:
    """Replace the numbered tokens by their marks; within a link a mark is no button."""
    pieces = html.split(OPEN)
    done = [pieces[0]]
    for piece in pieces[1:]:
        number, _, rest = piece.partition(CLOSE)
        if not number.isdigit():
            done.append(piece)
            continue
        sign = f"&#8288;{mark(verdicts[int(number)], words)}"  # no line begins with a mark
        done.append((without_buttons(sign) if _ends_in_link(done) else sign) + rest)
    return "".join(done)


def _ends_in_link(pieces: Sequence[str]) -> bool:
    for piece in reversed(pieces):
        opened, closed = piece.rfind("<a "), piece.rfind("</a>")
        if opened != closed:
            return opened > closed
    return False


def without_marks(html: str) -> str:
    """Leave the numbered tokens out: a summary and a table of contents say the same a second time."""
    return _TOKEN.sub("", html)


_TOKEN = re.compile(f"{OPEN}\\d+{CLOSE}")


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
