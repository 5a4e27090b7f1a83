"""Source and corrected text -> unified diff."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, cast

from blogkit.model import Source

_CONTEXT = 1
_Tag = Literal["replace", "delete", "insert", "equal"]


def diff(source: Source, text: str) -> str:
    """What `fix` would change, as `git diff` shows it."""
    lines = list(_hunks(_lines(source.text), _lines(text)))
    head = [f"--- a/{source.path}\n", f"+++ b/{source.path}\n"] if lines else []
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in [*head, *lines]
    )


def _hunks(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    for group in _Matched(old, new).get_grouped_opcodes(_CONTEXT):
        (_, first, _, start, _), (_, _, past, _, end) = group[0], group[-1]
        yield f"@@ -{_range(first, past)} +{_range(start, end)} @@\n"
        for tag, i, j, k, n in group:
            if tag == "equal":
                yield from (f" {line}" for line in old[i:j])
            else:
                yield from (f"-{line}" for line in old[i:j])
                yield from (f"+{line}" for line in new[k:n])


class _Matched(SequenceMatcher[str]):
    """Difflib by itself takes the lines that a long post has often (fences, blank ones) for changed."""

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        super().__init__(None, old, new, autojunk=False)
        self.rows = old, new

    def get_opcodes(self) -> list[tuple[_Tag, int, int, int, int]]:
        """The fewest lines that come, go and change."""
        from rapidfuzz.distance import Levenshtein  # noqa: PLC0415  (8 ms that most commands save)

        return [
            (cast("_Tag", one.tag), one.src_start, one.src_end, one.dest_start, one.dest_end)
            for one in Levenshtein.opcodes(*self.rows)
        ]


def _range(start: int, past: int) -> str:
    """As `diff` counts: from 1, the number left out where it is one, an empty place before its line."""
    length = past - start
    return f"{start + 1}" if length == 1 else f"{start + bool(length)},{length}"


def _lines(text: str) -> list[str]:
    """The lines with their ends; nothing else that Unicode calls a separator ends one."""
    *lines, last = text.split("\n")
    return [f"{line}\n" for line in lines] + ([last] if last else [])
