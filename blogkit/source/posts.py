"""Source -> Post: split off the header, find the fences and say which of them are cells."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, tzinfo
from types import MappingProxyType
from typing import Any

from blogkit.errors import ContentError, raise_all
from blogkit.model import (
    AN_OUTPUT,
    Cell,
    Fence,
    FrontMatter,
    Options,
    Post,
    Source,
)
from blogkit.source import frontmatter
from blogkit.source.containers import opened
from blogkit.source.directives import code_language, holds_text, is_left_out, own_options, without_options
from blogkit.source.fences import Block, fenced_blocks
from blogkit.source.highlights import as_fences
from blogkit.source.options import (
    OF_POST,
    faults_of_checks,
    faults_of_fence,
    faults_of_settings,
    line_of_key,
)
from blogkit.source.outputs import goes_on, is_output, is_prompted_output

PYTHON = frozenset(
    {"python", "py", "python3", "py3", "ipython", "ipython3", "pycon", "pycon3", "python-repl"}
)


CHANGES_IT = "it would change the machine"
SHELLS = frozenset({"console", "shell", "shell-session", "shellsession", "bash", "sh", "zsh", "terminal"})


CHANGES_THE_MACHINE = re.compile(
    r"^\s*(?:[%!]{1,2}\s*(?:\w+\s*=\s*)?)(?:sudo\s+)?(?:pip3?|conda|mamba|apt(?:-get)?|uv|poetry|brew|npm)\b"
    r"|^\s*!\s*python3?\s+-m\s+pip\b|^\s*(?:\$\s*)?pip3?\s+install\b",
    re.MULTILINE,
)


_INCLUDE = re.compile(r"^[ \t]*(?:-{1,2}8<-{1,2} |\{\{#include |\{%-? *include )", re.MULTILINE)
"""How MkDocs, mdBook and Jekyll take what a file holds into a fence."""
_SHORTCODE = re.compile(r"^[^#'\"\n]*\{\{[<%]\s.*?\s[>%]\}\}", re.MULTILINE)
"""Hugo puts something else in its place; it is no Python as it stands."""


def parse(
    source: Source,
    zone: tzinfo = UTC,
    site: Mapping[str, Any] = MappingProxyType({}),
    *,
    foreign: bool = False,
) -> Post:
    """Understand a Markdown file; dates that name no zone are in `zone`.

    `site` is what the site says under `[params.blogkit]`; what the post says there counts before it.
    The header of a `foreign` file is another tool's: what Hugo would refuse in it is none of its faults.

    Raises ContentError when the header is malformed, or options are. A page needs no title, as in Hugo.
    """
    text, path = source.text, str(source.path)
    front_matter = (
        frontmatter.read_foreign(text, path) if foreign else frontmatter.read(text, path, zone=zone)
    )
    fences = tuple(find_fences(source.text, front_matter.body_line))
    raise_all(_faults(source, front_matter, fences))
    own = {**site, **front_matter.blogkit}
    cells = tuple(_cells(fences, source, front_matter))
    shells = tuple(fence for fence in fences if _runs_in_shell(fence, own))
    return Post(source, front_matter, fences, cells, shells)


def _runs_in_shell(fence: Fence, own: Mapping[str, Any]) -> bool:
    """Whether the author asks for a shell session to be run, at the fence or in the settings."""
    if fence.language not in SHELLS or not _TYPED_IN_SHELL.search(fence.code) or own.get("execute") is False:
        return False
    asked = fence_attributes(fence.info).get("execute", "").lower()
    return asked == "true" or (own.get("shell") is True and asked != "false")


_TYPED_IN_SHELL = re.compile(r"^\s*\$ \S", re.MULTILINE)


def _faults(source: Source, front_matter: FrontMatter, fences: tuple[Fence, ...]) -> Iterator[ContentError]:
    """All that is wrong with the options of a post."""
    path, text = str(source.path), source.text
    header = "\n".join(text.split("\n", front_matter.body_line)[: front_matter.body_line - 1])
    own = front_matter.blogkit
    yield from faults_of_settings(own, OF_POST, lambda name: (path, line_of_key(header, name)))
    for fence in fences:
        if fence.language in PYTHON | SHELLS:
            yield from faults_of_fence(fence_attributes(fence.info), fence.info, path, fence.line)
    if "<!--" in text:
        inside = {line for fence in fences for line in range(fence.line, fence.end_line + 1)}
        lines = ((n, line) for n, line in enumerate(text.split("\n"), 1) if n not in inside)
        yield from faults_of_checks(lines, path)


def find_fences(text: str, body_line: int) -> Iterator[Fence]:
    """The code blocks of the body: fences, also those in lists and quotations, and shortcodes for code."""
    if "```" not in text and "~~~" not in text and "highlight" not in text:
        return
    lines = text.split("\n")
    yield from _fences_in(as_fences("\n".join(lines[body_line - 1 :])), lines, body_line)


def _fences_in(body: str, lines: list[str], body_line: int) -> Iterator[Fence]:
    """The fences of a text that begins at a line of the file; directives with Markdown in them hold more."""
    for block in fenced_blocks(opened(body)):
        if holds_text(block.info, block.content):
            yield from _fences_in(block.content, lines, block.first + body_line + 1)
        else:
            yield _fence(block, lines, body_line)


def _fence(block: Block, lines: list[str], body_line: int) -> Fence:
    line = block.first + body_line
    opening = lines[line - 1]
    info = block.info.strip()
    return Fence(
        line=line,
        end_line=block.past + body_line - 1,
        language=_language(info),
        info=info,
        code=without_options(info, block.content),
        asks=own_options(info, block.content),
        indent=len(opening) - len(opening.lstrip(" >\t")),
    )


def _cells(fences: tuple[Fence, ...], source: Source, front_matter: FrontMatter) -> Iterator[Cell]:
    """The Python fences; those that hold an output of the one above are not to be run."""
    lines = source.text.split("\n")
    above: Fence | None = None
    for fence in fences:
        if fence.language in PYTHON or _is_plain_session(fence, above):
            cell = _cell(fence, front_matter, lines[fence.line - 2] if fence.line > 1 else "")
            between = lines[above.end_line : fence.line - 1] if above else ["a beginning"]
            shown = not cell.why_not and is_output(fence.code, between, above.code if above else "")
            yield replace(cell, why_not=AN_OUTPUT) if shown else cell
            above = None if shown else fence
        else:
            above = None


def _is_plain_session(fence: Fence, above: Fence | None) -> bool:
    """Whether a fence without a language, or with that of a terminal, begins with Python's prompt.

    Below a cell, lines that all have the prompt are how some write what it shows.
    """
    code = fence.code.lstrip()
    typed = fence.language in _UNNAMED and (bool(_PROMPT.match(code)) or goes_on(code))
    return typed and not (above is not None and is_prompted_output(code))


_PROMPT = re.compile(r">>> |>> [A-Za-z_].*\n>>> ")
"""Of which the first may lack a sign."""
_UNNAMED = frozenset({"", "text", "txt", "plaintext", "plain", "none", "console", "repl", "doctest"})
"""What stands at the fences of sessions whose author names no language."""


def _language(info: str) -> str:
    """The language of an info string.

    >>> _language("Python {hl_lines=[2]}"), _language("{python}"), _language("py{execute=false}")
    ('python', 'python', 'py')
    """
    directive = code_language(info)
    if directive:
        return directive
    quarto = re.match(r"\{\.?([\w+-]+)[,\s}]", info)
    if quarto and "=" not in quarto[0]:
        return quarto[1].lower()
    return re.split(r"[\s{,:]", info, maxsplit=1)[0].lower()


def _cell(fence: Fence, front_matter: FrontMatter, above: str) -> Cell:
    """A cell below the line `above`."""
    attributes = fence_attributes(fence.info)
    options = _options({**fence.asks, **attributes})
    if "execute" not in attributes and is_left_out(fence.info, above):
        return Cell(fence, options, "it is marked for tools that run code to leave it")
    return Cell(fence, options, _why_not(fence, options, front_matter))


def _why_not(fence: Fence, options: Options, front_matter: FrontMatter) -> str:
    if not options.execute:
        return "the cell says execute=false"
    if front_matter.blogkit.get("execute") is False:
        return "the post says execute = false"
    if _SHORTCODE.search(fence.code):
        return "it holds a shortcode"
    if _INCLUDE.search(fence.code):
        return "it takes lines from a file"
    if CHANGES_THE_MACHINE.search(fence.code) and not _does_more(fence.code):
        return CHANGES_IT
    return ""


def _does_more(code: str) -> bool:
    """Whether anything is left to run of a cell without the lines that would change the machine."""
    rest = without_changes(code)[0]
    return not code.lstrip().startswith("%%") and any(
        line.strip() and line.strip() != "pass" and not line.lstrip().startswith("#")
        for line in rest.split("\n")
    )


def without_changes(code: str) -> tuple[str, tuple[int, ...]]:
    r"""The code with `pass` in place of the lines that would change the machine, and which those are.

    >>> without_changes("import os\n%pip install -q \\\n  numpy\nos.name")
    ('import os\npass\n\nos.name', (2, 3))
    """
    lines = code.split("\n")
    taken: list[int] = []
    written = ""
    for number, line in enumerate(lines, 1):
        if number - 1 in taken and written.endswith("\\"):
            written, lines[number - 1] = line, ""
        elif CHANGES_THE_MACHINE.search(line):
            written, lines[number - 1] = line, line[: len(line) - len(line.lstrip())] + "pass"
        else:
            continue
        taken.append(number)
    return "\n".join(lines), tuple(taken)


ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\[[^\]]*\]|[^\s,}]+)""")


def fence_attributes(info: str) -> dict[str, str]:
    """The attributes of a fence, names in lower case, quotes taken off.

    >>> fence_attributes('python {execute=false, raises="ValueError"}')
    {'execute': 'false', 'raises': 'ValueError'}
    """
    braces = re.search(r"\{(.*)\}", info, re.DOTALL)
    pairs = ATTRIBUTE.findall(braces[1]) if braces else []
    return {name.lower(): value.strip("\"'") for name, value in pairs}


def _options(attributes: Mapping[str, str]) -> Options:
    """Only our own names count; all others are Hugo's."""
    return Options(
        execute=attributes.get("execute", "true").lower() == "true",
        raises=attributes.get("raises", ""),
        unstable=attributes.get("unstable", "false").lower() == "true",
        hide=attributes.get("hide", ""),
        timeout=float(attributes["timeout"]) if "timeout" in attributes else None,
        stderr=attributes.get("stderr", ""),
        traceback=attributes.get("traceback", ""),
        fold=int(attributes["fold"]) if "fold" in attributes else None,
    )
