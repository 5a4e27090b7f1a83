"""A line `{.class #id}` below a block -> attributes of that block, where the settings allow it."""

from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from blogkit.hugo.markdown.attributes import Attributes, parse_attributes

ALTERNATIVES = ["paragraph", "reference", "blockquote", "list"]
"""What a line of attributes may interrupt."""


def attributes_rule(state: StateBlock, start: int, _end: int, silent: bool) -> bool:
    """Read a line that holds nothing but attributes."""
    begin = state.bMarks[start] + state.tShift[start]
    if state.is_code_block(start) or state.src[begin : begin + 1] != "{":
        return False
    line = state.src[begin : state.eMarks[start]]
    found = parse_attributes(line)
    if found is None or line[found[1] :].strip():
        return False
    if not silent:
        token = state.push("attributes", "", 0)
        token.map = [start, start + 1]
        token.meta = {"attributes": found[0], "alone": start == 0 or state.isEmpty(start - 1)}
        token.hidden = True
        state.line = start + 1
    return True


def attach_attributes(tokens: list[Token]) -> list[Token]:
    """Give attributes to the block before them; those that stand alone vanish."""
    opening: dict[int, Token] = {}
    last: dict[int, Token | None] = {}
    kept: list[Token] = []
    for token in tokens:
        if token.type == "attributes":
            block = last.get(token.level)
            if block is not None and not token.meta["alone"] and block.type != "fence":
                _give(block, token.meta["attributes"])
            continue
        kept.append(token)
        if token.nesting == 1:
            opening[token.level] = token
            last[token.level + 1] = None
        elif token.nesting == -1:
            last[token.level] = opening[token.level]
        else:
            last[token.level] = token
    return kept


def _give(block: Token, attributes: Attributes) -> None:
    for name, value in attributes.items():
        block.attrs.setdefault(name, value)
