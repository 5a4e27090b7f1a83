"""Go's regular expressions in Python's words."""

import re

_PART = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?(?P<flags>[ims]+)\)|[()|]|.", re.DOTALL)


def with_scoped_flags(pattern: str) -> str:
    r"""Give flags that stand within a pattern the group that they are for: the rest of the one around them.

    >>> with_scoped_flags(r"<code>(?s)(.*)</code>|b"), with_scoped_flags("(a(?i)b)[(?i)]")
    ('<code>(?s:(.*)</code>)|(?s:b)', '(a(?i:b))[(?i)]')
    """
    if not re.search(r"\(\?[ims]+\)", pattern):
        return pattern
    flags: list[str] = [""]
    written: list[str] = []
    for part in _PART.finditer(pattern):
        sign = part[0]
        if part["flags"]:
            written.append((")" if flags[-1] else "") + f"(?{flags[-1]}{part['flags']}:")
            flags[-1] += part["flags"]
        elif sign == "|" and flags[-1]:
            written.append(f")|(?{flags[-1]}:")
        elif sign == ")" and len(flags) > 1:
            written.append(")" * (2 if flags.pop() else 1))
        else:
            flags += [""] * (sign == "(")
            written.append(sign)
    return "".join(written) + ")" * sum(1 for one in flags if one)


_REFERENCE = re.compile(r"\$(?:\$|(?P<name>\w+)|\{(?P<braced>\w+)\})", re.ASCII)


def expanded(template: str, found: re.Match[str]) -> str:
    """Fill in what was found: `$1`, `${1}`, `$name`; a name that the pattern has not is nothing.

    >>> expanded("<$1x|${1}x|$$1|$2>", re.search("a(b)", "zab"))
    '<|bx|$1|>'
    """

    def piece(reference: re.Match[str]) -> str:
        name = reference["name"] or reference["braced"]
        if not name:
            return "$"
        if name.isdecimal():
            number = int(name)
            return (found[number] or "") if number <= found.re.groups else ""
        return (found[name] or "") if name in found.re.groupindex else ""

    return _REFERENCE.sub(piece, template)
