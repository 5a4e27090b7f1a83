"""Settings -> parser, and Markdown -> tokens."""

import re
from collections.abc import Sequence
from functools import lru_cache
from html import unescape

from markdown_it import MarkdownIt, rules_block, rules_inline
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from markdown_it.utils import EnvType
from mdit_py_plugins.footnote.index import footnote_def

from blogkit.hugo.markdown.attributes import trailing_attributes
from blogkit.hugo.markdown.block_attributes import ALTERNATIVES, attach_attributes, attributes_rule
from blogkit.hugo.markdown.emoji import emoji_rule
from blogkit.hugo.markdown.footnotes import Footnotes, footnote_rule, gather_notes, place_notes
from blogkit.hugo.markdown.inline import (
    DEEPEST_IMAGE,
    IMAGE_DEPTH,
    InlineParser,
    InlineState,
    Rule,
    line_end_rule,
)
from blogkit.hugo.markdown.label_ends import HELPERS
from blogkit.hugo.markdown.linkify import linkify_rule
from blogkit.hugo.markdown.marks import mark_elements, mark_rule, mark_tags
from blogkit.hugo.markdown.paragraphs import TextRule
from blogkit.hugo.markdown.passthrough import first_signs, hoist_display_math, is_by_script, passthrough_rule
from blogkit.hugo.markdown.task_lists import take_boxes
from blogkit.hugo.markdown.typographer import STOPS, typographer_rules
from blogkit.source import Markup, RulesBySign
from blogkit.values import frozen


@frozen
class Parser:
    """A parser for one set of settings."""

    markup: Markup
    markdown: MarkdownIt

    def parse(self, text: str) -> list[Token]:
        """Parse a document; `map` of a token counts lines of `text` from 0."""
        notes = Footnotes()
        env: EnvType = {"notes": notes}
        tokens: list[Token] = []
        self.markdown.block.parse(text, self.markdown, env, tokens)
        tokens = gather_notes(tokens, notes)
        if self.markup.attribute_title:
            _take_heading_attributes(tokens)
        if self.markup.task_list:
            take_boxes(tokens)
        for token in tokens:
            if token.type == "inline":
                token.children = self.markdown.inline.parse(token.content, self.markdown, env, [])
        _unescape_pipes(tokens)
        if self.markup.passthrough.enable and not is_by_script(self.markup.passthrough):
            tokens = hoist_display_math(tokens)
        _empty_blank_lines(tokens)
        if "\t" in text:
            _widen_blank_lines(tokens, text.split("\n"))
        if self.markup.attribute_block:
            tokens = attach_attributes(tokens)
        if not self.markup.wrap_stand_alone_image:
            _unwrap_images(tokens)
        return place_notes(tokens, notes)


@lru_cache(maxsize=32)
def parser_for(markup: Markup) -> Parser:
    """Build the parser for these settings, once."""
    markdown = MarkdownIt("commonmark", {"maxNesting": 100})
    markdown.validateLink = _accept  # pyright: ignore[reportAttributeAccessIssue] - meant to be replaced; what is dangerous is decided when it is written
    markdown.normalizeLinkText = str  # pyright: ignore[reportAttributeAccessIssue] - the same
    markdown.normalizeLink = _as_it_is  # pyright: ignore[reportAttributeAccessIssue] - it is escaped where it is written: hooks want it as it is
    markdown.helpers = HELPERS  # pyright: ignore[reportAttributeAccessIssue] - the same
    block = markdown.block.ruler
    block.disable(["lheading", "table"], ignoreInvalid=True)
    block.at("paragraph", TextRule(markup))
    block.at("heading", _heading, {"alt": ["paragraph", "reference", "blockquote"]})
    block.at("html_block", _html_block, {"alt": ["paragraph", "reference", "blockquote"]})
    if markup.footnote:
        block.before("reference", "footnote", footnote_def, {"alt": ["paragraph", "reference"]})
    if markup.attribute_block:
        block.before("code", "attributes", attributes_rule, {"alt": ALTERNATIVES})
    markdown.block.ruler = RulesBySign(block)
    markdown.inline = _inline_parser(markup)
    return Parser(markup, markdown)


_HEADING = re.compile(r"#{1,6}[ \t]*(.*?)(?:[ \t]+#+)?[ \t]*")


def _heading(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read a heading; a no-break space at its ends is text, though markdown-it takes it off."""
    if not rules_block.heading(state, start, end, silent):
        return False
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    found = _HEADING.fullmatch(line)
    if found and not silent and found[1] != found[1].strip():
        state.tokens[-2].content = found[1]
    return True


_LONE_END = re.compile(r"</(?:script|style|pre|textarea)\b", re.IGNORECASE)


def _html_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read raw HTML; a lone `</style>` and the like begin no block, though markdown-it takes them for one."""
    if _LONE_END.match(state.src, state.bMarks[start] + state.tShift[start]):
        return False
    return rules_block.html_block(state, start, end, silent)


def _accept(_url: str) -> bool:
    return True


def _inline_parser(markup: Markup) -> InlineParser:
    """Lay the rules out by their first sign, in the order in which Hugo asks them."""
    rules: dict[str, list[Rule]] = {}

    def add(signs: str, rule: Rule) -> None:
        for sign in signs:
            rules.setdefault(sign, []).append(rule)

    add("\n", line_end_rule)
    add("`", rules_inline.backtick)
    if markup.footnote:
        add("![", footnote_rule)
    add("[", _link)
    add("]", _nothing)
    add("!", _image)
    if markup.passthrough.enable:
        add("".join(sorted(first_signs(markup.passthrough))), passthrough_rule(markup.passthrough))
    add("\\", _escape)
    add("<", rules_inline.autolink)
    add("<", _html_inline)
    add("*_", rules_inline.emphasis.tokenize)
    tags = mark_tags(markup)
    for sign, table in tags.items():
        add(sign, mark_rule(table))
    add("&", _entity)
    if markup.enable_emoji:
        add(":", emoji_rule)
    for sign, rule in typographer_rules(markup.typographer).items():
        add(sign, rule)
    after = [rules_inline.link_pairs, mark_elements(tags), rules_inline.emphasis.postProcess]
    linkify = linkify_rule(markup.linkify_protocol) if markup.linkify else None
    taken = {sign for sign in STOPS if len(rules.get(sign, ())) == 1}
    return InlineParser(rules, after, linkify, {sign: STOPS[sign] for sign in taken})


def _as_it_is(address: str) -> str:
    return address


def _entity(state: InlineState, silent: bool) -> bool:
    """Read `&copy;` and `&#8212;`; an old `&#147;` is the quotation mark that browsers take it for."""
    found = rules_inline.entity(state, silent)
    if found and not silent and state.tokens[-1].content == "\ufffd":
        state.tokens[-1].content = unescape(state.tokens[-1].markup) or "\ufffd"
    return found


def _html_inline(state: InlineState, silent: bool) -> bool:
    """Read raw HTML; Hugo links addresses also within an `<a>` written so."""
    level = state.linkLevel
    found = rules_inline.html_inline(state, silent)
    state.linkLevel = level
    return found


def _nothing(_state: InlineState, _silent: bool) -> bool:
    """Stop at a sign only so that it is seen."""
    return False


def _link(state: InlineState, silent: bool) -> bool:
    return state.pos < state.last_end and rules_inline.link(state, silent)


def _image(state: InlineState, silent: bool) -> bool:
    """Read an image; addresses in its alternative text are no links."""
    depth: int = state.env.get(IMAGE_DEPTH, 0)
    if state.pos > state.last_end or depth == DEEPEST_IMAGE:
        return False
    state.env[IMAGE_DEPTH] = depth + 1
    found = rules_inline.image(state, silent)
    state.env[IMAGE_DEPTH] = depth
    return found


def _escape(state: InlineState, silent: bool) -> bool:
    """Escape a sign; at the end of a line only a lone backslash breaks it."""
    at = state.pos
    if state.src.startswith("\\\\\n", at - 1) and at:
        if not silent:
            state.pending += "\\"
        state.pos += 1
        return True
    return rules_inline.escape(state, silent)


def _take_heading_attributes(tokens: Sequence[Token]) -> None:
    """Cut `{#id .class}` off headings."""
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            inline = tokens[index + 1]
            text, attributes = trailing_attributes(inline.content)
            if text != inline.content:
                inline.content = text.rstrip("#").rstrip() if text.endswith(" #") else text
                token.attrs.update(attributes)


_BLANK = re.compile(r"^[ \t]+$", re.MULTILINE)
_HOLDS = {"list_item_open": True, "blockquote_open": False}


def _empty_blank_lines(tokens: Sequence[Token]) -> None:
    """Take the blanks from blank lines of code in a list: to Hugo they end before the code sees them."""
    holders: list[bool] = []
    for token in tokens:
        if token.type in _HOLDS:
            holders.append(_HOLDS[token.type])
        elif token.type in {"list_item_close", "blockquote_close"}:
            holders.pop()
        elif holders and holders[-1] and token.type in {"fence", "code_block"}:
            token.content = _BLANK.sub("", token.content)


def _widen_blank_lines(tokens: Sequence[Token], lines: Sequence[str]) -> None:
    """Take four columns from blank lines of indented code as Goldmark does: a tab is four anywhere."""
    for token in tokens:
        if token.type == "code_block" and token.level == 0 and token.map:
            inner = token.content.split("\n")
            for number, line in enumerate(lines[slice(*token.map)][: len(inner)]):
                if "\t" in line and not line.strip(" \t"):
                    inner[number] = _unindented(line)
            token.content = "\n".join(inner)


def _unindented(blanks: str) -> str:
    r"""Take four columns off.

    >>> _unindented("  \t"), _unindented("\t "), _unindented("   ")
    ('  ', ' ', '')
    """
    width = 4
    for at, sign in enumerate(blanks):
        if width <= 0:
            return " " * -width + blanks[at:]
        width -= 4 if sign == "\t" else 1
    return " " * -width


def _unwrap_images(tokens: Sequence[Token]) -> None:
    """Take the paragraph around an image that stands alone away, and give the image its attributes."""
    for index, token in enumerate(tokens):
        children = token.children or []
        if token.type == "inline" and len(children) == 1 and children[0].type == "image":
            opening, closing = tokens[index - 1], tokens[index + 1]
            children[0].meta["block"] = True
            if opening.type == "paragraph_open":
                children[0].attrs.update(opening.attrs)
                opening.hidden = closing.hidden = True


def _unescape_pipes(tokens: Sequence[Token]) -> None:
    r"""In a table `\|` is a bar even within code."""
    for index, token in enumerate(tokens):
        if token.type == "inline" and tokens[index - 1].tag in {"td", "th"} and "`" in token.content:
            for child in token.children or ():
                if child.type == "code_inline":
                    child.content = child.content.replace("\\|", "|")
