"""Whether two messages of an exception are one, in the words of two versions of Python."""

import re
from collections.abc import Iterable

from blogkit.compare.failures import UNREADABLE, messages
from blogkit.judge.plausible import nearly_quotes
from blogkit.model import Observation, Step

REWORDED = "worded by another version of Python"
_WORDED_BY_PYTHON = UNREADABLE | {
    "AttributeError",
    "ImportError",
    "IndexError",
    "ModuleNotFoundError",
    "NameError",
    "RecursionError",
    "TypeError",
    "UnboundLocalError",
    "ZeroDivisionError",
}
_QUOTED = re.compile(r"['\"]([^'\"]*)['\"]|\b(\d+)\b")


def reworded(claim: str, observations: Iterable[Observation], steps: Iterable[Step]) -> str:
    """Why a claimed message differs, if only because another version of Python words it otherwise.

    What the post itself raises, and a message with a slip, is no such case.
    """
    said = messages(claim)[-1:]
    shown = [one for observation in observations for one in messages(observation.text)[-1:]]
    raised = {name for step in steps for name in re.findall(r"\braise\s+(\w+)", step.code)}
    same = any(_is_reworded(one, other) for one in said for other in shown if one[0] not in raised)
    return REWORDED if same else ""


def _is_reworded(said: tuple[str, str], shown: tuple[str, str]) -> bool:
    (name, message), (other, now) = said, shown
    if name not in _WORDED_BY_PYTHON or nearly_quotes(message, now):
        return False
    if name in UNREADABLE:
        return other in UNREADABLE
    return name == other and bool(message) and _details(message) == _details(now)


def _details(message: str) -> set[str]:
    """The names and numbers of a message."""
    return {name or number for name, number in _QUOTED.findall(message)}
