"""(the author's text, what was shown) -> his text with one word exchanged, where that alone makes it hold."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from blogkit.check.compare.exceptions import raised_names
from blogkit.check.judge.draft_lines import Accepts
from blogkit.check.judge.patch import Placed, briefly, placed, rounded, verbatim
from blogkit.model import Observation

_MOST = 8
"""Words on either side that the other one has not: beyond, the texts differ by more than a slip."""
_LONGEST = 4_000
"""Signs of both texts beyond which it costs too much to try."""


def one_word(value: str, observation: Observation, accepts: Accepts) -> Iterator[str]:
    """The author's text with one word or number that is not shown exchanged for one that he has not.

    Whatever else he writes stays: units, remarks, names of classes in a notation of their own.
    """
    if len(value) + len(observation.text) > _LONGEST or _LOOSE.search(value):
        return
    said, shown = placed(value), placed(_PLACE.sub("", observation.text))
    wrong, right = _not_among(said, shown), _not_among(shown, said)
    if max(len(wrong), len(right)) > (1 if _is_message(value) else _MOST):
        return
    for mine in wrong:
        for theirs in right:
            for new in _as_written(mine, theirs):
                draft = value[: mine.start] + new + value[mine.end :]
                if accepts(draft, observation):
                    yield draft


_LOOSE = re.compile(r"\d(?:\.\.\.|…)| (?:or|oder|ou|или|或) ")
"""Digits that are left out, or one of several values: what holds with them may not be meant."""
_PLACE = re.compile(r" \(<[^<>]*>, line \d+\)")


def _is_message(value: str) -> bool:
    """Whether an exception stands there with its message, of which any part holds."""
    return bool(raised_names(value)) and ":" in value


def _not_among(some: Sequence[Placed], others: Sequence[Placed]) -> list[Placed]:
    """The words and numbers of a text that another one has not, or has less often."""
    left = Counter(part.token.text for part in others)
    left.subtract(part.token.text for part in some)
    return [part for part in some if part.token.kind in {"number", "word"} and left[part.token.text] < 0]


_ROUNDINGS: Sequence[Callable[[str, str], str]] = (briefly, rounded, verbatim)


def _as_written(mine: Placed, theirs: Placed) -> Iterator[str]:
    """A word in the place of a word, a number in the place of a number, with the author's decimals first."""
    one, other = mine.token, theirs.token
    if one.kind == other.kind == "number":
        yield from dict.fromkeys(rounding(other.text, one.text) for rounding in _ROUNDINGS)
    elif one.kind == other.kind:
        yield other.text
