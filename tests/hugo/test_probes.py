"""The micro-documents that lie beside the project, where they are present."""

import json
from pathlib import Path

import pytest
from configurations import CONFIGURATIONS, CONTENTS, bare_math, below_root, marked_math
from parsed import parsed

from blogkit.hugo.context import Context, Rendered
from blogkit.hugo.render import render
from blogkit.source import config

FOLDERS = Path(__file__).parents[3:5]
FILE = next((f for folder in FOLDERS if (f := folder / "shared" / "probes.json").is_file()), Path())
PROBES = json.loads(FILE.read_text(encoding="utf-8")) if FILE.is_file() else {}

pytestmark = pytest.mark.skipif(not PROBES, reason="the probes lie outside of the project")

# Hugo writes "$a<b$" unescaped there, which breaks its own page, and leaves white space around displays.
HUGO_IS_WRONG = {"math inline", "math block", "math in para"}


def _rendered(document: str, name: str, more: str = "") -> Rendered:
    settings = config.read({"hugo.toml": CONFIGURATIONS[name] + more})
    math = marked_math if "math" in name else bare_math
    return render(document, 1, Context(settings=settings, math=math, resolve_ref=below_root))


@pytest.mark.parametrize(
    ("probe", "name"),
    [
        (probe, name)
        for probe in PROBES
        for name in CONFIGURATIONS
        if probe not in HUGO_IS_WRONG or "math" in name or name == "default"
    ],
)
def test_a_probe_renders_as_hugo_renders_it(probe: str, name: str):
    assert parsed(_rendered(PROBES[probe]["md"], name).html) == parsed(PROBES[probe][name].strip())


@pytest.mark.parametrize("probe", PROBES)
def test_a_probe_has_hugos_contents(probe: str):
    assert parsed(_rendered(PROBES[probe]["md"], "realblog", CONTENTS).toc) == parsed(PROBES[probe]["toc"])


@pytest.mark.parametrize("probe", [name for name in PROBES if name not in HUGO_IS_WRONG])
def test_a_probe_has_hugos_summary(probe: str):
    assert parsed(_rendered(PROBES[probe]["md"], "realblog").summary) == parsed(PROBES[probe]["summary"])
