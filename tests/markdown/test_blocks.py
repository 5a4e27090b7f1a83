"""Block rules looked up by sign read every document as markdown-it reads it."""

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from blogkit.source.block_rules import RulesBySign

PIECES = [
    "-",
    "*",
    "+",
    "1.",
    "2)",
    ">",
    "#",
    "##",
    "```",
    "~~~",
    "[a]: b",
    "<div>",
    "</div>",
    "***",
    "===",
    "---",
]
LINE = st.lists(st.sampled_from([*PIECES, " ", "  ", "    ", "\t", "word", "_", "`"]), max_size=5).map(
    "".join
)


def by_sign() -> MarkdownIt:
    markdown = MarkdownIt("commonmark")
    markdown.block.ruler = RulesBySign(markdown.block.ruler)
    return markdown


@given(st.lists(LINE, max_size=12).map("\n".join))
def test_a_document_is_read_as_markdown_it_reads_it(text: str):
    assert by_sign().render(text) == MarkdownIt("commonmark").render(text)


def test_a_line_of_text_asks_only_the_rules_without_a_sign():
    asked: list[str] = []
    markdown = MarkdownIt("commonmark")
    for name in ("fence", "heading", "code"):
        rule = next(rule for rule in markdown.block.ruler.__rules__ if rule.name == name)
        markdown.block.ruler.at(name, lambda *_, name=name, fn=rule.fn: asked.append(name) or fn(*_))
    markdown.block.ruler = RulesBySign(markdown.block.ruler)
    markdown.render("text\n\n# heading")
    assert asked == ["code", "code", "heading"]
