"""The inline parser: a table from the first sign of a construct to the rules that may read it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType

Rule = Callable[["InlineState", bool], bool]
"""As in markdown-it: reads at `state.pos`, moves it and says yes; writes nothing when silent."""

IMAGE_DEPTH = "depth of images"
"""Where the state of a text keeps in how many alternative texts it stands."""
DEEPEST_IMAGE = 10
"""Images in alternative texts of images: what is deeper is text. Python's calls are not deeper at will."""
AHEAD = 100
"""Signs that quotes look at: all of a long line, for each of its quotes, would take for ever."""
_LINK_HINT = re.compile(r"://|www\.|@")
_BLANKS = re.compile(r"[ \t]*")


class InlineState(StateInline):
    """What Hugo's rules remember while they read a paragraph."""

    def __init__(self, src: str, md: MarkdownIt, env: EnvType, out: list[Token]) -> None:
        """Begin at the first sign; `out` takes the tokens."""
        super().__init__(src, md, env, out)
        # Hugo counts open quotes through the whole page, not paragraph by paragraph.
        self.open_quotes: dict[str, int] = env.setdefault("open_quotes", {"'": 0, '"': 0})
        self.open_brackets = 0
        self.label_ends: dict[tuple[int, bool], dict[int, int]] = {}
        self.last_end = src.rfind("]")
        """Behind it no link can end: looking for one from each of many brackets would take for ever."""
        self.may_link = bool(_LINK_HINT.search(src))

    @property
    def rest(self) -> str:
        """What follows on the line, with its line end if it has one, as far as a rule looks."""
        ahead = self.src[self.pos : self.pos + AHEAD]
        end = ahead.find("\n")
        return ahead if end < 0 else ahead[: end + 1]

    @property
    def before(self) -> str:
        """The sign before this one; a line end at the beginning."""
        return self.src[self.pos - 1] if self.pos else "\n"


@dataclass
class InlineParser(ParserInline):
    """markdown-it's inline parser, with rules looked up by the sign they begin with."""

    rules: Mapping[str, Sequence[Rule]]
    """First sign -> rules, in order."""
    after: Sequence[Callable[[InlineState], None]]
    """What runs over the tokens of a paragraph in the end."""
    linkify: Rule | None = None
    stops: Mapping[str, str] = field(default_factory=dict[str, str])
    """First sign -> pattern, where the sign alone is not worth a stop."""

    @cached_property
    def _stop(self) -> re.Pattern[str]:
        single = "".join(sign for sign in self.rules if sign not in self.stops)
        patterns = [f"[{re.escape(single)}]", *(self.stops[s] for s in self.rules if s in self.stops)]
        return re.compile("|".join(patterns))

    @cached_property
    def _stop_or_link(self) -> re.Pattern[str]:
        """Also stop where a bare URL or an e-mail address may begin."""
        address = r"(?<=[\s*_~(])(?=(?:https?|ftp):|www\.|[A-Za-z0-9][A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]*@)"
        return re.compile(f"{self._stop.pattern}|{address}")

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        """Parse the content of one paragraph, heading or cell."""
        state = InlineState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.after:
            rule(state)
        return state.tokens

    def tokenize(self, state: StateInline) -> None:
        """Read from `state.pos` to `state.posMax`."""
        assert isinstance(state, InlineState)
        at_node = True
        while state.pos < state.posMax:
            at_node = self._step(state, at_node=at_node, silent=False)
        if state.pending:
            state.pushPending()

    def skipToken(self, state: StateInline) -> None:  # noqa: N802 - markdown-it's name
        """Move behind one construct without writing anything."""
        assert isinstance(state, InlineState)
        start = state.pos
        if start in state.cache:
            state.pos = state.cache[start]
            return
        if state.level < state.md.options["maxNesting"]:
            state.level += 1
            self._step(state, at_node=True, silent=True)
            state.level -= 1
        else:
            state.pos = state.posMax
        state.cache[start] = state.pos

    def _step(self, state: InlineState, *, at_node: bool, silent: bool) -> bool:
        """Read one construct, or text up to the next; say whether the next one follows a construct."""
        sign = state.src[state.pos]
        if (
            self.linkify
            and state.may_link
            and (at_node or _begins_word(state))
            and self.linkify(state, silent)
        ):
            return True
        too_deep = state.level >= state.md.options["maxNesting"]
        for rule in () if too_deep else self.rules.get(sign, ()):
            if rule(state, silent):
                # An escaped sign or an entity is text: no address begins behind it.
                return silent or not state.tokens or state.tokens[-1].type != "text_special"
        self._text(state, silent)
        return False

    def _text(self, state: InlineState, silent: bool) -> None:
        """Take the sign here, whatever it is, and all plain text behind it."""
        stop = self._stop_or_link if state.may_link and self.linkify else self._stop
        if state.src[state.pos] == "[":
            end = state.pos + 1  # markdown-it counts open brackets by steps of one sign
        else:
            found = stop.search(state.src, state.pos + 1)
            end = min(found.start(), state.posMax) if found else state.posMax
        if not silent:
            _count_brackets(state)
            state.append_pending(state.src[state.pos : end])
        state.pos = end


def _begins_word(state: InlineState) -> bool:
    before = state.before
    escaped = state.src[max(0, state.pos - 2) : state.pos - 1] == "\\"
    return before in " \t\n" or (before in "*_~(" and not escaped)


def _count_brackets(state: InlineState) -> None:
    """Count open brackets: even one that is no link keeps addresses in it from becoming links."""
    sign = state.src[state.pos]
    if sign == "[":
        state.open_brackets += 1
    elif sign == "]" and state.open_brackets:
        state.open_brackets -= 1


def line_end_rule(state: InlineState, silent: bool) -> bool:
    """Break a line at two spaces before its end, else join it to the next; only three spaces go."""
    if state.src[state.pos] != "\n":
        return False
    if not silent:
        hard = state.pending.endswith("  ")
        text = state.pending[:-2] if hard else state.pending
        state.pending = text[:-1] if text[-1:] in {" ", "\t"} else text
        state.push("hardbreak" if hard else "softbreak", "br", 0)
    blank = _BLANKS.match(state.src, state.pos + 1, state.posMax)
    state.pos = blank.end() if blank else state.pos + 1
    return True
