r"""A frame that pandas has printed in blocks of columns, one below the other -> the frame in one block."""

from itertools import groupby


def joined(text: str) -> str:
    r"""The blocks side by side, the index once; any other text as it is.

    >>> print(joined("   oak  \\\n0    1   \n1    2   \n\n   elm  \n0    3  \n1    4  "))
       oak  elm
    0    1    3
    1    2    4
    """
    blocks = _blocks(text)
    if len(blocks) == 1 or len({len(block) for block in blocks}) > 1:
        return text
    index = _width_of_index(blocks)
    first, *others = ([line.removesuffix("\\").rstrip() for line in block] for block in blocks)
    rows = zip(first, *others, strict=True)
    return "\n".join("  ".join([line, *(part[index:] for part in parts)]) for line, *parts in rows)


def is_wrapped(text: str) -> bool:
    """Whether a frame stands there in more than one block."""
    return joined(text) != text


def _blocks(text: str) -> list[list[str]]:
    """The paragraphs, where each but the last begins with a line that goes on."""
    if "\\\n" not in text:
        return [[]]
    lines = text.strip("\n").split("\n")
    found = [list(group) for blank, group in groupby(lines, key=lambda line: not line.strip()) if not blank]
    last = next((at for at, block in enumerate(found) if not block[0].rstrip().endswith("\\")), 0)
    return [[line.rstrip(" ") for line in block] for block in found[: last + 1]] if last else [[]]


def _width_of_index(blocks: list[list[str]]) -> int:
    """How much of each row is the same in all blocks, up to a column of spaces."""
    width = 0
    for column in range(min(len(line) for block in blocks for line in block)):
        signs = [{block[row][column] for block in blocks} for row in range(len(blocks[0]))]
        if any(len(one) > 1 for one in signs):
            break
        width = column + 1 if all(one == {" "} for one in signs) else width
    return width
