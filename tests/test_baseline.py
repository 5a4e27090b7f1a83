"""A baseline leaves aside what was wrong when checking began; what is new still fails."""

import json
from pathlib import Path

import pytest

from blogkit.beside import without_known, write_baseline
from blogkit.cli import main
from blogkit.errors import ContentError, absent, tool_error
from blogkit.report import Report

pytestmark = pytest.mark.kernel

OLD = "---\ntitle: A\n---\n```python\nx = 2\nx  # 3\n```\n```python\nnowhere\n```\n[dead](/no/such/)\n"


@pytest.fixture
def blog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BLOGKIT_CACHE", str(tmp_path / "cache"))
    (tmp_path / "content").mkdir()
    (tmp_path / "hugo.toml").write_text('title = "T"\n')
    (tmp_path / "content/a.md").write_text(OLD)
    return tmp_path


def test_only_what_is_new_fails(blog: Path, capsys: pytest.CaptureFixture[str]):
    post, baseline = blog / "content/a.md", str(blog / "known.json")
    assert main(["check", "-s", str(blog)]) == 1
    assert main(["check", "-s", str(blog), "--baseline", baseline, "--write-baseline"]) == 0
    known = json.loads(Path(baseline).read_text())["known"]["content/a.md"]
    assert [one["rule"] for one in known] == ["broken-claim", "broken-link", "failing-cell"]
    (blog / "hugo.toml").write_text('title = "T"\n[params.blogkit]\nbaseline = "known.json"\n')
    # the lines move, and one thing is mended
    post.write_text(OLD.replace("---\n```", "---\n\nTrees.\n\n```", 1).replace("nowhere", "x"))
    capsys.readouterr()
    assert main(["check", "-s", str(blog)]) == 0
    assert "2 known left aside; 1 of the baseline mended" in capsys.readouterr().out
    post.write_text(OLD.replace("x  # 3", "x  # 4"))
    assert main(["check", "-s", str(blog)]) == 1
    said = capsys.readouterr().out
    assert "content/a.md:6: says 4, shows 2" in said
    assert "nowhere" not in said
    post.write_text(OLD.replace("x  # 3\n", "x  # 3\nx  # 3\n"))
    assert main(["check", "-s", str(blog)]) == 1, "the same once more is new"


def test_claims_only_renders_nothing_and_follows_no_link(blog: Path, capsys: pytest.CaptureFixture[str]):
    (blog / "content/a.md").write_text(OLD.replace("x  # 3", "x  # 2").replace("nowhere", "x"))
    assert main(["check", "-s", str(blog)]) == 1
    assert main(["check", "-s", str(blog), "--claims-only"]) == 0
    (blog / "hugo.toml").write_text('title = "T"\n[params.blogkit]\nclaims_only = true\n')
    assert main(["check", "-s", str(blog)]) == 0
    assert "1 post; 1 claim: 1 hold" in capsys.readouterr().out
    assert main(["build", "-s", str(blog)]) == 1
    assert (blog / "public/index.html").exists()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "is no baseline; write it anew with --write-baseline"),
        ("[]", "is no baseline"),
        ('{"schema": 2, "known": {}}', "is a baseline of another version"),
        (None, "cannot be read: No such file or directory"),
    ],
)
def test_a_baseline_that_cannot_be_read_is_one_line(
    blog: Path, capsys: pytest.CaptureFixture[str], text: str | None, says: str
):
    path = blog / "known.json"
    if text is not None:
        path.write_text(text)
    assert main(["check", "-s", str(blog), "--claims-only", "--baseline", str(path)]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"{path}: {says}")
    assert said.count("\n") == 1


def test_a_failure_of_the_tool_is_never_known(tmp_path: Path):
    failures = [tool_error("b.md", ValueError("no")), absent("formulas", ModuleNotFoundError("no"))]
    problems = [ContentError("a.md", 3, "is malformed"), *failures]
    path = tmp_path / "b.json"
    assert write_baseline(path, Report([], problems)) == 1
    assert without_known(Report([], problems), path).problems == problems[1:]
