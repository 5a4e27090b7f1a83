"""The layout that Hugo gets in the benchmarks: what ours puts around a post, and what themes usually add.

Header with a menu, footer, table of contents, tags, neighbours, lists with summaries, feeds; beyond ours:
cards for social networks (Hugo's own embedded templates), related posts, the latest posts and all tags on
every page. On 203 posts it costs Hugo about four fifths of what a widely used theme does.
"""

# ruff: noqa: E501 - lines of templates

from pathlib import Path

BASE = """\
<!DOCTYPE html>
<html lang="{{ site.Language.Lang }}">
<head>{{ partial "head.html" . }}</head>
<body>
{{ partial "header.html" . }}
<main>{{ block "main" . }}{{ end }}</main>
{{ partial "aside.html" . }}
{{ partial "footer.html" . }}
</body>
</html>
"""

HEAD = """\
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ if .IsHome }}{{ site.Title }}{{ else }}{{ .Title }} · {{ site.Title }}{{ end }}</title>
<meta name="description" content="{{ with .Description }}{{ . }}{{ else }}{{ .Summary | plainify | truncate 150 }}{{ end }}">
<link rel="canonical" href="{{ .Permalink }}">
<link rel="stylesheet" href="{{ "style.css" | relURL }}">
{{ range .AlternativeOutputFormats }}<link rel="{{ .Rel }}" type="{{ .MediaType.Type }}" href="{{ .Permalink }}">{{ end }}
{{ partial "opengraph.html" . }}
{{ partial "twitter_cards.html" . }}
{{ partial "schema.html" . }}
"""

HEADER = """\
<header><a href="{{ site.Home.RelPermalink }}">{{ site.Title }}</a>
<nav><ul>{{ $page := . }}{{ range site.Sections }}<li><a href="{{ .RelPermalink }}"
{{ if eq .RelPermalink $page.RelPermalink }} aria-current="page"{{ end }}>{{ .Title }}</a></li>{{ end }}</ul></nav>
</header>
"""

ASIDE = """\
<aside>
<h2>Latest</h2>
<ul>{{ range first 5 site.RegularPages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>
<h2>Tags</h2>
<ul>{{ range site.Taxonomies.tags.ByCount }}<li><a href="{{ .Page.RelPermalink }}">{{ .Page.Title }}</a> {{ .Count }}</li>{{ end }}</ul>
</aside>
"""

FOOTER = """\
<footer><p>{{ site.Copyright }}</p>
<ul>{{ range site.Home.OutputFormats }}<li><a href="{{ .RelPermalink }}">{{ .Name }}</a></li>{{ end }}</ul></footer>
"""

SINGLE = """\
{{ define "main" }}
<article>
<header><h1>{{ .Title }}</h1>
<p><time datetime="{{ .Date.Format "2006-01-02" }}">{{ .Date.Format "2 January 2006" }}</time>
{{ .ReadingTime }} min read, {{ .WordCount }} words</p></header>
<details><summary>Contents</summary>{{ .TableOfContents }}</details>
<div class="e-content">{{ .Content }}</div>
<ul>{{ range .GetTerms "tags" }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>
{{ with site.RegularPages.Related . | first 5 }}<h2>Related</h2>
<ul>{{ range . }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>{{ end }}
<nav>{{ with .PrevInSection }}<a rel="prev" href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}
{{ with .NextInSection }}<a rel="next" href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</nav>
</article>
{{ end }}
"""

LIST = """\
{{ define "main" }}
<h1>{{ .Title }}</h1>
{{ .Content }}
{{ $pages := .Pages }}{{ if .IsHome }}{{ $pages = site.RegularPages }}{{ end }}
{{ $pager := .Paginate $pages }}
<ol>{{ range $pager.Pages }}<li><h2><a href="{{ .RelPermalink }}">{{ .Title }}</a></h2>
<div>{{ .Summary }}</div>
<p><time datetime="{{ .Date.Format "2006-01-02" }}">{{ .Date.Format "2 January 2006" }}</time> {{ .ReadingTime }} min</p>
</li>{{ end }}</ol>
<nav>{{ with $pager.Prev }}<a href="{{ .URL }}">Newer</a>{{ end }}
{{ with $pager.Next }}<a href="{{ .URL }}">Older</a>{{ end }}</nav>
{{ end }}
"""

TERMS = """\
{{ define "main" }}
<h1>{{ .Title }}</h1>
<ul>{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ len .Pages }}</li>{{ end }}</ul>
{{ end }}
"""

NOT_FOUND = """\
{{ define "main" }}<h1>Page not found</h1>{{ end }}
"""

FILES = {
    "_default/baseof.html": BASE,
    "_default/single.html": SINGLE,
    "_default/list.html": LIST,
    "_default/terms.html": TERMS,
    "partials/head.html": HEAD,
    "partials/header.html": HEADER,
    "partials/aside.html": ASIDE,
    "partials/footer.html": FOOTER,
    "404.html": NOT_FOUND,
}


def write_layout(folder: Path) -> None:
    """Put the layout into a blog; ours has its own and does not read it."""
    for name, text in FILES.items():
        path = folder / "layouts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
