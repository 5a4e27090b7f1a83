"""(claimed text, Observation) -> bool for exceptions and warnings."""

import re

from blogkit.compare.text import digits, elided, incidental, texts
from blogkit.model import Observation

RAISED = re.compile(
    r"^\s*(?:raises:?\s+|raise\s+|\w+\.py:\d+:\s*|.*:\d+:\s+)?"
    r"(?P<name>(?:\w+\.)*(?:\w*(?:Error|Exception|Warning|Interrupt|Exit)|StopIteration|StopAsyncIteration|ExceptionGroup))"
    r"\b(?:\s*:\s*(?P<message>.*?)|\(\s*[\"']?(?P<call>.*?)[\"']?\s*\)|!)?\s*$"
)

UNREADABLE = frozenset({"SyntaxError", "IndentationError", "TabError"})
"""What Python says of code that is none."""


def raised(claim: str, observation: Observation) -> bool:
    r"""The same exception or warning; the stack above it is not compared.

    >>> raised("Traceback ...\nKeyError: 'a'", Observation("KeyError: 'a'"))
    True
    """
    said = _last(claim)
    before = _before_traceback(claim)
    return any(
        _same(one, shown)
        for one in said
        for text in texts(observation)
        for shown in (*_all(text), *_last(text))
        if not before
        or digits(before, _before_traceback(text))
        or incidental(before, _before_traceback(text))
    )


_BEGINS = re.compile(r"\s*(?:(?:\w+\s+)?Traceback\b|-{5,}$|File \"|<ipython-input|(?:Input|Cell) In)")


def _before_traceback(text: str) -> str:
    """What was printed before the exception came up."""
    lines = text.split("\n")
    end = next((index for index, line in enumerate(lines) if _BEGINS.match(line) or _read(line)), 0)
    return "\n".join(lines[:end]).strip()


def raised_names(text: str) -> list[str]:
    """The exceptions and warnings a text ends lines with."""
    return [name for name, _ in _all(text)]


def messages(text: str) -> list[tuple[str, str]]:
    """The exceptions and warnings a text ends lines with, each with its message."""
    return _all(text)


def _last(text: str) -> list[tuple[str, str]]:
    """The last exception of a text: with its message as the line has it, and with the lines below."""
    lines = text.split("\n")
    found = [(index, one) for index, line in enumerate(lines) if (one := _read(line))]
    if not found:
        return []
    index, (name, message) = found[-1]
    below = " ".join(" ".join(lines[index + 1 :]).split())
    return [(name, message), *([(name, f"{message} {below}")] if message and below else [])]


def _all(text: str) -> list[tuple[str, str]]:
    return [one for line in text.split("\n") if (one := _read(line))]


def _read(line: str) -> tuple[str, str] | None:
    match = RAISED.match(line)
    if match is None:
        return None
    return match["name"].rpartition(".")[2], (match["message"] or match["call"] or "").strip()


def _same(said: tuple[str, str], shown: tuple[str, str]) -> bool:
    name, message = said
    if name in UNREADABLE and shown[0] in UNREADABLE:
        # Each version of Python explains the same mistake of grammar in other words.
        return message in {"", "invalid syntax"} or digits(message, shown[1].partition(" (")[0])
    return name == shown[0] and (not message or digits(message, shown[1]) or elided(message, shown[1]))
