"""A template's text without what Go drops from it: comments of HTML, of styles and of scripts."""

import re
from collections.abc import Iterator

_ACTION = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_IN_HTML = re.compile(r"(?P<opens>\{\{|<!--)|<(?P<element>style|script)\b", re.IGNORECASE)
_IN_TAG = re.compile(r"""(?P<opens>\{\{)|"[^"{]*"|'[^'{]*'|(?P<end>>)""")
_IN_STYLE = re.compile(
    r"""(?P<opens>\{\{|/\*)|"(?:\\.|[^"\\\n{])*"|'(?:\\.|[^'\\\n{])*'|(?P<end></style\b)""", re.IGNORECASE
)
_IN_SCRIPT = re.compile(
    r"""(?P<opens>\{\{|/\*|//)|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|(?P<end></script\b)"""
    r"|(?P<expression>/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/)",
    re.DOTALL | re.IGNORECASE,
)
_ENDS = {"{{": "}}", "<!--": "-->", "/*": "*/", "//": "\n"}
_VALUE_ENDS = re.compile(r"""(?:[\w$)\]}"'`]|\+\+|--)\s*\Z""")
_BEFORE_EXPRESSION = re.compile(r"\b(?:return|typeof|case|in|of|do|else|void|delete|throw|new)\s*\Z")
_KEPT = re.compile(
    r"\{\{-?\s*(?:(?:if|else|end|with|range|define|block|break|continue|return)\b|\$\w*\s*:?="
    r"|.*\.(?:Set|Add|SetInMap|Delete)\b)",
    re.DOTALL,
)
"""Actions that do more than write: Go carries them out where they stand in a comment, too."""


def without_comments(text: str) -> str:
    r"""Leave comments out; lines of actions stay the lines they are.

    >>> without_comments("<style>/* a */ b { c: '/* d */' }</style> <!-- e -->/* f */")
    "<style>{{/**/}}  b { c: '/* d */' }</style> {{/**/}}/* f */"
    >>> without_comments("<script>a('// b'); // c\nd = e / 2 // f\n</script>")
    "<script>a('// b'); {{/**/}}\nd = e / 2 {{/**/}}\n</script>"
    """
    if "<!--" not in text and "/*" not in text and "//" not in text:
        return text
    return "".join(_parts(text))


def _parts(text: str) -> Iterator[str]:
    grammar, element, at = _IN_HTML, "", 0
    open_ended: set[str] = set()
    while found := grammar.search(text, at):
        yield text[at : found.start()]
        at = found.end()
        groups = found.groupdict()
        opens = groups.get("opens")
        if opens:
            end = -1 if opens in open_ended else text.find(_ENDS[opens], at)
            whole = (
                text[found.start() : end + (len(_ENDS[opens]) if opens != "//" else 0)] if end >= 0 else ""
            )
            if end < 0:
                open_ended.add(opens)
            yield whole if opens == "{{" else _elided(whole, opens) if whole else found[0]
            at = max(at, found.start() + len(whole))
        elif groups.get("expression") and _is_division(found.start(), text):
            at = found.start() + 1
            yield "/"
        else:
            yield found[0]
            element = (groups.get("element") or element).lower()
            grammar = _after(grammar, element) if groups.get("element") or groups.get("end") else grammar
    yield text[at:]


def _after(grammar: re.Pattern[str], element: str) -> re.Pattern[str]:
    """What is read behind the beginning of a tag, the end of that tag, and the end of an element."""
    if grammar is _IN_HTML:
        return _IN_TAG
    return (_IN_STYLE if element == "style" else _IN_SCRIPT) if grammar is _IN_TAG else _IN_HTML


def _is_division(at: int, text: str) -> bool:
    before = text[max(0, at - 80) : at]
    return bool(_VALUE_ENDS.search(before)) and not _BEFORE_EXPRESSION.search(before)


def _elided(comment: str, opens: str) -> str:
    """Write what stands for a comment: its line ends for those who count, and what parts two words."""
    actions = [action for action in _ACTION.findall(comment) if _KEPT.match(action)]
    lines = comment.count("\n") - sum(action.count("\n") for action in actions)
    return "{{/*" + "\n" * max(0, lines) + "*/}}" + "".join(actions) + (" " if opens == "/*" else "")
