"""What templates of blogs ask of functions, parameters and other pages, beside the real Hugo."""

from pathlib import Path

import pytest
from beside import LAYOUT, both, write
from parsed import parsed

pytestmark = pytest.mark.hugo

PARAMETERS = '{{ range .Params }}({{ printf "%T" . }} {{ . }}){{ end }}{{ if .Get "no" }}yes{{ end }}'
CONFIG = """\
baseURL = "https://example.org/base/"
title = "Site"
sectionPagesMenu = "main"
[[menu.main]]
name = "B"
url = "/b/"
weight = 2
[[menu.main]]
name = "A"
url = "/a/"
weight = 1
[[menu.main]]
name = "below A"
parent = "A"
url = "https://elsewhere.org/"
[[menu.foot]]
pageRef = "posts/p2"
identifier = "two"
pre = "<i>2</i>"
"""
HEADERS = {
    1: "menu: main\ntags_weight: 3\n",
    2: "linkTitle: Link 2\nmenus: [main]\n",
    3: "menu: {main: {name: Three, parent: B, weight: 3, params: {icon: y}}, foot: {identifier: f}}\n",
}
"""What posts say of menus."""
TEMPLATES = (Path(__file__).parent / "functions.txt").read_text(encoding="utf-8").splitlines()
"""A template a line."""


def test_functions_and_other_pages_are_as_hugo_has_them(tmp_path: Path):
    blog = tmp_path / "blog"
    posts = {
        f"content/posts/p{n}.md": f"---\ntitle: P{n}\ndate: 2023-0{n}-01\ntags: [x{n % 2}, All Things]\n"
        f"{HEADERS[n]}---\n"
        f"Body *{n}*.\n\n<!--more-->\n\nMore.\n"
        for n in (1, 2, 3)
    }
    calls = {n: f"{{{{< T{n} >}}}}" for n in range(len(TEMPLATES))} | {
        98: '{{< t98 true 3 "x" -2 0.5 007 >}}'
    }
    write(
        blog,
        {
            "hugo.toml": CONFIG,
            "layouts/all.html": LAYOUT,
            "assets/x.json": '{"k": {"n": 3}}',
            "assets/x.csv": "a,b\n1,2\n",
            "i18n/en.yaml": "article: {label: Anchor}\npages: {one: one page, other: '{{ .Count }} pages'}\n"
            "named: made {{ .Date }}\nplain: words\n",
            "content/posts/_index.md": "---\ntitle: Posts\n---\n",
            "content/posts/deep/_index.md": "---\ntitle: Deep\n---\n",
            "content/posts/deep/q.md": "---\ntitle: Q\ndate: 2022-01-01\naliases: [/old]\nown: 1\n"
            "params: {aliases: [Cue], own: 2}\n---\nqq\n",
            "layouts/_shortcodes/t98.html": PARAMETERS,
            **posts,
            **{f"layouts/_shortcodes/t{n}.html": f"[{text}]" for n, text in enumerate(TEMPLATES)},
            **{
                f"content/posts/z{n}.md": f"---\ntitle: Z\nweight: 9\n---\n{call}\n"
                for n, call in calls.items()
            },
        },
    )
    for page, theirs, ours in both(blog, [f"posts/z{n}" for n in calls]):
        assert parsed(ours) == parsed(theirs), page


def test_a_page_within_its_own_body_is_empty_and_ends(tmp_path: Path):
    blog = tmp_path / "blog"
    write(
        blog,
        {
            "hugo.toml": 'baseURL = "https://example.org/"\n',
            "layouts/all.html": LAYOUT,
            "layouts/_shortcodes/other.html": '{{ with site.GetPage "b" }}{{ .Plain }}{{ end }}',
            "content/a.md": "---\ntitle: A\n---\n{{< other >}}\n",
            "content/b.md": "---\ntitle: B\n---\nplain words\n",
        },
    )
    for page, theirs, ours in both(blog, ["a", "b"]):
        assert parsed(ours) == parsed(theirs), page
