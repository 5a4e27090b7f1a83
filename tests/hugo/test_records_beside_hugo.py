"""Hugo alone, without Python in its path, shows what records know, and stops at an output that is stale."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from blogkit.beside import THEME_FILES
from blogkit.cli import main
from tests.hugo.beside import write
from tests.programs import HUGO

pytestmark = [pytest.mark.hugo, pytest.mark.kernel]

POST = """---
title: Trees
---
{{< verified >}}

```python
print(2 + 2)
```

```output
4
```

- in a list

  ```python
  class Table:
      def _repr_html_(self):
          return "<table><tr><td>oak</td></tr></table>"
  Table()
  ```

{{< cell-output 2 >}}
"""
OLD_THEME = {
    "hugo.toml": 'title = "T"\ntheme = "old"\n[outputs]\nhome = ["HTML", "JSON"]\n',
    "themes/old/layouts/_default/baseof.html": '<main>{{ block "main" . }}{{ end }}</main>',
    "themes/old/layouts/_default/single.html": '{{ define "main" }}{{ partial "body.html" . }}{{ end }}',
    "themes/old/layouts/_default/list.html": '{{ define "main" }}{{ range .Pages }}{{ .Summary }}{{ end }}'
    "{{ end }}",
    "themes/old/layouts/partials/body.html": "<h1>{{ .Title }}</h1>{{ .Content }}",
    "themes/old/layouts/index.json": "[{{ range $n, $p := site.RegularPages }}{{ if $n }},{{ end }}"
    '{{ dict "text" $p.Plain | jsonify }}{{ end }}]',
    "themes/old/layouts/_default/_markup/render-codeblock.html": '<pre class="theirs">{{ .Inner }}</pre>',
}
NEW_THEME = {
    "hugo.yaml": "title: T\ntheme: new\nmarkup: {highlight: {noClasses: false}}\n",
    "themes/new/layouts/baseof.html": '<main>{{ block "main" . }}{{ end }}</main>',
    "themes/new/layouts/page.html": '{{ define "main" }}{{ .Content }}{{ partial "end.html" . }}{{ end }}',
    "themes/new/layouts/all.html": "{{ .Title }}",
    "themes/new/layouts/home.html": '{{ define "main" }}{{ len site.RegularPages }}{{ end }}',
    "themes/new/layouts/_partials/end.html": "<hr>{{ .WordCount }}",
}


@pytest.fixture(params=[OLD_THEME, NEW_THEME], ids=["old", "new"])
def blog(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BLOGKIT_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "blog"
    write(folder, {**request.param, "content/posts/trees.md": POST})
    for name, path in THEME_FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, folder / name)
    assert main(["record", "-s", str(folder)]) == 0
    return folder


def hugo(blog: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/nowhere", "HOME": str(blog.parent)}
    return subprocess.run(
        [HUGO, "-s", blog, "-d", blog.parent / "out", *words],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def page(blog: Path) -> str:
    return (blog.parent / "out/posts/trees/index.html").read_text()


def test_hugo_shows_what_a_fresh_record_knows(blog: Path):
    done = hugo(blog)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARN" not in done.stdout + done.stderr
    html = page(blog)
    assert '<p class="blogkit-verified">1 of 1 stated outputs hold, Python 3.' in html
    assert 'data-blogkit="verified"' in html
    assert "<td>oak</td>" in html
    index = blog.parent / "out/index.json"
    if index.exists():
        assert "1 of 1 stated outputs hold" in json.loads(index.read_text())[0]["text"]


@pytest.mark.parametrize(
    ("old", "new"),
    [("```output\n4", "```output\n5"), ("print(2 + 2)", "print(2 + 3)"), ("  Table()", "  Table")],
    ids=["the output", "the code above it", "the code below it"],
)
def test_a_stale_output_stops_a_build_for_production_and_warns_in_a_preview(blog: Path, old: str, new: str):
    post = blog / "content/posts/trees.md"
    post.write_text(POST.replace(old, new))
    done = hugo(blog)
    said = done.stdout + done.stderr
    assert done.returncode != 0
    assert "trees.md" in said
    assert "run: blogkit check, then blogkit record" in said
    preview = hugo(blog, "--environment", "development")
    assert preview.returncode == 0
    assert "WARN" in preview.stdout + preview.stderr
    assert 'data-blogkit="stale"' in page(blog)


def test_other_words_in_the_prose_leave_a_record_true_and_a_second_run_leaves_the_file(blog: Path):
    path = blog / "data/blogkit/posts/trees.json"
    text = path.read_text().replace('"date": "2', '"date": "1')
    path.write_text(text)
    (blog / "content/posts/trees.md").write_text(POST.replace("in a list", "in a longer list\n  of trees"))
    assert main(["record", "-s", str(blog)]) == 0
    assert path.read_text() == text
    assert hugo(blog).returncode == 0


def test_a_record_that_is_none_and_one_without_a_post_are_said_in_a_line(
    blog: Path, capsys: pytest.CaptureFixture[str]
):
    path = blog / "data/blogkit/posts/trees.json"
    edited = path.read_text().replace('"holds": 1', '"holds": 2')
    path.write_text(edited)
    assert main(["record", "-s", str(blog)]) == 2
    assert "trees.json: was changed by hand, and stays as it is; delete it" in capsys.readouterr().out
    assert path.read_text() == edited
    path.write_text('{"oaks": 3}')
    path.with_name("gone.json").write_text('{"fences": []}')
    path.with_name("mine.json").write_text("{}")
    capsys.readouterr()
    assert main(["record", "-s", str(blog)]) == 2
    said = capsys.readouterr().out
    assert "data/blogkit/posts/trees.json: is no record of a post, and stays as it is" in said
    assert "data/blogkit/posts/gone.json: its post is gone; delete it" in said
    assert "mine.json" not in said
    assert path.read_text() == '{"oaks": 3}'
