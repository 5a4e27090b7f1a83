"""One page with everything that is broken, which a pull request can show."""

from pathlib import Path

import pytest

from blogkit.cli import main

POST = """\
+++
title = "Trees"
+++
```python
x = 3
x * 3  # 8
```

```python
1 / 0
```

[gone](nowhere.html) and ![a picture](picture.png)

```python
'<b>'  # '<i>'
```
"""
RECIPE = "# %% picture.png\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\n"


@pytest.mark.kernel
def test_everything_broken_stands_on_one_page_before_and_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("BLOGKIT_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "content/posts/trees"
    folder.mkdir(parents=True)
    (tmp_path / "hugo.toml").write_text('baseURL = "https://example.org/"\ntitle = "T"\n')
    (folder / "index.md").write_text(POST)
    (folder / "index.figures.py").write_text(RECIPE)
    main(["build", "-s", str(tmp_path), "-d", str(tmp_path / "out")])
    (folder / "index.figures.py").write_text(RECIPE.replace("[1, 2]", "[2, 1]"))
    page = tmp_path / "drift.html"
    capsys.readouterr()
    assert main(["check", "-s", str(tmp_path), "--format", "html", "--output", str(page)]) == 1
    said = page.read_text()
    for part in (
        "content/posts/trees/index.md:6",
        "<del>8</del>",
        "<ins>9</ins>",
        "ZeroDivisionError: division by zero",
        "leads nowhere",
        "&lt;<del>i</del>&gt;",
        "the difference, in red",
    ):
        assert part in said
    assert said.count("data:image/png;base64,") == 3
    assert "http" not in said.replace("https://example.org", "")
