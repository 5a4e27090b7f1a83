"""~~deleted~~, and the optional ++inserted++, ==marked==, ~low~ and ^high^: signs around text -> elements."""

from collections.abc import Callable, Mapping
from typing import Literal

from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

from blogkit.hugo.markdown.inline import InlineState, Rule
from blogkit.source import Markup

Tags = Mapping[int, str]
"""How many signs -> the element they make."""


def mark_tags(markup: Markup) -> dict[str, dict[int, str]]:
    """List which signs make which elements under these settings."""
    tilde: dict[int, str] = {}
    if markup.strikethrough:
        tilde = {1: "del", 2: "del"}
    if markup.delete:
        tilde = {2: "del"}
    if markup.subscript:
        tilde[1] = "sub"
    table = {
        "~": tilde,
        "^": {1: "sup"} if markup.superscript else {},
        "+": {2: "ins"} if markup.insert else {},
        "=": {2: "mark"} if markup.mark else {},
    }
    return {sign: tags for sign, tags in table.items() if tags}


def mark_rule(tags: Tags) -> Rule:
    """Make the rule that notes a run of signs as a possible beginning or end."""

    def rule(state: InlineState, silent: bool) -> bool:
        sign = state.src[state.pos]
        if silent or state.before == sign:
            return False
        scanned = state.scanDelims(state.pos, canSplitWord=True)
        if scanned.length not in tags:
            return False
        state.push("text", "", 0).content = sign * scanned.length
        state.delimiters.append(
            Delimiter(
                marker=ord(sign) + 256 * scanned.length,  # so that only runs of one length pair up
                length=0,  # switches the "rule of three" off
                token=len(state.tokens) - 1,
                end=-1,
                open=scanned.can_open,
                close=scanned.can_close,
            )
        )
        state.pos += scanned.length
        return True

    return rule


def mark_elements(table: Mapping[str, Tags]) -> Callable[[InlineState], None]:
    """Make the step that turns paired runs into elements."""

    def step(state: InlineState) -> None:
        _pair(state, state.delimiters, table)
        for meta in state.tokens_meta:
            if meta and "delimiters" in meta:
                _pair(state, meta["delimiters"], table)

    return step


def _pair(state: InlineState, delimiters: list[Delimiter], table: Mapping[str, Tags]) -> None:
    for start in delimiters:
        length, marker = divmod(start.marker, 256)
        if start.end < 0 or not length:
            continue
        tag = table[chr(marker)][length]
        _become(state.tokens[start.token], tag, 1)
        _become(state.tokens[delimiters[start.end].token], tag, -1)


def _become(token: Token, tag: str, nesting: Literal[1, -1]) -> None:
    token.type = f"{tag}_{'open' if nesting > 0 else 'close'}"
    token.tag, token.nesting, token.content = tag, nesting, ""
