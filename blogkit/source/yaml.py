"""YAML -> what it says: YAML 1.2's scalars, strictly, with the line and the remedy for mistakes."""

import re
from collections.abc import Callable, Iterator
from typing import Any, cast

import yaml
from yaml.events import CollectionEndEvent, CollectionStartEvent, Event
from yaml.nodes import MappingNode, Node, ScalarNode

from blogkit.errors import DecodeError
from blogkit.source.formats import quoted

# libyaml is several times faster and, unlike the Python scanner, takes a tab after a colon as YAML does.
_Loader = cast("type[yaml.SafeLoader]", getattr(yaml, "CSafeLoader", yaml.SafeLoader))


class _Yaml(_Loader):
    """YAML 1.2's scalars: `yes`, `12:30` and dates stay text, as in Hugo."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's name

    def construct_mapping(self, node: Node, deep: bool = False) -> dict[Any, Any]:
        """Refuse a key that is given twice, as Hugo does."""
        if isinstance(node, MappingNode):
            seen: set[str] = set()
            for key, _ in node.value:
                if not isinstance(key, ScalarNode):
                    message = "YAML: a list or a table cannot be the name of a key; write a plain name"
                    raise DecodeError(key.start_mark.line + 1, message)
                if key.value in seen and key.value != "<<":
                    raise DecodeError(
                        key.start_mark.line + 1,
                        f'YAML: the key "{key.value}" is given twice; remove one of the two lines',
                    )
                seen.add(str(key.value))
        return cast("dict[Any, Any]", super().construct_mapping(node, deep=deep))  # pyright: ignore[reportArgumentType]


for _tag, _pattern, _first in (
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("int", r"^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$", "-+0123456789"),
    (
        "float",
        r"^[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*|[0-9]+(?:\.[0-9]*)?[eE][-+]?[0-9]+|\.inf|\.nan)$",
        "-+0123456789.",
    ),
    ("null", r"^(?:~|null|Null|NULL|)$", "~nN\0"),
    ("merge", r"^<<$", "<"),
):
    _Yaml.add_implicit_resolver(  # pyright: ignore[reportUnknownMemberType]
        f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), [c if c != "\0" else "" for c in _first]
    )


def read_yaml(text: str) -> object:
    """YAML, strictly."""
    try:
        if _openings(text) > _DEEPEST and (line := _too_deep(text)):
            raise DecodeError(line, f"YAML: more than {_DEEPEST} lists within each other; take some out")
        return yaml.load(text, Loader=_Yaml)  # noqa: S506 - derives from the safe loader
    except yaml.MarkedYAMLError as error:
        raise _yaml_error(text, error) from error
    except yaml.YAMLError as error:
        raise DecodeError(_control_line(text), f"YAML: {error}; remove the control character") from error
    except ValueError as error:
        raise DecodeError(1, f"YAML: {error}; put the value in quotes") from error


_DEEPEST = 200
"""Each level takes of the C stack: some ten thousand would end the process."""


def _openings(text: str) -> int:
    """How deep it can be at most."""
    return sum(map(text.count, ("[", "{", "- ", "? ", "\n ")))


_events = cast("Callable[..., Iterator[Event]]", yaml.parse)  # pyright: ignore[reportUnknownMemberType]


def _too_deep(text: str) -> int:
    """The line where lists and tables stand too deep within each other: the parser's events need no stack."""
    depth = 0
    for event in _events(text, Loader=_Loader):
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if depth > _DEEPEST:
            return event.start_mark.line + 1
    return 0


def _control_line(text: str) -> int:
    """Find the line of the first character YAML does not allow."""
    found = re.search(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text)
    return text.count("\n", 0, found.start()) + 1 if found else 1


def _yaml_error(text: str, error: yaml.MarkedYAMLError) -> DecodeError:
    """Find the offending line, which the parser often notices one line late."""
    mark = error.problem_mark or error.context_mark
    lines = text.split("\n")
    line = _line_of(text, mark) if mark else 0
    problem = error.problem or "malformed"
    if "could not find expected" in problem and error.context_mark:
        line = _line_of(text, error.context_mark)
    if "block mapping" in (error.context or "") and line > 0 and _looks_cut(lines[line - 1]):
        line -= 1
    if "end of stream" in problem and error.context_mark:
        line = _line_of(text, error.context_mark)
    source = lines[line]
    column = mark.column + 1 if mark and _line_of(text, mark) == line else 0
    return DecodeError(line + 1, f"YAML: {problem}; {_yaml_remedy(source, problem)}", column)


def _line_of(text: str, mark: yaml.Mark) -> int:
    r"""The line as editors count it, from 0: YAML ends lines also at U+2028, U+2029 and U+0085.

    >>> _line_of("a: 1\u2028b\nc", yaml.Mark("", 7, 2, 0, None, 0))
    1
    """
    return text.count("\n", 0, mark.index)


def _looks_cut(source: str) -> bool:
    """Whether a line holds a quoted text with something behind it: `title: "a" b`."""
    return re.match(r"""^[^:#]+:\s+("[^"]*"|'[^']*')\s*[^\s#]""", source) is not None


def _yaml_remedy(source: str, problem: str) -> str:
    """Say what to change in the offending line."""
    if re.match(r"^\s*\t", source) or ("\\t" in problem and "\t" in source):
        return "YAML does not allow tabs for indentation: replace the tab by spaces"
    value = re.match(r"^\s*-?\s*[\w .-]+?:\s+(.*)$", source)
    if value and (": " in value[1] or re.match(r"[@`%&*!|>\[{\"']", value[1]) or value[1].endswith(":")):
        return f"put the value in quotes: {quoted(source, ':')}"
    if source.strip() and ":" not in source and not source.lstrip().startswith("-"):
        return f'"{source.strip()}" has no key; write "key: value", or indent it below its key'
    habits = 'indent with spaces, quote values with ":" in them, close brackets and quotes'
    return f'see "{source.strip()}": {habits}'
