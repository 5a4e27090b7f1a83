"""Shell sessions: `$ ` prompts, what was typed and what was answered."""

import re

from blogkit.code.sessions import Exchange

FUNCTION = "__blogkit_shell__"
"""The function of the kernel that gives a command to the post's shell."""
_PROMPT = re.compile(r"^\s*\$ (?P<command>.*\S)\s*$")
_MORE = re.compile(r"^\s*> (?P<command>.*)$")


def exchanges(text: str) -> tuple[Exchange, ...]:
    r"""What was typed, with the lines of each answer.

    >>> exchanges("$ echo a \\\n> b\na b\n$ true\n")
    (Exchange(first=0, last=1, answer=(2,)), Exchange(first=3, last=3, answer=()))
    """
    lines = text.splitlines()
    starts = [index for index, line in enumerate(lines) if _PROMPT.match(line)]
    found: list[Exchange] = []
    for first, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        last = first
        while last + 1 < end and (lines[last].endswith("\\") or _MORE.match(lines[last + 1])):
            last += 1
        answer = [index for index in range(last + 1, end) if lines[index].strip()]
        found.append(Exchange(first, last, tuple(range(answer[0], answer[-1] + 1)) if answer else ()))
    return tuple(found)


def code(text: str) -> str:
    r"""Python that gives each command to the shell, on the line where it was typed.

    >>> code("$ echo a\na\n$ cd b\n")
    "__blogkit_shell__('echo a')\n#\n__blogkit_shell__('cd b')\n"
    """
    lines = text.splitlines()
    written = ["#" if line.strip() else "" for line in lines]
    for exchange in exchanges(text):
        command = "\n".join(_typed(line) for line in lines[exchange.first : exchange.last + 1])
        written[exchange.first] = f"{FUNCTION}({command!r})"
    return "\n".join([*written, ""])


def _typed(line: str) -> str:
    match = _PROMPT.match(line) or _MORE.match(line)
    return match["command"] if match else line.strip()
