"""Rules of blocks by the sign a line begins with: most lines begin a paragraph, and need no other rule."""

from collections.abc import Sequence
from functools import cache

from markdown_it.parser_block import RuleFuncBlockType
from markdown_it.ruler import Rule, Ruler
from markdown_it.rules_block import StateBlock

SIGNS = {
    "fence": "`~",
    "blockquote": ">",
    "hr": "*-_",
    "list": "*+-0123456789",
    "footnote": "[",
    "footnote_def": "[",
    "reference": "[",
    "html_block": "<",
    "heading": "#",
    "attributes": "{",
}
"""Rule -> first signs, behind white space, of lines it may take; the others are asked for every line."""


class RulesBySign(Ruler[RuleFuncBlockType]):
    r"""The rules of a finished parser: each chain is one rule that asks those which a line's sign allows.

    >>> from markdown_it import MarkdownIt
    >>> markdown = MarkdownIt("commonmark")
    >>> markdown.block.ruler = RulesBySign(markdown.block.ruler)
    >>> markdown.render("# Title"), len(markdown.block.ruler.getRules())
    ('<h1>Title</h1>\n', 1)
    """

    def __init__(self, rules: Ruler[RuleFuncBlockType]) -> None:
        """Take over `rules`; rules that are added or disabled later are not seen."""
        super().__init__()
        self.__rules__ = rules.__rules__
        self.getRules = cache(self._chain)

    def _chain(self, chainName: str = "") -> list[RuleFuncBlockType]:  # noqa: N803 - markdown-it's name
        enabled = [rule for rule in self.__rules__ if rule.enabled]
        return [_by_sign([rule for rule in enabled if not chainName or chainName in rule.alt])]


def _by_sign(rules: Sequence[Rule[RuleFuncBlockType]]) -> RuleFuncBlockType:
    """Ask only the rules that can take a line, in their order."""
    others = tuple(rule.fn for rule in rules if rule.name not in SIGNS)
    table = {
        sign: tuple(rule.fn for rule in rules if sign in SIGNS.get(rule.name, sign))
        for sign in {sign for signs in SIGNS.values() for sign in signs}
    }

    def ask(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        begin = state.bMarks[start] + state.tShift[start]
        for rule in table.get(state.src[begin : begin + 1], others):  # noqa: SIM110 - the hot loop of parsing
            if rule(state, start, end, silent):
                return True
        return False

    return ask
