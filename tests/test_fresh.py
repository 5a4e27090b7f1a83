"""A build that finds nothing changed does nothing; and everything that could change is noticed."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from blogkit.cache import uptodate
from blogkit.cache.files import file_states
from blogkit.cache.uptodate import KEPT
from blogkit.cli import commands
from blogkit.cli.options import Options
from tests.rebuild import Blog, make_blog

pytestmark = pytest.mark.rebuild
ROOT = Path(__file__).parent.parent
Change = Callable[[Blog], object]


class Counted:
    """Builds a blog and says whether it was built at all."""

    def __init__(self, blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
        self.blog = blog
        self.builds = 0
        run = commands.run

        def noting(options: Options, begin: float) -> int:
            self.builds += 1
            return run(options, begin)

        monkeypatch.setattr(commands, "run", noting)

    def is_built(self, *flags: str) -> bool:
        before = self.builds
        assert self.blog.build(*flags) == 0
        return self.builds > before


@pytest.fixture
def counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Counted:
    monkeypatch.setenv("BLOGKIT_CACHE", str(tmp_path / "cache"))
    blog = make_blog(tmp_path / "blog")
    for folder in ("static/deep", "layouts/shortcodes", "content/.hidden", "static/node_modules"):
        (blog.folder / folder).mkdir(parents=True)
    (blog.folder / "static/deep/a.txt").write_text("a")
    (blog.folder / "static/node_modules/a.js").write_text("a")
    return Counted(blog, monkeypatch)


def same_size_and_time(path: Path) -> None:
    """Change a file the way `cp -p` and archives do."""
    state = path.stat()
    path.write_text(path.read_text().replace("Text", "Tent"))
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))


CHANGES: dict[str, Change] = {
    "an edited post": lambda blog: blog.write("p1", "Other"),
    "an edit that keeps size and time": lambda blog: same_size_and_time(blog.post("p1")),
    "a new post": lambda blog: blog.write("p9", "New"),
    "a deleted post": lambda blog: blog.post("p1").unlink(),
    "a renamed post": lambda blog: blog.post("p1").rename(blog.post("q1")),
    "the configuration": lambda blog: (blog.folder / "hugo.toml").write_text('title = "Other"\n'),
    "a second configuration": lambda blog: (blog.folder / "config.toml").write_text('title = "Other"\n'),
    "a static file": lambda blog: (blog.folder / "static/deep/a.txt").write_text("b"),
    "a static file in a folder of that name": lambda blog: (
        blog.folder / "static/node_modules/a.js"
    ).write_text("b"),
    "a new static file": lambda blog: (blog.folder / "static/deep/b.txt").write_text("b"),
    "a shortcode": lambda blog: (blog.folder / "layouts/shortcodes/a.html").write_text("b"),
    "a page in the destination": lambda blog: (blog.public / "posts/p1/index.html").write_text("b"),
    "a page in the destination that keeps size and time": lambda blog: same_size_and_time(
        blog.public / "posts/p1/index.html"
    ),
    "a deleted page in the destination": lambda blog: (blog.public / "posts/p1/index.html").unlink(),
    "the list of what was written": lambda blog: (blog.public / ".blogkit-files").unlink(),
}


def test_what_did_not_change_is_not_built(counted: Counted, capsys: pytest.CaptureFixture[str]):
    assert counted.is_built()
    *said, last = capsys.readouterr().out.splitlines()
    assert not counted.is_built()
    *again, still = capsys.readouterr().out.splitlines()
    assert again == said
    what, _, _ = last.partition(" in ")
    assert still.startswith(f"{what} in ")
    assert still.endswith(": nothing has changed")


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_is_noticed(counted: Counted, change: Change):
    counted.is_built()
    change(counted.blog)
    assert counted.is_built()
    assert not counted.is_built()


@pytest.mark.parametrize(
    "flags", [["-D"], ["--no-cache"], ["-b", "https://other.example/"], ["--format", "json"]]
)
def test_other_flags_are_another_command(counted: Counted, flags: list[str]):
    counted.is_built()
    assert counted.is_built(*flags)


def test_another_folder_to_start_from_is_another_command(
    counted: Counted, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    counted.is_built("--only", str(counted.blog.post("p1")))
    monkeypatch.chdir(tmp_path)
    assert counted.is_built("--only", str(counted.blog.post("p1")))


def test_another_search_path_for_modules_is_another_command(
    counted: Counted, monkeypatch: pytest.MonkeyPatch
):
    counted.is_built()
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    assert counted.is_built()


def test_a_post_whose_time_comes_is_noticed(counted: Counted, monkeypatch: pytest.MonkeyPatch):
    coming = time.time() + 1000
    post = counted.blog.post("p1")
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(coming))
    post.write_text(post.read_text().replace("date = 2024-01-02", f"date = {moment}"))
    counted.is_built()
    assert not counted.is_built()
    monkeypatch.setattr(uptodate.time, "time", lambda: coming + 1)
    assert counted.is_built()


def test_a_post_that_expires_is_noticed(counted: Counted, monkeypatch: pytest.MonkeyPatch):
    coming = time.time() + 1000
    post = counted.blog.post("p1")
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(coming))
    post.write_text(post.read_text().replace("+++\n", f"+++\nexpiryDate = {moment}\n", 1))
    counted.is_built()
    monkeypatch.setattr(uptodate.time, "time", lambda: coming + 1)
    assert counted.is_built()


def test_a_post_that_waits_for_a_date_of_its_section_is_looked_at_every_time(counted: Counted):
    (counted.blog.folder / "content/posts/_index.md").write_text(
        '+++\ntitle = "P"\n[cascade]\npublishDate = 2999-01-01\n+++\n'
    )
    counted.is_built()
    assert counted.is_built()


def test_content_outside_the_source_folder_is_watched_too(counted: Counted, tmp_path: Path):
    (tmp_path / "elsewhere").mkdir()
    config = counted.blog.folder / "hugo.toml"
    config.write_text(config.read_text() + 'staticDir = ["static", "../elsewhere"]\n')
    counted.is_built()
    assert not counted.is_built()
    (tmp_path / "elsewhere/new.txt").write_text("new")
    assert counted.is_built()
    assert (counted.blog.public / "new.txt").exists()


def test_a_link_to_a_folder_above_is_not_followed_for_ever(counted: Counted):
    (counted.blog.folder / "static/loop").symlink_to(counted.blog.folder / "static")
    states = uptodate.source_states(counted.blog.folder)
    assert len(states) < 40


def test_a_file_saved_while_the_build_begins_is_looked_at_again(tmp_path: Path):
    (tmp_path / "a").write_text("a")
    states = file_states([tmp_path / "a"])
    saved = (tmp_path / "a").stat().st_ctime_ns
    uptodate.write_note(
        tmp_path / "c", "k", uptodate.Note("", 0, states, []), begun=saved + uptodate.TICK // 2
    )
    assert uptodate.read_note(tmp_path / "c", "k") is None
    uptodate.write_note(
        tmp_path / "c", "k", uptodate.Note("", 0, states, []), begun=saved + uptodate.TICK * 2
    )
    assert uptodate.read_note(tmp_path / "c", "k") is not None


def test_the_report_is_written_again_when_its_file_is_gone(counted: Counted, tmp_path: Path):
    counted.is_built("--output", str(tmp_path / "report"))
    said = (tmp_path / "report").read_text()
    (tmp_path / "report").unlink()
    assert not counted.is_built("--output", str(tmp_path / "report"))
    assert (tmp_path / "report").read_text() == said


@pytest.mark.parametrize("spoiled", [b"", b"{}", b"[1]", b'{"report": 1}', b"\xff\0"])
def test_a_spoiled_note_is_as_good_as_none(counted: Counted, spoiled: bytes, tmp_path: Path):
    counted.is_built()
    (note,) = (tmp_path / "cache").glob("fresh-*.json")
    note.write_bytes(spoiled)
    assert counted.is_built()


def test_the_cache_of_another_version_of_the_tool_is_not_believed(counted: Counted, tmp_path: Path):
    former = tmp_path / "former"
    shutil.copytree(ROOT / "blogkit", former / "blogkit", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "build_site.py", former)
    page = former / "blogkit/templates/base.html"
    page.write_text(page.read_text().replace("</body>", "<!-- former --></body>"))
    words = ["build", "-s", str(counted.blog.folder), "-d", str(counted.blog.public), "--no-execute"]
    subprocess.run([sys.executable, str(former / "build_site.py"), *words], check=True, cwd=tmp_path)
    left = {path.name for path in (tmp_path / "cache").iterdir()}
    assert {name.partition("-")[0] for name in left} == {"fresh", "written", "answers"}
    assert "<!-- former -->" in counted.blog.page("p0")
    assert counted.is_built()
    assert "<!-- former -->" not in counted.blog.page("p0")
    assert len({path.name for path in (tmp_path / "cache").iterdir()} - left) == 3


def test_old_notes_do_not_pile_up(tmp_path: Path):
    for number in range(KEPT + 9):
        uptodate.write_note(tmp_path, str(number), uptodate.Note("", 0, [], []), begun=0)
    assert len(list(tmp_path.iterdir())) <= KEPT + 1
    assert uptodate.read_note(tmp_path, str(KEPT + 8)) is not None


def test_an_unchanged_site_is_recognised_without_the_heavy_modules(counted: Counted):
    counted.is_built()
    words = ["build", "-s", str(counted.blog.folder), "-d", str(counted.blog.public), "--no-execute"]
    script = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); import build_site\n"
        f"status = build_site.main({words!r}); print(sorted(sys.modules)); sys.exit(status)"
    )
    environment = {**os.environ, "PYTHONSAFEPATH": ""}
    for _ in range(2):  # the first one writes its own note: modules are searched elsewhere
        done = subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            text=True,
            check=True,
            env=environment,
            cwd=ROOT,
        )
    loaded = done.stdout
    assert "'blogkit.cache.uptodate'" in loaded
    for name in ("blogkit.cli.commands", "markdown_it", "jinja2", "yaml", "asyncio", "nbclient", "sqlite3"):
        assert f"'{name}'" not in loaded


@pytest.mark.kernel
def test_a_file_that_a_post_read_elsewhere_is_watched(
    tmp_path: Path, command: Callable[..., subprocess.CompletedProcess[str]], monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))  # what stands there is nobody's source
    monkeypatch.setenv("BLOGKIT_CACHE", str(tmp_path / "cache"))
    blog = make_blog(tmp_path / "blog", 0)
    (tmp_path / "number.txt").write_text("1")
    blog.write("p", "T", body="```python\nprint(open('../../../number.txt').read())  # 1\n```\n")
    flags = ("check", "-s", blog.folder)
    assert command(*flags).returncode == 0
    assert command(*flags).returncode == 0
    (tmp_path / "number.txt").write_text("2")
    assert command(*flags).returncode == 1


def test_byte_code_that_python_leaves_beside_the_code_is_no_change(tmp_path: Path):
    blog = make_blog(tmp_path / "blog")
    (blog.folder / "helper.py").write_text("")
    before = uptodate.source_states(blog.folder)
    (blog.folder / "__pycache__").mkdir()
    (blog.folder / "__pycache__/helper.pyc").write_bytes(b"code")
    assert uptodate.source_states(blog.folder) == before
    (blog.folder / "other.py").write_text("")
    assert uptodate.source_states(blog.folder) != before
