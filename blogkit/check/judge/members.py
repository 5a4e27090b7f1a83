"""(a set or dict as the author wrote it, what was shown) -> his order, with what is missing or too much."""

import re
from bisect import bisect_left
from collections.abc import Sequence

_PIECE = re.compile(r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|[\[({]|[\])}]|,\s*|[^\s,'"\[\](){}]+|\s+""")


def with_members(said: str, shown: str) -> str:
    """The author's set or dict with the members that are shown, those that he has where he has them.

    Sets and dicts are the same in any order; so no line is written anew because of one member. Where he has
    them by the alphabet, and Python does not, so are those that are missing.

    >>> with_members("{'c', 'a'}", "{'a', 'b', 'c'}"), with_members("{2: 'x', 1: 'y'}", "{1: 'y', 2: 'z'}")
    ("{'c', 'a', 'b'}", "{2: 'z', 1: 'y'}")
    >>> with_members("{'a', 'b', 'd'}", "{'c', 'b', 'd', 'a'}")
    "{'a', 'b', 'c', 'd'}"
    """
    if not all(re.fullmatch(r"\{[^\n]+\}", text.strip()) for text in (said, shown)):
        return ""
    own, comma = _members(said.strip()[1:-1])
    other, _ = _members(shown.strip()[1:-1])
    have, want = [_key(one) for one in own], [_key(one) for one in other]
    if not set(have) & set(want) or len({*have}) < len(have):
        return ""
    quote = next((sign for sign in "\"'" if sign not in said), "")
    other = [one.replace(quote, _OTHER[quote]) if quote and _OTHER[quote] in said else one for one in other]
    missing = [one for one, key in zip(other, want, strict=True) if key not in have]
    new = [
        one if key in want else (missing.pop(0) if missing else "")
        for one, key in zip(own, have, strict=True)
    ]
    new = [one for one in new if one]
    ranked = have == sorted(have) and [key for key in want if key in have] != [
        key for key in have if key in want
    ]
    for one in missing:
        new.insert(_rank(new, one) if ranked else _place(new, other[: other.index(one)]), one)
    return f"{{{comma.join(new)}}}"


_OTHER = {"'": '"', '"': "'"}


def _members(text: str) -> tuple[list[str], str]:
    """What stands between the commas of a text outside of quotes and brackets, and its first comma."""
    parts, depth, comma = [""], 0, ", "
    for piece in _PIECE.findall(text):
        depth += (piece in "[({") - (piece in "])}")
        if piece[0] == "," and not depth:
            comma = piece if len(parts) == 1 else comma
            parts.append("")
        else:
            parts[-1] += piece
    return [part.strip() for part in parts if part.strip()], comma


def _key(member: str) -> str:
    return "".join(member.split()).replace('"', "'")


def _rank(members: Sequence[str], member: str) -> int:
    """Where it stands by the alphabet."""
    return bisect_left([_key(one) for one in members], _key(member))


def _place(members: Sequence[str], before: Sequence[str]) -> int:
    """Behind the member that is shown before it, where there is one."""
    keys = [_key(one) for one in members]
    return next((keys.index(_key(one)) + 1 for one in reversed(before) if _key(one) in keys), 0)
