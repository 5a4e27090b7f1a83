"""Curly quotes, dashes, ellipses and guillemets, by the rules of Hugo's typographer.

Quotes are decided one by one from the signs around them (there is no search for a partner), which is
what makes `rock 'n' roll`, `'90s` and `6'2"` come out right. Nothing is done to (c), (r), (tm) and +-.
"""

import unicodedata

from markdown_it.common.utils import isMdAsciiPunct

from blogkit.hugo.markdown.inline import InlineState, Rule
from blogkit.source import Typographer

Rules = dict[str, Rule]


def typographer_rules(signs: Typographer) -> Rules:
    """First sign -> rule, for the signs that are to be replaced."""
    if not signs.enable:
        return {}
    dashes = [("---", signs.em_dash), ("--", signs.en_dash)]
    return {
        "-": _replacing(dashes),
        ".": _replacing([("...", signs.ellipsis)]),
        "<": _replacing([("<<", signs.left_angle_quote)]),
        ">": _replacing([(">>", signs.right_angle_quote)]),
        "'": _single(signs),
        '"': _double(signs),
    }


STOPS = {"-": "--", ".": r"\.\.\.", ">": ">>"}
"""What makes these signs worth a stop."""


def _write(state: InlineState, replacement: str, length: int, silent: bool) -> bool:
    """Put a replacement in place of `length` signs; an empty one leaves them alone."""
    if not replacement:
        return False
    if not silent:
        token = state.push("typography", "", 0)
        token.content = replacement
        token.markup = state.src[state.pos : state.pos + length]
    state.pos += length
    return True


def _replacing(table: list[tuple[str, str]]) -> Rule:
    def rule(state: InlineState, silent: bool) -> bool:
        for written, replacement in table:
            if replacement and state.src.startswith(written, state.pos):
                return _write(state, replacement, len(written), silent)
        return False

    return rule


# --- what stands around a quote -------------------------------------------------------------------


def _is_space(sign: str) -> bool:
    return sign.isspace()


def _is_byte_of_space(sign: str) -> bool:
    """Say so as Goldmark does where it looks at a byte: a no-break space is none."""
    return sign in " \t\n\v\f\r"


def _is_mark(sign: str) -> bool:
    """Punctuation in Unicode's sense, without symbols."""
    return unicodedata.category(sign)[0] == "P"


def _is_mark_or_symbol(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "PS"


def _is_ascii_mark(sign: str) -> bool:
    return isMdAsciiPunct(ord(sign))


def _flanks(state: InlineState, rest: str) -> tuple[bool, bool]:
    """Say whether the run of quotes here may open and may close, as emphasis does."""
    run = len(rest) - len(rest.lstrip(rest[0]))
    before, after = state.before, rest[run : run + 1] or " "
    before_space, after_space = _is_space(before), _is_space(after)
    before_mark, after_mark = _is_mark_or_symbol(before), _is_mark_or_symbol(after)
    opens = not after_space and (not after_mark or before_space or before_mark)
    closes = not before_space and (not before_mark or after_space or after_mark)
    return opens, closes


def _closes(opens: bool, closes: bool, rest: str) -> bool:
    """Say whether a quote closes an open one: for certain, or judging by the marks behind it."""
    if closes and not opens:
        return True
    behind = rest[2:3]
    return (
        closes
        and opens
        and len(rest) > 1
        and rest[1].isascii()  # Goldmark looks at a byte
        and _is_mark(rest[1])
        and (not behind or _is_ascii_mark(behind) or _is_byte_of_space(behind))
    )


# --- single quotes and apostrophes ----------------------------------------------------------------


def _single(signs: Typographer) -> Rule:
    def rule(state: InlineState, silent: bool) -> bool:
        rest = state.rest
        opens, closes = _flanks(state, rest)
        if signs.apostrophe and _is_apostrophe(state.before, rest, opens and not closes):
            return _write(state, signs.apostrophe, 1, silent)
        if signs.left_single_quote and opens and not closes:
            if _is_contraction(rest):
                return _write(state, signs.right_single_quote, 1, silent)
            state.open_quotes["'"] += not silent
            return _write(state, signs.left_single_quote, 1, silent)
        if len(rest.encode()) > 2 and not rest[1].isdigit():
            return _write(state, signs.right_single_quote, 1, silent)
        if signs.right_single_quote and state.open_quotes["'"] and _closes(opens, closes, rest):
            state.open_quotes["'"] -= not silent
            return _write(state, signs.right_single_quote, 1, silent)
        return False

    return rule


def _is_apostrophe(before: str, rest: str, only_opens: bool) -> bool:
    """'90s, 'twas, 'em, 'n', it's."""
    if only_opens and rest[1:2].isdecimal() and rest[2:3].isdecimal() and rest[3:4] == "s":
        after = rest[4:5] or " "
        if _is_space(after) or _is_mark_or_symbol(after):
            return True
    following = rest[1:2]
    if (_is_mark(before) or _is_space(before)) and following and following in "tenl":
        return True
    return (before.isdecimal() or before.isalpha()) and following.isalpha()


def _is_contraction(rest: str) -> bool:
    """'s, 'm, 't, 'd, 've, 'll, 're behind something that is not a letter, as in `*x*'s`."""
    for ending in ("s", "m", "t", "d", "ve", "ll", "re"):
        behind = rest[1 + len(ending) : 2 + len(ending)]
        if rest.startswith(ending, 1) and (not behind or _is_ascii_mark(behind) or _is_byte_of_space(behind)):
            return True
    return False


# --- double quotes --------------------------------------------------------------------------------


def _double(signs: Typographer) -> Rule:
    def rule(state: InlineState, silent: bool) -> bool:
        rest = state.rest
        opens, closes = _flanks(state, rest)
        if signs.left_double_quote and opens and not closes:
            state.open_quotes['"'] += not silent
            return _write(state, signs.left_double_quote, 1, silent)
        if signs.right_double_quote and state.open_quotes['"'] and _closes(opens, closes, rest):
            if rest.startswith('""') and state.before.isdigit():  # "Monitor 21""
                return False
            state.open_quotes['"'] -= not silent
            return _write(state, signs.right_double_quote, 1, silent)
        return False

    return rule
