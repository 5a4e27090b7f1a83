"""Bare addresses -> links: http, https and ftp URLs, `www.` names and e-mail addresses, nothing else."""

import re

from blogkit.hugo.markdown.inline import IMAGE_DEPTH, InlineState, Rule

_PATH = r"(?:[/#?][-a-zA-Z0-9@:%_+.~#$!?&/=();,'\">^{}\[\]`]*)?"
_NAME = r"[-a-zA-Z0-9@:%._+~#=]{1,256}\.[a-z]+"
_URL = re.compile(rf"(?:https?|ftp)://{_NAME}(?::\d+)?{_PATH}")
_WWW = re.compile(rf"www\.{_NAME}{_PATH.replace('$', '')}")
_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
    r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*"
)


def linkify_rule(protocol: str) -> Rule:
    """Make the rule; `protocol` is put before `www.` names."""

    def rule(state: InlineState, silent: bool) -> bool:
        # Silent means: within brackets that may become a link.
        if silent or state.linkLevel or state.open_brackets or state.env.get(IMAGE_DEPTH):
            return False
        found = _find(state, protocol)
        if found is None:
            return False
        text, href = found
        _push(state, text, href)
        state.pos += len(text)
        return True

    return rule


def _find(state: InlineState, protocol: str) -> tuple[str, str] | None:
    """Read an address: its text and what it links to."""
    src, start = state.src, state.pos
    found = _URL.match(src, start, state.posMax)
    if found:
        text = _balanced(_without_tail(found[0]))
        return text, text
    found = _WWW.match(src, start, state.posMax)
    if found:
        text = _balanced(_without_tail(found[0]))
        return text, f"{protocol}://{text}"
    return _find_email(src, start, state.posMax)


def _balanced(text: str) -> str:
    """Give closing brackets without partner, and an entity at the end, back to the sentence."""
    if text.endswith(")"):
        surplus = text.count(")") - text.count("(")
        return text[:-surplus] if surplus > 0 else text
    if text.endswith(";"):
        return re.sub(r"&[A-Za-z0-9]+;$", "", text)
    return text


def _without_tail(text: str) -> str:
    return text.rstrip("?!.,:*_~")


def _find_email(src: str, start: int, end: int) -> tuple[str, str] | None:
    if not src[start].isalnum():
        return None
    found = _EMAIL.match(src, start, end)
    if not found or "." not in found[0].split("@")[-1][:-1]:
        return None
    text = _without_tail(found[0])
    if src[start + len(text) : start + len(text) + 1] in {"-", "_"}:
        return None
    return text, f"mailto:{text}"


def _push(state: InlineState, text: str, href: str) -> None:
    token = state.push("link_open", "a", 1)
    token.attrs = {"href": href}  # escaped where it is written: hooks want it as it is
    token.markup = "linkify"
    token.info = "auto"
    state.push("text", "", 0).content = text
    token = state.push("link_close", "a", -1)
    token.markup = "linkify"
    token.info = "auto"
