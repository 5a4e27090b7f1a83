"""A step's result -> its outputs in the order in which they were made, without what the text says already."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from blogkit.model import Output, Printed, Result, Step
from blogkit.values import frozen

STREAMS = ("stdout", "stderr")
_TEXT = "text/plain"
_WARNING = re.compile(
    r"^(?:<[^>\n]+>|[^\s:<>][^:\n]*\.pyx?|[^\s:<>]*ipykernel[^:\n]*):\d+: "
    r"(\w*Warning: [^\n]*\n?)(?:  (?=\S)[^\n]*\n?)?",
    re.MULTILINE,
)
"""`path:LINE: Warning: words`, and the line of code below it."""


def in_order(step: Step, result: Result) -> list[Output]:
    """Streams and displays in turn. What was printed by lines that a claim speaks of is left out.

    The kernel sends its two streams one behind the other; its notes of what was written know better.
    """
    records = [record for record in result.printed if record.stream in STREAMS]
    if not records:
        return list(result.outputs)
    if not _agree(records, result.outputs):
        return _as_sent(step, records, result.outputs)
    pieces = _split(records, result.outputs)
    ordered: list[Output] = []
    for number, group in enumerate(_groups(result.outputs)):
        if group[0].kind in STREAMS:
            ordered += _joined(
                [piece for piece in pieces if piece.group == number and not _is_said(step, piece.lines)]
            )
        else:
            ordered += group
    return ordered


@frozen
class _Piece:
    """Text that certain lines wrote, and in which group of outputs it stands."""

    group: int
    stream: str
    lines: tuple[int, ...]
    text: str


def _groups(outputs: Sequence[Output]) -> list[list[Output]]:
    """Cut the outputs into runs of streams and runs of displays."""
    groups: list[list[Output]] = []
    for output in outputs:
        if groups and (groups[-1][0].kind in STREAMS) == (output.kind in STREAMS):
            groups[-1].append(output)
        else:
            groups.append([output])
    return groups


def _whole(outputs: Sequence[Output], stream: str) -> str:
    return "".join(output.data.get(_TEXT, "") for output in outputs if output.kind == stream)


def _written(records: Sequence[Printed], stream: str) -> str:
    return "".join(record.text for record in records if record.stream == stream)


def _agree(records: Sequence[Printed], outputs: Sequence[Output]) -> bool:
    """Whether the notes end in what the streams hold; what stood before that was cleared."""
    return all(_written(records, stream).endswith(_whole(outputs, stream)) for stream in STREAMS)


def _split(records: Sequence[Printed], outputs: Sequence[Output]) -> list[_Piece]:
    """Cut the notes where displays stand between what was written."""
    groups = _groups(outputs)
    pieces: list[_Piece] = []
    place = {stream: len(_whole(outputs, stream)) - len(_written(records, stream)) for stream in STREAMS}
    ends = {stream: _ends(groups, stream) for stream in STREAMS}
    for record in records:
        text, at = record.text, place[record.stream]
        place[record.stream] += len(text)
        text, at = text[max(-at, 0) :], max(at, 0)
        while text:
            if ends[record.stream][0][1] <= at:
                ends[record.stream].pop(0)
                continue
            group, end = ends[record.stream][0]
            pieces.append(_Piece(group, record.stream, record.lines, text[: end - at]))
            text, at = text[end - at :], end
    return pieces


def _ends(groups: Sequence[Sequence[Output]], stream: str) -> list[tuple[int, int]]:
    """Groups that hold text of a stream, and where it ends in the whole."""
    ends: list[tuple[int, int]] = []
    end = 0
    for number, group in enumerate(groups):
        length = len(_whole(group, stream))
        end += length
        if length:
            ends.append((number, end))
    return ends


def _is_said(step: Step, lines: Sequence[int]) -> bool:
    said = [claim.subject for claim in step.claims if claim.labelled]
    return any(first <= line <= last for line in lines for first, last in said)


def _joined(pieces: Sequence[_Piece]) -> Iterator[Output]:
    """One output for text of one stream in a row; a bar goes on where it was drawn before."""
    blocks: list[tuple[str, list[str]]] = []
    for piece in pieces:
        if blocks and blocks[-1][0] == piece.stream:
            blocks[-1][1].append(piece.text)
        elif piece.text.startswith("\r") and (bar := _bar(blocks, piece.stream)):
            bar.append(piece.text)
        else:
            blocks.append((piece.stream, [piece.text]))
    return (Output(stream, {_TEXT: "".join(texts)}) for stream, texts in blocks)


def _bar(blocks: Sequence[tuple[str, list[str]]], stream: str) -> list[str] | None:
    found = next((texts for name, texts in reversed(blocks) if name == stream), None)
    return found if found and not found[-1].endswith("\n") else None


def _as_sent(step: Step, records: Sequence[Printed], outputs: Sequence[Output]) -> list[Output]:
    """The outputs as the kernel sent them; where claims speak of some, the notes of the rest."""
    if not any(_is_said(step, record.lines) for record in records):
        return list(outputs)
    left = {
        stream: "".join(r.text for r in records if r.stream == stream and not _is_said(step, r.lines))
        for stream in STREAMS
    }
    ordered: list[Output] = []
    for output in outputs:
        if output.kind not in STREAMS:
            ordered.append(output)
        elif left.get(output.kind):
            ordered.append(replace(output, data={_TEXT: left.pop(output.kind)}))
    return ordered


def without_places(text: str) -> str:
    r"""Leave out of warnings where on this machine they were made, and the line of code below.

    >>> without_places("<cell 3>:2: UserWarning: careful\n  warn('careful')\nnext")
    'UserWarning: careful\nnext'
    """
    return _WARNING.sub(r"\1", text)
