"""Whether a claim and what is shown are one, in the words of two versions of Python."""

import ast
import re
from collections.abc import Iterable
from typing import cast

from blogkit.check.compare.exceptions import UNREADABLE, messages
from blogkit.check.judge.claimhood import nearly_quotes
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
    if name not in _WORDED_BY_PYTHON or not message:
        return False
    if name == other and (
        _in_new_words(message) == now or (name == "AttributeError" and message in _details(now))
    ):
        return True  # Python 3.10 says "a real number"; older ones named just the attribute
    if nearly_quotes(message, now):
        return False
    if name in UNREADABLE:
        return other in UNREADABLE
    return name == other and _details(message) == _details(now)


def _in_new_words(message: str) -> str:
    """What newer versions of Python make of a message, word by word."""
    return message.replace("or a number", "or a real number")


def _details(message: str) -> set[str]:
    """The names and numbers of a message."""
    return {name or number for name, number in _QUOTED.findall(message)}


OTHER_METHODS = "lists the special methods of another version of Python"
_FEW = 10


def other_methods(claim: str, observations: Iterable[Observation]) -> str:
    """Why two answers of `dir(…)` differ, if only in the special methods that every object has.

    >>> special = [f"__{number}__" for number in range(12)]
    >>> other_methods(str([*special, "oak"]), [Observation(str([*special, "__new__", "oak"]))])
    'lists the special methods of another version of Python'
    >>> other_methods(str([*special, "oak"]), [Observation(str([*special, "elm"]))])
    ''
    """
    said = _names(claim)
    same = any(_own(said) == _own(_names(observation.text)) for observation in observations)
    return OTHER_METHODS if len(said) - len(_own(said)) >= _FEW and same else ""


def _names(text: str) -> list[str]:
    try:
        found: object = ast.literal_eval(text.strip())
    except (SyntaxError, ValueError, RecursionError, MemoryError, TypeError):
        return []
    return [str(name) for name in cast("list[object]", found)] if isinstance(found, list) else []


def _own(names: list[str]) -> list[str]:
    return [name for name in names if not re.fullmatch(r"__\w+__", name)]
