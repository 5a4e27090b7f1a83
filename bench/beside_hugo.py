"""Pages of real blogs beside the real Hugo: how many bodies are equal.

python -m bench.beside_hugo FOLDER ... [--show 5]

Of a copy of each blog Hugo gets its shortcodes, partials and render hooks (its theme's, too), and one layout
that writes `.Content`. What Hugo itself cannot build goes from the copy and is counted: shortcodes that are
nowhere become empty for both, pages with errors are left out. Formulas are compared as TeX; where a theme's
script shows them, as they stand in the text. Pages are equal when their trees of elements, attributes and
texts are (`tests/hugo/parsed.py`).
"""

import argparse
import difflib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from html import escape, unescape
from importlib import import_module
from io import StringIO
from pathlib import Path
from unittest.mock import patch

import build_site
from tests.hugo.parsed import parsed
from tests.programs import HUGO

KEPT = {"shortcodes", "_shortcodes", "partials", "_partials", "_markup"}
LEFT = shutil.ignore_patterns(".git", "public", "node_modules", "_gen", ".hugo_build.lock")
LAYOUT = '<main data-file="{{ with .File }}{{ .Path }}{{ end }}">{{ .Content }}</main><hr id="end-of-main">'
OURS = '<main data-file="">{{ page.content | safe }}</main><hr id="end-of-main">'
MATH = '<x-math data-type="{{ .Type }}">{{ .Inner | htmlEscape | safeHTML }}</x-math>'
MAIN = re.compile(r'<main data-file="([^"]*)">(.*)</main><hr id="end-of-main">', re.DOTALL)
MISSING = re.compile(r'template for shortcode "([^"]+)" not found')
REMOTE = re.compile(r"template: _shortcodes/([\w/-]+)(?:\.\w+)?:\d+.*(?:GetRemote|getJSON)")
SOURCE = re.compile(
    r'"([^"\n]+?/content[^"\n]*?\.(?:md|markdown|html|org|adoc|rst|pdc|ipynb|gotmpl))(?::\d+)*"'
)
TEMPLATE = re.compile(r'"([^"\n]+?/layouts/[^"\n]+?\.\w+)(?::\d+)*"')
NAMED = re.compile(r"template:(?:_partials|_shortcodes|_markup|[\w/.-]*?)/?([\w.-]+\.\w+):\d")
FORMULA = re.compile(r'<x-math data-type="(\w+)">(.*?)</x-math>', re.DOTALL)
ANCHOR = re.compile(r' <a class="anchor".*?</a>')
LENIENT = {
    "HUGO_REFLINKSERRORLEVEL": "WARNING",
    "HUGO_ENABLEGITINFO": "false",
    "HUGO_MINIFY_MINIFYOUTPUT": "false",
}
ROUNDS = 200
MARKS = re.compile(r"""</?(?:em|strong) ?>|[\\_*'"‘’“”«»<>….\s]""")
"""What Markdown makes of TeX, or takes from it."""


class UnbuildableError(Exception):
    """What Hugo says of a blog that it cannot build at all."""


@dataclass
class Compared:
    """What came of one blog."""

    name: str
    equal: int = 0
    left_out: list[str] = field(default_factory=list[str])
    differ: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """(file of the page, the first difference)"""
    tex: int = 0
    """Of these: where Markdown leaves its marks on a script's formulas, and nothing else differs."""

    def row(self) -> str:
        """As a row of a table."""
        total = self.equal + len(self.differ)
        share = f"{100 * self.equal / total:.1f} %" if total else "-"
        return f"| {self.name} | {total} | {self.equal} | {share} | {self.tex} | {len(self.left_out)} |"


def compare(blog: Path) -> Compared:
    """Build a copy of a blog twice."""
    found = Compared(blog.name)
    with tempfile.TemporaryDirectory(prefix="beside-hugo-") as scratch:
        copy, theirs, ours = (Path(scratch) / name for name in ("blog", "theirs", "ours"))
        shutil.copytree(blog, copy, ignore=LEFT, symlinks=True, ignore_dangling_symlinks=True)
        _prune(copy)
        _write(copy / "layouts/all.html", LAYOUT)
        own = [*copy.glob("**/render-passthrough*.html")]
        for hook in own:
            if "ToMath" in hook.read_text(encoding="utf-8"):  # MathML of KaTeX, or ours: one formula
                _write(hook, MATH)
        if not own:
            _write(copy / "layouts/_markup/render-passthrough.html", MATH)
        found.left_out = _by_hugo(copy, theirs)
        _by_us(copy, ours)
        for page, path, wanted in _pages(theirs):
            mine = next((body for _, _, body in _pages(ours, path)), None)
            if mine is not None and _are_equal(mine, wanted):
                found.equal += 1
            else:
                found.tex += mine is not None and _differ_in_tex(mine, wanted)
                found.differ.append((page or path, _difference(wanted, mine)))
    return found


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.write_text(text, encoding="utf-8")


def _prune(copy: Path) -> None:
    """Leave of all layouts what bodies need."""
    for layouts in [copy / "layouts", *copy.glob("themes/*/layouts"), *copy.glob("_vendor/**/layouts")]:
        for path in layouts.rglob("*"):
            if path.is_file() and not KEPT.intersection(path.relative_to(layouts).parts):
                path.unlink()


def _by_hugo(copy: Path, destination: Path) -> list[str]:
    """Build; take out what stands in the way, and say what that was."""
    out: list[str] = []
    environment = {**os.environ, **LENIENT}
    for _ in range(ROUNDS):
        command = [HUGO, "-s", copy, "-d", destination, "--noBuildLock"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        if done.returncode == 0:
            return out
        said = (done.stdout + done.stderr).split("\n")
        taken = list(_taken(copy, "\n".join(line for line in said if "WARN" not in line)))
        if not taken:
            raise UnbuildableError(f"Hugo cannot build it: {done.stdout[-2000:]}{done.stderr[-2000:]}")
        out += taken
        shutil.rmtree(destination, ignore_errors=True)
    raise UnbuildableError(f"too much that Hugo cannot build: {out[-5:]}")


def _taken(copy: Path, said: str) -> Iterator[str]:
    lost = {*MISSING.findall(said), *REMOTE.findall(said)}
    for name in lost:
        for path in copy.glob(f"**/layouts/*shortcodes/{name}.html"):
            path.unlink()
        _write(copy / f"layouts/_shortcodes/{name}.html", "")
        yield f"shortcode {name}"
    if lost:
        return
    for paths in (_named(SOURCE, said), _named(TEMPLATE, said), _layouts_named(copy, said)):
        for path in paths:
            path.unlink()
            yield str(path.relative_to(copy))
        if paths:
            return


def _named(pattern: re.Pattern[str], said: str) -> set[Path]:
    return {Path(path) for path in pattern.findall(said) if Path(path).is_file()}


def _layouts_named(copy: Path, said: str) -> set[Path]:
    """What Hugo cannot parse at all it calls by its name alone."""
    return {path for name in NAMED.findall(said) for path in copy.glob(f"**/layouts/**/{name}")}


def _by_us(copy: Path, destination: Path) -> None:
    for name in ("base", "page", "list", "taxonomy", "archive"):
        _write(copy / f"layouts/blogkit/{name}.html", OURS)
    said = StringIO()
    words = ["build", "--no-execute", "--no-cache", "-j", "2", "-s", str(copy), "-d", str(destination)]
    formulas = vars(import_module("blogkit.page.render"))["_Formulas"]
    with patch.object(formulas, "html", _tex), redirect_stdout(said), redirect_stderr(said):
        status = build_site.main(words)
    if status > 1:
        print(f"{copy.parent.name}: ours cannot build it: {said.getvalue()[-3000:]}")
    if os.environ.get("BESIDE_WARNINGS"):
        Path(os.environ["BESIDE_WARNINGS"]).write_text(said.getvalue(), encoding="utf-8")


def _tex(_self: object, tex: str, display: bool) -> str:
    """A formula as the hook writes it for Hugo."""
    return f'<x-math data-type="{"block" if display else "inline"}">{escape(tex)}</x-math>'


def _pages(site: Path, only: str = "") -> Iterator[tuple[str, str, str]]:
    """(file of the source, path of the page, body)."""
    for path in [site / only] if only else sorted(site.rglob("*.html")):
        found = MAIN.search(path.read_text(encoding="utf-8", errors="replace")) if path.is_file() else None
        if found and (found[1] or only):
            yield unescape(found[1]), str(path.relative_to(site)), ANCHOR.sub("", found[2])


def _are_equal(mine: str, wanted: str) -> bool:
    if mine == wanted or parsed(mine) == parsed(wanted):
        return True
    # a theme's script reads formulas as they stand in the text
    return "<x-math" in mine and parsed(FORMULA.sub(_as_text, mine)) == parsed(wanted)


def _differ_in_tex(mine: str, wanted: str) -> bool:
    if "<x-math" not in mine or "<x-math" in wanted:
        return False
    one, other = (
        MARKS.sub("", " ".join(_flat(parsed(html)))) for html in (FORMULA.sub(_as_text, mine), wanted)
    )
    return one == other


def _as_text(found: re.Match[str]) -> str:
    sign = "$" if found[1] == "inline" else "$$"
    return f"{sign}{found[2]}{sign}"


def _difference(wanted: str, mine: str | None) -> str:
    if mine is None:
        return "no such page"
    if "<x-math" not in wanted:
        mine = FORMULA.sub(_as_text, mine)
    old, new = ([*_flat(parsed(html))] for html in (wanted, mine))
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    first = next(code for code in matcher.get_opcodes() if code[0] != "equal")
    one, other = "\n".join(old[first[1] : first[2]]), "\n".join(new[first[3] : first[4]])
    start = next((n for n, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), 0)
    start = max(0, start - 60)
    before = " ".join(old[max(0, first[1] - 2) : first[1]])
    windows = (before[-200:], one[start:][:300], other[start:][:300])
    names = ("after", "theirs", "ours")
    return "\n".join(f"    {name:7}{window!r}" for name, window in zip(names, windows, strict=True))


def _flat(nodes: list[object]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, tuple):
            yield f"<{node[0]} {' '.join(f'{k}={v!r}' for k, v in node[1])}>"
            yield from _flat(node[2])
            yield f"</{node[0]}>"
        else:
            yield repr(node)


def main() -> None:
    """Print a row a blog, and the first differences."""
    how = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=how)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--show", type=int, default=0, help="so many pages that differ, and how")
    arguments = parser.parse_args()
    rows: list[Compared] = []
    for folder in arguments.folders:
        try:
            one = compare(folder.resolve())
        except UnbuildableError as error:
            print(f"{folder.name}: {error}")
            continue
        rows.append(one)
        for page, difference in one.differ[: arguments.show]:
            print(f"{one.name}: {page}\n{difference}")
        if arguments.show:
            print(f"left out of {one.name}: {', '.join(one.left_out)}")
    print("| blog | pages | equal | | of TeX alone | left out |\n|---|---|---|---|---|---|")
    print("\n".join(one.row() for one in rows))


if __name__ == "__main__":
    main()
