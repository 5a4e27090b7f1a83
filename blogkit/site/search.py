"""Site -> Site with a search index by Pagefind: the browser loads only the pieces that a search needs."""

import re
import tempfile
from collections import ChainMap
from collections.abc import Mapping, MutableMapping
from dataclasses import replace
from pathlib import Path
from typing import cast

from blogkit.cache import Memo, digest, temporary_folder
from blogkit.errors import ContentError
from blogkit.model import Site

FOLDER = "pagefind"
"""Where the index stands below the destination."""

_UNSEARCHED = ".skip, header ul, nav, .contents, .page-footer, .site-footer, annotation, .mark, .anchor"
"""What stands on the page of a post and is not its text: facts, contents, TeX behind formulas, marks."""

_UNSPACED = (
    "\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
"""The letters of Chinese and Japanese, which write no spaces between words."""
_BETWEEN = re.compile(rf"(?<=[{_UNSPACED}])(?=[^\s<])|(?<=[^\s>])(?=[{_UNSPACED}])")
_TEXT = re.compile(r">[^<>]+<")
_OTHER_SCRIPTS = ("pagefind-component-ui", "pagefind-highlight", "pagefind-modular-ui", "pagefind-ui")
"""Pagefind's own ways of showing results; the page has its own."""

_SETTING = "[params.blogkit] search"
"""What a message about the index names as its place."""


def searchable(site: Site, memo: Memo) -> Site:
    """Add the index of the site's posts, made anew only when a page changed.

    The template of a post marks what is to be searched (`data-pagefind-body`), so lists are not.
    Raises ContentError when Pagefind cannot run.
    """
    program = _program()
    pages = sorted(name for name in site.files if name.endswith(".html"))
    version = str(program.stat().st_mtime_ns)
    shown = digest("search", version, *(f"{name} {site.marks.get(name)}" for name in pages))
    index = memo.recall(shown, lambda: _index(program, {name: site.files[name] for name in pages}))
    # nobody writes into the files of a site
    return replace(site, files=ChainMap(index, cast("MutableMapping[str, bytes]", site.files)))


def _program() -> Path:
    try:
        from pagefind_bin import get_executable  # noqa: PLC0415  # pyright: ignore[reportMissingTypeStubs]  (few blogs are searched)

        return get_executable()
    except (ImportError, OSError) as error:
        raise ContentError(
            _SETTING, 0, f"Pagefind cannot run: {error}; search = false goes without"
        ) from error


def _index(program: Path, pages: Mapping[str, bytes]) -> dict[str, bytes]:
    import subprocess  # noqa: PLC0415  (an index that is known needs none)

    with tempfile.TemporaryDirectory(dir=temporary_folder()) as folder:
        for name, data in pages.items():
            path = Path(folder, "site", name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(in_words(data.decode()).encode())
        made = Path(folder, FOLDER)
        flags = ["--site", f"{folder}/site", "--output-path", str(made), "--exclude-selectors", _UNSEARCHED]
        done = subprocess.run([program, *flags], capture_output=True, text=True, check=False)  # noqa: S603  (our own words)
        if done.returncode:
            raise ContentError(_SETTING, 0, f"Pagefind failed: {(done.stderr or done.stdout).strip()}")
        return {
            f"{FOLDER}/{path.relative_to(made).as_posix()}": path.read_bytes()
            for path in sorted(made.rglob("*"))
            if path.is_file() and not path.name.startswith(_OTHER_SCRIPTS)
        }


def in_words(html: str) -> str:
    """A page in which each letter of Chinese and Japanese is a word: so any part of a text is found in it.

    A dictionary would cut the text one way and the words that somebody looks for another.

    What is shown of it, `search.js` puts together again.

    >>> in_words('<p lang="日本">微分 by JAXで</p>')
    '<p lang="日本">微 分 by JAX で</p>'
    """
    return _TEXT.sub(lambda text: _BETWEEN.sub(" ", text[0]), html)
