"""What of a post is run, where, and what is said of the rest."""

from pathlib import Path

import pytest

from blogkit import pipeline
from blogkit.model import Judged, Request

pytestmark = pytest.mark.kernel

BLOG = {
    "hugo.toml": 'title = "x"\n[params.blogkit]\nexecute = false\n',
    "content/quiet.md": "---\ntitle: quiet\n---\n```python\n1  # 2\n```\n"
    "```python {execute=true}\n3  # 4\n```\n",
    "content/own.md": "---\ntitle: own\nparams: {blogkit: {execute: true}}\n---\n"
    "```python\n%pip install -q numpy\nx = 2\nx  # 3\n```\n"
    "```python\n!pip install numpy\n```\n```python\nopen('trees.csv')\n```\n",
    "content/loud/_index.md": "---\ntitle: loud\ncascade: {params: {blogkit: {execute: true}}}\n---\n",
    "content/loud/post.md": "---\ntitle: post\n---\n```python\n5  # 6\n```\n",
    "content/data/trees.csv": "oak",
    "content/there.md": "---\ntitle: there\nparams: {blogkit: {execute: true, folder: content/data}}\n---\n"
    "```python\nopen('trees.csv').read()  # 'ash'\n```\n",
}


@pytest.fixture(scope="module")
def posts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Judged]:
    folder = tmp_path_factory.mktemp("blog")
    for path, text in BLOG.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    report = pipeline.build(Request(Path(folder))).report
    return {str(post.executed.post.source.path).removeprefix("content/"): post for post in report.posts}


def broken(post: Judged) -> list[str]:
    return [verdict.claim.expected for verdict in post.verdicts if verdict.judgement == "broken"]


def test_a_site_that_says_execute_false_runs_only_what_opts_in(posts: dict[str, Judged]):
    assert broken(posts["quiet.md"]) == ["4"]
    assert broken(posts["own.md"]) == ["3"]
    assert broken(posts["loud/post.md"]) == ["6"]


def test_a_line_that_would_change_the_machine_is_left_out_with_a_note_and_the_rest_runs(
    posts: dict[str, Judged],
):
    notes = [(note.line, note.why_not) for note in posts["own.md"].comments if "left out" in note.why_not]
    assert notes == [(line, "is left out: it would change the machine") for line in (6,)]
    assert posts["own.md"].executed.post.cells[1].why_not == "it would change the machine"


def test_a_missing_file_that_lies_elsewhere_in_the_blog_is_found_for_the_author(posts: dict[str, Judged]):
    (failure,) = posts["own.md"].failures
    assert failure.message.endswith(
        'it lies in content/data: set folder = "content/data" under [params.blogkit]'
    )


def test_a_post_may_choose_its_working_folder(posts: dict[str, Judged]):
    (verdict,) = posts["there.md"].verdicts
    assert verdict.actual == "'oak'"
