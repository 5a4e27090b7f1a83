"""(text, edits) -> the text with each edit in its place; nothing else is touched."""

from collections.abc import Iterable

from blogkit.model import Judgement, Source, Span, Verdict
from blogkit.values import frozen


@frozen
class Edit:
    """Lines that take the place of what stands at some spans, one span a line."""

    spans: tuple[Span, ...]
    lines: tuple[str, ...]
    brings_block: bool = False
    """Whether the lines are a block of Markdown of their own: a table, an image."""
    is_picture: bool = False
    """Whether they show an image, which is compared as a figure and no claim."""

    @property
    def line(self) -> int:
        """The first line that is touched."""
        return self.spans[0].line

    @property
    def last(self) -> int:
        """The last line that is touched."""
        return self.spans[-1].line

    @property
    def grows(self) -> int:
        """By how many lines the text becomes longer."""
        return len(self.lines) - (self.last - self.line + 1)


def corrected(source: Source, verdicts: Iterable[Verdict]) -> str:
    """Rewrite the broken claims in place; a broken claim that is left to the author stays as it is."""
    return rewritten(source.text, [edit_of(one) for one in verdicts if is_written(one)])


def is_written(verdict: Verdict) -> bool:
    """Whether `fix` rewrites a claim."""
    return verdict.judgement is Judgement.BROKEN and bool(verdict.actual) and not verdict.by_hand


def edit_of(verdict: Verdict) -> Edit:
    """What stands in a claim's place."""
    return Edit(verdict.claim.spans, tuple(verdict.actual.split("\n")))


def rewritten(text: str, edits: Iterable[Edit]) -> str:
    """Make the edits, from the bottom up."""
    lines = text.split("\n")
    for edit in sorted(edits, key=lambda one: (one.line, one.spans[0].start), reverse=True):
        _rewrite(lines, edit)
    return "\n".join(lines)


def _rewrite(lines: list[str], edit: Edit) -> None:
    spans, said = edit.spans, edit.lines
    first, last = spans[0], spans[-1]
    if len(spans) == 1 and len(said) == 1:
        line = lines[first.line - 1]
        lines[first.line - 1] = line[: first.start] + said[0] + line[first.end :]
        return
    if len(spans) == len(said):
        for span, text in zip(spans, said, strict=True):
            line = lines[span.line - 1]
            if line[span.start : span.end] != text:  # a line that is right stays as it is, with its spaces
                lines[span.line - 1] = (line[: span.start] + text).rstrip() + line[span.end :]
        return
    end = "\r" if lines[first.line - 1].endswith("\r") else ""
    said = [*said[:-1], said[-1] + lines[last.line - 1][last.end :].rstrip("\r")]
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
