r"""Maths between configured delimiters: TeX is taken before escapes and emphasis see it.

Maths with configured block delimiters splits the paragraph it stands in, as Hugo does it.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from markdown_it.token import Token

from blogkit.hugo.markdown.inline import InlineState, Rule
from blogkit.source import Passthrough

USUAL = Passthrough(enable=True, inline=(("$", "$"), ("\\(", "\\)")), block=(("$$", "$$"), ("\\[", "\\]")))
"""What `math = true` in the front matter means where nothing is configured."""


def is_by_script(given: Passthrough) -> bool:
    """Whether formulas are what a script finds in the text: Markdown has left its mark on them."""
    return given == USUAL


def doubled_backslashes(given: Passthrough) -> list[str]:
    r"""Find delimiters that begin with two backslashes: `'\\('` in a TOML text with single quotes."""
    signs = [sign for pair in (*given.inline, *given.block) for sign in pair]
    return [sign for sign in signs if sign.startswith("\\\\") and sign[2:] in {"(", ")", "[", "]"}]


def passthrough_rule(given: Passthrough) -> Rule:
    """Make the rule for a set of delimiters; the longest delimiter that fits counts."""
    pairs = sorted({*given.block, *given.inline}, key=lambda pair: (-len(pair[0]), pair))
    display = set(given.block)
    is_text = is_by_script(given)

    def rule(state: InlineState, silent: bool) -> bool:
        pair = _opening(pairs, state.src, state.pos)
        if pair is None:
            return _escaped(pairs, state, silent)
        content = state.pos + len(pair[0])
        end = state.src.find(pair[1], content, state.posMax)
        if end < 0:
            return _plain(state, content, silent)
        if end == content:
            return False
        if not silent:
            token = state.push("math_display" if pair in display else "math_inline", "", 0)
            left = _left_by_markdown if is_text else str
            token.content = left(state.src[content:end])
            token.markup = left(state.src[state.pos : end + len(pair[1])])
            token.meta["is_text"] = is_text
        state.pos = end + len(pair[1])
        return True

    return rule


_ESCAPED = re.compile(r"\\([_*])|\\{4}")
_BRACE = re.compile(r"\\\\([{}])")


def _left_by_markdown(tex: str) -> str:
    r"""Take off the escapes of those who write for a script on the page, which sees what Markdown leaves.

    >>> _left_by_markdown(r"q\_x \\\\ a\*b \\ c")
    'q_x \\\\ a*b \\\\ c'
    >>> _left_by_markdown(r"\left\\{ x \\right\\}"), _left_by_markdown(r"{a \\{b}}")
    ('\\left\\{ x \\\\right\\}', '{a \\\\{b}}')
    """
    left = _ESCAPED.sub(lambda found: found[1] or "\\\\", tex)
    braces = _BRACE.findall(left)
    # "\\{" alone begins a line with a group
    return _BRACE.sub(r"\\\1", left) if "{" in braces and "}" in braces else left


def first_signs(given: Passthrough) -> set[str]:
    """List the signs at which the rule must look; a backslash may escape a delimiter."""
    return {pair[0][0] for pair in (*given.inline, *given.block)} | {"\\"}


def _opening(pairs: Sequence[tuple[str, str]], src: str, pos: int) -> tuple[str, str] | None:
    return next((pair for pair in pairs if src.startswith(pair[0], pos)), None)


def _escaped(pairs: Sequence[tuple[str, str]], state: InlineState, silent: bool) -> bool:
    """Two backslashes before a delimiter keep it from opening maths; one of them is shown."""
    if not state.src.startswith("\\\\", state.pos):
        return False
    pair = _opening(pairs, state.src, state.pos + 2)
    if pair is None:
        return False
    if not silent:
        state.append_pending("\\" + pair[0])
    state.pos += 2 + len(pair[0])
    return True


def _plain(state: InlineState, end: int, silent: bool) -> bool:
    """Take a delimiter without partner as text."""
    if not silent:
        written = state.src[state.pos : end]
        # "\[" without "\]" is an escaped bracket, as everywhere else.
        state.append_pending(written[1:] if written[:1] == "\\" and len(written) > 1 else written)
    state.pos = end
    return True


# --- splitting paragraphs -------------------------------------------------------------------------


def hoist_display_math(tokens: list[Token]) -> list[Token]:
    """Take displays out of their paragraphs; what is left on both sides becomes paragraphs of its own."""
    hoisted: list[Token] = []
    for index, token in enumerate(tokens):
        if (
            token.type == "inline"
            and index
            and tokens[index - 1].type == "paragraph_open"
            and _has_display(token)
        ):
            opening = hoisted.pop()
            hoisted += _split(opening, token, tokens[index + 1])
        elif token.type != "paragraph_close" or not (hoisted and hoisted[-1].meta.get("hoisted")):
            hoisted.append(token)
    return hoisted


def _has_display(token: Token) -> bool:
    return any(child.type == "math_display" for child in token.children or ())


def _split(opening: Token, inline: Token, closing: Token) -> list[Token]:
    """Turn one paragraph into the pieces between its displays, and the displays."""
    pieces: list[Token] = []
    text: list[Token] = []
    for child in [*(inline.children or ()), None]:
        if child is not None and child.type != "math_display":
            text.append(child)
            continue
        if _says_something(text):
            pieces += [opening, replace(inline, children=text), closing]
        text = []
        if child is not None:
            pieces.append(replace(child, type="math_block", block=True, map=inline.map, meta={}))
    # The paragraph's own end follows in the caller's list and must go: mark the last piece.
    pieces[-1] = replace(pieces[-1], meta={**pieces[-1].meta, "hoisted": True})
    return pieces


def _says_something(children: list[Token]) -> bool:
    """Hugo leaves empty paragraphs behind; nobody misses them."""
    return any(c.type not in {"softbreak", "text"} or c.content.strip() for c in children)
