"""A build that is killed at any rename leaves old or new files, and the next one is as a clean one."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from blogkit.cache import sweep_parts
from tests.rebuild import Blog, files_of, make_blog

KILLED = """
import os, signal, sys

import build_site

move, left = os.replace, [int(sys.argv[1])]


def counted(part, path):
    left[0] -= sys.argv[2] in str(path)
    if left[0] == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    move(part, path)


os.replace = counted
build_site.leave(build_site.main(sys.argv[3:]))
"""


def kill(number: int, name: str, *words: object) -> None:
    """Run a command and kill it where it would move the N-th file whose path holds a name into its place."""
    command = [sys.executable, "-c", KILLED, str(number), name, *map(str, words)]
    home = str(Path(__file__).parent.parent)
    done = subprocess.run(
        command, env=os.environ | {"PYTHONPATH": home}, capture_output=True, text=True, check=False
    )
    assert done.returncode == -signal.SIGKILL, done.stderr


def halves(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*.part") if path.is_file()]


def edit(blog: Blog) -> None:
    blog.write("p1", "Another title", body="Another text, with $x^2$.\n", tag="new")
    blog.post("p2").unlink()
    (blog.folder / "static").mkdir()
    (blog.folder / "static/robots.txt").write_text("User-agent: *\n")


@pytest.mark.parametrize(
    ("number", "part"),
    [(1, ""), (2, ""), (9, ""), (1, "index.html"), (1, "robots.txt"), (1, "cache/written-")],
)
def test_a_build_that_is_killed_at_a_rename_is_mended_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, part: str
):
    monkeypatch.setenv("BLOGKIT_CACHE", str(tmp_path / "cache"))
    blog = make_blog(tmp_path / "blog", 3)
    assert blog.build() == 0
    old = files_of(blog.public)
    edit(blog)
    clean = tmp_path / "clean"
    assert blog.build("--no-cache", destination=clean) == 0
    new = files_of(clean)
    kill(number, part, "build", "-s", blog.folder, "-d", blog.public, "--no-execute", "-j", "1")
    for name, data in files_of(blog.public).items():
        assert name.endswith((".part", ".blogkit-files")) or data in {old.get(name), new.get(name)}, name
    sweep_parts.cache_clear()  # the next one is another process
    assert blog.build() == 0
    assert files_of(blog.public) == new
    assert not halves(tmp_path)


@pytest.mark.kernel
def test_a_fix_that_is_killed_leaves_the_post_as_it_was_and_the_next_one_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("BLOGKIT_CACHE", str(tmp_path / "cache"))
    blog = make_blog(tmp_path / "blog", 0)
    path = blog.write("p0", "A post", body="```python\nprint(1 + 1)  # 3\n```\n")
    before = path.read_text()
    kill(1, ".md", "fix", "-s", blog.folder)
    assert path.read_text() == before
    assert len(halves(tmp_path)) == 1
    assert subprocess.run(
        [sys.executable, "-m", "build_site", "fix", "-s", str(blog.folder)], check=True, capture_output=True
    )
    assert path.read_text() == before.replace("# 3", "# 2")
    assert not halves(tmp_path)
