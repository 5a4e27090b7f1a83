"""What a downloaded post needs in an empty folder: packages, modules, data, pictures."""

import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from textwrap import wrap

from blogkit.model import Needs

Locate = Callable[[str], str]
"""Address of a picture as the post writes it -> one that works from anywhere."""

_FENCE = re.compile(r"^[ \t>]*(?P<sign>`{3,}|~{3,})")
_SPAN = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")
_ADDRESS = r"(?:[^\s<>()\\]|\\.|\([^\s()]*\))+"
_INLINE = re.compile(rf"(!\[(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*\]\(\s*<?)({_ADDRESS})")
_TAG = re.compile(r"(<(?:img|source|video|audio)\b[^>]*?\ssrc\s*=\s*[\"']?)([^\s\"'>]+)", re.IGNORECASE)
_SHORTCODE = re.compile(r"(\{\{[<%]\s*figure\b[^}]*?\bsrc\s*=\s*[\"`]?)([^\s\"`>}]+)")
_DEFINED = re.compile(
    r"^( {0,3}\[[^\]]+\]:\s*<?)(\S+\.(?:png|jpe?g|gif|svg|webp|avif)\b[^\s>]*)", re.IGNORECASE
)


def beginning(environment: Mapping[str, str], needs: Needs) -> Iterator[str]:
    """The code before the post's own: the versions, how to install them, and the blog's own modules."""
    if environment:
        yield _versions(environment, needs)
    if needs.modules:
        yield _modules(needs.modules)
    if needs.data or needs.too_large:
        yield _data(needs)


def _versions(environment: Mapping[str, str], needs: Needs) -> str:
    r"""The versions in one line, and below it the installation in one.

    >>> print(_versions({"python": "3.12.1"}, Needs((("numpy", "2.4.0"),))))
    # Checked with Python 3.12.1, numpy 2.4.0. To install the same:
    # python -m pip install numpy==2.4.0
    """
    named = ", ".join((f"Python {environment.get('python', '3')}", *map(" ".join, needs.packages)))
    if not needs.packages:
        return f"# Checked with {named}. Nothing needs to be installed."
    pinned = " ".join(map("==".join, needs.packages))
    return f"# Checked with {named}. To install the same:\n# python -m pip install {pinned}"


_UNPACK = """\
# The blog's own modules that this post imports, as they were when it was checked. They are on no package
# index: this cell writes them into a new temporary folder, where the imports below find them.
def _own_modules(texts):
    import pathlib
    import sys
    import tempfile

    folder = pathlib.Path(tempfile.mkdtemp(prefix="modules-"))
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    sys.path.insert(0, str(folder))


_own_modules(
"""


def _modules(modules: tuple[tuple[PurePosixPath, str], ...]) -> str:
    """Code that brings modules along; a literal a line, so that no line looks like the mark of a cell."""
    return f"{_UNPACK}    {_dictionary({str(path): text for path, text in modules})},\n)"


_LAY_OUT = """\
# The data that this post reads, as it was when it was checked: this cell lays it out in a new temporary
# folder and works there, so that no file of yours is written over.
def _own_data(folder, texts, others):
    import base64
    import os
    import pathlib
    import tempfile

    top = pathlib.Path(tempfile.mkdtemp(prefix="data-"))
    files = {name: text.encode() for name, text in texts.items()}
    files |= {name: base64.b64decode(code) for name, code in others.items()}
    for name, content in files.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_bytes(content)
    (top / folder).mkdir(parents=True, exist_ok=True)
    os.chdir(top / folder)


"""


def _data(needs: Needs) -> str:
    """Code that brings the post's data along; what is too large is named."""
    missing = "".join(f"# Too large to travel with it: {path}\n" for path in needs.too_large)
    if not needs.data:
        return missing.rstrip("\n")
    texts, others = dict[str, str](), dict[str, str]()
    for path, content in needs.data:
        try:
            texts[str(path)] = content.decode()
        except UnicodeDecodeError:
            others[str(path)] = "\n".join(wrap(b64encode(content).decode(), 96))
    places = (f"    {one},\n" for one in (repr(needs.folder), _dictionary(texts), _dictionary(others)))
    return f"{_LAY_OUT}{missing}_own_data(\n{''.join(places)})"


def _dictionary(texts: Mapping[str, str]) -> str:
    entries = (f"        {name!r}: (\n{_literals(text)}        ),\n" for name, text in texts.items())
    return f"{{\n{''.join(entries)}    }}" if texts else "{}"


def _literals(text: str) -> str:
    return "".join(f"            {line!r}\n" for line in text.splitlines(keepends=True) or [""])


def with_pictures(text: str, locate: Locate) -> str:
    """Markdown whose pictures are found from anywhere; code stays as it is.

    >>> with_pictures("![a](b.png) and `![a](b.png)`", lambda name: f"/x/{name}")
    '![a](/x/b.png) and `![a](b.png)`'
    """
    lines, fence = list[str](), ""
    for line in text.split("\n"):
        found = _FENCE.match(line)
        if found and (not fence or found["sign"].startswith(fence)):
            fence = "" if fence else found["sign"]
        lines.append(line if fence or found else _located(line, locate))
    return "\n".join(lines)


def _located(line: str, locate: Locate) -> str:
    at, parts = 0, list[str]()
    for span in _SPAN.finditer(line):
        parts += [_between(line[at : span.start()], locate), span[0]]
        at = span.end()
    return "".join((*parts, _between(line[at:], locate)))


def _between(text: str, locate: Locate) -> str:
    for pattern in (_INLINE, _TAG, _SHORTCODE, _DEFINED):
        text = pattern.sub(lambda found: found[1] + locate(found[2]), text)
    return text
