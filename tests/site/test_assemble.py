"""The files of the finished site."""

import json
import re
import time
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from blogkit.site.write.assemble import Edition, assemble
from tests.site.conftest import Blog

MakeBlog = Callable[[str], Blog]
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def _blog(count: int, config: str = "", body: str = "Text.") -> str:
    posts = (
        f"-- content/posts/p{n:03}.md --\n---\ntitle: Post {n}\ndate: 2024-01-{n % 28 + 1:02}\n"
        f"tags: [t{n % 7}]\n---\n{body}\n"
        for n in range(count)
    )
    return f'-- hugo.toml --\nbaseURL = "https://example.org/blog/"\ntitle = "Notes"\n{config}\n' + "".join(
        posts
    )


def _root(files: dict[str, bytes], name: str) -> ET.Element:
    return ET.fromstring(files[name].decode())  # noqa: S314 - we wrote it ourselves


def test_a_long_list_is_cut_into_pages_that_lead_to_each_other(blog: MakeBlog) -> None:
    files = blog(_blog(5, "[pagination]\npagerSize = 2")).site().files
    second = files["posts/page/2/index.html"].decode()
    assert 'rel="prev" href="/blog/posts/"' in second
    assert 'rel="next" href="/blog/posts/page/3/"' in second
    assert "https://example.org/blog/posts/" in files["posts/page/1/index.html"].decode()
    assert "posts/page/4/index.html" not in files


def test_rss_has_the_fields_that_hugo_gives_it(blog: MakeBlog) -> None:
    channel = _root(dict(blog(_blog(3)).site().files), "posts/index.xml").find("channel")
    assert channel is not None
    assert channel.findtext("title") == "Posts on Notes"
    assert channel.findtext("link") == "https://example.org/blog/posts/"
    assert channel.findtext("description") == "Recent content in Posts on Notes"
    assert [item.findtext("link") for item in channel.iter("item")] == [
        f"https://example.org/blog/posts/p00{n}/" for n in (2, 1, 0)
    ]
    assert channel.findtext("item/pubDate") == "Wed, 03 Jan 2024 00:00:00 +0000"


def test_the_number_of_items_in_a_feed_can_be_limited(blog: MakeBlog) -> None:
    files = dict(blog(_blog(5, "[services.rss]\nlimit = 2")).site().files)
    assert len(list(_root(files, "index.xml").iter("item"))) == 2
    assert len(_root(files, "atom.xml").findall(f"{ATOM}entry")) == 2


def test_atom_and_json_feed_hold_whole_posts_with_links_that_work_elsewhere(blog: MakeBlog) -> None:
    body = '<img src="a.png"> <a href="/blog/posts/">all</a> <a href="#x">x</a>\x0b'
    files = dict(blog(_blog(1, body=body)).site().files)
    here = "https://example.org/blog/posts/p000/"
    content = _root(files, "atom.xml").findtext(f"{ATOM}entry/{ATOM}content") or ""
    assert f'src="{here}a.png"' in content
    assert 'href="https://example.org/blog/posts/"' in content
    assert f'href="{here}#x"' in content
    feed = json.loads(files["feed.json"])
    assert feed["items"][0]["content_html"].replace("\x0b", "") == content
    assert feed["items"][0]["date_published"] == "2024-01-01T00:00:00+00:00"


def test_the_sitemap_lists_every_page_and_leaves_out_what_asks_for_it(blog: MakeBlog) -> None:
    text = _blog(2) + "-- content/secret.md --\n---\ntitle: S\nsitemap: {disable: true}\n---\n"
    found = [node.text for node in _root(dict(blog(text).site().files), "sitemap.xml").iter(f"{SITEMAP}loc")]
    assert "https://example.org/blog/posts/p000/" in found
    assert "https://example.org/blog/tags/t0/" in found
    assert not [url for url in found if url and "secret" in url]


def test_robots_txt_comes_only_where_it_is_enabled(blog: MakeBlog) -> None:
    assert "robots.txt" not in blog(_blog(1)).site().files
    robots = blog(_blog(1, "enableRobotsTXT = true")).site().files["robots.txt"]
    assert robots.startswith(b"User-agent: *")


def test_links_on_pages_keep_to_the_path_of_the_base(blog: MakeBlog) -> None:
    html = blog(_blog(2)).site().files["posts/p000/index.html"].decode()
    assert 'href="/blog/style.css"' in html
    assert 'href="/blog/tags/t0/"' in html
    assert 'href="/blog/posts/p001/"' in html
    assert not re.search(r'(?:href|src)="/(?!blog/)', html)


def test_the_body_of_a_post_reaches_its_page_letter_for_letter(blog: MakeBlog) -> None:
    body = '<p>A &amp; B <img src="a.png" alt="a"> &lt;a href="/x"&gt;</p>'
    html = blog(_blog(1, body=body)).site().files["posts/p000/index.html"].decode()
    assert f'<div class="e-content">{body}\n</div>' in html


@pytest.mark.parametrize(
    ("config", "link"),
    [
        ("canonifyURLs = true", "https://example.org/blog/about/"),
        ("relativeURLs = true", "../../about/"),
        ("", "/about/"),
    ],
)
def test_links_in_bodies_follow_the_configuration(blog: MakeBlog, config: str, link: str) -> None:
    body = '<a href="/about/">a</a>' if "relative" not in config else '<a href="/blog/about/">a</a>'
    html = blog(_blog(1, config, body)).site().files["posts/p000/index.html"].decode()
    assert f'<a href="{link}">a</a>' in html


def test_relative_links_lead_from_every_page_to_the_style_sheet(blog: MakeBlog) -> None:
    files = blog(_blog(3, "relativeURLs = true\n[pagination]\npagerSize = 2")).site().files
    assert b'href="../../../style.css"' in files["posts/page/2/index.html"]
    assert b'href="./style.css"' in files["index.html"]


def test_a_list_has_plain_sentences_and_the_first_picture(blog: MakeBlog) -> None:
    one = blog(_blog(1))
    planned = one.plan()
    pages = [page for page in one.pages(planned) if page.kind == "page"]
    summary = '<h2 id="a">A</h2><p>Said <a href="/b/">so</a>.<sup><a href="#fn:1">1</a></sup></p><pre>x</pre>'
    pages = [replace(page, summary=summary, content='<p><img src="a.png" alt="A"></p>') for page in pages]
    html = assemble([Edition(pages, planned, one.settings)]).files["posts/index.html"].decode()
    assert '<img src="/blog/posts/p000/a.png" alt="" loading="lazy">' in html
    assert '<p class="p-summary">Said so.</p>' in html
    assert 'id="a"' not in html


def test_neighbours_stand_in_the_order_of_writing_or_in_that_of_weights(blog: MakeBlog) -> None:
    weighed = "".join(f"-- content/docs/d{n}.md --\n---\ntitle: D{n}\nweight: {n}\n---\n" for n in (1, 2, 3))
    files = blog(_blog(3) + weighed).site().files
    for page, name in (("posts/p001", "posts/p00{}"), ("docs/d2", "docs/d{}")):
        html, first = files[f"{page}/index.html"].decode(), int(page[-1]) - 1
        assert f'rel="prev" href="/blog/{name.format(first)}/"' in html
        assert f'rel="next" href="/blog/{name.format(first + 2)}/"' in html


def test_the_menu_has_what_the_configuration_and_the_pages_say_in_order_of_weight(blog: MakeBlog) -> None:
    config = '[[menus.main]]\nname = "Feed"\nurl = "/index.xml"\nweight = 2\n'
    config += '[[menus.main]]\nname = "Code"\nurl = "https://example.com/"\nweight = 3\n'
    config += '[[menus.main]]\npageRef = "/posts"\nweight = 1\n'
    about = "-- content/about.md --\n---\ntitle: About\nmenu: {main: {weight: 4}}\n---\n"
    html = blog(_blog(1, config) + about).site().files["index.html"].decode()
    menu = re.findall(r'<li><a href="([^"]*)"[^>]*>([^<]*)</a>', html.split("</nav>")[0])
    assert menu == [
        ("/blog/posts/", "Posts"),
        ("/blog/index.xml", "Feed"),
        ("https://example.com/", "Code"),
        ("/blog/about/", "About"),
    ]


def test_an_address_in_the_menu_runs_no_code(blog: MakeBlog) -> None:
    config = '[[menus.main]]\nname = "Bad"\nurl = "JavaScript:alert(1)"\n'
    html = blog(_blog(1, config)).site().files["index.html"].decode()
    assert '<a href="#ZgotmplZ">Bad</a>' in html


def test_the_font_is_made_of_the_formulas_and_only_where_there_are_some(blog: MakeBlog) -> None:
    asked: list[str] = []

    def font(text: str) -> Callable[[], bytes]:
        asked.append(text)
        return lambda: b"font"

    for body in ("no formula", "<math><mi>ξ</mi></math>"):
        one = blog(_blog(2, body=body))
        planned = one.plan()
        files = assemble([Edition(one.pages(planned), planned, one.settings)], font=font).files
        assert ("mathematics.woff2" in files) == ("math" in body)
    assert len(asked) == 1
    assert "ξ" in asked[0]


@pytest.mark.parametrize("config", ["", "uglyURLs = true"])
def test_the_notebook_is_linked_where_it_lies(blog: MakeBlog, config: str) -> None:
    one = blog(_blog(1, config))
    planned = one.plan()
    [page] = [page for page in one.pages(planned) if page.kind == "page"]
    page = replace(page, notebook_url="p.ipynb", resources={"posts/p000/p.ipynb": b"{}"})
    files = assemble([Edition([page], planned, one.settings)]).files
    name = planned.pages["/posts/p000"].target.output
    assert b'href="/blog/posts/p000/p.ipynb"' in files[name]
    assert "posts/p000/p.ipynb" in files


def test_the_same_input_gives_the_same_bytes(blog: MakeBlog) -> None:
    assert dict(blog(_blog(9)).site().files) == dict(blog(_blog(9)).site().files)


def test_two_hundred_pages_are_put_together_in_no_time(blog: MakeBlog) -> None:
    one = blog(_blog(200, body="<p>Some text with <a href='/blog/'>a link</a>.</p>" * 40))
    planned = one.plan()
    pages = one.pages(planned)
    assemble([Edition(pages, planned, one.settings)])
    times: list[float] = []
    for _ in range(3):
        start = time.process_time()
        files = list(
            assemble([Edition(pages, planned, one.settings)]).files.items()
        )  # pages are made when asked for
        assert len(files) > 200
        times.append(time.process_time() - start)
    print(f"200 pages: {min(times):.3f} s")
    assert min(times) < 0.6  # measured 0.1; the bound leaves room for a slow machine
