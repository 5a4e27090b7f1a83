"""No file of the site is written, and none is deleted, outside of the destination."""

import os
import posixpath
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogkit.errors import ContentError
from blogkit.model import Request, Site
from blogkit.pipeline import Outcome, build
from blogkit.site.plan.output_names import why_no_name
from blogkit.site.publish import WRITTEN, write_site


def build_posts(folder: Path, **posts: str) -> Outcome:
    """Build a blog of posts, given as their front matter."""
    (folder / "content/posts").mkdir(parents=True)
    (folder / "hugo.toml").write_text('baseURL = "https://example.org/"\n')
    for name, header in posts.items():
        (folder / f"content/posts/{name}.md").write_text(f"+++\ntitle = '{name}'\n{header}\n+++\nText.\n")
    return build(Request(folder, execute=False))


def names_of(outcome: Outcome) -> set[str]:
    assert outcome.site
    return set(outcome.site.files)


@pytest.mark.parametrize(
    ("url", "output"),
    [
        ("../../x.html", "x.html"),
        ("../content/posts/b.md", "content/posts/b.md"),
        ("/../../a/", "a/index.html"),
        ("%2e%2e/%2e%2e/y.html", "y.html"),
        ("/v1.2/", "v1.2/index.html"),
    ],
)
def test_a_url_never_leads_out_of_the_site(url: str, output: str, tmp_path: Path):
    assert output in names_of(build_posts(tmp_path, a=f"url = '{url}'", b=""))


@pytest.mark.parametrize(
    "header",
    [
        f"slug = '{'s' * 300}'",
        f"url = '/{'u' * 300}/'",
        'url = "/a\\u0000b/"',
        "url = '/b/index.html/y/'\naliases = []",
    ],
)
def test_a_name_that_no_disk_takes_is_an_error_of_its_post_and_of_no_other(header: str, tmp_path: Path):
    outcome = build_posts(tmp_path / "blog", a=header, b="url = '/b/'")
    assert [problem.path for problem in outcome.report.problems] == ["content/posts/a.md"]
    assert "\0" not in str(outcome.report.problems[0])
    assert outcome.site
    write_site(outcome.site, tmp_path / "public", {})
    assert (tmp_path / "public/b/index.html").is_file()


def test_an_alias_that_no_disk_takes_is_an_error_and_its_page_is_built(tmp_path: Path):
    outcome = build_posts(tmp_path, a=f"aliases = ['/{'x' * 300}/', '/ok/']")
    (problem,) = outcome.report.problems
    assert (problem.path, "alias" in problem.message) == ("content/posts/a.md", True)
    assert {"posts/a/index.html", "ok/index.html"} <= names_of(outcome)


@given(st.text(st.sampled_from("ab./\\\0\n ü"), max_size=12))
def test_a_name_that_passes_stays_below_every_folder(name: str):
    if not why_no_name(name):
        assert posixpath.normpath(f"/root/folder/{name}") == f"/root/folder/{name}"
        assert name.isprintable()


@pytest.mark.parametrize("name", ["../x", "/x", "a/../../x", "", "a//b", "a\0b", "x" * 256, ".", WRITTEN])
def test_nothing_is_written_when_one_name_is_wrong(name: str, tmp_path: Path):
    destination = tmp_path / "deep/public"
    with pytest.raises(ContentError):
        write_site(Site({"index.html": b"page", name: b"x"}), destination, {})
    assert not destination.exists()
    assert [path.name for path in tmp_path.rglob("*")] == []


def test_a_list_that_somebody_else_wrote_deletes_nothing_outside(tmp_path: Path):
    public = tmp_path / "blog/public"
    public.mkdir(parents=True)
    precious = [tmp_path / "precious.txt", tmp_path / "blog/keep.txt", tmp_path / "elsewhere/keep.txt"]
    for path in precious:
        path.parent.mkdir(exist_ok=True)
        path.write_text("mine")
    (public / "link").symlink_to(tmp_path / "elsewhere")
    (public / "old.html").write_text("ours")
    names = ["../../precious.txt", "../keep.txt", str(precious[0]), "link/keep.txt", "old.html"]
    (public / WRITTEN).write_text("\n".join(names))
    write_site(Site({"index.html": b"page"}), public, {})
    assert all(path.read_text() == "mine" for path in precious)
    assert not (public / "old.html").exists()


def test_a_link_in_the_destination_is_not_written_through(tmp_path: Path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "public").mkdir()
    (tmp_path / "public/posts").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ContentError, match="remove the link"):
        write_site(Site({"posts/a/index.html": b"page"}), tmp_path / "public", {})
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_static_file_with_the_size_and_time_of_the_old_one_is_copied_again(tmp_path: Path):

    source, public = tmp_path / "d.txt", tmp_path / "public"
    source.write_text("AAA")
    first = write_site(Site({}), public, {"d.txt": source})
    times = source.stat().st_atime_ns, source.stat().st_mtime_ns
    source.write_text("BBB")
    os.utime(source, ns=times)
    write_site(Site({}), public, {"d.txt": source}, before=first)
    assert (public / "d.txt").read_text() == "BBB"
