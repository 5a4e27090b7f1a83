"""Whether what was read as a record has a record's form: it may be of another tool, or another's hand."""

from collections.abc import Callable, Mapping
from typing import Any, TypeGuard

Test = Callable[[Any], bool]


def has_form(notebook: object, count: int) -> bool:
    """Whether all that is read of a notebook with so many cells is there, and of its kind.

    >>> has_form({"cells": []}, 0), has_form({"cells": [None]}, 1), has_form([], 0)
    (True, False, False)
    """
    cells = notebook.get("cells") if _is_table(notebook) else None
    return _is_list(cells) and len(cells) == count and all(map(_is_cell, cells))


def _is_table(value: object) -> TypeGuard[Mapping[str, Any]]:
    return isinstance(value, dict)


def _is_list(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _has(value: object, **tests: Test) -> bool:
    return _is_table(value) and all(name in value and test(value[name]) for name, test in tests.items())


def _is_cell(cell: object) -> bool:
    return _has(cell, metadata=_is_about, execution_count=_is_count, outputs=_are_outputs)


def _is_about(metadata: object) -> bool:
    return _has(metadata, blogkit=lambda own: _is_table(own) and _is_failure(own.get("failure")))


def _is_failure(failure: object) -> bool:
    return failure is None or _has(failure, name=_is_text, message=_is_text)


def _is_count(value: object) -> bool:
    return value is None or isinstance(value, int)


def _are_outputs(outputs: object) -> bool:
    return _is_list(outputs) and all(map(is_output, outputs))


def is_output(output: object) -> bool:
    """Whether a notebook may have it among its outputs.

    >>> is_output({"output_type": "stream", "name": "stdout", "text": "x"}), is_output({"output_type": "x"})
    (True, False)
    >>> is_output({"output_type": {}}), is_output({"output_type": "stream", "name": {}, "text": "x"})
    (False, False)
    """
    kind = output.get("output_type") if _is_table(output) else None
    return isinstance(kind, str) and kind in _KINDS and _has(output, **_KINDS[kind])


def _are_lines(value: object) -> bool:
    return _is_list(value) and all(map(_is_text, value))


def _is_data(data: object) -> bool:
    """Texts by media type; what is of JSON may be anything."""
    return _is_table(data) and all(_is_text(value) or "json" in name for name, value in data.items())


_SHOWN: Mapping[str, Test] = {"data": _is_data, "metadata": lambda value: value is None or _is_table(value)}
_KINDS: Mapping[str, Mapping[str, Test]] = {
    "stream": {"name": lambda name: name in ("stdout", "stderr"), "text": _is_text},
    "error": {"ename": _is_text, "evalue": _is_text, "traceback": _are_lines},
    "execute_result": _SHOWN,
    "display_data": _SHOWN,
}
