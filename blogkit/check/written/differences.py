"""Two rows of words or lines -> where they differ."""

from collections.abc import Sequence


def exchanges(one: Sequence[str], other: Sequence[str]) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """What stands in the one row and what in the other, at each place where they differ.

    >>> exchanges("the oak is old".split(), "the ash is very old".split())
    [(('oak',), ('ash',)), ((), ('very',))]
    """
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415  (8 ms that most builds save)

    return [
        (tuple(one[step.src_start : step.src_end]), tuple(other[step.dest_start : step.dest_end]))
        for step in Levenshtein.opcodes(one, other)
        if step.tag != "equal"
    ]
