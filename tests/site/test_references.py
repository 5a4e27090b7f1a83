"""`relref` finds pages as Hugo does."""

from collections.abc import Callable
from pathlib import PurePosixPath

import pytest

from blogkit.site.plan.references import DanglingReferenceError, resolver
from tests.site.conftest import Blog

MakeBlog = Callable[[str], Blog]
BLOG = '-- hugo.toml --\nbaseURL = "https://example.org/blog/"\n' + "".join(
    f"-- content/{name} --\n---\ntitle: x\n{header}\n---\n"
    for name, header in {
        "about.md": "",
        "posts/_index.md": "",
        "posts/first.md": "slug: renamed",
        "posts/My Trip/index.md": "",
        "posts/hidden.md": "draft: true",
        "posts/twice.md": "tags: [Some Tag]",
        "notes/twice.md": "",
        "notes/deep/_index.md": "",
        "notes/deep/down.md": "",
    }.items()
)


@pytest.mark.parametrize(
    ("reference", "source", "url"),
    [
        ("first.md", "posts/twice.md", "/blog/posts/renamed/"),
        ("first", "about.md", "/blog/posts/renamed/"),
        ("/posts/first.md", "about.md", "/blog/posts/renamed/"),
        ("posts/first.md#part", "about.md", "/blog/posts/renamed/#part"),
        ("./twice.md", "notes/twice.md", "/blog/notes/twice/"),
        ("../about.md", "posts/first.md", "/blog/about/"),
        ("../notes/twice.md", "posts/first.md", "/blog/notes/twice/"),
        ("My Trip/index.md", "posts/first.md", "/blog/posts/my-trip/"),
        ("my trip", "about.md", "/blog/posts/my-trip/"),
        ("first.md", "posts/My Trip/index.md", "/blog/posts/renamed/"),
        ("/posts", "about.md", "/blog/posts/"),
        ("/posts/_index.md", "about.md", "/blog/posts/"),
        ("first.md", "posts/_index.md", "/blog/posts/renamed/"),
        ("/", "posts/first.md", "/blog/"),
        ("/tags/Some Tag", "about.md", "/blog/tags/some-tag/"),
        ("down.md", "about.md", "/blog/notes/deep/down/"),
        ("#here", "about.md", "#here"),
    ],
)
def test_a_reference_finds_its_page(blog: MakeBlog, reference: str, source: str, url: str) -> None:
    assert resolver(blog(BLOG).plan(), PurePosixPath(f"content/{source}"))(reference) == url


@pytest.mark.parametrize(
    ("reference", "says"),
    [
        ("nowhere.md", "write its path below content/"),
        ("hidden.md", "not published: draft"),
        ("twice.md", "content/notes/twice.md, content/posts/twice.md"),
        ("posts/nowhere.md", "no page"),
    ],
)
def test_a_dangling_reference_says_what_to_change(blog: MakeBlog, reference: str, says: str) -> None:
    resolve = resolver(blog(BLOG).plan(), PurePosixPath("content/about.md"))
    with pytest.raises(DanglingReferenceError, match=says.replace(".", r"\.")):
        resolve(reference)


def test_ref_gives_the_whole_address(blog: MakeBlog) -> None:
    resolve = resolver(blog(BLOG).plan(), None, absolute=True)
    assert resolve("/about") == "https://example.org/blog/about/"
