"""Files and images in templates, beside the real Hugo: which are found, and what they become."""

from io import BytesIO
from pathlib import Path

import pytest
from beside import LAYOUT, both, write
from parsed import parsed
from PIL import Image

from blogkit.hugo.imaging.draw import process
from blogkit.model import Processing

pytestmark = pytest.mark.hugo

LISTED = """{{ range .Page.Resources }}
[{{ .Name }}|{{ .Title }}|{{ .RelPermalink }}|{{ .Permalink }}|
{{ .MediaType }}|{{ .MediaType.SubType }}|
{{ .MediaType.MainType }}|{{ .ResourceType }}|{{ . }}|{{ .Params.alt }}|
{{ with .Params.deep }}{{ .key }}{{ end }}]
{{ end }}"""
FOUND = """{{ $page := .Page }}
{{ range slice "one.png" "ONE.png" "/one.png" "./one.png" "sub/inner.png" "inner.png" "Two.jpg"
"*.png" "**.png" "*inner.png" "sub/*" "{one,four}.*" "o?e.png" "[o]ne.png" "[!t]*" "*"
"**/inner.png"
"" "*e.*" "Named" "photo-2" "photo-*" }}
[{{ . }}: {{ with $page.Resources.Get . }}{{ .Name }}{{ end }} | {{ with $page.Resources.GetMatch . }}
{{- .Name }}{{ end }} | {{ range $page.Resources.Match . }}({{ .Name }}){{ end }}]
{{ end }}
{{ range .Page.Resources.ByType "image" }}({{ .Name }}){{ end }} {{ len .Page.Resources }}
{{ with (.Page.Resources.ByType "image").GetMatch "*two*" }}{{ .Title }}{{ end }}
{{ range first 2 (.Page.Resources.ByType "text") }}({{ .Name }}: {{ .Content }}){{ end }}
{{ with .Page.Resources.GetMatch "one.png" }}{{ .Width }}x{{ .Height }}
{{ div (mul .Width 100) .Height }}{{ end }}"""
GLOBAL = """
{{ range slice "pics/three.jpeg" "/pics/three.jpeg" "PICS/Three.jpeg" "pics/Other.png" "note.txt"
"none" "pics/other.png" "Dir/Some Pic.png" "dir/some pic.png" }}
[{{ with resources.Get . }}{{ .Name }} {{ .Title }} {{ .RelPermalink }} {{ .Permalink }}{{ end }}|
{{ with resources.GetMatch . }}{{ .Name }} {{ .RelPermalink }}{{ end }}]
{{ end }}
{{ range slice "pics/*" "**" "*.txt" "**.png" "*/*.png" "dir/*" "/pics/{three,other}.*" }}
[{{ . }}: {{ range resources.Match . }}({{ .Name }}){{ end }}]{{ end }}
{{ range resources.ByType "image" }}({{ .Name }}){{ end }}
{{ with resources.Get "note.txt" }}{{ .Content }} {{ len .Content }}{{ end }}
{{ with resources.Get "Dir/Some Pic.png" }}{{ with .Fit "50x50" }}{{ .RelPermalink }}{{ end }}{{ end }}"""
SYSTEM = """
{{ range slice "static/img/s.txt" "/static/img/s.txt" "img/s.txt" "content/s/b.md" "s/b.md" "s"
"themes/th/static/ts.txt" "static/ts.txt" "ts.txt" "static/big.txt" "hugo.toml" "" "none" "layouts/all.html"
"assets/pics/Other.png" "/etc/hostname" }}
[{{ . }}: {{ fileExists . }} {{ os.FileExists . }} {{ with os.Stat . }}{{ .Name }} {{ .IsDir }}
{{- if not .IsDir }} {{ .Size }}{{ end }}{{ end }}]
{{ end }}
{{ readFile "static/img/s.txt" }}|{{ os.ReadFile "themes/th/static/ts.txt" }}|{{ readFile "none" }}|
{{ range os.ReadDir "static" }}({{ .Name }} {{ .IsDir }}){{ end }}|
{{ range readDir "/static/img/" }}({{ .Name }} {{ .Size }}){{ end }}|{{ range readDir "nope" }}x{{ end }}"""
PROCESSED = """{{ range .Page.Resources.Match "{one.png,two.jpg,four.webp,five.gif}" }}{{ $image := . }}
{{ range slice "100x" "x50 q50" "50x70" "300x lanczos" "100x jpg" "77x webp" "100x png #ff0000"
"33X" "9x avif" }}
{{ with $image.Resize . }}<img src="{{ .RelPermalink }}" width="{{ .Width }}" height="{{ .Height }}"
alt="{{ .Name }} {{ .Title }} {{ .MediaType }}">{{ end }}{{ end }}
{{ range slice "100x40" "77x33" "203x151" "10x100" "300x300 Center" }}
{{ with $image.Fit . }}[{{ .RelPermalink }} {{ .Width }} {{ .Height }}]{{ end }}
{{ with $image.Fill . }}[{{ .RelPermalink }} {{ .Width }} {{ .Height }}]{{ end }}
{{ with $image.Crop . }}[{{ .RelPermalink }} {{ .Width }} {{ .Height }}]{{ end }}
{{ with $image.Fill (print . " BottomRight") }}[{{ .RelPermalink }}]{{ end }}{{ end }}
{{ range slice "webp" "resize 50x jpg lanczos" "" "r90" "r180 resize 30x webp picture lossless"
"crop 20x20 top" }}
{{ with $image.Process . }}[{{ .RelPermalink }} {{ .Width }} {{ .Height }}]{{ end }}{{ end }}
{{ with ($image.Resize "100x").Resize "50x" }}[{{ .RelPermalink }} {{ .Permalink }} {{ .Height }}]{{ end }}
{{ end }}"""
HOOK = """{{ $image := or (.Page.Resources.Get .Destination) (resources.Get .Destination) }}
{{- with $image }}<img src="{{ .RelPermalink }}" width="{{ .Width }}"
srcset="{{ (.Resize "20x").RelPermalink }} 20w">
{{- else }}<img src="{{ .Destination | safeURL }}">{{ end -}}"""
METADATA = """resources:
- src: one.png
  name: Named
  title: "Photo :counter"
  params: {alt: An image, Deep: {Key: v}}
- src: "*.png"
  title: never
- src: "{two,four}.*"
  name: photo-:counter
  title: Number :counter
- src: "*"
  params: {alt: any}
"""
IMAGING = """
[imaging]
anchor = "TopLeft"
resampleFilter = "CatmullRom"
[imaging.jpeg]
quality = 60
[imaging.exif]
disableDate = true
"""


def _picture(ending: str, mode: str = "RGB") -> bytes:
    image = Image.radial_gradient("L").resize((203, 151))
    image = Image.merge(mode, [image.rotate(90 * turn) for turn, _ in enumerate(mode)])
    out = BytesIO()
    image.save(out, ending)
    return out.getvalue()


def _blog(
    folder: Path, template: str, *, config: str = "", header: str = "", body: str = "{{< t >}}"
) -> Path:
    pictures = {
        "content/s/a/one.png": _picture("PNG", "RGBA"),
        "content/s/a/Two.jpg": _picture("JPEG"),
        "content/s/a/four.webp": _picture("WEBP"),
        "content/s/a/five.gif": _picture("GIF"),
        "content/s/a/sub/Inner.png": _picture("PNG"),
        "assets/pics/three.jpeg": _picture("JPEG"),
        "assets/Dir/Some Pic.png": _picture("PNG"),
        "themes/th/assets/pics/Other.png": _picture("PNG"),
    }
    texts: dict[str, str | bytes] = {
        "hugo.toml": f'baseURL = "https://example.org/base/"\ntheme = "th"\n{config}',
        "layouts/all.html": LAYOUT,
        "layouts/_shortcodes/t.html": template,
        "content/s/a/index.md": f"---\ntitle: A\n{header}---\n{body}\n",
        "content/s/b.md": f"---\ntitle: B\n---\n{body}\n",
        "content/s/a/v.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>',
        "content/s/a/Data.txt": 'some "text" & <x>',
        "content/s/a/d.json": '{"a": 1}',
        "content/s/a/d.csv": "a,b",
        "content/s/a/noext": "x",
        "content/s/a/movie.mp4": "x",
        "assets/note.txt": 'hello <b> "q"\n',
        "themes/th/static/ts.txt": "from the theme",
        "static/img/s.txt": "s & t\n",
        "static/Big.TXT": "st",
    }
    write(folder, {**texts, **pictures})
    return folder


@pytest.mark.parametrize("header", ["", METADATA], ids=["plain", "described"])
def test_the_files_of_a_bundle_are_found_as_hugo_finds_them(tmp_path: Path, header: str):
    # without a file of that name Hugo would stop
    found = FOUND.replace('GetMatch "one.png"', 'GetMatch "Named"') if header else FOUND
    for page, theirs, ours in both(_blog(tmp_path / "blog", LISTED + found, header=header), ("s/a", "s/b")):
        assert parsed(ours) == parsed(theirs), page


def test_the_files_of_a_blog_are_found_as_hugo_finds_them(tmp_path: Path):
    for page, theirs, ours in both(_blog(tmp_path / "blog", GLOBAL + SYSTEM), ("s/a", "s/b")):
        assert parsed(ours) == parsed(theirs), page
    assert _below(tmp_path / "ours") >= _below(tmp_path / "theirs")


# what the settings change shows in the names of two images
FEWER = PROCESSED.replace("{one.png,two.jpg,four.webp,five.gif}", "{one.png,two.jpg}")


@pytest.mark.parametrize(
    ("template", "config"), [(PROCESSED, ""), (FEWER, IMAGING)], ids=["usual", "configured"]
)
def test_processed_images_have_hugos_names_and_sizes(tmp_path: Path, template: str, config: str):
    for page, theirs, ours in both(_blog(tmp_path / "blog", template, config=config), ("s/a",)):
        assert parsed(ours) == parsed(theirs), page
    names = {path.relative_to(tmp_path / "theirs") for path in (tmp_path / "theirs").rglob("*_hu_*")}
    assert len(names) > 50
    for name in names:
        with Image.open(tmp_path / "ours" / name) as mine, Image.open(tmp_path / "theirs" / name) as image:
            assert (mine.size, mine.format) == (image.size, image.format), name


def test_images_are_processed_by_hooks(tmp_path: Path):
    blog = _blog(tmp_path / "blog", "", body="![](one.png) ![](pics/three.jpeg) ![](https://a.b/c.png)")
    write(blog, {"layouts/_markup/render-image.html": HOOK})
    for page, theirs, ours in both(blog, ("s/a", "s/b")):
        assert parsed(ours) == parsed(theirs), page
    assert _below(tmp_path / "ours") >= _below(tmp_path / "theirs")


def _below(folder: Path) -> set[str]:
    """The files of pages and of assets."""
    parts = ("s", "pics", "Dir")
    return {str(path.relative_to(folder)) for part in parts for path in (folder / part).rglob("*.*")}


def test_an_image_that_cannot_be_written_stays_as_it_is():
    out = BytesIO()
    red, blue = (Image.new("L", (2, 16384), level) for level in (9, 90))  # WebP ends at 16383
    red.save(out, "GIF", save_all=True, append_images=[blue])
    assert process(out.getvalue(), [Processing("", "webp")]) == out.getvalue()
