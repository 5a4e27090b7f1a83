"""An exception nobody foresaw is the tool's fault: it is said at the post, and the others are built."""

import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.soak.trial import COMMAND
from blogkit.cache import temporary_folder
from blogkit.check import run as checking
from blogkit.cli import main
from blogkit.errors import ToolError, tool_error
from blogkit.pipeline import planning, reading, rendering
from blogkit.site import bodies
from tests.rebuild import make_blog

pytestmark = pytest.mark.rebuild


def failing(path: str, otherwise: Callable[..., object]) -> Callable[..., object]:
    """Fail as deep recursion does, when any argument speaks of a post."""

    def fail(*given: object, **named: object) -> object:
        if any(path in repr(one) for one in given):
            raise RecursionError("maximum recursion depth exceeded\nin a comparison")
        return otherwise(*given, **named)

    return fail


@pytest.mark.parametrize(
    ("module", "stage"), [(reading, "parse"), (checking, "steps"), (checking, "judge"), (bodies, "_made")]
)
def test_a_post_at_which_the_tool_fails_is_named_and_the_others_are_built(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    module: object,
    stage: str,
):
    monkeypatch.setenv("BLOGKIT_CACHE", str(tmp_path / "cache"))
    blog = make_blog(tmp_path / "blog", 2)
    monkeypatch.setattr(module, stage, failing("p1.md", getattr(module, stage)))
    words = ["build", "-s", str(blog.folder), "-d", str(blog.public)]
    assert main(words if module is checking else [*words, "--no-execute"]) == 70
    said = capsys.readouterr()
    expected = "content/posts/p1.md: the tool failed here: RecursionError: maximum recursion depth exceeded"
    assert f"{expected} in a comparison; please report\n" in said.out
    assert "Traceback" not in said.out + said.err
    assert blog.page("p0")
    (trace,) = (tmp_path / "cache").glob("failure*.txt")
    assert "RecursionError" in trace.read_text()
    assert str(trace) in said.err


def test_a_post_that_cannot_be_planned_is_named_and_the_others_are_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("BLOGKIT_CACHE", str(tmp_path / "cache"))
    blog = make_blog(tmp_path / "blog", 3)
    monkeypatch.setattr(planning, "plan", failing("p1.md", planning.plan))
    assert blog.build() == 70
    assert "content/posts/p1.md: the tool failed here: RecursionError" in capsys.readouterr().out
    assert blog.page("p0")
    assert blog.page("p2")
    assert not (blog.public / "posts/p1").exists()


@pytest.mark.parametrize(("stage", "name"), [("check_links", "links (en)"), ("searchable", "search")])
def test_a_stage_of_the_whole_site_that_fails_is_named_once_and_the_site_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], stage: str, name: str
):
    monkeypatch.setenv("BLOGKIT_CACHE", str(tmp_path / "cache"))
    blog = make_blog(tmp_path / "blog", 2)
    config = blog.folder / "hugo.toml"
    config.write_text(f"{config.read_text()}[params.blogkit]\nsearch = true\n")
    monkeypatch.setattr(rendering, stage, failing("p1", getattr(rendering, stage)))
    assert blog.build() == 70
    assert capsys.readouterr().out.count(f"{name}: the tool failed here: RecursionError") == 1
    assert blog.page("p1")


def test_what_went_wrong_outside_of_a_post_names_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("BLOGKIT_CACHE", str(tmp_path / "cache"))
    blog = make_blog(tmp_path / "blog", 1)
    monkeypatch.setattr(rendering, "assemble", failing("p0.md", lambda *_: None))
    assert blog.build() == 70
    said = capsys.readouterr().err
    assert said.startswith("blogkit build: the tool failed here: RecursionError")
    assert said.count("\n") == 2


def test_such_a_failure_travels_between_processes():
    error = tool_error("a.md", ValueError("no\nway"))
    again = pickle.loads(pickle.dumps(error))  # noqa: S301  (our own)
    assert isinstance(again, ToolError)
    assert str(again) == "a.md: the tool failed here: ValueError: no way; please report"
    assert again.trace == error.trace


def test_too_few_open_files_are_refused_with_the_remedy(tmp_path: Path):
    """A kernel that cannot open its sockets would be called a failure of the tool, post by post."""
    (tmp_path / "hugo.toml").write_text("")
    command = f"ulimit -n 40; exec {sys.executable} {COMMAND} check -s {tmp_path}"
    ended = subprocess.run(["sh", "-c", command], check=False, capture_output=True, text=True)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.count("\n") == 1
    assert 'raise the limit ("ulimit -n 1024")' in ended.stderr


def test_a_temporary_folder_that_was_tidied_away_is_made_again():
    first = temporary_folder()
    shutil.rmtree(first.parent)
    assert temporary_folder().is_dir()
