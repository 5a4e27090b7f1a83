"""(claimed text, Observation) -> bool for exceptions and warnings."""

import re

from blogkit.check.compare.text import digits, elided, incidental, texts
from blogkit.kernel import announces_any
from blogkit.model import Observation

RAISED = re.compile(
    r"^\s*(?:(?:[\u2600-\u27BF]\uFE0F?\s+)?[Rr]aises:?\s+(?:an?\s+)?|raise\s+|[\u2600-\u27BF]\uFE0F?\s+|(?:throws|抛出|引发|触发)\s*[:：]?\s*|warning:\s+|\w+\.py:\d+:\s*|.*:\d+:\s+)?"
    r"(?P<name>(?:\w+\.)*(?:\w*(?:Error|Exception|Warning|Interrupt|Exit)|StopIteration|StopAsyncIteration|ExceptionGroup))"
    r"\b(?:\s*:\s*(?P<message>.*?)|\(\s*[\"']?(?P<call>.*?)[\"']?\s*\)|!)?\s*$"
)
_ANY = re.compile(r"\s*(?P<name>(?:\w+\.)*[^\W\d]\w*)(?::\s+(?P<message>.*)|(?P<call>))\s*$")
"""Any exception at the end of a traceback, whatever its class is called: `binascii.Error`, `re.error`."""
_FEW = 3
UNREADABLE = frozenset({"SyntaxError", "IndentationError", "TabError"})
"""What Python says of code that is none."""


def raised(claim: str, observation: Observation) -> bool:
    r"""The same exception or warning; the stack above it is not compared.

    >>> raised("Traceback ...\nKeyError: 'a'", Observation("KeyError: 'a'"))
    True
    """
    if announces_failure(claim):
        read = _ANY if "Traceback" in claim else RAISED
        return any(_read_as(read, text.strip().rpartition("\n")[2]) for text in texts(observation))
    if _GROUP in claim:
        return any(_same_group(_all(claim), _all(text)) for text in texts(observation))
    said = _last(claim) or _of_module(claim)
    if said and any(text == f"<{said[0][0]} in repr>" for text in texts(observation)):
        return True  # a session cannot write the value: `10**10_000` has too many digits
    brief = "\n" not in claim.strip()
    before, after = _before_traceback(claim), _after_exception(claim)
    return any(
        _same(one, shown) or (brief and _begins(one, shown))
        for text in texts(observation)
        if not before
        or digits(before, _before_traceback(text))
        or incidental(before, _before_traceback(text))
        for one in (said if _goes_on(after, text) else said[1:])
        for shown in (*_all(text), *_last(text), *_raised_here(claim, text))
    )


_ELIDED = re.compile(r"\s*Traceback \(most recent call last\):?(?:\s+(?:\.{2,}|…))+\s*")


def announces_failure(claim: str) -> bool:
    r"""Whether a text says that something is raised, and leaves open what.

    >>> announces_failure("Traceback (most recent call last):\n  ..."), announces_failure("KeyError")
    (True, False)
    """
    return bool(_ELIDED.fullmatch(claim)) or announces_any(claim)


_GROUP = "Exception Group Traceback"


def _same_group(said: list[tuple[str, str]], shown: list[tuple[str, str]]) -> bool:
    """Whether a group and all that are in it were raised."""
    return len(said) == len(shown) and all(map(_same, said, shown))


def _raised_here(claim: str, text: str) -> list[tuple[str, str]]:
    """What was raised, whatever its class is called, where the claim has a traceback or its module."""
    first, _, below = text.strip().partition("\n")
    one = _read_as(_ANY, first) if "Traceback" in claim or _OF_MODULE.match(claim) else None
    if one is None:
        return []
    return [one, (one[0], " ".join([one[1], *below.split()]))] if below else [one]


_BEGINS = re.compile(r"\s*(?:(?:\w+\s+)?Traceback\b|-{5,}$|File \"|<ipython-input|(?:Input|Cell) In)")


def _before_traceback(text: str) -> str:
    """What was printed before the exception came up."""
    lines = text.split("\n")
    end = next((index for index, line in enumerate(lines) if _BEGINS.match(line) or _read(line)), 0)
    return "\n".join(lines[:end]).strip()


def _goes_on(after: str, text: str) -> bool:
    r"""Whether what a claim has below its exception stands there; of notes nothing is known.

    >>> _goes_on("a note", "KeyError: 'oak'"), _goes_on("7", "x.py:1: UserWarning: oak\n  warn('oak')\n6")
    (True, False)
    """
    alone = "\n" not in text.strip() and not any(name.endswith("Warning") for name in raised_names(text))
    below = _after_exception(text)
    return not after or alone or digits(after, below) or incidental(after, below)


def _after_exception(text: str) -> str:
    """What stands below the last exception: more of its message, or what was printed after it.

    Python writes the line of code below a warning; that is no output.
    """
    found = _exceptions(text)
    below = text.split("\n")[found[-1][0] + 1 :] if found else []
    quoted = below and below[0].startswith("  ") and found[-1][1][0].endswith("Warning")
    return "\n".join(below[1:] if quoted else below).strip()


def raised_names(text: str) -> list[str]:
    """The exceptions and warnings a text ends lines with."""
    return [name for name, _ in _all(text)]


def messages(text: str) -> list[tuple[str, str]]:
    """The exceptions and warnings a text ends lines with, each with its message."""
    return _all(text)


def _last(text: str) -> list[tuple[str, str]]:
    """The last exception of a text: with its message as the line has it, and with the lines below."""
    found = _exceptions(text)
    if not found:
        return []
    index, (name, message) = found[-1]
    below = _FURTHER.sub("", " ".join(" ".join(text.split("\n")[index + 1 :]).split()))
    return [(name, message), *([(name, f"{message} {below}".strip())] if below else [])]


_FURTHER = re.compile(r"\s*For further information visit https?://\S+")
"""What pydantic adds to its messages, and authors leave out."""


def _of_module(claim: str) -> list[tuple[str, str]]:
    """One line that names any exception with its module: `decimal.Overflow: [...]`."""
    one = _read_as(_ANY, claim) if _OF_MODULE.match(claim) else None
    return [one] if one else []


_OF_MODULE = re.compile(r"\s*[a-z_]\w*\.(?:\w+\.)*[A-Z]\w*: [^\n]+\s*$")


def _all(text: str) -> list[tuple[str, str]]:
    return [one for _, one in _exceptions(text)]


def _exceptions(text: str) -> list[tuple[int, tuple[str, str]]]:
    """The lines that name exceptions, with their numbers; what a traceback quotes of the code is none."""
    quotes = "Traceback" in text
    lines = text.split("\n")
    last = _end_of_traceback(lines) if quotes else -1
    return [
        (index, one)
        for index, line in enumerate(lines)
        if not (quotes and line.lstrip(" |").startswith("raise "))
        and (one := _read(line) or (_read_as(_ANY, line) if index == last else None))
    ]


_HEADER = re.compile(r"\s*Traceback \(most recent call last\)")


def _end_of_traceback(lines: list[str]) -> int:
    """The first line below a traceback's header that is not indented: whatever stands there was raised."""
    header = next((index for index, line in enumerate(lines) if _HEADER.match(line)), len(lines))
    below = range(header + 1, len(lines))
    margin = len(lines[header]) - len(lines[header].lstrip()) if below else 0
    return next((index for index in below if lines[index][margin : margin + 1].strip(" .-")), -1)


def _read(line: str) -> tuple[str, str] | None:
    return _read_as(RAISED, _IN_GROUP.sub("", line))


_IN_GROUP = re.compile(r"^\s*\|\s*(?=\w)")
"""What stands before each line of a group of exceptions."""
_COUNTED = re.compile(r" \(\d+ sub-exceptions?\)$")


def _read_as(form: re.Pattern[str], line: str) -> tuple[str, str] | None:
    match = form.match(line)
    if match is None:
        return None
    return match["name"].rpartition(".")[2], (match["message"] or match["call"] or "").strip()


def _same(said: tuple[str, str], shown: tuple[str, str]) -> bool:
    name, message = said
    if name in UNREADABLE and shown[0] in UNREADABLE:
        # Each version of Python explains the same mistake of grammar in other words.
        return message in {"", "invalid syntax"} or digits(message, shown[1].partition(" (")[0])
    explained = re.sub(r"\s+\([^()]*\)$", "", message)
    if name == shown[0] and _COUNTED.search(shown[1]) and digits(message, _COUNTED.sub("", shown[1])):
        return True
    if name.startswith("_") and message and digits(message, shown[1]):
        return True  # NumPy has private classes that a notebook shows by the name of a base
    return name in {shown[0], "Error"} and (
        not message
        or digits(message, shown[1])
        or elided(message, shown[1])
        or incidental(message, shown[1])
        or (explained != message and digits(explained, shown[1]))
    )


def _begins(said: tuple[str, str], shown: tuple[str, str]) -> bool:
    """Whether a remark quotes the beginning of the message, three words at least, or words of it in order.

    >>> _begins(("TypeError", "missing n"), ("TypeError", "f() missing 1 required argument: 'n'"))
    True
    """
    words, whole = said[1].split(), shown[1].split()
    if said[0] != shown[0]:
        return False
    rest = iter(re.findall(r"\w+", shown[1]))
    brief = re.fullmatch(r"[\w '`]+", said[1]) and all(word in rest for word in re.findall(r"\w+", said[1]))
    return bool(brief) or (len(words) >= _FEW and words == whole[: len(words)])
