"""The blog's own hooks, and Hugo's embedded ones, beside the real Hugo: whole little blogs."""

from pathlib import Path

import pytest
from beside import LAYOUT, both, write
from parsed import parsed

pytestmark = pytest.mark.hugo

LINKS = """
[1](../b/) [2](../b) [3](../b.md) [4](b) [5](b/) [6](/s/b/) [7](s/b) [8](b.md#x) [9](only) [10](../only)
[11](t) [12](../) [13](..) [14](/) [15](.) [16](./b.md) [17](only.md?q=1#z) [18](/s/b/index.html)
[19](../u/only.md) [20](../../u/only) [21](/u/Only.md) [22](i.png) [23](../a/i.png) [24](sub/j.png) [25](#f)
[26](u) [27](tags) [28](/s/) [29](mailto:a@b.c) [30](//x.y/z) [32](a) [33](index.md) [34](_index.md)
[35](../b/#x) [36](http://a.b/c#) [37](#wörter "T & <t>")
[38](http://a.b/c[1]?d=[2]) https://v.w/x[3]?y=ü <http://x.y/z> https://u.v/w_(x) ![p *q*](i.png "t")
[40](javascript:alert(1)) [41](</only (b) [c]!*>) [42](HTTPS://e.org/x[1]) http://e.org/a(b)["c
![](sub/j.png?x=1) ![](none.png) ![](a.png#b#c) [*em* `c`](b "x")
"""
ELEMENTS = """
## A *b* & `c` {#own .k}

### Second heading

> plain *quote*

> [!NOTE]
> An alert

> [!tip]- Its title
> body
>
> second

```python {linenos=true class="x" hl_lines=[1]}
a < b
```

```mermaid
graph & <b>
```

~~~
bare
~~~

| a | b |
|:--|--:|
| 1 *x* | 2 |

[link](b "t") ![image *x*](i.png)

<https://auto.link> www.auto.org [e *e*](https://x.org/?a=1&amp;b=2&c=%20ü "t &amp; t") https://x.org/?a=1&amp;b=2
[r] [esc](/a\\_b\\&c 'it\\'s') [sp](</a b>) ![a &amp; *b*](/x&amp;y.png "t &quot; t")

[r]: /ref?x=1&amp;y=2 "it's &lt;"
"""
HOOKS = {
    "render-link": '<a data-d="{{ .Destination }}" href="{{ .Destination | safeURL }}"{{ with .Title }} '
    'title="{{ . }}"{{ end }}>{{ .Text }}</a><i>{{ .PlainText }}{{ .Page.Title }}</i>',
    "render-image": '<figure data-o="{{ .Ordinal }}"><img src="{{ .Destination | safeURL }}" '
    'alt="{{ .Text }}">{{ .PlainText }}</figure>',
    "render-heading": '<h{{ .Level }} id="{{ .Anchor }}"{{ with .Attributes.class }} class="{{ . }}"'
    '{{ end }}>{{ .Text }}<b>{{ .PlainText }}</b><a href="#{{ .Anchor }}">#</a></h{{ .Level }}>',
    "render-blockquote": "<blockquote>{{ .Type }}|{{ .AlertType }}|{{ .AlertSign }}|{{ .AlertTitle }}|"
    "{{ .Text }}</blockquote>",
    "render-codeblock": '<code data-t="{{ .Type }}" data-c="{{ .Attributes.class }}" '
    'data-l="{{ .Options.linenos }}">{{ .Inner }}</code>',
    "render-codeblock-mermaid": '{{ .Page.Store.Set "m" true }}<pre class="mermaid">'
    "{{ .Inner | htmlEscape | safeHTML }}</pre>",
    "render-table": "<table><!-- gone -->{{ range .THead }}<tr>{{ range . }}<th data-a={{ .Alignment }}>"
    '{{ .Text }}</th>{{ end }}</tr>{{ end }}{{ range .TBody }}<tr>{{ range . }}<td data-a="{{ .Alignment }}">'
    "{{ .Text }}</td>{{ end }}</tr>{{ end }}</table>",
}
PARTIALS = {
    "double.html": "{{ return mul . 2 }}",
    "card.html": '<b class="card">{{ .title }}{{ partial "leaf.html" .page }}</b>',
    "leaf.html": "({{ .Title }})",
    "icons/sun.svg": '<svg width="{{ .w }}"></svg>',
}
SHORTCODES = {
    "sum": '{{ partial "double" 21 }} {{ partial "icons/sun.svg" (dict "w" 3) }}'
    ' {{ partial "card.html" (dict "title" (.Get 0) "page" .Page) }}',
    "within": '{{ partial "in.html" "x" }}{{ template "tpl" . }}'
    '{{ define "tpl" }}<s>{{ .Get 0 }}</s>{{ end }}{{ define "_partials/in.html" }}<u>{{ . }}</u>{{ end }}',
    "tried": '{{ with try (partial "double" 4) }}{{ with .Err }}bad{{ else }}{{ .Value }}{{ end }}{{ end }}',
    "commented": "<!-- never shown --><p>{{ .Inner }}</p>",
    "marked": '{{ "| a | b |\\n|---|---|\\n| 1 | 2 |" | markdownify }}',
}
CALLS = """
{{< sum hi >}}

{{< within y >}}

{{< tried >}}

{{< commented >}}z{{< /commented >}}

{{< marked >}}
"""


LOOKING = {
    "layouts/_shortcodes/animals.html": "{{ range $key, $animal := site.Data.zoo.animals }}<b>{{ $key }} "
    "{{ $animal.Name }}</b>{{ end }}{{ range hugo.Data.rows }}<i>{{ index . 1 }}</i>{{ end }}",
    "layouts/_shortcodes/words.html": '{{ i18n "hello" }} {{ T "pages" 1 }} {{ T "pages" 3 }}'
    '{{ i18n "none" }}',
    "layouts/_shortcodes/contents.html": "<aside>{{ .Page.TableOfContents }}</aside>",
    "layouts/_shortcodes/written.html": '<i title="{{ print 1 2 "a" "b" 3 4 }}">{{ getenv "HUGO_A" }}</i>'
    '<a href="{{ "/a(b)\'é?x=(1)" | safeURL }}" title="{{ "it&rsquo;s <b>" | safeHTML }}">x</a>',
    "layouts/_shortcodes/markdown.md": "A *word*\n{.k}",
    "layouts/_shortcodes/both.md": "not *this*",
    "layouts/_shortcodes/both.html": "<u>this</u>",
    "layouts/_markup/render-codeblock.html": "{{ transform.CanHighlight .Type }}",
    "data/zoo/animals.toml": "[dog]\nName = 'Rex'\n[cat]\nName = 'Tom'\n",
    "data/rows.yaml": "- [a, 1]\n- [b, 2]\n",
    "i18n/en.toml": "hello = 'Hi'\n[pages]\none = 'a page'\nother = '{{ .Count }} pages'\n",
}
LOOKS = """
## Heading

{{< animals >}} {{< words >}} {{< contents >}} {{< written >}}

{{% markdown %}}

{{% both %}} {{< both >}}

```python
```

```none-such
```
"""


def _blog(folder: Path, config: str, layouts: dict[str, str], body: str) -> Path:
    pages = ("s/a/index", "s/b", "u/only", "s/_index", "_index")
    files: dict[str, str | bytes] = {
        f"content/{page}.md": f"---\ntitle: T {page}\ntags: [q]\n---\n{body}" for page in pages
    }
    files |= layouts
    files["layouts/all.html"] = LAYOUT
    files["hugo.toml"] = f'baseURL = "https://example.org/base/"\n{config}'
    files |= {"content/s/a/i.png": "", "content/s/a/sub/j.png": ""}
    write(folder, files)
    return folder


def _both(blog: Path) -> list[tuple[str, str, str]]:
    return both(blog, ("s/a", "s/b", "u/only", "s", "."))


@pytest.mark.parametrize(
    "config",
    [
        "",
        '[markup.goldmark.renderHooks]\nlink.useEmbedded = "fallback"\nimage.useEmbedded = "always"',
        '[languages.en]\ntitle = "x"',
        "[languages.en]\ntitle = 'x'\n[markup.goldmark.renderHooks]\nlink.useEmbedded = 'never'",
    ],
)
def test_embedded_hooks_lead_where_hugos_do(tmp_path: Path, config: str):
    for page, theirs, ours in _both(_blog(tmp_path / "blog", config, {}, LINKS)):
        assert parsed(ours) == parsed(theirs), page


@pytest.mark.parametrize("folder", ["_markup", "_default/_markup"])
def test_elements_are_written_by_the_blogs_own_hooks(tmp_path: Path, folder: str):
    layouts = {f"layouts/{folder}/{name}.html": text for name, text in HOOKS.items()}
    for page, theirs, ours in _both(_blog(tmp_path / "blog", "", layouts, ELEMENTS)):
        assert parsed(ours) == parsed(theirs), page


@pytest.mark.parametrize("new", [True, False])
def test_shortcodes_call_partials_and_templates_within(tmp_path: Path, new: bool):
    sign = "_" if new else ""
    layouts = {f"layouts/{sign}partials/{name}": text for name, text in PARTIALS.items()}
    layouts |= {f"layouts/{sign}shortcodes/{name}.html": text for name, text in SHORTCODES.items()}
    for page, theirs, ours in _both(_blog(tmp_path / "blog", "", layouts, CALLS)):
        assert parsed(ours) == parsed(theirs), page


def test_templates_look_things_up_as_hugos_do(tmp_path: Path):
    settings = "[markup.goldmark.parser.attribute]\nblock = true\n"
    for page, theirs, ours in _both(_blog(tmp_path / "blog", settings, LOOKING, LOOKS)):
        assert parsed(ours) == parsed(theirs), page
