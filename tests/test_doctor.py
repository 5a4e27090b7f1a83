"""What a build stands on, said with a remedy for each thing that is not well."""

import json
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from blogkit.cli import main


@pytest.fixture
def blog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BLOGKIT_CACHE", str(tmp_path / "cache"))
    (tmp_path / "content").mkdir()
    (tmp_path / "cache").mkdir()
    (tmp_path / "hugo.toml").write_text('title = "T"\n')
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, str]]:
    return {one["what"]: one for one in json.loads(capsys.readouterr().out)}


def test_what_is_well_has_no_remedy(blog: Path, capsys: pytest.CaptureFixture[str]):
    (blog / "requirements.txt").write_text(f"numpy=={version('numpy')} \\\n    --hash=sha256:0\n")
    assert main(["doctor", "--format", "json"]) == 0
    said = found(capsys)
    assert sys.executable in said["blogkit"]["words"]
    assert said["lock"]["words"] == "requirements.txt: 1 package as locked"
    assert not any(one["remedy"] for one in said.values() if one["what"] != "uv"), said


def test_versions_that_are_not_those_of_the_lock_and_slow_posts_are_named(
    blog: Path, capsys: pytest.CaptureFixture[str]
):
    (blog / "uv.lock").write_text('[[package]]\nname = "numpy"\nversion = "0.1"\n')
    (blog / "cache/times.json").write_text('{"content/a.md": 61.5, "content/b.md": 0.1}')
    assert main(["doctor"]) == 0
    said = capsys.readouterr().out
    assert f"uv.lock: numpy {version('numpy')} (the lock says 0.1)" in said
    assert "slowest: content/a.md (62 s)" in said
    assert "2 things to mend" in said


def test_an_interpreter_that_is_not_there_is_fatal_and_the_rest_is_still_said(
    blog: Path, capsys: pytest.CaptureFixture[str]
):
    (blog / "hugo.toml").write_text('title = "T"\n[params.blogkit]\npython = "nowhere/python"\n')
    assert main(["doctor", "--format", "json"]) == 1
    said = found(capsys)
    assert "no such interpreter" in said["interpreter"]["remedy"]
    assert "cache" in said
