"""What `fix` writes into posts, and what it leaves to their authors: real posts, real kernels, one run."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest

from blogkit.model import Source
from blogkit.report import diff
from tests.conftest import Run

pytestmark = pytest.mark.kernel
Done = subprocess.CompletedProcess[str]
Fix = Callable[..., Done]

FRAME = """\
---
title: Trees
---

```python
np.sin(np.arange(2)), {"a": 1}.items()
```

```output
```

```python
import pandas as pd
pd.DataFrame({"oak": [1.5, 2.25], "ash": [3, 4]})
```

|   | oak  | ash |
|---|------|-----|
| 0 | 1.50 | 3   |
| 1 | 2.35 | 14  |

```python
pd.DataFrame({"fir": ["a", "b|c"]})
```

<table>
  <tr><th></th><th>fir</th></tr>
  <tr><th>0</th><td>a</td></tr>
  <tr><th>1</th><td>d|c</td></tr>
</table>
"""
VALUES = """\
---
title: Values
---

```python
half = 0.5123
half  # 52 %
7654321.0  # 7,654,322
"oak".upper()  # returns 'OAQ', loudly
{"a": [1, 2]}  # {"a": [1, 3]}  (a list)
2 / 3  # 0.66
list(range(100))  # [0, 1, 3, ..., 99]
print("\\x1b[32mready\\x1b[0m: 4")  # 5
```

> ```python
> >>> [n * n for n in range(3)]
> [0, 1, 5]
> >>> print("one\\ntwo")
> one
> too
> >>> import json
> >>> json.loads("{")
> Traceback (most recent call last):
>   ...
> json.decoder.JSONDecodeError: Expecting a name
> ```

```python
print("oak")
# Output:
```

```
oaks
```

The mean is $(1 + 2)/2 = 1.6$.
"""
FILLS = """\
---
title: Fills
---

```python
import numpy as np
sum([1, 2])  # Output:
print("a\\nb")
# Output:
```

```python
print("one\\ntwo")
```

```output
```

- ```python
  np.arange(3)
  ```

  Output:

  ```
  ```

```python
np.sin(np.arange(2)), {"a": 1}.items()
```

```output
```

```python
import pandas as pd
pd.DataFrame({"oak": [1, 2]})
```

```output
```

```python
import matplotlib.pyplot as plt
plt.plot([1, 2]);
```

```output
```

```python
plt.plot([2, 1]);
```

```output
```
"""
HAND = """\
---
title: By hand
---

```python
print("x" * 1000)  # 'y'
```

```python
>>> open("/nowhere/x").read()
'hello'
>>> 1 + 1
2
```

```python
1 / 0  # 3
2 + 2  # 5
```
"""
POSTS = {"frame": FRAME, "values": VALUES, "fills": FILLS, "hand": HAND}


@pytest.fixture(scope="session")
def fix(command: Run) -> Fix:
    return lambda folder, *flags: command("fix", "-s", folder, "--no-cache", *flags)


@pytest.fixture(scope="module")
def blog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("blog")
    (folder / "content").mkdir()
    (folder / "hugo.toml").write_text('baseURL = "https://example.org/"\n')
    for name, text in POSTS.items():
        (folder / f"content/{name}.md").write_text(text)
    return folder


@pytest.fixture(scope="module")
def done(blog: Path, fix: Fix) -> Done:
    return fix(blog)


def changed(blog: Path, done: Done, name: str) -> dict[str, str]:
    """The lines of a post that were rewritten, old to new; both texts have as many lines."""
    assert done.args
    old, new = POSTS[name].split("\n"), (blog / f"content/{name}.md").read_text().split("\n")
    return {one: other for one, other in zip(old, new, strict=True) if one != other}


def test_a_table_stays_a_table_and_only_its_wrong_cell_changes(blog: Path, done: Done):
    assert changed(blog, done, "frame") == {
        "| 1 | 2.35 | 14  |": "| 1 | 2.25 | 4   |",  # as wide as it was
        "  <tr><th>1</th><td>d|c</td></tr>": "  <tr><th>1</th><td>b|c</td></tr>",
    }


def test_a_value_is_written_in_the_authors_notation(blog: Path, done: Done):
    assert changed(blog, done, "values") == {
        "half  # 52 %": "half  # 51 %",
        "7654321.0  # 7,654,322": "7654321.0  # 7,654,321",
        "\"oak\".upper()  # returns 'OAQ', loudly": "\"oak\".upper()  # returns 'OAK', loudly",
        '{"a": [1, 2]}  # {"a": [1, 3]}  (a list)': '{"a": [1, 2]}  # {"a": [1, 2]}  (a list)',
        "2 / 3  # 0.66": "2 / 3  # 0.67",
        "list(range(100))  # [0, 1, 3, ..., 99]": "list(range(100))  # [0, 1, 2, ..., 99]",
        'print("\\x1b[32mready\\x1b[0m: 4")  # 5': 'print("\\x1b[32mready\\x1b[0m: 4")  # 4',
        "> [0, 1, 5]": "> [0, 1, 4]",
        "> too": "> two",
        "> json.decoder.JSONDecodeError: Expecting a name": (
            "> json.decoder.JSONDecodeError: Expecting property name enclosed in double quotes: "
            "line 1 column 2 (char 1)"
        ),
        "oaks": "oak",
    }


def test_what_asks_to_be_filled_is_filled(blog: Path, done: Done):
    assert done.args
    text = (blog / "content/fills.md").read_text()
    for piece in (
        "sum([1, 2])  # Output: 3\n",
        "# Output:\n# a\n# b\n```",
        "```output\none\ntwo\n```",
        "  ```\n  [0 1 2]\n  ```" if "[0 1 2]" in text else "  ```\n  array([0, 1, 2])\n  ```",
        "0.84147098])",  # digits that another machine may round, but nothing here differs
        "\n|   | oak |\n|---|-----|\n| 0 | 1   |\n| 1 | 2   |\n",
        "\n![Figure 1](/images/fills/figure-1.png)\n",
        "\n![Figure 2](/images/fills/figure-2.png)\n",
    ):
        assert piece in text
    assert (blog / "static/images/fills/figure-1.png").read_bytes().startswith(b"\x89PNG")


def test_what_is_left_to_the_author_is_listed_with_its_line_and_the_reason(blog: Path, done: Done):
    assert done.returncode == 1
    assert (blog / "content/hand.md").read_text() == HAND
    lines = [line for line in done.stderr.split("\n") if ": by hand: " in line]
    assert [
        re.sub(r"^content/", "", line).partition(": by hand: ")[0] for line in lines if "values" in line
    ] == ["values.md:38"]
    assert any(line.startswith("content/values.md:38: by hand: formulas") for line in lines)
    assert any(line.startswith("content/hand.md:6: by hand: 1,00") for line in lines)
    assert any("hand.md:17: by hand: the cell fails: ZeroDivisionError" in line for line in lines)


def test_a_second_run_changes_nothing(blog: Path, done: Done, fix: Fix):
    assert done.args
    before = {path: path.read_bytes() for path in blog.rglob("*.md")}
    assert fix(blog).stdout == ""
    assert {path: path.read_bytes() for path in blog.rglob("*.md")} == before


def test_the_diff_of_a_long_post_shows_no_line_that_stays():
    lines = ["```", ""] * 150 + ["2", "```", ""]
    old, new = "\n".join(lines), "\n".join(lines).replace("2", "3")
    shown = diff(Source(PurePosixPath("a.md"), old), new)
    assert shown == "--- a/a.md\n+++ b/a.md\n@@ -300,3 +300,3 @@\n \n-2\n+3\n ```\n"


def test_formulas_are_rewritten_when_asked_and_a_dry_run_writes_nothing(
    blog: Path, done: Done, fix: Fix, tmp_path: Path
):
    assert done.args
    (tmp_path / "content").mkdir()
    shutil.copy(blog / "hugo.toml", tmp_path)
    post = tmp_path / "content/a.md"
    post.write_text("---\ntitle: a\n---\n\nThe mean is $(1 + 2)/2 = 1.6$.\n")
    shown = fix(tmp_path, "--formulas", "--dry-run")
    assert "+The mean is $(1 + 2)/2 = 1.5$." in shown.stdout
    assert "1.6" in post.read_text()
    assert fix(tmp_path, "--formulas").returncode == 0
    assert "= 1.5$" in post.read_text()
    assert fix(tmp_path, "--formulas").stdout == "nothing to fix: 1 of 1 claims hold, and none is broken\n"


def test_a_post_that_is_read_only_stays(fix: Fix, tmp_path: Path):
    (tmp_path / "content").mkdir()
    (tmp_path / "hugo.toml").write_text("")
    post = tmp_path / "content/a.md"
    post.write_text("---\ntitle: a\n---\n\n```python\n1 + 1  # 3\n```\n")
    post.chmod(0o444)
    run = fix(tmp_path)
    assert (run.returncode, "# 3" in post.read_text()) == (1, True)
    assert "content/a.md: is read-only; chmod u+w lets fix write to it" in run.stderr
