"""The tables of the reference as the code has them: options, commands and flags, derivkit's names."""

import doctest
import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from types import ModuleType
from typing import Any, cast

import click

from blogkit.cli import top
from blogkit.source.options import OF_FENCE, OF_POST, OF_SITE, Kind

_ROW = re.compile(r"^\| `(\w+)` \|.*\| (.+) \|$", re.MULTILINE)
TABLES: Mapping[str, Mapping[str, Kind]] = {
    "Of the site and of a post": OF_POST,
    "Of the site alone": {name: kind for name, kind in OF_SITE.items() if name not in OF_POST},
    "Of a fence": OF_FENCE,
}


def configuration(page: str) -> str:
    """Give the page with the names and kinds of the code; what an option means is the page's own."""
    for heading, options in TABLES.items():
        before, title, after = page.partition(f"## {heading}\n")
        section, rest = _until_heading(after)
        told = dict(_ROW.findall(section))
        first = section.index("|---|")
        start = section.index("\n", first) + 1
        end = start + len(re.match(r"(?:\|.*\n)*", section[start:])[0])  # type: ignore[index]
        rows = "".join(_option_row(name, options[name], told.get(name, "")) for name in sorted(options))
        page = before + title + section[:start] + rows + section[end:] + rest
    return page


def _until_heading(text: str) -> tuple[str, str]:
    end = text.find("\n## ")
    return (text, "") if end < 0 else (text[:end], text[end:])


def _option_row(name: str, kind: Kind, means: str) -> str:
    written = kind.meaning.format(name).replace("|", "\\|")
    return f"| `{name}` | {written} | {means} |\n"


def command_line(page: str) -> str:
    """Give the page with a section for each command, made of its help."""
    start = page.find("\n## ")
    sections = "".join(_command(name, command) for name, command in sorted(top().commands.items()))
    return (page if start < 0 else page[:start]).rstrip("\n") + "\n" + sections


def _command(name: str, command: click.Command) -> str:
    words = " ".join(command.collect_usage_pieces(click.Context(command)))
    rows = "".join(_flag_row(one) for one in command.params if isinstance(one, click.Option))
    table = f"| flag | means |\n|---|---|\n{rows}" if rows else ""
    return (
        f"\n## {name}\n\n`blogkit {name} {words}`\n\n{_line(command.help or '')}\n\n{table}".rstrip() + "\n"
    )


def _flag_row(option: click.Option) -> str:
    flags = ", ".join(f"`{flag}`" for flag in option.opts)
    metavar = "" if option.is_flag else f" {option.make_metavar(click.Context(click.Command('')))}"
    return f"| {flags}{metavar.replace('|', ', ')} | {_line(option.help or '')} |\n"


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("|", "\\|")).strip()


def interface(page: str, library: ModuleType) -> str:
    """Give the page with a section for each public name, made of its docstring."""
    start = page.find("\n## ")
    names = sorted(library.__all__, key=lambda name: (name[0].isupper(), name.lower()))
    sections = "".join(_named(name, getattr(library, name)) for name in names)
    return (page if start < 0 else page[:start]).rstrip("\n") + "\n" + sections


def _named(name: str, thing: Callable[..., Any]) -> str:
    if isinstance(thing, type) or not callable(thing):
        said = f"`{name}`"
    else:
        arguments = ", ".join(map(str, _arguments(thing)))
        said = f"`{name}({arguments})`"
    parts = "".join(_docstring(inspect.getdoc(thing) or ""))
    return f"\n## {name}\n\n{said}\n\n{parts}".rstrip() + "\n"


def _arguments(thing: Callable[..., Any]) -> Iterator[str]:
    """Its parameters with their defaults, without types: those are for the editor."""
    keyword = False
    for one in inspect.signature(thing).parameters.values():
        if one.kind is one.VAR_KEYWORD:
            yield "args=(), kwargs={}"
            continue
        if one.kind is one.KEYWORD_ONLY and not keyword:
            keyword = True
            yield "*"
        yield one.name if one.default is one.empty else f"{one.name}={_default(one.default)}"


def _default(value: object) -> str:
    if isinstance(value, tuple):
        return f"({', '.join(map(_default, cast('tuple[object, ...]', value)))})"
    return f"{type(value).__name__}()" if type(value).__module__.startswith("derivkit") else repr(value)


def _docstring(text: str) -> Iterator[str]:
    """Its prose as it is, and its examples as sessions that the page runs."""
    example: list[str] = []
    for piece in doctest.DocTestParser().parse(text):
        if isinstance(piece, str):
            if piece.strip():
                yield from _session(example)
                yield piece.strip() + "\n\n"
        else:
            example += [_typed(piece.source), piece.want]
    yield from _session(example)


def _typed(source: str) -> str:
    first, *rest = source.rstrip("\n").split("\n")
    return "".join([f">>> {first}\n", *(f"... {line}\n" for line in rest)])


def _session(example: list[str]) -> Iterator[str]:
    if example:
        yield f"```python\n{''.join(example)}```\n\n"
        example.clear()
