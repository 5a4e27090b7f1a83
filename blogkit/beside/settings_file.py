"""A blog's configuration, and the same with this tool's settings in it: added, nothing else changed."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath

from blogkit.errors import ContentError
from blogkit.source import config

RECIPES = r"\.figures\.py$"
"""What Hugo must not publish."""

Value = str | bool


def with_settings(files: Mapping[str, str], settings: Mapping[str, Value]) -> tuple[str, str]:
    """The name of the main configuration file, and its text with the settings.

    The text is empty where nobody but its author can add them: JSON, or a form that this does not know.
    """
    name = next(iter(config.config_files(set(files))))
    write = _WRITERS.get(PurePosixPath(name).suffix)
    if write is None:
        return name, ""
    text = write(files[name], settings, "ignoreFiles" not in "".join(files.values()))
    return name, text if _adds_nothing_else({**files, name: text}, files) else ""


def _toml(text: str, settings: Mapping[str, Value], ignores: bool) -> str:
    rows = "\n".join(f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in settings.items())
    first = f"ignoreFiles = ['{RECIPES}']\n" if ignores else ""
    return f"{first}{text.rstrip()}\n\n[params.blogkit]\n{rows}\n"


def _yaml(text: str, settings: Mapping[str, Value], ignores: bool) -> str:
    last = f"\nignoreFiles: ['{RECIPES}']\n" if ignores else "\n"
    head = re.search(r"(?m)^params:[ \t]*(?:#.*)?\n(?:[ \t]*(?:#.*)?\n)*( +)?", text)
    indent = (head[1] if head else "") or "  "
    rows = "".join(
        f"{indent * 2}{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in settings.items()
    )
    block = f"{indent}blogkit:\n{rows}"
    if not head:
        return f"{text.rstrip()}{last}params:\n{block}"
    end = text.index("\n", head.start()) + 1
    return f"{text[:end]}{block}{text[end:].rstrip()}{last}"


_WRITERS: Mapping[str, Callable[[str, Mapping[str, Value], bool], str]] = {
    ".toml": _toml,
    ".yaml": _yaml,
    ".yml": _yaml,
}


def _adds_nothing_else(after: Mapping[str, str], before: Mapping[str, str]) -> bool:
    """Whether the configuration still says what it said."""
    try:
        new, old = config.read(after), config.read(before)
    except ContentError:
        return False
    mine = {"blogkit"}
    same = {name: value for name, value in new.params.items() if name not in mine} == {
        name: value for name, value in old.params.items() if name not in mine
    }
    left_out = {"params", "ignorefiles"}
    raw = [{name: value for name, value in one.raw.items() if name not in left_out} for one in (new, old)]
    return same and raw[0] == raw[1] and bool(new.blogkit) and set(old.ignore_files) <= set(new.ignore_files)
