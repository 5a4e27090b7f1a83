"""A blog in which everything that a stranger may write tries to run a script in the reader's browser."""

import json
from collections.abc import Mapping
from pathlib import Path


def hit(name: str) -> str:
    """JavaScript that leaves a trace."""
    return f"window.HITS=(window.HITS||'')+' {name}'"


def breaking(name: str) -> str:
    """Text that ends whatever it stands in and begins an element that runs at once."""
    return f'"\'>]]>--></title></style></script></textarea><img src=x onerror="{hit(name)}">'


IMG = "</figcaption><img src=x onerror=window.HITS=1>"
HEADER: Mapping[str, object] = {
    "title": breaking("title"),
    "description": breaking("description"),
    "summary": breaking("summary"),
    "tags": [breaking("tag")],
    "categories": [breaking("category")],
    "author": breaking("author"),
    "keywords": [breaking("keyword")],
    "slug": breaking("slug"),
    "aliases": [f"/old/{breaking('alias')}/", "/javascript:alert(1)/"],
    "linkTitle": breaking("link title"),
    "images": [breaking("image of the header")],
    "menus": {"main": {"name": breaking("menu of a page")}},
}
TEXTS: Mapping[str, str] = {
    "alternative text": f"![{breaking('alternative text')}](x.png)",
    "title of a picture": f"![a](x.png '{breaking('title of a picture')}')".replace("\"'", '"'),
    "address of a picture": f"![a](<javascript:{hit('address of a picture')}>)",
    "address of a link": f"[a](javascript:{hit('address of a link').replace(' ', '%20')})",
    "address with an entity": "[a](java&#115;cript:window.HITS=1) [b](<java\tscript:window.HITS=1>)",
    "address of data": "[a](data:text/html,<script>parent.HITS=1</script>)",
    "automatic link": "<javascript:window.HITS=1>",
    "reference": "[a][r]\n\n[r]: javascript:window.HITS=1 'x'",
    "heading": f"## {breaking('heading')}",
    "attributes of a heading": '## A {onclick="window.HITS=1" #x"onclick="window.HITS=1}',
    "language": f"```{breaking('language').replace(' ', '')}\na\n```",
    "language of a cell": '```python {title="\\"><img/src=x/onerror=window.HITS=1>"}\nx = 1\n```',
    "attributes of a fence": '```sh {onmouseover="window.HITS=1" hl_lines="1\\" onload=\\"window.HITS=1"}\na\n```',
    "caption": f'{{{{< figure src="x.png" title="{IMG}" caption="{IMG}" alt="{IMG}" attr="{IMG}" >}}}}',
    "link of a figure": '{{< figure src="javascript:window.HITS=1" link="javascript:window.HITS=1" >}}',
    "video": "{{< youtube id='\"><img/src=x/onerror=window.HITS=1>' >}}",
    "parameter of a shortcode": '{{< box "x onclick=window.HITS=1 autofocus" "\');window.HITS=1;(\'" >}}',
    "raw HTML": f'<img src=x onerror="{hit("raw HTML")}">\n\na <img src=x onerror="{hit("raw")}"> b',
    "footnote": f"A[^a]\n\n[^a]: {breaking('footnote')}",
    "table": f"| a | b |\n|---|---|\n| {breaking('table')} | x |",
    "formula": r"$\href{javascript:window.HITS=1}{x}$ $\text{</annotation></math><img src=x onerror=window.HITS=1>}$",
    "display": '$$\n\\tag{"><img src=x onerror=window.HITS=1>} \\label{<img src=x onerror=window.HITS=1>} x\n$$',
    "unknown formula": "$\\nothing{</code><img src=x onerror=window.HITS=1>}$",
    "definition": f"{breaking('term')}\n: {breaking('definition')}",
    "emoji": ":<img src=x onerror=window.HITS=1>: :smile:",
    "unknown shortcode": "{{< no <img src=x onerror=window.HITS=1> >}}",
    "wrong reference": '{{< ref "<img src=x onerror=window.HITS=1>" >}}',
}
CELLS: Mapping[str, str] = {
    "printed": f"print({breaking('printed')!r})",
    "standard error": f"import sys; print({breaking('standard error')!r}, file=sys.stderr)",
    "result": f"{breaking('result')!r}",
    "error": f"raise ValueError({breaking('error')!r})",
    "name of an error": f"raise type({breaking('name of an error')!r}, (Exception,), {{}})('x')",
    "claim": f"print('a')  # {breaking('claim')}",
    "colours": f"print('\\x1b[31m' + {breaking('colours')!r})",
    "link of a terminal": "print('\\x1b]8;;javascript:window.HITS=1\\x07a\\x1b]8;;\\x07')",
    "HTML": f"show('text/html', {breaking('HTML')!r})",
    "HTML in a hurry": "show('text/html', '<svg/onload=window.HITS=1><details open ontoggle=window.HITS=1>')",
    "HTML with an entity": "show('text/html', '<a href=\"jav&#x09;ascript:window.HITS=1\">a</a>')",
    "HTML of a page": "show('text/html', '<iframe srcdoc=\"<script>parent.HITS=1</script>\"></iframe>')",
    "HTML of an address": "show('text/html', '<iframe src=\"javascript:parent.HITS=1\"></iframe><form "
    'action="javascript:window.HITS=1"><button>a</button><button formaction="javascript:window.HITS=1">b</button>\')',
    "HTML that reloads": "show('text/html', '<meta http-equiv=refresh content=\"0;url=javascript:window.HITS=1\">')",
    "HTML in formulas": "show('text/html', '<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;"
    "&lt;img src=x onerror=window.HITS=1&gt;\">')",
    "HTML of SVG": "show('text/html', '<svg><a xlink:href=\"javascript:window.HITS=1\"><text y=9>a</text></a><animate"
    ' attributeName=href values="javascript:window.HITS=1"/></svg>\')',
    "SVG": "show('image/svg+xml', '<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"window.HITS=1\"/>')",
    "SVG with a script": "show('image/svg+xml', '<svg xmlns=\"http://www.w3.org/2000/svg\"><script>window.HITS=1"
    "</script></svg>')",
    "SVG with an entity": "show('image/svg+xml', '<!DOCTYPE svg [<!ENTITY x \"&#60;script>window.HITS=1&#60;/script>\">]>"
    '<svg xmlns="http://www.w3.org/2000/svg">&x;</svg>\')',
    "SVG with a title": "show('image/svg+xml', '<svg xmlns=\"http://www.w3.org/2000/svg\"><title>&quot;&gt;&lt;img src=x"
    " onerror=window.HITS=1&gt;</title></svg>')",
    "Markdown": f"show('text/markdown', {breaking('Markdown')!r} + '[a](javascript:window.HITS=1)')",
    "LaTeX": "show('text/latex', r'$\\href{javascript:window.HITS=1}{</annotation><img src=x onerror=window.HITS=1>}$')",
    "JSON": f"show('application/json', {{'a': {breaking('JSON')!r}}})",
    "JavaScript": "show('application/javascript', 'window.HITS=1')",
    "alternative text of an output": "show('image/svg+xml', '<svg xmlns=\"http://www.w3.org/2000/svg\"/>', "
    f"{{'image/svg+xml': {{'alt': {breaking('alternative text of an output')!r}, 'width': '1\" onload=\"window.HITS=1'}}}})",
    "no notebook's": "show('image/svg+xml', {'a': [1]})",
    "unknown kind": "show('text/\"><img src=x onerror=window.HITS=1>', 'a')",
}
SITE: Mapping[str, object] = {
    "baseURL": "https://example.org/",
    "title": breaking("title of the site"),
    "languageCode": breaking("language of the site"),
    "copyright": breaking("copyright"),
    "params": {
        "description": breaking("description of the site"),
        "author": {"name": breaking("author's name")},
    },
    "menu": {
        "main": [
            {"name": breaking("menu"), "url": "javascript:window.HITS=1"},
            {"name": "b", "url": 'x" onclick="window.HITS=1'},
        ]
    },
    "markup": {"goldmark": {"parser": {"attribute": {"block": True}}, "renderer": {"unsafe": False}}},
    "enableEmoji": True,
}
BOX = """<div class={{ .Get 0 }} title="{{ .Get 0 }}" onclick="f('{{ .Get 1 }}')" {{ .Get 0 }}
 style="color: {{ .Get 1 }}">{{ .Get 0 }}</div>"""
RAW = "{{ .Inner | safeHTML }}{{ .Get 0 | safeHTML }}"
SHOW = (
    "from IPython.display import display\ndef show(kind, data, about={}):\n"
    "    display({kind: data}, metadata=about, raw=True)"
)
NAMES = ('"><img src=x onerror=window.HITS=1>.md', "a' onclick='window.HITS=1.md", "javascript:alert(1).md")
COUNT = len(HEADER) + len(TEXTS) + len(CELLS) + len(NAMES) + 8
"""The last are those of the site."""


def write_attacks(folder: Path, *, trusted: bool = True) -> None:
    """Write the blog; the posts of strangers may not be trusted, and bring their HTML along."""
    posts = folder / "content/posts"
    posts.mkdir(parents=True)
    (folder / "layouts/shortcodes").mkdir(parents=True)
    (folder / "layouts/shortcodes/box.html").write_text(BOX)
    (folder / "layouts/shortcodes/raw.html").write_text(RAW)
    site = json.loads(json.dumps(SITE))
    texts = dict(TEXTS)
    if not trusted:
        site["params"]["blogkit"] = {"trust": False, "scripts": True}
        site["markup"]["goldmark"]["renderer"]["unsafe"] = True
        texts["raw shortcode"] = "{{< raw >}}<img src=x onerror=window.HITS=1>{{< /raw >}}"
        texts["raw parameter"] = '{{< raw "<img src=x onerror=window.HITS=1>" >}}x{{< /raw >}}'
        (posts / "whole.html").write_text(
            "---\ntitle: a\n---\n<script>window.HITS=1</script><b onclick=window.HITS=1>b</b>"
        )
    (folder / "hugo.json").write_text(json.dumps(site))
    (posts / "header.md").write_text(json.dumps(HEADER) + "\n\n" + "\n\n".join(texts.values()) + "\n")
    fences = "\n\n".join(f"```python\n{code}\n```" for code in (SHOW, *CELLS.values()))
    (posts / "cells.md").write_text(f"---\ntitle: Cells\n---\n\n{fences}\n")
    for name in NAMES:
        (posts / name.replace("/", "")).write_text("---\n---\nText\n")
