"""Text in TOML, YAML or JSON -> a dictionary, with the line and the remedy when it is malformed."""

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from typing import Any, cast

from blogkit.errors import DecodeError


def decode(text: str, language: str) -> dict[str, Any]:
    r"""Decode `text`, written in "toml", "yaml" or "json"; keys become lower case, all the way down.

    >>> decode("Title: Hello\nTags: [a, b]", "yaml")
    {'title': 'Hello', 'tags': ['a', 'b']}
    """
    try:
        decoded = _lower_keys(DECODERS[language](text))
    except RecursionError as error:  # so deep, or an alias within what it names
        message = "brackets stand too deep in each other, or a value contains itself; write it out"
        raise DecodeError(1, message) from error
    if decoded is None:
        return {}
    if not isinstance(decoded, dict):
        raise DecodeError(1, 'this is not a table of keys and values; write one "key: value" on each line')
    return cast("dict[str, Any]", decoded)


CASED = "macros"
"""A table whose names keep their case: TeX tells \\R from \\r."""


def _lower_keys(value: Any) -> Any:  # noqa: ANN401 - a decoded document is a tree of anything
    """Hugo's keys do not depend on case."""
    if isinstance(value, Mapping):
        items = cast("Mapping[object, object]", value).items()
        return {
            _key(name).lower(): below if _key(name).lower() == CASED else _lower_keys(below)
            for name, below in items
        }
    if isinstance(value, list):
        return [_lower_keys(below) for below in cast("list[object]", value)]
    return value


def _key(name: object) -> str:
    """Spell a key as Hugo does: `true:` and `2024:` are names, too."""
    return str(name).lower() if isinstance(name, bool) else str(name)


def _toml(text: str) -> object:
    """TOML 1.0; a mistake carries its line in the message of the parser."""
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        raise _toml_error(text, str(error)) from error
    except ValueError as error:
        raise DecodeError(1, "TOML: a number has too many digits; put it in quotes") from error
    except RecursionError as error:
        raise DecodeError(1, "TOML: too many brackets within each other; take some out") from error


def _toml_error(text: str, message: str) -> DecodeError:
    """Read the place out of "... (at line 3, column 7)" and add what to change."""
    found = re.search(r"\(at line (\d+), column (\d+)\)", message)
    line = int(found[1]) if found else text.rstrip().count("\n") + 1
    problem = message.split(" (at ", maxsplit=1)[0][:1].lower() + message.split(" (at ", maxsplit=1)[0][1:]
    source = [*text.split("\n"), ""][line - 1].strip()
    return DecodeError(line, f"TOML: {problem}; {_toml_remedy(source)}", int(found[2]) if found else 0)


def _toml_remedy(source: str) -> str:
    """Say what to change in the offending line."""
    if re.match(r"[\w-]+\s*:", source):
        return f'TOML writes "key = value": change ":" to "=" in "{source}"'
    if re.match(r"[\w-]+\s*=\s*[^\s\"'\[{\d+-]", source) and not re.search(r"=\s*(true|false)\b", source):
        return f"put the text in quotes: {quoted(source, '=')}"
    return f'see "{source}"' if source else "a bracket or a quote is not closed"


def _yaml(text: str) -> object:
    """YAML; its parser is imported where there is some."""
    from blogkit.source.yaml import read_yaml  # noqa: PLC0415  (20 ms)

    return read_yaml(text)


def quoted(source: str, sign: str) -> str:
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


def _json(text: str) -> object:
    """JSON."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        reason = error.msg[:1].lower() + error.msg[1:]
        message = f"JSON: {reason}; check commas, quotes and brackets"
        raise DecodeError(error.lineno, message, error.colno) from error
    except ValueError as error:
        raise DecodeError(1, "JSON: a number has too many digits; put it in quotes") from error
    except RecursionError as error:
        raise DecodeError(1, "JSON: too many brackets within each other; take some out") from error


DECODERS: Mapping[str, Callable[[str], object]] = {"toml": _toml, "yaml": _yaml, "json": _json}
"""Language -> decoder; a decoder raises `DecodeError`."""
