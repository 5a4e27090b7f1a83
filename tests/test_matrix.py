"""Posts in throw-away environments: a stand-in for uv makes them, the checks in them are real."""

import json
import sys
from pathlib import Path

import pytest

from blogkit import __version__
from blogkit.cli import main
from blogkit.cli.children import Command
from blogkit.cli.matrix import environment_at, wanted_environments

UV = """\
#!{python}
import json, sys, sysconfig, venv
from pathlib import Path

words = sys.argv[1:]
if words[0] == "venv":
    venv.create(words[-1], with_pip=False, symlinks=True)
elif words[0] == "run":
    print("trees (4)\\nAvailable versions: 4, 3, 2, 1")
else:
    environment = Path(words[words.index("--python") + 1]).parent.parent
    (packages,) = environment.glob("lib/python*/site-packages")
    if words[1] == "list":
        print(json.dumps([{{"name": "Trees", "version": (packages / "trees.py").read_text().split()[-1]}}]))
        sys.exit()
    wanted = [word for word in words if word.startswith("trees")] or ["trees==4"]
    version = wanted[-1].partition("==")[2]
    if version == "9":
        sys.exit("  × No solution found when resolving:\\n  ╰─▶ Because there is no trees==9, it fails.")
    (packages / "jupyter.pth").write_text(sysconfig.get_path("purelib"))
    (packages / "trees.py").write_text(f"count = {{version}}\\n")
"""
POST = """\
+++
title = "Trees"
+++
```python
import trees
trees.count > 2  # False
1 + 1  # 2
```
"""


@pytest.fixture
def blog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BLOGKIT_CACHE", str(tmp_path / "cache"))
    (tmp_path / "blog/content").mkdir(parents=True)
    (tmp_path / "blog/hugo.toml").write_text('title = "T"\n')
    (tmp_path / "blog/content/a.md").write_text(POST)
    monkeypatch.chdir(tmp_path / "blog")
    uv = tmp_path / "uv"
    uv.write_text(UV.format(python=sys.executable))
    uv.chmod(0o755)
    monkeypatch.setattr("blogkit.cli.matrix.command.find_uv", lambda: str(uv))
    return tmp_path / "blog"


@pytest.mark.kernel
def test_a_claim_that_a_release_breaks_is_found_with_its_release(
    blog: Path, capsys: pytest.CaptureFixture[str]
):
    withs = [word for version in (1, 4, 9) for word in ("--with", f"trees=={version}")]
    page = blog / "matrix.html"
    assert main(["matrix", *withs, "--bisect", "trees", "--page", str(page)]) == 1
    said = capsys.readouterr()
    assert "content/a.md  ok        1 broken  -\n" in said.out
    assert (
        "content/a.md:6: says False, shows True\n    with trees==4\n    since trees 3 (2 is good)\n"
        in said.out
    )
    assert "trees==9: No solution found when resolving: Because there is no trees==9, it fails." in said.out
    assert "making the environment trees==3" in said.err
    assert "since trees 3; 2 is good" in page.read_text()
    # once more: environments and answers are kept
    assert main(["matrix", *withs[:4], "--format", "json"]) == 1
    again = capsys.readouterr()
    assert "making" not in again.err
    report = json.loads(again.out)
    assert report["posts"] == {"content/a.md": {"trees==1": "ok", "trees==4": "1 broken"}}
    assert report["findings"][0]["breaks_with"] == {"trees==4": "True"}
    assert [one["versions"] for one in report["environments"]] == [{"trees": "1"}, {"trees": "4"}]


def test_a_command_beside_this_one_has_its_own_status_report_and_words():
    version, nonsense = Command(["--version"]), Command(["chekc"])
    assert version.ended() == (0, f"blogkit {__version__}\n", "")
    status, report, words = nonsense.ended()
    assert (status, report) == (2, "")
    assert "Did you mean 'check'?" in words


@pytest.mark.usefixtures("blog")
def test_where_no_environment_can_be_made_the_command_says_why(capsys: pytest.CaptureFixture[str]):
    assert main(["matrix", "--with", "trees==9"]) == 2
    assert "trees==9: No solution found" in capsys.readouterr().out


def test_without_uv_there_is_one_line_that_says_how_to_get_it(
    blog: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.undo()
    monkeypatch.chdir(blog)
    monkeypatch.setattr(sys, "executable", str(blog / "python"))
    monkeypatch.setenv("PATH", str(blog))
    assert main(["matrix"]) == 2
    said = capsys.readouterr().err
    assert "uv is not found" in said
    assert said.count("\n") == 1


def test_an_environment_is_another_where_anything_of_it_is(tmp_path: Path):
    file = tmp_path / "requirements.txt"
    file.write_text("pandas")
    one = wanted_environments(["numpy"], ["3.12"], ["sympy"])
    others = [
        *wanted_environments(["numpy<2"], ["3.12"], ["sympy"]),
        *wanted_environments(["numpy"], ["3.13"], ["sympy"]),
        *wanted_environments(["numpy"], ["3.12"], []),
        *wanted_environments(["numpy"], ["3.12"], ["sympy"], file),
    ]
    assert len({wanted.key for wanted in [*one, *others]}) == 5
    assert environment_at(one[0], tmp_path) is None
