"""Values of templates, escaped for where they are written: in text, an attribute, a URL, a script."""

import json
import re
from html import escape

from blogkit.hugo.gotemplate.values import Address, Safe, Script, go_text
from blogkit.hugo.markdown.summary import without_tags
from blogkit.hugo.markdown.urls import filtered_url, template_url


def escaped(value: object, before: str) -> str:
    """Escape a value for the place where it is written: `before` is what stands before it.

    >>> escaped('"a" & b', '<img alt="'), escaped(Safe("<b>"), "<p>"), escaped("x", "<script>f(")
    ('&#34;a&#34; &amp; b', '<b>', '"x"')
    """
    text = go_text(value)
    lower = before.lower()
    if lower.rfind("<script") > lower.rfind("</script"):
        inside_tag = before.rfind("<script") > before.rfind(">")
        if not inside_tag:
            return _script(value, before)
    tag = _open_tag(before)
    if not tag:
        return text if _is_html(value) else _html(text)
    return _attribute(text, value, tag)


# --- attributes -----------------------------------------------------------------------------------

_URL_ATTRIBUTES = {"href", "src", "action", "cite", "data", "poster", "formaction"}
_ATTRIBUTE = re.compile(r"""([\w:-]+)\s*=\s*(?:"([^"]*)|'([^']*)|([^\s"'>]*))$""")
_TAG = re.compile(r"""<[A-Za-z](?>[^"'<>=]|=\s*"[^"]*"|=\s*'[^']*'|=)*(?:=\s*(?:"[^"]*|'[^']*))?$""")
_MOST_WITHIN = 8
"""Of the tags that an attribute holds before the value."""


def _open_tag(before: str) -> str:
    """Give the tag in whose attributes the value stands: an attribute may hold tags of its own.

    >>> _open_tag('<p>a</p><a title="<b>x</b> '), _open_tag("<p>a = "), _open_tag("<img alt=")
    ('<a title="<b>x</b> ', '', '<img alt=')
    """
    end = len(before)
    for _ in range(_MOST_WITHIN if _is_in_quotes(before) else 0):
        end = before.rfind("<", 0, end)
        if end < 0:
            break
        if _TAG.match(before, end):
            return before[end:]
    start = before.rfind("<")
    return before[start:] if start > before.rfind(">") else ""


def _is_html(value: object) -> bool:
    return isinstance(value, Safe) and not isinstance(value, Address)


def _is_in_quotes(before: str) -> bool:
    return any((at := before.rfind("=" + sign)) >= 0 and sign not in before[at + 2 :] for sign in "\"'")


def _quoted(html: Safe) -> str:
    """HTML within an attribute: without tags, and its entities stay."""
    return _html(without_tags(html)).replace("&amp;", "&")


def _html(text: str) -> str:
    return escape(text).replace("&quot;", "&#34;").replace("&#x27;", "&#39;").replace("+", "&#43;")


def _attribute(text: str, value: object, tag: str) -> str:
    found = _ATTRIBUTE.search(tag)
    if not found:
        return text if isinstance(value, Safe) or _is_plain_name(text) else _FILTERED
    name, written = found[1].lower(), found[2] or found[3] or found[4] or ""
    if name.startswith("on"):
        return _html(_script(value, written))
    if name == "style" and not isinstance(value, Safe) and _is_unsafe_style(text):
        return _FILTERED
    if name == "srcset":
        is_url = isinstance(value, Safe)
        urls = (
            template_url(text).replace(",", "%2c") if is_url else ",".join(map(_candidate, text.split(",")))
        )
        return _html(urls)
    if name not in _URL_ATTRIBUTES:
        html = _quoted(Safe(value)) if _is_html(value) else _html(text)
        return _UNQUOTED.sub(lambda sign: f"&#{ord(sign[0])};", html) if found[4] is not None else html
    if not written and not isinstance(value, Safe):
        text = filtered_url(text)
    return _html(template_url(text) if "?" not in written else template_url(text, "-._~"))


_FILTERED = "ZgotmplZ"
"""What Go's templates write where a value could become something else than a value."""
_UNSAFE_STYLE = re.compile(r"""[\0"'()/;@\[\\\]`{}<]""")
_UNQUOTED = re.compile(r"[\t\n\v\f\r =`]")


def _is_unsafe_style(text: str) -> bool:
    return _UNSAFE_STYLE.search(text) is not None or "expression" in text.lower()


def _candidate(text: str) -> str:
    """One picture of a `srcset`: a URL, and what a browser chooses it by."""
    blanks, url, rest = re.fullmatch(r"(\s*)(\S*)(.*)", text, re.DOTALL).groups()  # pyright: ignore[reportOptionalMemberAccess] - it matches every text
    if filtered_url(url) != url or re.fullmatch(r"[\sA-Za-z0-9]*", rest, re.ASCII) is None:
        return f"#{_FILTERED}"
    return f"{blanks}{template_url(url)}{rest}"


def _is_plain_name(text: str) -> bool:
    """Whether a text may stand as the name of an attribute: one that loads, runs and styles nothing."""
    lower = text.lower()
    known = lower.startswith("on") or lower in _URL_ATTRIBUTES | {"style", "srcset", "srcdoc"}
    return lower.isascii() and lower.isalnum() and not known


# --- scripts --------------------------------------------------------------------------------------

_IN_TEXT = {sign: f"\\u{ord(sign):04x}" for sign in "\0\v\"'`&+<>\u2028\u2029"} | {
    "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", "/": "\\/", "\\": "\\\\",
}  # fmt: skip
"""How signs are written within the quotation marks of a script."""
_STRING = re.compile(r"""(["'`])(?:\\.|(?!\1)[^\\])*\1""", re.DOTALL)


def _script(value: object, before: str) -> str:
    """In a script a value is a literal; within quotes it is the inside of one."""
    line = before[max(before.rfind("\n"), before.rfind(">")) + 1 :]
    if re.search("[\"'`]", _STRING.sub("", line)):
        return "".join(_IN_TEXT.get(sign, sign) for sign in go_text(value))
    if isinstance(value, Script):
        return value
    if value is None or isinstance(value, (bool, int, float)):
        return f" {json.dumps(value)} "
    text = json.dumps(
        value if isinstance(value, (list, dict)) else go_text(value),
        ensure_ascii=False,
        separators=(",", ":"),
        default=go_text,
    )
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
