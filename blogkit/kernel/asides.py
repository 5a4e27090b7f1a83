"""Runs a session that stands beside the code, in a docstring or a sentence, in a copy of the names."""

import sys
from doctest import SKIP, DocTestParser, Example
from typing import Any

from blogkit.kernel.expected_errors import ANNOUNCED
from blogkit.kernel.instrument import WATCH


def run_aside(session: str, file_name: str, names: "dict[str, Any]") -> None:
    """Type the examples one by one; what they show and raise is noted at their lines.

    The first line of the session is line 2 of the cell: the magic stands above it. Each line has a margin of
    one sign, which keeps IPython from taking prompts away.
    """
    own = dict(names)
    text = "\n".join(line[1:] for line in session.split("\n"))
    for example in DocTestParser().get_examples(text):
        if not example.options.get(SKIP):
            _type(example, file_name, own)


def _type(example: Example, file_name: str, names: "dict[str, Any]") -> None:
    first = example.lineno + 2
    last = first + example.source.count("\n") - 1

    def show(value: Any) -> None:
        if value is not None:
            names["_"] = value
            names[WATCH](first, last, "", value)

    display, sys.displayhook = sys.displayhook, show
    try:
        code = compile("\n" * (first - 1) + example.source, file_name, "single")
        exec(code, names)  # noqa: S102  (the author's code)
    except Exception as error:  # noqa: BLE001  (an example may show any)
        names[ANNOUNCED](first, last, type(error).__name__)
    finally:
        sys.displayhook = display
