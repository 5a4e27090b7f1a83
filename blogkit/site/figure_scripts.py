"""The libraries that draw figures in the reader's browser: their own files, from where they are installed."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from blogkit.cache import Memo, digest
from blogkit.errors import ContentError
from blogkit.model import Page

FOLDER = "figures"
_FILES = {
    "plotly": "plotly/package_data/plotly.min.js",
    **{
        name: f"bokeh/server/static/js/{name}.min.js"
        for name in ("bokeh", "bokeh-widgets", "bokeh-tables", "bokeh-gl", "bokeh-mathjax")
    },
}
_BUNDLE = "import sys, vl_convert; sys.stdout.buffer.write(vl_convert.javascript_bundle().encode())"
"""Vega has no file of its own: the library that draws charts for Altair holds its scripts, and joins them."""
_VEGA, _DRAWS_VEGA = "vega", "vl_convert"
_PATIENCE = 120
_PACKAGES = {"vega": "vl-convert-python"}


def figure_scripts(
    pages: Sequence[Page], paths: Sequence[str], python: str, memo: Memo
) -> tuple[dict[str, Path], dict[str, bytes], list[ContentError]]:
    """What the figures of all pages need: files to be copied, files that are made, and what is missing.

    `python` is the interpreter that ran the posts, `paths` is where it looks for modules.
    """
    copied: dict[str, Path] = {}
    made: dict[str, bytes] = {}
    missing: list[ContentError] = []
    for name, user in _users(pages).items():
        target = f"{FOLDER}/{name}.min.js"
        if name == _VEGA and (bundle := _vega_bundle(paths, python, memo)):
            made[target] = bundle
        elif name in _FILES and (path := _found(_FILES[name], paths)):
            copied[target] = path
        else:
            package = _PACKAGES.get(name, name.partition("-")[0])
            message = f"figures stay without their script: {package} is not installed in {python}"
            missing.append(ContentError(user, 0, message))
    return copied, made, missing


def _users(pages: Iterable[Page]) -> Mapping[str, str]:
    """Name of a script -> the first post that needs it."""
    users: dict[str, str] = {}
    for page in pages:
        for name in page.scripts:
            users.setdefault(name, str(page.source or page.url))
    return users


def _found(name: str, paths: Iterable[str]) -> Path | None:
    return next((path for folder in paths if folder and (path := Path(folder) / name).is_file()), None)


def _vega_bundle(paths: Iterable[str], python: str, memo: Memo) -> bytes:
    """Ten seconds of work, once for each version of the library."""
    versions = [
        one.name for folder in paths if folder for one in Path(folder).glob(f"{_DRAWS_VEGA}_python-*")
    ]
    if not versions:
        return b""
    key = digest("vega", *versions)
    known: bytes = memo.get(key) or _joined(python)
    if known:
        memo.put(key, known)
    return known


def _joined(python: str) -> bytes:
    import subprocess  # noqa: PLC0415  (few blogs have such figures)

    try:
        done = subprocess.run(  # noqa: S603  (the interpreter that ran the posts)
            [python or sys.executable, "-c", _BUNDLE], capture_output=True, check=True, timeout=_PATIENCE
        )
    except (OSError, subprocess.SubprocessError):
        return b""
    return done.stdout
