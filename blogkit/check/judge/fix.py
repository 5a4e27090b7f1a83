"""(Source, verdicts) -> the text in which every broken claim says what was observed."""

from collections.abc import Iterable

from blogkit.model import Judgement, Source, Span, Verdict


def corrected(source: Source, verdicts: Iterable[Verdict]) -> str:
    """Rewrite the broken claims in place, from the bottom up; nothing else is touched.

    A broken claim that is left to the author stays as it is.
    """
    lines = source.text.split("\n")
    broken = [one for one in verdicts if is_written(one)]
    for verdict in sorted(broken, key=lambda one: (one.claim.line, one.claim.spans[0].start), reverse=True):
        _rewrite(lines, verdict.claim.spans, verdict.actual.split("\n"))
    return "\n".join(lines)


def is_written(verdict: Verdict) -> bool:
    """Whether `fix` rewrites a claim."""
    return verdict.judgement is Judgement.BROKEN and bool(verdict.actual) and not verdict.by_hand


def _rewrite(lines: list[str], spans: tuple[Span, ...], said: list[str]) -> None:
    first, last = spans[0], spans[-1]
    if len(spans) == 1 and len(said) == 1:
        line = lines[first.line - 1]
        lines[first.line - 1] = line[: first.start] + said[0] + line[first.end :]
        return
    end = "\r" if lines[first.line - 1].endswith("\r") else ""
    prefixes = [lines[span.line - 1][: span.start] for span in spans]
    # Lines that come new stand where the claim's other lines stand.
    further = prefixes[1] if len(prefixes) > 1 else _blank(prefixes[0])
    prefixes += [further] * (len(said) - len(prefixes))
    lines[first.line - 1 : last.line] = [
        f"{prefix}{text}".rstrip() + end for prefix, text in zip(prefixes, said, strict=False)
    ]


def _blank(prefix: str) -> str:
    """The margin below a label: the comment sign stays, the label does not."""
    return prefix if not prefix.strip() else prefix[: prefix.find("#") + 2] if "#" in prefix else ""
