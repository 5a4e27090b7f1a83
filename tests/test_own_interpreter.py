"""The blog's own interpreter runs its cells; nothing of ours has to be installed there."""

import json
import os
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from blogkit.cli import main

pytestmark = pytest.mark.kernel

POST = """---
title: Trees
---
```python
import sys
sys.prefix == sys.base_prefix  # False
import blogkit.kernel
len(list(blogkit.__path__)), "derivkit" in sys.modules  # (1, False)
[path for path in blogkit.__path__ if path.startswith({home!r})]  # []
```
```python
import {module}
```
"""
WARM = """---
title: Leaves
---
```python
import numpy as np
import blogkit.kernel.warm
hasattr(blogkit.kernel.warm, "rest")  # True
```
"""


@pytest.fixture(scope="module")
def blog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A blog with an environment of its own, which finds Jupyter where ours is, and nothing else."""
    top = tmp_path_factory.mktemp("own")
    venv.create(top / ".venv", with_pip=False, symlinks=True)
    (packages,) = (top / ".venv").glob("lib/python*/site-packages")
    (packages / "jupyter.pth").write_text(sysconfig.get_path("purelib"))
    (top / "blog/content").mkdir(parents=True)
    (top / "blog/hugo.toml").write_text(
        'title = "T"\n[params.blogkit]\ntimeout = 30\npython = "../.venv/bin/python"\n'
    )
    home = str(Path(__file__).parent.parent)
    (top / "blog/content/a.md").write_text(POST.format(home=home, module="skimage_of_nobody"))
    (top / "blog/content/b.md").write_text(WARM)
    return top / "blog"


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BLOGKIT_CACHE", str(tmp_path / "cache"))


def test_the_cells_run_in_the_interpreter_that_the_blog_names(blog: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["check", "-s", str(blog), "--format", "json"]) == 1
    report = json.loads(capsys.readouterr().out)
    # the second post's kernel was forked: the module stands there that none of its cells has imported
    verdicts = {post["path"]: [claim["verdict"] for claim in post["claims"]] for post in report["posts"]}
    assert verdicts == {"content/a.md": ["holds"] * 3, "content/b.md": ["holds"]}
    assert report["environment"]["python"] == sys.version.split()[0]
    # the second time records answer, in the name of the same interpreter
    assert main(["check", "-s", str(blog)]) == 1
    text = capsys.readouterr().out
    python = blog.parent / ".venv/bin/python"
    assert f"; run: {python} -m pip install skimage_of_nobody\n" in text


def script(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(f"#!{sys.executable}\n{text}")
    path.chmod(0o755)
    return str(path)


def said_of(python: str, blog: Path, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["check", "-s", str(blog), "--python", python]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    return said


def test_an_interpreter_without_ipykernel_is_told_the_line_that_installs_it(
    blog: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    venv.create(tmp_path / "bare", with_pip=False, symlinks=True)
    said = said_of(str(tmp_path / "bare"), blog, capsys)
    python = tmp_path / "bare/bin/python"
    assert said == f"--python: {python}: has no ipykernel; run: uv pip install --python {python} ipykernel\n"


def answer(**changes: object) -> str:
    known = {"version": "x", "numbers": [3, 12, 1], "paths": [], "machine": [], "pip": True, "matplotlib": ""}
    return f"print({json.dumps(json.dumps(known | changes))})"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (answer(numbers=[3, 8, 18], ipykernel="6"), "is Python 3.8.18; cells need 3.9 or newer"),
        (answer(numbers=[2, 7, 18], ipykernel="4"), "is Python 2.7.18; cells need 3.9 or newer"),
        (answer(ipykernel=""), "has no ipykernel; run: "),
        (answer(ipykernel="5.5.6"), "has ipykernel 5.5.6, which is too old; run: "),
        ("print('hello')", "is no Python; give the path of a Python"),
    ],
)
def test_an_interpreter_that_cannot_run_cells_says_why(
    blog: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, says: str
):
    assert says in said_of(script(tmp_path, "python", text), blog, capsys)


@pytest.mark.parametrize(
    "case",
    [
        (
            b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x02\0\xb7\0\x01" + bytes(80),
            0o755,
            "another kind of machine",
        ),
        (b"words", 0o755, "or no program"),
        (b"#!/nowhere/python\n", 0o755, "make the environment anew"),
        (b"#!/bin/sh\n", 0o644, "make it executable"),
    ],
    ids=["another machine's", "no program", "an interpreter that is gone", "not executable"],
)
def test_a_program_that_cannot_be_run_is_one_line(
    blog: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], case: tuple[bytes, int, str]
):
    program, mode, remedy = case
    foreign = tmp_path / "python"
    foreign.write_bytes(program)
    foreign.chmod(mode)
    said = said_of(str(foreign), blog, capsys)
    assert f"{foreign}: cannot be run (" in said
    assert remedy in said


def test_a_setting_that_names_no_interpreter_is_an_error_at_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "content").mkdir()
    (tmp_path / "hugo.toml").write_text('title = "T"\n[params.blogkit]\npython = "../nowhere/python"\n')
    (tmp_path / "content/a.md").write_text("```python\n1 + 1  # 2\n```\n")
    assert main(["check", "-s", os.fspath(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert said.startswith("hugo.toml:3: [params.blogkit] python: ../nowhere/python: no such interpreter")
    assert said.count("\n") == 1
