"""Text in TOML, YAML or JSON -> a dictionary, with the line and the remedy when it is malformed."""

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from typing import Any, cast

import yaml
from yaml.nodes import MappingNode, Node

# libyaml is several times faster and, unlike the Python scanner, takes a tab after a colon as YAML does.
_Loader = cast("type[yaml.SafeLoader]", getattr(yaml, "CSafeLoader", yaml.SafeLoader))


class DecodeError(Exception):
    """Malformed text; `line` counts from 1 within the text that was decoded."""

    def __init__(self, line: int, message: str) -> None:
        """`message` says what is wrong and what to change."""
        super().__init__(line, message)
        self.line = line
        self.message = message


def decode(text: str, language: str) -> dict[str, Any]:
    r"""Decode `text`, written in "toml", "yaml" or "json"; keys become lower case, all the way down.

    >>> decode("Title: Hello\nTags: [a, b]", "yaml")
    {'title': 'Hello', 'tags': ['a', 'b']}
    """
    decoded = DECODERS[language](text)
    if decoded is None:
        return {}
    if not isinstance(decoded, dict):
        raise DecodeError(1, 'this is not a table of keys and values; write one "key: value" on each line')
    return cast("dict[str, Any]", _lower_keys(decoded))


def _lower_keys(value: Any) -> Any:  # noqa: ANN401 - a decoded document is a tree of anything
    """Hugo's keys do not depend on case."""
    if isinstance(value, Mapping):
        items = cast("Mapping[object, object]", value).items()
        return {_key(name).lower(): _lower_keys(below) for name, below in items}
    if isinstance(value, list):
        return [_lower_keys(below) for below in cast("list[object]", value)]
    return value


def _key(name: object) -> str:
    """Spell a key as Hugo does: `true:` and `2024:` are names, too."""
    return str(name).lower() if isinstance(name, bool) else str(name)


# --- TOML --------------------------------------------------------------------------------------


def _toml(text: str) -> object:
    """TOML 1.0; a mistake carries its line in the message of the parser."""
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        raise _toml_error(text, str(error)) from error


def _toml_error(text: str, message: str) -> DecodeError:
    """Read the place out of "... (at line 3, column 7)" and add what to change."""
    found = re.search(r"\(at line (\d+), column (\d+)\)", message)
    line = int(found[1]) if found else text.rstrip().count("\n") + 1
    problem = message.split(" (at ", maxsplit=1)[0][:1].lower() + message.split(" (at ", maxsplit=1)[0][1:]
    source = [*text.split("\n"), ""][line - 1].strip()
    return DecodeError(line, f"TOML: {problem}; {_toml_remedy(source)}")


def _toml_remedy(source: str) -> str:
    """Say what to change in the offending line."""
    if re.match(r"[\w-]+\s*:", source):
        return f'TOML writes "key = value": change ":" to "=" in "{source}"'
    if re.match(r"[\w-]+\s*=\s*[^\s\"'\[{\d+-]", source) and not re.search(r"=\s*(true|false)\b", source):
        return f"put the text in quotes: {_quoted(source, '=')}"
    return f'see "{source}"' if source else "a bracket or a quote is not closed"


# --- YAML --------------------------------------------------------------------------------------


class _Yaml(_Loader):
    """YAML 1.2's scalars: `yes`, `12:30` and dates stay text, as in Hugo."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's name

    def construct_mapping(self, node: Node, deep: bool = False) -> dict[Any, Any]:
        """Refuse a key that is given twice, as Hugo does."""
        if isinstance(node, MappingNode):
            seen: set[str] = set()
            for key, _ in node.value:
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


def _yaml(text: str) -> object:
    """YAML, strictly."""
    try:
        return yaml.load(text, Loader=_Yaml)  # noqa: S506 - derives from the safe loader
    except yaml.MarkedYAMLError as error:
        raise _yaml_error(text, error) from error
    except yaml.YAMLError as error:
        raise DecodeError(_control_line(text), f"YAML: {error}; remove the control character") from error
    except ValueError as error:
        raise DecodeError(1, f"YAML: {error}; put the value in quotes") from error


def _control_line(text: str) -> int:
    """Find the line of the first character YAML does not allow."""
    found = re.search(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text)
    return text.count("\n", 0, found.start()) + 1 if found else 1


def _yaml_error(text: str, error: yaml.MarkedYAMLError) -> DecodeError:
    """Find the offending line, which the parser often notices one line late."""
    mark = error.problem_mark or error.context_mark
    lines = text.split("\n")
    line = min(mark.line if mark else 0, len(lines) - 1)
    problem = error.problem or "malformed"
    if "could not find expected" in problem and error.context_mark:
        line = error.context_mark.line
    if "block mapping" in (error.context or "") and line > 0 and _looks_cut(lines[line - 1]):
        line -= 1
    if "end of stream" in problem and error.context_mark:
        line = error.context_mark.line
    source = lines[line]
    return DecodeError(line + 1, f"YAML: {problem}; {_yaml_remedy(source, problem)}")


def _looks_cut(source: str) -> bool:
    """Whether a line holds a quoted text with something behind it: `title: "a" b`."""
    return re.match(r"""^[^:#]+:\s+("[^"]*"|'[^']*')\s*[^\s#]""", source) is not None


def _yaml_remedy(source: str, problem: str) -> str:
    """Say what to change in the offending line."""
    if re.match(r"^\s*\t", source) or ("\\t" in problem and "\t" in source):
        return "YAML does not allow tabs for indentation: replace the tab by spaces"
    value = re.match(r"^\s*-?\s*[\w .-]+?:\s+(.*)$", source)
    if value and (": " in value[1] or re.match(r"[@`%&*!|>\[{\"']", value[1]) or value[1].endswith(":")):
        return f"put the value in quotes: {_quoted(source, ':')}"
    if source.strip() and ":" not in source and not source.lstrip().startswith("-"):
        return f'"{source.strip()}" has no key; write "key: value", or indent it below its key'
    habits = 'indent with spaces, quote values with ":" in them, close brackets and quotes'
    return f'see "{source.strip()}": {habits}'


def _quoted(source: str, sign: str) -> str:
    """Put the value of a line into quotes that it does not contain."""
    key, _, value = source.strip().partition(sign)
    value = value.strip()
    if len(value) > 1 and value[0] in "\"'" and value[-1] == value[0]:
        value = value[1:-1]
    space = " " if sign == "=" else ""
    if '"' not in value:
        stripped = value.strip("'")
        return f'{key.rstrip()}{space}{sign} "{stripped}"'
    doubled = value.replace("'", "''") if sign == ":" else value
    return f"{key.rstrip()}{space}{sign} '{doubled}'"


# --- JSON --------------------------------------------------------------------------------------


def _json(text: str) -> object:
    """JSON."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        reason = error.msg[:1].lower() + error.msg[1:]
        raise DecodeError(error.lineno, f"JSON: {reason}; check commas, quotes and brackets") from error


DECODERS: Mapping[str, Callable[[str], object]] = {"toml": _toml, "yaml": _yaml, "json": _json}
"""Language -> decoder; a decoder raises `DecodeError`."""
