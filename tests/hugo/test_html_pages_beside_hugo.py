"""Pages written in HTML: no Markdown but in the summary of the header, and no table of contents."""

import subprocess
from pathlib import Path

import pytest
from parsed import parsed

from blogkit.hugo.context import Context, PageFacts
from blogkit.hugo.render import render
from blogkit.source import config, frontmatter
from tests.programs import HUGO

SETTINGS = 'baseURL = "https://example.org/"\nsecurity.allowContent = [".*"]\n'
PAGE = "---\nsummary: It's a *summary*\n---\n<h2 id='a'>It's</h2>\n{{< highlight go >}}a{{< /highlight >}}\n"

pytestmark = pytest.mark.hugo


def test_html_pages_are_taken_as_hugo_takes_them(tmp_path: Path):
    (tmp_path / "content").mkdir()
    (tmp_path / "layouts").mkdir()
    (tmp_path / "hugo.toml").write_text(SETTINGS)
    (tmp_path / "content/a.html").write_text(PAGE)
    (tmp_path / "layouts/all.html").write_text(
        "{{ .Content }}@@CUT@@{{ .TableOfContents }}@@CUT@@{{ .Summary }}"
    )
    subprocess.run([HUGO, "--quiet", "-s", tmp_path], check=True)
    content, contents, summary = (tmp_path / "public/a/index.html").read_text().split("@@CUT@@")
    header = frontmatter.read(PAGE, "a.html")
    context = Context(config.read({"hugo.toml": SETTINGS}), PageFacts("content/a.html", params=header.raw))
    ours = render(frontmatter.body_of(PAGE, header), header.body_line, context)
    assert (parsed(ours.html), ours.toc) == (parsed(content), contents)
    assert parsed(ours.summary) == parsed(summary)
