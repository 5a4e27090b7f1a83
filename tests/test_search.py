"""The search index: of posts alone, the same bytes each time, gone when nobody wants it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.rebuild import CONFIG, Blog, files_of, make_blog


@pytest.fixture
def blog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Blog:
    monkeypatch.setenv("BLOGKIT_CACHE", str(tmp_path / "cache"))
    blog = make_blog(tmp_path / "blog")
    (blog.folder / "hugo.toml").write_text(f"{CONFIG}[params.blogkit]\nsearch = true\n")
    return blog


def fragments(blog: Blog) -> list[str]:
    return [name for name in files_of(blog.public) if name.startswith("pagefind/fragment/")]


def test_posts_are_indexed_and_lists_are_not(blog: Blog):
    assert blog.build() == 0
    assert len(fragments(blog)) == 4
    assert (blog.public / "search/index.html").is_file()
    assert 'action="/search/"' in blog.page("p0")


def test_the_index_has_the_same_bytes_each_time(blog: Blog):
    blog.build("--no-cache")
    first = files_of(blog.public)
    blog.build("--no-cache", destination=blog.folder.parent / "again")
    assert files_of(blog.folder.parent / "again") == first


def test_the_index_follows_an_edit_and_an_unchanged_one_is_not_made_again(
    blog: Blog, monkeypatch: pytest.MonkeyPatch
):
    blog.build()
    before = fragments(blog)
    blog.write("p0", "Post 0", body="Quite another text.\n")
    blog.build()
    assert len(set(before) - set(fragments(blog))) == 1
    monkeypatch.setattr(subprocess, "run", None)  # nothing can run now
    (blog.folder / "static").mkdir()
    (blog.folder / "static/a.txt").write_text("a file that is no page")
    assert blog.build() == 0
    assert len(fragments(blog)) == 4


def test_a_blog_that_does_not_ask_has_no_index_and_loses_the_one_it_had(blog: Blog):
    blog.build()
    (blog.folder / "hugo.toml").write_text(CONFIG)
    blog.build()
    kept = files_of(blog.public)
    assert not [name for name in kept if "pagefind" in name or "search" in name]
    assert b"pagefind" not in kept["posts/p0/index.html"]


def test_a_pagefind_that_cannot_run_is_named_and_the_site_is_written(
    blog: Blog, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setitem(sys.modules, "pagefind_bin", None)
    assert blog.build() == 0
    assert "[params.blogkit] search: Pagefind cannot run: " in capsys.readouterr().out
    assert (blog.public / "posts/p0/index.html").is_file()
