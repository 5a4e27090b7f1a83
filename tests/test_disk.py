"""The edge to the file system."""

import os
import subprocess
from pathlib import Path, PurePosixPath

import pytest

from blogkit.cache import ChangedMeanwhileError, file_state, rewrite, sweep_beside, sweep_parts, write_bytes
from blogkit.errors import ContentError, VanishedError
from blogkit.model import Figure, Site, Source
from blogkit.parallel import Beside
from blogkit.report import Report
from blogkit.report.text import summary
from blogkit.site import refuse_sources
from blogkit.site.publish import write_site
from blogkit.source import disk, write_pictures


def test_a_site_is_written_and_what_an_earlier_build_left_is_swept(tmp_path: Path):
    out = tmp_path / "public"
    write_site(Site({"a/index.html": b"a", "b/index.html": b"b"}), out, {})
    (out / "mine.txt").write_text("put here by somebody else")
    write_site(Site({"a/index.html": b"a"}), out, {})
    assert not (out / "b").exists()
    assert (out / "a/index.html").read_bytes() == b"a"
    assert (out / "mine.txt").exists()


def test_without_sweeping_pages_of_malformed_posts_stay(tmp_path: Path):
    write_site(Site({"a.html": b"a", "b.html": b"b"}), tmp_path, {})
    write_site(Site({"a.html": b"a"}), tmp_path, {}, sweep=False)
    assert (tmp_path / "b.html").exists()
    write_site(Site({"a.html": b"a"}), tmp_path, {})
    assert not (tmp_path / "b.html").exists()


def test_a_file_with_the_same_bytes_is_not_touched(tmp_path: Path):
    write_site(Site({"a.html": b"a"}), tmp_path, {})
    os.utime(tmp_path / "a.html", ns=(1, 1))
    write_site(Site({"a.html": b"a"}), tmp_path, {})
    assert (tmp_path / "a.html").stat().st_mtime_ns == 1


MANY = {f"{number}/index.html": f"page {number}".encode() for number in range(60)}


def test_several_processes_write_what_one_does(tmp_path: Path):
    records = [
        write_site(Site(MANY), tmp_path / str(jobs), {}, spread=Beside(jobs).spread) for jobs in (1, 3)
    ]
    assert [list(record) for record in records] == [list(MANY)] * 2
    for jobs in (1, 3):
        assert {name: (tmp_path / str(jobs) / name).read_bytes() for name in MANY} == MANY
    assert records[1]["7/index.html"][-1].size == len(b"page 7")


def test_a_page_that_cannot_be_written_is_an_error_whoever_writes_it(tmp_path: Path):
    (tmp_path / "41").write_text("a file where a folder should be")
    with pytest.raises(OSError, match="41"):
        write_site(Site(MANY), tmp_path, {}, spread=Beside(3).spread)


def test_static_files_are_copied_once(tmp_path: Path):
    (tmp_path / "static").mkdir()
    (tmp_path / "static/x.txt").write_text("x")
    files = disk.static_files(tmp_path, ["static"], {})
    write_site(Site({}), tmp_path / "out", files)
    assert (tmp_path / "out/x.txt").read_text() == "x"
    assert (tmp_path / "out/x.txt").stat().st_mtime_ns == (tmp_path / "static/x.txt").stat().st_mtime_ns


@pytest.mark.parametrize(
    ("data", "line", "word"),
    [(b"a\nb\xff", 2, "UTF-8"), (b"a\n\nb\0", 3, "null byte")],
)
def test_a_file_that_is_no_text_names_its_line(tmp_path: Path, data: bytes, line: int, word: str):
    path = tmp_path / "content/a.md"
    path.parent.mkdir()
    path.write_bytes(data)
    with pytest.raises(ContentError, match=word) as caught:
        disk.read_source(tmp_path, path)
    assert (caught.value.path, caught.value.line) == ("content/a.md", line)


def test_a_post_of_many_megabytes_is_refused(tmp_path: Path):
    path = tmp_path / "content/a.md"
    path.parent.mkdir()
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(ContentError, match="larger than"):
        disk.read_source(tmp_path, path)


def test_a_corrected_text_keeps_line_ends_and_byte_order_mark(tmp_path: Path):
    path = tmp_path / "content/a.md"
    path.parent.mkdir()
    path.write_bytes(b"\xef\xbb\xbfone\r\ntwo\r\n")
    source = disk.read_source(tmp_path, path)
    assert source.text == "one\ntwo\n"
    disk.write_source(tmp_path, source, "one\n2\n")
    assert path.read_bytes() == b"\xef\xbb\xbfone\r\n2\r\n"


def test_a_recipe_script_travels_with_its_post(tmp_path: Path):
    (tmp_path / "content").mkdir()
    (tmp_path / "content/a.md").write_text("text")
    (tmp_path / "content/a.figures.py").write_text("# %% a.png")
    assert disk.read_source(tmp_path, tmp_path / "content/a.md") == Source(
        PurePosixPath("content/a.md"), "text", "# %% a.png"
    )


def test_ignored_files_and_folders_of_the_content_do_not_count(tmp_path: Path):
    for name in ("a.md", "a.Rmd", "b.knit.md", "a_files/figure.png", "a.png"):
        (tmp_path / "content" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "content" / name).write_text("")
    ignored = (r"\.Rmd$", r"\.knit\.md$", "_files$")
    assert disk.source_paths(tmp_path, "content", ignored) == [tmp_path / "content/a.md"]
    assert disk.content_files(tmp_path, "content", ignored) == [PurePosixPath("content/a.png")]


def test_the_settings_of_a_production_build_are_read(tmp_path: Path):
    for name in ("config/_default/hugo.toml", "config/production/params.toml", "config/staging/hugo.toml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    assert set(disk.read_config(tmp_path)) == {"config/_default/hugo.toml", "config/production/params.toml"}


@pytest.mark.parametrize(
    ("before", "wanted"),
    [
        (b"a\r\n# 3\r\nb", b"a\r\n# 2\r\nb"),
        (b"a\r# 3\rb\r", b"a\r# 2\rb\r"),
        (b"\xef\xbb\xbfa\n# 3\r\nb\rc\n", b"\xef\xbb\xbfa\n# 2\r\nb\rc\n"),
    ],
)
def test_each_line_of_a_corrected_source_keeps_its_end(tmp_path: Path, before: bytes, wanted: bytes):
    path = tmp_path / "a.md"
    path.write_bytes(before)
    source = disk.read_source(tmp_path, path)
    assert "\r" not in source.text
    disk.write_source(tmp_path, source, source.text.replace("3", "2"))
    assert path.read_bytes() == wanted


def test_a_source_that_changed_while_the_posts_ran_is_not_overwritten(tmp_path: Path):
    path = tmp_path / "content/a.md"
    path.parent.mkdir()
    path.write_text("print(2)  # 3\n")
    source = disk.read_source(tmp_path, path)
    path.write_text("print(2)  # 3\nA line from an editor.\n")
    with pytest.raises(ContentError, match=r"content/a\.md: changed while the posts ran; run fix again"):
        disk.write_source(tmp_path, source, "print(2)  # 2\n")
    assert path.read_text() == "print(2)  # 3\nA line from an editor.\n"
    assert [one.name for one in path.parent.iterdir()] == ["a.md"]


def test_a_source_that_changes_while_its_correction_is_written_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = tmp_path / "a.md"
    path.write_text("old")
    monkeypatch.setattr(os, "fsync", lambda _handle: path.write_text("from an editor"))
    with pytest.raises(ChangedMeanwhileError):
        rewrite(path, b"new", b"old")
    assert path.read_text() == "from an editor"
    assert list(tmp_path.iterdir()) == [path]


def test_a_corrected_source_stays_a_link_and_keeps_its_owner_and_permissions(tmp_path: Path):
    (tmp_path / "content").mkdir()
    real, link = tmp_path / "vault.md", tmp_path / "content/a.md"
    real.write_text("# 3\n")
    owner = 65_534 if os.geteuid() == 0 else os.geteuid()
    os.chown(real, owner, -1)
    real.chmod(0o640)
    link.symlink_to("../vault.md")
    disk.write_source(tmp_path, disk.read_source(tmp_path, link), "# 2\n")
    assert link.is_symlink()
    assert real.read_text() == "# 2\n"
    assert (real.stat().st_uid, real.stat().st_mode & 0o777) == (owner, 0o640)


@pytest.mark.parametrize("now", [b"edited", None, b"new"])
def test_a_picture_that_somebody_changed_meanwhile_stays(tmp_path: Path, now: bytes | None):
    picture = tmp_path / "static/x.png"
    picture.parent.mkdir()
    if now is not None:
        picture.write_bytes(now)
    figure = Figure(1, "/x.png", "changed", 1.0, b"new", b"old", PurePosixPath("static/x.png"))
    assert write_pictures(tmp_path, [figure]) == ([], [])
    assert (picture.read_bytes() if picture.exists() else None) == now


def test_a_picture_that_cannot_be_written_is_named_and_the_others_are_written(tmp_path: Path):
    (tmp_path / "static").mkdir()
    (tmp_path / "static/file").write_text("no folder")
    (tmp_path / "static/out").symlink_to(tmp_path.parent)
    paths = [PurePosixPath("static") / name for name in ("file/x.png", "out/x.png", "x.png")]
    figures = [Figure(1, "/x.png", "new", 1.0, b"new", None, path) for path in paths]
    written, failed = write_pictures(tmp_path, figures)
    assert written == [paths[2]]
    assert [(bad.path, bad.message.partition(":")[0].partition(";")[0]) for bad in failed] == [
        ("static/file/x.png", "cannot be written"),
        ("static/out/x.png", "is a link that leads out of the blog"),
    ]


@pytest.mark.parametrize("name", [".", "..", "content", "content/posts", "layouts/x", "other/.."])
def test_a_destination_that_holds_the_blog_or_is_a_part_of_it_is_refused(tmp_path: Path, name: str):
    blog = tmp_path / "blog"
    (blog / "content").mkdir(parents=True)
    with pytest.raises(ContentError, match="give a folder of its own"):
        refuse_sources(blog / name, blog, [blog / "content", blog / "layouts"])
    refuse_sources(blog / "public", blog, [blog / "content", blog])


def test_a_name_of_the_greatest_length_is_written(tmp_path: Path):
    name = "ü" * 125 + ".html"
    assert write_bytes(tmp_path / name, b"text")
    assert [one.name for one in tmp_path.iterdir()] == [name]


def _ended_process() -> int:
    with subprocess.Popen(["true"]) as process:
        process.wait()
    return process.pid


def test_what_a_killed_build_left_half_written_is_swept_and_never_published(tmp_path: Path):
    dead, alive = f".a.png.{_ended_process()}.part", f".a.png.{os.getpid()}.part"
    for name in (f"static/{dead}", f"static/deep/{alive}", f"public/{dead}", "static/mine.part"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("half")
    assert set(disk.static_files(tmp_path, ["static"], {})) == {"mine.part"}
    sweep_parts(tmp_path / "static")
    write_site(Site({}), tmp_path / "public", {})
    left = [path.relative_to(tmp_path).as_posix() for path in sorted(tmp_path.rglob("*.part"))]
    assert left == [f"static/deep/{alive}", "static/mine.part"]


def test_a_number_that_another_process_has_by_now_and_a_process_nobody_waits_for_keep_no_half_file(
    tmp_path: Path,
):
    with subprocess.Popen(["true"]) as unmourned:
        os.waitid(os.P_PID, unmourned.pid, os.WEXITED | os.WNOWAIT)
        old, late = tmp_path / f".a.png.{os.getpid()}-1.part", tmp_path / f".b.png.{unmourned.pid}.part"
        for path in (old, late):
            path.write_text("half")
        os.utime(old, (0, 0))
        sweep_beside(tmp_path / "a.png")
    assert not old.exists()
    assert not late.exists()


def test_a_folder_has_a_state_that_changes_with_the_names_in_it(tmp_path: Path):
    before = file_state(tmp_path)
    (tmp_path / f".a.{os.getpid()}.part").write_text("half")
    assert file_state(tmp_path) == before
    (tmp_path / "a").write_text("whole")
    assert before.is_folder
    assert file_state(tmp_path) != before
    assert file_state(tmp_path / "b").is_missing


def test_links_that_lead_out_of_the_blog_are_left_out_and_named(tmp_path: Path):
    blog, elsewhere = tmp_path / "blog", tmp_path / "elsewhere"
    for folder in (blog / "content/posts", blog / "static/img", elsewhere):
        folder.mkdir(parents=True)
    (elsewhere / "secret.md").write_text("secret")
    (blog / "content/posts/own.md").write_text("mine")
    (blog / "static/img/a.txt").write_text("mine")
    (blog / "static/folder").symlink_to(elsewhere)
    (blog / "static/file").symlink_to(elsewhere / "secret.md")
    (blog / "static/again").symlink_to(blog / "static/img")
    (blog / "static/loop").symlink_to(blog / "static")
    (blog / "content/posts/s.md").symlink_to("../../../elsewhere/secret.md")
    (blog / "content/posts/itself.md").symlink_to(blog / "content/posts/itself.md")
    (blog / "static/itself").symlink_to(blog / "static/itself")
    assert [path.name for path in disk.source_paths(blog, "content")] == ["own.md"]
    assert set(disk.static_files(blog, ["static"], {})) == {"img/a.txt", "again/a.txt"}
    named = [error.path for error in disk.links_out(blog, [blog / "content", blog / "static"])]
    assert named == ["content/posts/s.md", "static/file", "static/folder"]


def test_a_folder_that_the_settings_name_may_stand_elsewhere(tmp_path: Path):
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared/a.md").write_text("a")
    (tmp_path / "blog").mkdir()
    (tmp_path / "blog/content").symlink_to(tmp_path / "shared")
    assert [path.name for path in disk.source_paths(tmp_path / "blog", "content")] == ["a.md"]


def test_a_post_that_vanishes_after_it_was_listed_is_called_so_and_not_malformed(tmp_path: Path):
    (path := tmp_path / "content").mkdir()
    with pytest.raises(VanishedError, match="vanished while the blog was read") as error:
        disk.read_source(tmp_path, path / "gone.md")
    assert summary(Report((), (error.value,))).endswith("; 1 file vanished")


def test_a_static_file_that_vanishes_after_it_was_listed_ends_nothing(tmp_path: Path):
    (tmp_path / "static").mkdir()
    for name in ("half.txt", "x.txt"):
        (tmp_path / "static" / name).write_text("x")
    files = disk.static_files(tmp_path, ["static"], {})
    (tmp_path / "static/half.txt").unlink()
    write_site(Site({}), tmp_path / "out", files)
    assert (tmp_path / "out/x.txt").is_file()
