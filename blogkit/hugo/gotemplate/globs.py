"""Hugo's patterns for paths: `images/*.png`, `**.{jpg,png}`."""

import re
from functools import lru_cache

from blogkit.hugo.gotemplate.errors import ShortcodeError

_SPECIAL = frozenset("*?[{")


@lru_cache(maxsize=1024)
def path_pattern(pattern: str) -> re.Pattern[str]:
    """Compile a pattern; it is to match a whole path, in whatever case. Raises ShortcodeError.

    >>> bool(path_pattern("sub/*.PNG").fullmatch("Sub/a.png")), bool(path_pattern("*").fullmatch("a/b"))
    (True, False)
    """
    try:
        return re.compile(_expression(pattern), re.IGNORECASE | re.DOTALL)
    except re.error as error:
        raise ShortcodeError(f'the pattern "{pattern}" is malformed: {error}') from error


def _expression(pattern: str) -> str:
    out: list[str] = []
    depth = 0
    for part in re.findall(r"\*\*|\[[^\]]*\]|\\.|.", pattern, re.DOTALL):
        if part == "{":
            depth += 1
        out.append(_part(part, within=depth > 0))
        if part == "}":
            depth -= 1
    return "".join(out)


def _part(part: str, *, within: bool) -> str:
    known = {"**": ".*", "*": "[^/]*", "?": "[^/]"}
    alternatives = {"{": "(?:", "}": ")", ",": "|"} if within else {}
    if part in known or part in alternatives:
        return known.get(part) or alternatives[part]
    if part.startswith("[") and len(part) > 1:
        return f"[^{part[2:]}" if part.startswith("[!") else part
    return re.escape(part.removeprefix("\\"))


def fixed_folder(pattern: str) -> str:
    """Give the folders before the first part with a sign of a pattern.

    >>> fixed_folder("pics/*/a.png"), fixed_folder("pics/a.png"), fixed_folder("*.png")
    ('pics', 'pics', '')
    """
    folders: list[str] = []
    for part in pattern.strip("/").split("/")[:-1]:
        if _SPECIAL & set(part):
            break
        folders.append(part)
    return "/".join(folders)
