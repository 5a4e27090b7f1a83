"""The blog's own look: templates one by one, style sheets, author, snippets, words; all by one build each."""

from pathlib import Path

import pytest

import build_site

SETTINGS = """\
baseURL = "https://example.org/"
title = "T"
languageCode = "de"
[params.blogkit]
execute = false
css = ["css/own.css"]
logo = "logo.svg"
author = { name = "A. Noether", url = "/about/" }
comments = "snippets/comments.html"
analytics = "snippets/analytics.html"
"""
POST = "+++\ntitle = 'One < two'\ndate = 2026-05-03\nseries = ['s']\n+++\nText.[^1]\n\n[^1]: A *note*.\n"


def built(folder: Path, **files: str) -> tuple[int, Path]:
    """Write a blog with all settings, and build it."""
    given = {
        "hugo.toml": SETTINGS,
        "content/posts/one.md": POST,
        "static/css/own.css": "a { color: red }",
        "static/logo.svg": "<svg/>",
        "static/favicon.ico": "i",
        "snippets/comments.html": '<div id="comments"></div>',
        "snippets/analytics.html": '<meta name="counted">',
        **files,
    }
    for name, text in given.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    out = folder / "public"
    return build_site.main(["build", "-s", str(folder), "-d", str(out), "--no-cache", "--quiet"]), out


def test_settings_give_style_logo_icon_author_and_snippets(tmp_path: Path):
    status, out = built(tmp_path)
    page = (out / "posts/one/index.html").read_text("utf-8")
    assert status == 0
    assert page.index('href="/style.css"') < page.index('href="/css/own.css"')
    assert '<img class="logo" src="/logo.svg" alt="">' in page
    assert '<link rel="icon" href="/favicon.ico">' in page
    assert '<a class="u-url p-name" href="/about/">A. Noether</a>' in page
    assert page.index('<meta name="counted">') < page.index("</head>")
    assert page.index("</article>") < page.index('<div id="comments"></div>')
    assert '"author": {"@type": "Person", "name": "A. Noether", "url": "/about/"}' in page
    assert "<dc:creator>A. Noether</dc:creator>" in (out / "index.xml").read_text("utf-8")


def test_the_page_speaks_the_language_of_the_blog_and_the_blogs_own_words_first(tmp_path: Path):
    words = 'blogkit_related = "Siehe auch"\n[skip]\nother = "Los"\n'
    _, out = built(tmp_path, **{"i18n/de.toml": words})
    page = (out / "posts/one/index.html").read_text("utf-8")
    assert '<html lang="de" dir="ltr"' in page
    assert "3. Mai 2026" in page
    assert '<a class="skip" href="#main">Los</a>' in page


def test_one_template_is_replaced_and_extends_ours(tmp_path: Path):
    block = "{% block main %}{{ super() }}<p>In {{ page.date.year }}</p>{% endblock %}"
    own = '{% extends "blogkit/page.html" %}' + block
    status, out = built(tmp_path, **{"layouts/blogkit/page.html": own})
    page = (out / "posts/one/index.html").read_text("utf-8")
    assert status == 0
    assert "<p>In 2026</p>" in page
    assert '<div class="e-content">' in page


def test_a_template_that_cannot_be_read_is_named_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    status, _ = built(tmp_path, **{"layouts/blogkit/list.html": "a\n{% if %}"})
    assert status == 2
    assert "layouts/blogkit/list.html:2: " in capsys.readouterr().err


def test_a_snippet_that_is_missing_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    status, _ = built(tmp_path, **{"hugo.toml": SETTINGS.replace("comments.html", "none.html")})
    assert status == 2
    assert '[params.blogkit] comments: "snippets/none.html" is no file' in capsys.readouterr().err
