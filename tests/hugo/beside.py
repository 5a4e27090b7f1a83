"""One little blog, built by the real Hugo and by ours: the bodies of its pages from both."""

import re
import subprocess
from collections.abc import Iterable
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import build_site
from tests.programs import HUGO

CONTENT = re.compile(
    r'<div class="(?:e-content|introduction)">(.*?)</div>\s*'
    r"(?:<footer|</article>|<ul|<ol|<nav|<section|</div>)",
    re.DOTALL,
)
LAYOUT = "<main>{{ .Content }}</main>"
"""What `layouts/all.html` must be."""


def write(folder: Path, files: dict[str, str | bytes]) -> None:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())


def both(blog: Path, pages: Iterable[str]) -> list[tuple[str, str, str]]:
    """Build beside the blog, into theirs/ and ours/; the bodies of each page."""
    theirs, ours = blog.parent / "theirs", blog.parent / "ours"
    done = subprocess.run([HUGO, "-s", blog, "-d", theirs], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    said = StringIO()
    with redirect_stdout(said):
        words = ["build", "--no-execute", "--no-cache", "-s", blog, "-d", ours]
        assert build_site.main([*map(str, words)]) < 2, said.getvalue()
    assert "layouts/" not in said.getvalue(), said.getvalue()
    return [(page, _theirs(theirs / page), _ours(ours / page)) for page in pages]


def _theirs(folder: Path) -> str:
    html = (folder / "index.html").read_text(encoding="utf-8")
    return html.partition("<main>")[2].partition("</main>")[0]


def _ours(folder: Path) -> str:
    content = CONTENT.search((folder / "index.html").read_text(encoding="utf-8"))
    assert content, folder
    return re.sub(r' <a class="anchor".*?</a>', "", content[1])
