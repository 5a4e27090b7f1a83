"""Takes out of outputs what differs from run to run and from machine to machine."""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, cast

from blogkit.execute.notebook import Notebook
from blogkit.kernel import OBSERVED

_ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{6,16}(?=[>\s,)])")
_INSTALLED = re.compile(r"(?:[A-Za-z]:|~)?[/\\][^\s:\"'<>()]*?[/\\](?:site|dist)-packages[/\\]")
_LIBRARY = re.compile(r"(?:~)?/[^\s:\"'<>()]*?/lib/(?=python3\.\d+/)")


_Tidy = Callable[[str], str]


def tidy(notebook: Notebook, root: Path, original: _Tidy = str) -> None:
    """Rewrite addresses of objects and paths of this machine, in place, in whatever a reader may see.

    `original` gives the author's paths for those of the folders in which the code ran.
    """
    clean = partial(_tidy_path, root, original)
    for cell in notebook["cells"]:
        cell["outputs"] = _joined(cell["outputs"])
        for output in cell["outputs"]:
            if output["output_type"] == "stream":
                output["text"] = clean(output["text"])
            elif output["output_type"] == "error":
                output["traceback"] = [clean(part) for part in output["traceback"]]
                output["evalue"] = clean(output["evalue"])
            else:
                _tidy_bundle(output["data"], clean)


def _joined(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    r"""Join what was written to a stream: the kernel sends it in pieces, cut where its clock says so.

    >>> _joined([{"output_type": "stream", "name": "stdout", "text": text} for text in ("a\n", "b\n")])
    [{'output_type': 'stream', 'name': 'stdout', 'text': 'a\nb\n'}]
    """
    joined: list[dict[str, Any]] = []
    for output in outputs:
        last = joined[-1] if joined else {}
        if output["output_type"] == "stream" == last.get("output_type") and output["name"] == last["name"]:
            last["text"] += output["text"]
        else:
            joined.append(output)
    return joined


def _tidy_path(root: Path, original: _Tidy, text: str) -> str:
    return tidy_text(original(text), root)


def _tidy_bundle(data: dict[str, Any], clean: _Tidy) -> None:
    for kind, value in data.items():
        if kind.startswith("text/") or kind == OBSERVED:
            data[kind] = _tidied(value, clean)


def _tidied(value: Any, clean: _Tidy) -> Any:  # noqa: ANN401  (whatever JSON holds)
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_tidied(part, clean) for part in cast("list[Any]", value)]
    if isinstance(value, dict):
        return {name: _tidied(part, clean) for name, part in cast("dict[str, Any]", value).items()}
    return value


def tidy_text(text: str, root: Path) -> str:
    """Rewrite one text.

    >>> tidy_text("<f at 0x7f8e1c0d2e50> File /opt/v/lib/python3.11/site-packages/a/b.py:3", Path("/site"))
    '<f at 0x…> File site-packages/a/b.py:3'
    """
    if str(root) in text:
        text = re.sub(rf"(?<![\w/.-]){re.escape(str(root))}(?:/|(?![\w.-]))", "", text) or "."
    if "0x" in text:
        text = _ADDRESS.sub("at 0x…", text)
    if "-packages" in text:
        text = _INSTALLED.sub("site-packages/", text)
    return _LIBRARY.sub("", text) if "/lib/python3" in text else text
