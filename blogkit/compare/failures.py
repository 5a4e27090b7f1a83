"""(claimed text, Observation) -> bool for exceptions and warnings."""

import re

from blogkit.compare.text import digits, elided, texts
from blogkit.model import Observation

RAISED = re.compile(
    r"^\s*(?:raises:?\s+|raise\s+|\w+\.py:\d+:\s*|.*:\d+:\s+)?"
    r"(?P<name>(?:\w+\.)*(?:\w*(?:Error|Exception|Warning|Interrupt|Exit)|StopIteration|StopAsyncIteration|ExceptionGroup))"
    r"\b(?:\s*:\s*(?P<message>.*?)|\(\s*[\"']?(?P<call>.*?)[\"']?\s*\)|!)?\s*$"
)


def raised(claim: str, observation: Observation) -> bool:
    r"""The same exception or warning; the stack above it is not compared.

    >>> raised("Traceback ...\nKeyError: 'a'", Observation("KeyError: 'a'"))
    True
    """
    said = _last(claim)
    return said is not None and any(_same(said, shown) for text in texts(observation) for shown in _all(text))


def raised_names(text: str) -> list[str]:
    """The exceptions and warnings a text ends lines with."""
    return [name for name, _ in _all(text)]


def _last(text: str) -> tuple[str, str] | None:
    found = _all(text)
    return found[-1] if found else None


def _all(text: str) -> list[tuple[str, str]]:
    matched = [RAISED.match(line) for line in text.split("\n")]
    return [
        (match["name"].rpartition(".")[2], (match["message"] or match["call"] or "").strip())
        for match in matched
        if match
    ]


def _same(said: tuple[str, str], shown: tuple[str, str]) -> bool:
    name, message = said
    return name == shown[0] and (not message or digits(message, shown[1]) or elided(message, shown[1]))
