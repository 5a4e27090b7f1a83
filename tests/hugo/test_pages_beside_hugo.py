"""Other pages in the templates of a blog, beside the real Hugo."""

from pathlib import Path

import pytest
from beside import LAYOUT, both, write
from parsed import parsed

pytestmark = pytest.mark.hugo

LISTED = """{{ range site.Pages }}
[{{ .Title }}|{{ .LinkTitle }}|{{ .Kind }}|{{ .Type }}|{{ .Section }}|{{ .RelPermalink }}|{{ .Permalink }}|
{{ .Date.Format "2006-01-02" }}|{{ .Lastmod.Year }}|{{ .Path }}|{{ .Weight }}|{{ .Params.tags }}|
{{ .IsPage }} {{ .IsHome }} {{ .IsSection }}|{{ .Description }}|{{ .Draft }}|{{ .Keywords }}|{{ .Slug }}|
{{ with .File }}{{ .Path }} {{ .BaseFileName }} {{ .ContentBaseName }} {{ .LogicalName }}{{ end }}|
{{ len .Pages }} {{ len .RegularPages }}|{{ .PublishDate.Year }}|{{ .Params.myparam }} {{ .Param "myParam" }}]
{{- end }}
{{ range site.RegularPages }}({{ .Title }}){{ end }} {{ range site.Sections }}({{ .Title }}){{ end }}
{{ $moved := (time "2024-01-31").AddDate 0 1 -1 }}{{ $moved.Format "2006-01-02" }}
{{ $moved.Before (time "2024-03-01") }} {{ $moved.After (time "2024-03-01") }}
{{ with .Page }}{{ .File.Path }} {{ .File.Dir }} {{ .File.ContentBaseName }} {{ .File.Ext }}
{{ .File.TranslationBaseName }} {{ .File.UniqueID }} {{ .File.Section }}
{{ .Section }}|{{ .Type }}|{{ .Kind }}|{{ .Weight }}|{{ .IsPage }} {{ .IsHome }}{{ end }}"""
SORTED = """{{ $pages := site.RegularPages }}{{ range $pages.ByTitle.Reverse }}({{ .Title }}){{ end }}
{{ range $pages.ByDate }}({{ .Title }}){{ end }} {{ range $pages.ByLastmod }}({{ .Title }}){{ end }}
{{ range $pages.ByWeight }}({{ .Title }}){{ end }} {{ range $pages.Limit 2 }}({{ .Title }}){{ end }}
{{ $pages.Len }} {{ range sort $pages "Title" "desc" }}({{ .Title }}){{ end }}
{{ range sort $pages "Date" }}({{ .Title }}){{ end }} {{ range first 2 $pages }}({{ .Title }}){{ end }}
{{ range where $pages "Section" "posts" }}({{ .Title }}){{ end }}
{{ range where $pages ".Params.image" "x1.png" }}({{ .Title }}){{ end }}
{{ range where $pages "Params.image" "!=" nil }}({{ .Title }}){{ end }}
{{ range where $pages "Params.tags" "intersect" (slice "x" "z") }}({{ .Title }}){{ end }}
{{ range where site.Pages "Type" "in" (slice "posts") }}({{ .Title }}){{ end }}
{{ range where $pages "Weight" "gt" 2 }}({{ .Title }}){{ end }}
{{ range $pages.GroupBy "Section" }}({{ .Key }}: {{ range .Pages }}({{ .Title }}){{ end }}){{ end }}
{{ range $pages.GroupBy "Section" "desc" }}({{ .Key }}){{ end }}
{{ range $pages.GroupByDate "2006-01" }}({{ .Key }}: {{ range .Pages }}({{ .Title }}){{ end }}){{ end }}
{{ range $pages.GroupByDate "2006" "asc" }}({{ .Key }}: {{ range .Pages.ByTitle }}({{ .Title }}){{ end }})
{{ end }}"""
FOUND = """{{ range slice "b" "/b" "b.md" "/posts" "posts" "/posts/p1" "p1" "posts/p1.md" "/posts/_index.md"
"none" "tags" "tags/x" "a" "/a/index.md" "P1" "./b" }}
[{{ . }}: {{ with site.GetPage . }}{{ .Title }}{{ end }}|{{ with $.Page.GetPage . }}{{ .Title }}{{ end }}]
{{ end }}{{ with site.GetPage "posts" }}{{ range .Pages }}({{ .Title }} {{ .Section }}){{ end }}
{{ range .RegularPages.ByTitle }}({{ .Title }}){{ end }}{{ end }}"""


def _blog(folder: Path, template: str) -> Path:
    dates = {n: f"date: 2023-0{n}-0{n}\nlastmod: 2024-0{4 - n}-01\nimage: x{n}.png\n" for n in (1, 2, 3)}
    posts = {f"content/posts/p{n}.md": f"---\ntitle: P{n}\n{date}---\nbody\n" for n, date in dates.items()}
    write(
        folder,
        {
            "hugo.toml": 'baseURL = "https://example.org/base/"\ntitle = "Site"\n',
            "layouts/all.html": LAYOUT,
            "layouts/_shortcodes/t.html": template,
            "content/a/index.md": "---\ntitle: A\nslug: aa\nkeywords: [k, l]\n---\n{{< t >}}\n",
            "content/b.md": "---\ntitle: B\ndate: 2024-03-02\ntags: [x, y]\nweight: 3\ndescription: about b\n"
            "myParam: 7\nlinkTitle: To B\n---\n{{< t >}}\n",
            "content/posts/_index.md": "---\ntitle: Posts\n---\n{{< t >}}\n",
            **posts,
        },
    )
    return folder


@pytest.mark.parametrize("template", [LISTED, SORTED, FOUND], ids=["listed", "sorted", "found"])
def test_other_pages_are_listed_and_found_as_by_hugo(tmp_path: Path, template: str):
    for page, theirs, ours in both(_blog(tmp_path / "blog", template), ("aa", "b", "posts")):
        assert parsed(ours) == parsed(theirs), page
