"""`init` sets a strange blog up: from then on only what is new fails, and nothing is overwritten."""

import json
import os
import re
import shlex
import subprocess
import venv
from pathlib import Path

import pytest
import yaml

from blogkit.beside import find_interpreter, gates, gone_interpreter, with_settings
from blogkit.cli import main
from blogkit.source import config
from tests.hugo.beside import write
from tests.programs import HUGO

POST = "---\ntitle: A\n---\n```python\nx = 2\nx  # 3\n```\n```python\nimport nothing_of_this_name\n```\n"
YAML = (
    "title: T\nbaseURL: https://example.org/\n"
    "params:\n    # mine\n    colour: green\n    nested: {a: 1}\nmenu: {main: []}\n"
)


@pytest.fixture
def blog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BLOGKIT_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "blog"
    files = {
        "content/a.md": POST,
        "content/b.md": "No code.\n",
        "content/c.md": "---\ndraft: true\n---\n",
    }
    write(folder, {**files, "layouts/all.html": "{{ .Content }}"})
    return folder


@pytest.mark.kernel
@pytest.mark.hugo
@pytest.mark.parametrize(
    ("name", "text"), [("hugo.yaml", YAML), ("config.toml", 'title = "T"\n[params]\ncolour = "green"\n')]
)
def test_from_a_strange_blog_to_a_green_gate(
    blog: Path, capsys: pytest.CaptureFixture[str], name: str, text: str
):
    (blog / name).write_text(text)
    assert main(["init", "-s", str(blog)]) == 0
    said = capsys.readouterr().out
    assert "content/a.md: 1 broken, 1 failing cell" in said
    assert "1 × ModuleNotFoundError: needs nothing_of_this_name, which is not installed" in said
    assert "-m pip install nothing_of_this_name" in said
    assert "nothing is written; `blogkit init --yes` writes it" in said
    assert (blog / name).read_text() == text
    assert {path.name for path in blog.iterdir()} == {"content", "layouts", name}
    # what stands there stays
    write(blog, {".pre-commit-config.yaml": "repos: []\n"})
    assert main(["init", "-s", str(blog), "--yes"]) == 0
    said = capsys.readouterr().out
    assert ".pre-commit-config.yaml: is there already, and stays as it is; add what you need of" in said
    assert (blog / ".pre-commit-config.yaml").read_text() == "repos: []\n"
    assert main(["check", "-s", str(blog)]) == 0
    assert "2 known left aside" in capsys.readouterr().out
    (blog / "content/a.md").write_text(POST.replace("x  # 3", "x  # 4"))
    assert main(["check", "-s", str(blog)]) == 1
    assert "says 4, shows 2" in capsys.readouterr().out
    done = subprocess.run([HUGO, "-s", blog, "-d", blog / "out"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    before = {path: path.read_bytes() for path in blog.rglob("*") if path.is_file()}
    assert main(["init", "-s", str(blog), "--yes"]) == 2, "the new one is not in the baseline that stays"
    assert {path: path.read_bytes() for path in before} == before


@pytest.mark.kernel
def test_a_folder_without_hugo_gets_a_gate_for_its_paths(blog: Path, capsys: pytest.CaptureFixture[str]):
    write(blog, {"mkdocs.yml": "site_name: T\n", "notes/q.qmd": "```{python}\nx = 2\nx  # 3\n```\n"})
    before = {path: path.read_bytes() for path in blog.rglob("*") if path.is_file()}
    assert main(["init", "-s", str(blog), "--yes"]) == 0
    said = capsys.readouterr().out
    assert "configuration: none of Hugo's" in said
    command = said.rstrip().rpartition("the gate is green: blogkit ")[2]
    assert main(shlex.split(command)) == 0
    (workflow,) = [yaml.safe_load(path.read_text()) for path in blog.glob(".github/workflows/*")]
    given = workflow["jobs"]["check"]["steps"][-1]["with"]
    assert given["arguments"] == "--baseline blogkit-baseline.json content notes"
    hook = yaml.safe_load((blog / ".pre-commit-config.yaml").read_text())["repos"][0]["hooks"][0]
    assert hook["args"] == ["--baseline", "blogkit-baseline.json"]
    assert [bool(re.search(hook["files"], name)) for name in ("a/q.qmd", "b.md", "c.txt")] == [
        True,
        True,
        False,
    ]
    assert {path: path.read_bytes() for path in before} == before
    assert not (blog / "layouts/_shortcodes").exists()
    write(blog, {"notes/q.qmd": "```{python}\nx = 2\nx  # 4\n```\n"})
    assert main(shlex.split(command)) == 1


def test_a_blog_without_python_is_said_in_a_line(blog: Path, capsys: pytest.CaptureFixture[str]):
    (blog / "hugo.toml").write_text('title = "T"\n')
    (blog / "content/a.md").write_text("Trees.\n")
    assert main(["init", "-s", str(blog), "--yes"]) == 0
    assert "no post holds Python; there is nothing to set up" in capsys.readouterr().err
    assert not (blog / "blogkit-baseline.json").exists()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("hugo.toml", 'title = "T"\n'),
        ("hugo.toml", 'title = "T"\n[params]\na = 1\n[menu]\n'),
        ("hugo.yaml", YAML),
        ("hugo.yaml", "title: T"),
        ("hugo.yaml", "params:\n\n  # a remark\n  a: 1\ntitle: T\n"),
        ("hugo.yaml", "title: T\nparams:\nlast: 1\n"),
    ],
)
def test_settings_are_added_and_nothing_else_changes(name: str, text: str):
    own: dict[str, str | bool] = {"python": '../"venv"/bin/python', "claims_only": True}
    where, after = with_settings({name: text}, own)
    assert where == name
    assert config.read({name: after}).blogkit == own
    assert [line for line in after.split("\n") if line in text.split("\n")] != []
    assert set(text.split("\n")) <= set(after.split("\n"))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("hugo.json", '{"title": "T"}'),
        ("hugo.toml", "params = {a = 1}\n"),
        ("hugo.yaml", "title: T\nparams: {a: 1}\n"),
    ],
)
def test_a_configuration_that_cannot_be_added_to_is_left_to_its_author(name: str, text: str):
    assert with_settings({name: text}, {"claims_only": True}) == (name, "")


def test_the_interpreter_of_the_blog_or_of_the_project_around_it_is_found(tmp_path: Path):
    (tmp_path / "blog").mkdir()
    assert find_interpreter(tmp_path / "blog") == ("", "")
    venv.create(tmp_path / ".venv", with_pip=False, symlinks=True)
    assert find_interpreter(tmp_path / "blog") == ("../.venv/bin/python", "a virtual environment: ../.venv")
    (tmp_path / "uv.lock").touch()
    assert find_interpreter(tmp_path / "blog")[1] == "uv: ../.venv"
    assert find_interpreter(tmp_path)[0] == ".venv/bin/python"


def test_an_environment_whose_python_is_gone_is_named(tmp_path: Path):
    assert not gone_interpreter(tmp_path)
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / ".venv/bin/python").symlink_to("/nowhere/python3.9")
    assert gone_interpreter(tmp_path) == ".venv/bin/python"


def test_conda_and_poetry_say_where_theirs_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    python = tmp_path / "conda/envs/trees/bin/python"
    python.parent.mkdir(parents=True)
    python.touch()
    monkeypatch.setenv("CONDA_PREFIX", str(tmp_path / "conda"))
    (tmp_path / "environment.yml").write_text("name: trees\ndependencies: [numpy]\n")
    assert find_interpreter(tmp_path) == (str(python), "conda: trees")
    poetry = tmp_path / "bin/poetry"
    poetry.parent.mkdir()
    poetry.write_text(f"#!/bin/sh\necho {python}\n")
    poetry.chmod(0o755)
    monkeypatch.setenv("PATH", str(poetry.parent), prepend=os.pathsep)
    (tmp_path / "poetry.lock").touch()
    assert find_interpreter(tmp_path) == (str(python), "Poetry")


def test_a_baseline_of_nothing_is_a_baseline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BLOGKIT_CACHE", str(tmp_path / "cache"))
    write(tmp_path / "blog", {"hugo.toml": "", "content/a.md": "```python {execute=false}\nx\n```\n"})
    assert main(["init", "-s", str(tmp_path / "blog"), "--yes"]) == 0
    known = json.loads((tmp_path / "blog/blogkit-baseline.json").read_text())
    assert known == {"schema": 1, "known": {}}


def test_the_gates_of_a_blog_in_a_folder_stand_at_the_root_and_name_the_folder():
    written = gates("OWNER/tool@main", "content", "sites/blog")
    assert set(written) == {"../../.github/workflows/blogkit.yml", "../../.pre-commit-config.yaml"}
    workflow, hooks = (yaml.safe_load(text) for text in written.values())
    given = workflow["jobs"]["check"]["steps"][-1]["with"]
    assert given == {"source": "sites/blog", "requirements": "sites/blog/requirements.txt"}
    hook = hooks["repos"][0]["hooks"][0]
    assert hook["args"] == ["--source", "sites/blog"]
    assert re.fullmatch(hook["files"].replace("$", ""), "sites/blog/content/posts/a.md")
