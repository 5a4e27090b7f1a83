"""The link checker: finds what is broken, is silent about what works."""

import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from blogkit.model import Link, Page
from blogkit.site.links import CheckedLinks, check_links
from blogkit.site.write.assemble import Edition, assemble
from tests.site.conftest import Blog

MakeBlog = Callable[[str], Blog]


BLOG = """
-- hugo.toml --
baseURL = "https://example.org/blog/"
title = "Notes"
-- content/posts/été & co.md --
---
title: Summer
aliases: [/old/summer/]
---
<h2 id="été">É</h2><p id=plain>x</p>
-- content/posts/bundle/index.md --
---
title: Bundle
---
BODY
-- content/posts/bundle/Pic.PNG --
-- content/posts/draft.md --
---
title: Draft
draft: true
---
"""
STATIC = {"images/a b.png", "paper.pdf", "app/index.html"}


def _check(blog: MakeBlog, body: str, *, theme: bool = False, static: set[str] = STATIC) -> CheckedLinks:
    one = blog(BLOG.replace("BODY", body))
    planned = one.plan()
    pages = [_with_lines(page) for page in one.pages(planned)]
    site = assemble([Edition(pages, planned, one.settings)])
    return check_links(site, planned, pages, static=static, theme=theme, elsewhere={"fr"})


def _with_lines(page: Page) -> Page:
    hrefs = [part.split('"')[0] for part in page.content.split('="')[1:]]
    return replace(page, links=tuple(Link(href, 10 + n) for n, href in enumerate(hrefs)))


@pytest.mark.parametrize(
    "href",
    [
        "",
        "#",
        "#top",
        "#main",
        "?page=2",
        "../%C3%A9t%C3%A9--co/",
        "../été--co/#été",
        "../été--co/#%C3%A9t%C3%A9",
        "../été--co/#plain",
        "/blog/posts/%c3%a9t%c3%a9--co",
        "/blog/posts/été--co/index.html",
        "https://example.org/blog/posts/bundle/?utm=1#main",
        "http://example.org/blog/",
        "//example.org/blog/tags/",
        "/blog/old/summer/#été",
        "/blog",
        "/blog/index.xml",
        "../../",
        "./Pic.PNG",
        "Pic.PNG",
        "/blog/images/a%20b.png",
        "/blog/paper.pdf#page=3",
        "/blog/app/#/route",
        "/blog/app/",
        "https://elsewhere.example/nothing",
        "https://example.org/another-site/",
        "/blog/fr/articles/",
        "mailto:a@example.org",
        "tel:+1",
        "javascript:void(0)",
        "data:image/png;base64,AAAA",
        "#:~:text=x",
        "#comment-12",
        "http://[broken",
    ],
)
def test_what_works_is_not_reported(blog: MakeBlog, href: str) -> None:
    assert _check(blog, f'<a href="{href}">x</a>') == CheckedLinks()


@pytest.mark.parametrize(
    ("href", "says"),
    [
        ("/blog/nothing/", "leads nowhere"),
        ("../draft/", "leads nowhere"),
        ("https://example.org/blog/posts/nothing", "leads nowhere"),
        ("pic.png", "case matters"),
        ("/blog/images/missing.png", "leads nowhere"),
        ("#nothing", 'no anchor "#nothing"'),
        ("#comments-on-it", 'no anchor "#comments-on-it"'),
        ("../été--co/#Plain", '"#plain" is meant?'),
        ("/blog/old/summer/#gone", "no anchor"),
        ("../summer.md", 'relref "summer.md"'),
    ],
)
def test_what_is_broken_is_reported_with_the_line(blog: MakeBlog, href: str, says: str) -> None:
    found = _check(blog, f'<a href="/blog/">x</a>\n<a href="{href}">x</a>')
    assert [(error.path, error.line) for error in found.broken] == [("content/posts/bundle/index.md", 11)]
    assert says in found.broken[0].message
    assert not found.doubtful


@pytest.mark.parametrize(
    "tag", ['<img src="{}">', '<video poster="{}">', "<img alt='a > b' src='{}'>", "<a href={}>"]
)
def test_every_kind_of_link_is_looked_at(blog: MakeBlog, tag: str) -> None:
    assert len(_check(blog, tag.format("gone.png")).broken) == 1


def test_every_line_with_the_same_broken_link_is_named(blog: MakeBlog) -> None:
    found = _check(blog, '<a href="gone/">x</a> <a href="gone/">x</a>')
    assert [error.line for error in found.broken] == [10, 11]


@pytest.mark.parametrize(
    ("href", "theme", "static"),
    [
        ("/blog/css/theme.css", True, set[str]()),
        ("/elsewhere/on/the/host/", False, set[str]()),
        ("https://example.org/blog/other-project/", False, set[str]()),
        ("/blog/moved/", False, {"_redirects"}),
    ],
)
def test_what_only_the_host_or_the_theme_knows_is_doubtful(
    blog: MakeBlog, href: str, theme: bool, static: set[str]
) -> None:
    found = _check(blog, f'<a href="{href}">x</a>', theme=theme, static=static)
    assert not found.broken
    assert len(found.doubtful) == 1


def test_code_that_shows_html_has_no_links(blog: MakeBlog) -> None:
    assert _check(blog, '<pre><code>&lt;a href="/gone/"&gt;</code></pre>') == CheckedLinks()


def test_two_hundred_pages_are_checked_in_no_time(blog: MakeBlog) -> None:
    posts = "".join(
        f"-- content/posts/p{n}.md --\n---\ntitle: P\n---\n"
        + "".join(f'<h2 id="h{k}">x</h2> <a href="../p{(n + k) % 200}/#h{k}">x</a>\n' for k in range(20))
        for n in range(200)
    )
    one = blog(posts)
    planned = one.plan()
    pages = one.pages(planned)
    site = assemble([Edition(pages, planned, one.settings)])
    start = time.process_time()
    assert check_links(site, planned, pages) == CheckedLinks()
    seconds = time.process_time() - start
    print(f"4000 links: {seconds:.3f} s")
    assert seconds < 0.6  # measured 0.07; the bound leaves room for a slow machine


def test_an_anchor_that_a_shortcode_we_lack_may_have_is_only_doubtful(blog: MakeBlog) -> None:
    found = _check(blog, '<span class="missing">{{&lt; glossary &gt;}}</span> <a href="#term">x</a>')
    assert not found.broken
    assert "a shortcode that is not supported may have it" in found.doubtful[0].message
