"""What other tools read is valid by their schemas, and names files from the root of the repository."""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as Sarif

from blogkit.cli import main

ROOT = Path(__file__).parent.parent
SCHEMA = json.loads((ROOT / "docs/report.schema.json").read_text())
POST = """\
+++
title = "T"
+++

```python
x = 41 + 1
print(x)  # 43
y = x  # once more
```

[dead](/none/)
"""
FAILS = """\
+++
title = "T"
+++

![a](/images/b/c.png)

```python
import time
time.time()  # 3
```

```python
1 / 0
```
"""
BAD = '+++\ntitle = "T\n+++\n'

JUNIT: Mapping[str, tuple[set[str], set[str], set[str]]] = {
    "testsuites": (set(), {"name", "time", "tests", "failures", "errors", "disabled"}, {"testsuite"}),
    "testsuite": (
        {"name", "tests", "failures", "errors"},
        {"time", "skipped", "timestamp", "hostname", "id", "package"},
        {"properties", "testcase", "system-out", "system-err"},
    ),
    "testcase": (
        {"name", "classname"},
        {"time", "assertions", "status"},
        {"skipped", "error", "failure", "system-out", "system-err"},
    ),
    "failure": ({"message"}, {"type"}, set()),
    "error": ({"message"}, {"type"}, set()),
    "skipped": ({"message"}, {"type"}, set()),
    "system-out": (set(), set(), set()),
}
"""Element -> attributes it must have, those it may have, and what may be in it: what CI servers agree on."""


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """The report of a blog in a subfolder of a repository, in each format."""
    folder = tmp_path_factory.mktemp("repository")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BLOGKIT_CACHE", str(folder / "cache"))
        (folder / ".git").mkdir()
        blog = folder / "my site"
        for name, text in {
            "hugo.toml": 'title = "T"\n',
            "content/a, b.md": POST,
            "content/b.md": FAILS,
            "content/b.figures.py": "# %% c.png\nnowhere\n",
            "content/bad.md": BAD,
        }.items():
            (blog / name).parent.mkdir(parents=True, exist_ok=True)
            (blog / name).write_text(text)
        made: dict[str, str] = {}
        for style in ("json", "junit", "sarif", "github"):
            main(["check", "-q", "-s", str(blog), "--format", style, "--output", str(folder / style)])
            made[style] = (folder / style).read_text()
    return made


@pytest.mark.kernel
def test_the_json_report_is_what_its_schema_says(reports: Mapping[str, str]):
    report = json.loads(reports["json"])
    Draft202012Validator.check_schema(SCHEMA)
    assert not [error.message for error in Draft202012Validator(SCHEMA).iter_errors(report)]
    assert report["folder"] == "my site"
    kinds = [bool(report[name]) for name in ("posts", "problems", "links")]
    assert kinds == [True, True, True]


@pytest.mark.kernel
def test_claims_name_their_fence_and_fences_their_hash_and_ordinal(reports: Mapping[str, str]):
    post = json.loads(reports["json"])["posts"][0]
    fence = post["fences"][0]
    assert (fence["ordinal"], fence["line"], fence["end_line"], fence["executed"]) == (0, 5, 9, 1)
    assert re.fullmatch("[0-9a-f]{64}", fence["sha256"])
    assert post["claims"][0]["fence"] == 0


@pytest.mark.kernel
def test_sarif_is_valid_and_names_files_as_addresses_from_the_root(reports: Mapping[str, str]):
    log = json.loads(reports["sarif"])
    Sarif.model_validate(log)
    results: list[dict[str, Any]] = log["runs"][0]["results"]
    places = {one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in results}
    assert places == {
        f"my%20site/content/{name}" for name in ("a%2C%20b.md", "b.md", "b.figures.py", "bad.md")
    }
    rules = {one["id"] for one in log["runs"][0]["tool"]["driver"]["rules"]}
    assert {one["ruleId"] for one in results} <= rules


@pytest.mark.kernel
def test_junit_is_what_ci_servers_agree_on(reports: Mapping[str, str]):
    root = ET.fromstring(reports["junit"])  # noqa: S314  (our own report)
    for element in root.iter():
        must, may, holds = JUNIT[element.tag]
        assert must <= set(element.keys()) <= must | may, ET.tostring(element)
        assert {child.tag for child in element} <= holds, ET.tostring(element)
    for suite in root:
        found = [child.tag for case in suite for child in case]
        counts = [found.count(tag) for tag in ("failure", "error", "skipped")]
        assert [int(suite.get(name, 0)) for name in ("failures", "errors", "skipped")] == counts
        assert int(suite.get("tests", 0)) == len(suite)
        assert suite.get("name", "").startswith("my site/content/")


@pytest.mark.kernel
def test_annotations_name_files_from_the_root_in_the_form_github_reads(reports: Mapping[str, str]):
    commands = [line for line in reports["github"].split("\n") if line.startswith("::")]
    form = r"::(error|warning) file=my site/content/[^:,]+,line=\d+(,col=\d+)?::.+"
    assert len(commands) >= 5
    assert [line for line in commands if not re.fullmatch(form, line)] == []
    assert "::error file=my site/content/a%2C b.md,line=7,col=13::says 43, shows 42" in reports["github"]
