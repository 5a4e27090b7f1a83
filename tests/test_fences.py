"""The fences of a text: what is read of its lines alone is what CommonMark's blocks are."""

from random import Random

from blogkit.source.fences import blocks_by_lines, blocks_by_parser

PIECES = (
    *("```", "```py", "~~~", "~~~~", "````", " ```", "  ~~~ ", "    ```", "\t```", "``` a`b", "``` ~"),
    *("~~~ `", "text", "> ", "> ```", "- a", "- ```", "-", "  - x", "1. x", "1) ~~~", "", "", "   "),
    *("    code", "---", "[^1]: note", "[^1]: ```", "[a]: /u 'x", "'", "===", "<div>", "<!-- x", "-->"),
    *("# h", "|a|", "|-|", "\\```"),
)  # fmt: skip


def test_fences_read_of_lines_are_those_of_the_blocks():
    random, read = Random(1), 0  # noqa: S311  (the same texts each time)
    for _ in range(600):
        pieces = random.choices(PIECES, k=random.randint(1, 8))
        text = "\n".join(pieces) + random.choice(("", "\n", "\n\n"))
        by_lines = blocks_by_lines(text)
        if by_lines is not None:
            assert by_lines == list(blocks_by_parser(text)), text
            read += bool(by_lines)
    assert read > 100
