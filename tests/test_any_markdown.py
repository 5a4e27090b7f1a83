"""Markdown of any generator is judged where paths are given: fences are what counts."""

import json
from pathlib import Path

import pytest

from blogkit.cli import main

FILES = {
    "README.md": "# Trees\n\n```python\n1 + 1  # 3\n```\n",
    "docs/mkdocs.md": '=== "Tab"\n\n    ```python\n    2 + 2  # 5\n    ```\n',
    "docs/quarto.qmd": "---\ntitle: Q\ndate: last-modified\nformat: html\n---\n"
    "::: {.callout-note}\n```{python}\n#| label: a\n3 + 3  # 7\n```\n:::\n"
    "```{python}\n#| eval: false\nnowhere\n```\n"
    "```{python}\n#| error: true\n1 / 0\n```\n```{python, eval=false}\nnowhere\n```\n```{r}\nx <- 1\n```\n",
    "docs/myst.md": "---\nkernelspec: {name: python3}\n---\n"
    "```{code-cell} ipython3\n:tags: [hide-input]\n\n4 + 4  # 9\n```\n"
    "````{admonition} Note\n:class: tip\n```{code-cell}\n5 + 5  # 11\n```\n````\n"
    "```{code-cell}\n---\ntags: [raises-exception]\n---\n1 / 0\n```\n"
    "```{code-cell}\n:tags: [skip-execution]\nnowhere\n```\n:::{note}\n```python\n6 + 6  # 13\n```\n:::\n",
    "docs/rule.md": "---\nA rule, and no header.\n\n```python\n7 + 7  # 15\n```\n",
    "docs/.hidden/a.md": "```python\nnowhere\n```\n",
    "docs/site-packages/a.md": "```python\nnowhere\n```\n",
    "docs/notes.txt": "Trees",
}
WRONG = [
    ("README.md", 4, "3"),
    ("docs/mkdocs.md", 4, "5"),
    ("docs/myst.md", 7, "9"),
    ("docs/myst.md", 12, "11"),
    ("docs/myst.md", 27, "13"),
    ("docs/quarto.qmd", 9, "7"),
    ("docs/rule.md", 5, "15"),
]


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BLOGKIT_CACHE", str(tmp_path / "cache"))
    for name, text in FILES.items():
        path = tmp_path / "project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.chdir(tmp_path / "project")


@pytest.mark.kernel
def test_a_folder_without_a_configuration_is_judged(capsys: pytest.CaptureFixture[str]):
    assert main(["check", "README.md", "docs/", "--format", "json"]) == 1
    report = json.loads(capsys.readouterr().out)
    wrong = [
        (post["path"], claim["line"], claim["expected"])
        for post in report["posts"]
        for claim in post["claims"]
    ]
    assert sorted(wrong) == WRONG
    assert not [failure for post in report["posts"] for failure in post["failures"]]
    assert not report["problems"]


@pytest.mark.kernel
def test_the_settings_of_the_blog_around_it_count(capsys: pytest.CaptureFixture[str]):
    Path("hugo.toml").write_text("[params.blogkit]\nexecute = false\n")
    assert main(["check", "README.md"]) == 0
    Path("hugo.toml").write_text('[params.blogkit]\nbaseline = "known.json"\n')
    assert main(["check", "README.md", "--write-baseline"]) == 0
    assert main(["check", "README.md"]) == 0
    assert main(["check", "README.md", "docs"]) == 1
    assert "1 known left aside" in capsys.readouterr().out


def test_what_a_section_hands_down_counts_for_a_post_given_by_its_path(capsys: pytest.CaptureFixture[str]):
    for name, text in {
        "hugo.toml": "",
        "content/wild/_index.md": "---\ncascade: {params: {blogkit: {execute: false}}}\n---\n",
        "content/wild/a.md": "```python\n1 + 1  # 3\n```\n",
    }.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text)
    assert main(["check", "content/wild/a.md"]) == 0
    assert "1 claim: 0 hold, 1 unchecked" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("nowhere.md", "nowhere.md: names no file below the source folder"),
        ("..", "..: names no file below the source folder"),
        ("docs/notes.txt", "docs/notes.txt: is no Markdown; give files that end in .ipynb, .markdown, .md"),
    ],
)
def test_a_path_that_cannot_be_meant_is_one_line(capsys: pytest.CaptureFixture[str], words: str, says: str):
    assert main(["check", *words.split()]) == 2
    said = capsys.readouterr().err
    assert said.startswith(says)
    assert said.count("\n") == 1
