"""Constructs of twice the size: none may cost more than 2.3 times the CPU time of a command."""

import cProfile
import time
from collections.abc import Mapping

from bench.soak.rooms import ROOMS
from blogkit.cli import settle_collector

MOST = 2.3
LONG = 0.06
"""CPU seconds that the smaller size takes at least: a clock's tick is nothing, and what nests is beyond the
depth up to which it is read, where each level costs more than the last."""
ROUNDS = 3
CONSTRUCTS: Mapping[str, tuple[str, str, str, str]] = {
    "nested images": ("Markdown", "", "![", "](x)"),
    "nested brackets": ("Markdown", "", "[", "]"),
    "emphasis": ("Markdown", "", "*a **b ", ""),
    "code spans": ("Markdown", "", "`a ``b ", ""),
    "quotes": ("Markdown", "", "> a\n>> b\n", ""),
    "lines": ("Markdown", "", "word\n", ""),
    "lists": ("Markdown", "", "* a\n  * b\n", ""),
    "headings": ("Markdown", "", "# the same\n\n", ""),
    "links": ("Markdown", "", "[a](http://b.cd) ", ""),
    "references": ("Markdown", "", "[a]: b\n\n[a]\n\n", ""),
    "footnotes": ("Markdown", "", "a[^1]\n\n[^1]: b\n\n", ""),
    "tables": ("Markdown", "|a|b|\n|-|-|\n", "|c|d|\n", ""),
    "HTML": ("Markdown", "", "<b>a</b> <i", ""),
    "formulas": ("Markdown", "", "$x^2$ and \\(y\\) ", ""),
    "entities": ("Markdown", "", "&amp; &#0; & ", ""),
    "typography": ("Markdown", "", "\"a\" 'b' -- ... ", ""),
    "quotation marks": ("Markdown", "", "'a' \"b\" ", ""),
    "shortcodes": ("shortcodes", "", '{{< figure src="a" >}}\n', ""),
    "begun shortcodes": ("shortcodes", "", "{{< ", ""),
    "templates": ("templates", "", "{{ if true }}a{{ end }}", ""),
    "begun actions": ("templates", "", '{{ dict "a" ', ""),
    "YAML": ("front matter", "---\n", "a: [b, c]\n", ""),
    "TOML": ("front matter", "+++\n", "[[a]]\nb = 1\n", ""),
    "cells": ("claims", "", "```python\nf(1)  # 2\n```\n\n", ""),
    "claims of a cell": ("claims", "```python\n", "f(1)  # 2\n", ""),
    "broken outputs": ("claims", "", "```python\nprint(1)\n```\n\n```\n2\n```\n\n", ""),
    "sessions": ("claims", "```python\n", ">>> f(1)\n2\n", ""),
    "printed numbers": ("comparators", "", "1.5 2 ", ""),
    "brackets": ("comparators", "", "[1, (2", ""),
    "braces of a formula": ("LaTeX", "", "\\frac{x}{y} + ", ""),
}
"""Room, beginning, what is repeated, and what is repeated behind all of it."""


def seconds(name: str, count: int) -> float:
    """CPU seconds of a construct so many times: the least of some rounds."""
    room, begin, piece, behind = CONSTRUCTS[name]
    text = begin + piece * count + behind * count
    taken: list[float] = []
    for _ in range(ROUNDS):
        start = time.process_time()
        ROOMS[room].read(text + "\x1f" + text if room == "comparators" else text)
        taken.append(time.process_time() - start)
    return min(taken)


def calls(name: str, count: int) -> int:
    """How many calls of functions a construct so many times takes: the same on any machine."""
    room, begin, piece, behind = CONSTRUCTS[name]
    text = begin + piece * count + behind * count
    ROOMS[room].read(text)  # what is made once is made
    with cProfile.Profile() as profile:
        ROOMS[room].read(text + "\n")
    return sum(entry.callcount for entry in profile.getstats())


def factor(name: str) -> tuple[int, float]:
    """From how many to twice as many, and what that costs."""
    count = 100
    while (before := seconds(name, count)) < LONG and count < 50_000:
        count *= 2
    return count, seconds(name, 2 * count) / max(before, 1e-9)


def main() -> Mapping[str, float]:
    """Measure all; what grows too fast is said."""
    settle_collector()  # as every command does
    factors: dict[str, float] = {}
    for name in CONSTRUCTS:
        count, factors[name] = factor(name)
        print(f"{name:22} {count:6} -> {2 * count:6}: {factors[name]:.2f}", flush=True)
    return factors


if __name__ == "__main__":
    main()
