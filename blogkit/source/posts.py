"""Source -> Post: split off the header, find the fences and say which of them are cells."""

import ast
import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, tzinfo
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from blogkit.code import tree_of
from blogkit.errors import ContentError
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
from blogkit.source.block_rules import RulesBySign

PYTHON = frozenset(
    {"python", "py", "python3", "py3", "ipython", "ipython3", "pycon", "pycon3", "python-repl"}
)


CHANGES_THE_MACHINE = re.compile(
    r"^\s*(?:[%!]{1,2}\s*(?:\w+\s*=\s*)?)(?:sudo\s+)?(?:pip3?|conda|mamba|apt(?:-get)?|uv|poetry|brew|npm)\b"
    r"|^\s*!\s*python3?\s+-m\s+pip\b|^\s*(?:\$\s*)?pip3?\s+install\b",
    re.MULTILINE,
)


def parse(source: Source, zone: tzinfo = UTC) -> Post:
    """Understand a Markdown file; dates that name no zone are in `zone`.

    Raises ContentError when the header is malformed, a cell's attributes are, or an executable post has a
    header without a title (pages without code may have none, as in Hugo).
    """
    front_matter = frontmatter.read(source.text, str(source.path), zone=zone)
    fences = tuple(find_fences(source.text, front_matter.body_line))
    cells = tuple(_cells(fences, source, front_matter))
    if cells and not front_matter.title and front_matter.body_line > 1:
        raise ContentError(str(source.path), 1, 'the front matter has no title; add title = "…"')
    return Post(source, front_matter, fences, cells)


def find_fences(text: str, body_line: int) -> Iterator[Fence]:
    """The fenced code blocks of the body, also those in lists and quotations."""
    if "```" not in text and "~~~" not in text:
        return
    lines = text.split("\n")
    body = "\n".join(lines[body_line - 1 :])
    for token in _blocks().parse(body):
        if token.type == "fence" and token.map:
            yield _fence(token, lines, body_line)


@cache
def _blocks() -> MarkdownIt:
    """CommonMark's block structure alone: inline text cannot hold a fence."""
    markdown = MarkdownIt("commonmark").disable(["inline", "text_join"])
    markdown.block.ruler = RulesBySign(markdown.block.ruler)
    return markdown


def _fence(token: Token, lines: list[str], body_line: int) -> Fence:
    first, past = token.map or [0, 0]
    line = first + body_line
    opening = lines[line - 1]
    info = token.info.strip()
    return Fence(
        line=line,
        end_line=past + body_line - 1,
        language=_language(info),
        info=info,
        code=token.content,
        indent=len(opening) - len(opening.lstrip(" >\t")),
    )


def _cells(fences: tuple[Fence, ...], source: Source, front_matter: FrontMatter) -> Iterator[Cell]:
    """The Python fences; those that hold an output of the one above are not to be run."""
    lines = source.text.split("\n")
    above: Fence | None = None
    for fence in fences:
        if fence.language in PYTHON:
            cell = _cell(fence, front_matter, str(source.path))
            between = lines[above.end_line : fence.line - 1] if above else ["a beginning"]
            shown = not cell.why_not and is_output(fence.code, between)
            yield replace(cell, why_not=AN_OUTPUT) if shown else cell
            above = None if shown else fence
        else:
            above = None


_NAMES_OUTPUT = re.compile(
    r"[#>\s*_]*(?:(?:the|expected|sample)\s+)?(?:outputs?|out|results?|输出|输出结果|运行结果|结果)\s*[*_]*\s*[:：]?\s*[*_]*"
    r"(?:<br ?/?>)?",
    re.IGNORECASE,
)


_TYPED = re.compile(r"^\s*(?:[%!$]|>>>|In ?\[)", re.MULTILINE)


_ARRAY = re.compile(r"\[(?:[\s\[\]\d.,+\-eEj]|nan|inf|True|False)*\]")


def is_output(code: str, between: list[str]) -> bool:
    """Whether a Python fence holds what the one above shows: it is no code, and announced or an array.

    >>> is_output("[1 3 4]", []), is_output("x = 3", ["Output:"])
    (True, False)
    >>> is_output("oaks: 3 4", ["**Output:**"]), is_output("oaks: 3", ["Output:"])
    (True, True)
    """
    said = [line for line in between if line.strip()]
    announced = len(said) == 1 and bool(_NAMES_OUTPUT.fullmatch(said[0]))
    if not code.strip() or (said and not announced) or _TYPED.search(code):
        return False
    tree = tree_of(textwrap.dedent(code))
    if tree is None:
        return announced or bool(_ARRAY.fullmatch(code.strip()))
    return announced and all(map(_is_value, tree.body))


def _is_value(statement: ast.stmt) -> bool:
    """Whether a statement is nothing but a value written out, or `oaks: 3`, which Python reads as well."""
    written: ast.AST = statement
    if isinstance(statement, ast.AnnAssign) and statement.value is None:
        written = statement.annotation
    return all(isinstance(node, _WRITTEN) for node in ast.walk(written))


_WRITTEN = (ast.Expr, ast.Constant, ast.List, ast.Tuple, ast.Set, ast.Dict, ast.UnaryOp, ast.USub, ast.Load)


def _language(info: str) -> str:
    """The language of an info string.

    >>> _language("Python {hl_lines=[2]}"), _language("{python}"), _language("py{execute=false}")
    ('python', 'python', 'py')
    """
    quarto = re.match(r"\{\.?([\w+-]+)[,\s}]", info)
    if quarto and "=" not in quarto[0]:
        return quarto[1].lower()
    return re.split(r"[\s{,:]", info, maxsplit=1)[0].lower()


def _cell(fence: Fence, front_matter: FrontMatter, path: str) -> Cell:
    attributes = fence_attributes(fence.info)
    options = _options(attributes, path, fence.line)
    return Cell(fence, options, _why_not(fence, options, front_matter))


def _why_not(fence: Fence, options: Options, front_matter: FrontMatter) -> str:
    if not options.execute:
        return "the cell says execute=false"
    if front_matter.blogkit.get("execute") is False:
        return "the post says execute = false"
    if CHANGES_THE_MACHINE.search(fence.code):
        return "it would change the machine"
    return ""


ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\[[^\]]*\]|[^\s,}]+)""")


def fence_attributes(info: str) -> dict[str, str]:
    """The attributes of a fence, names in lower case, quotes taken off.

    >>> fence_attributes('python {execute=false, raises="ValueError"}')
    {'execute': 'false', 'raises': 'ValueError'}
    """
    braces = re.search(r"\{(.*)\}", info, re.DOTALL)
    pairs = ATTRIBUTE.findall(braces[1]) if braces else []
    return {name.lower(): value.strip("\"'") for name, value in pairs}


def _options(attributes: Mapping[str, str], path: str, line: int) -> Options:
    """Only our own names count; all others are Hugo's."""
    hide = attributes.get("hide", "")
    if hide not in {"", "code", "output", "all"}:
        raise ContentError(path, line, f'hide="{hide}" is not known; write hide="code", "output" or "all"')
    return Options(
        execute=_flag(attributes, "execute", default=True, path=path, line=line),
        raises=attributes.get("raises", ""),
        unstable=_flag(attributes, "unstable", default=False, path=path, line=line),
        hide=hide,
        timeout=_seconds(attributes.get("timeout"), path, line),
    )


def _flag(attributes: Mapping[str, str], name: str, *, default: bool, path: str, line: int) -> bool:
    value = attributes.get(name, str(default)).lower()
    if value not in {"true", "false"}:
        raise ContentError(path, line, f"{name}={value} is not known; write {name}=true or {name}=false")
    return value == "true"


def _seconds(value: str | None, path: str, line: int) -> float | None:
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        seconds = 0.0
    if seconds <= 0:
        raise ContentError(path, line, f"timeout={value} is not a number of seconds; write timeout=300")
    return seconds
