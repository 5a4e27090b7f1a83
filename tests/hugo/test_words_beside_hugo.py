"""Words of East Asian pages: each sign counts, also those of the entities that code is written with."""

import subprocess
from pathlib import Path

import pytest

from blogkit.hugo.context import Context
from blogkit.hugo.render import render
from blogkit.source import config
from tests.programs import HUGO

SETTINGS = 'baseURL = "https://example.org/"\nhasCJKLanguage = true\ndisableKinds = ["taxonomy", "term"]\n'
BODY = """
日本語の文章です。<b title="語>語">太字</b>とcode。

```python
print("日本", 'a')
```

```
"日本" 'a' <b>
```

``"日本'`` 完
"""

pytestmark = pytest.mark.hugo


def test_east_asian_pages_have_hugos_number_of_words(tmp_path: Path):
    (tmp_path / "content").mkdir()
    (tmp_path / "layouts").mkdir()
    (tmp_path / "hugo.toml").write_text(SETTINGS)
    (tmp_path / "content/a.md").write_text(f"---\ntitle: a\n---\n{BODY}", encoding="utf-8")
    (tmp_path / "layouts/all.html").write_text("{{ .WordCount }} {{ .ReadingTime }}")
    subprocess.run([HUGO, "--quiet", "-s", tmp_path], check=True)
    ours = render(BODY, 1, Context(settings=config.read({"hugo.toml": SETTINGS})))
    assert f"{ours.word_count} {ours.reading_time}" == (tmp_path / "public/a/index.html").read_text()
