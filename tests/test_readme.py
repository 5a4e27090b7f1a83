"""What the README promises is there."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
Run = Callable[..., subprocess.CompletedProcess[str]]


def test_every_page_and_file_that_is_linked_is_there():
    links = re.findall(r"\]\((?!https?:)([^)#\s]+)", README)
    assert len(links) >= 15
    assert not [link for link in links if not (ROOT / link).exists()]


def test_every_page_of_the_documentation_can_be_reached_from_here():
    pages = {path.name for path in (ROOT / "content/docs").glob("*.md")} - {"_index.md"}
    assert not {name for name in pages if f"(content/docs/{name})" not in README}


def test_every_target_of_the_makefile_is_named_and_each_named_one_exists():
    done = subprocess.run(
        ["make", "--no-print-directory", "help"], capture_output=True, text=True, cwd=ROOT, check=True
    )
    targets = {line.split()[0] for line in done.stdout.splitlines()}
    assert {"site", "check", "fix", "serve", "test", "quick", "promote", "lint", "bench", "clean"} <= targets
    named = {word.removeprefix("make ") for word in re.findall(r"make [a-z]+", README)}
    assert named - {"make"} <= targets | {"and", "python"}


@pytest.mark.kernel
def test_the_example_claims_of_the_readme_hold(command: Run, tmp_path: Path):
    example = README.split("````markdown\n")[1].split("\n````")[0]
    given = (
        "import numpy as np\nfrom sympy import *\nx_array = np.array([1, 2, 3])\nx = symbols('x')\n"
        "error = np.array([0.101, 0.0])\ndef f(x):\n    return x**2\n"
    )
    example = example.replace("diff(x**3, x)", "from sympy import *\nx = symbols('x')\ndiff(x**3, x)", 1)
    (tmp_path / "content").mkdir()
    (tmp_path / "hugo.toml").write_text("[markup.goldmark.extensions.passthrough]\nenable = true\n")
    (tmp_path / "content/a.md").write_text(
        f'+++\ntitle = "T"\nmath = true\n+++\n\n```python\n{given}```\n\n{example}\n'
    )
    done = command("check", "--source", tmp_path, "--verbose")
    assert done.returncode == 0, done.stdout
    assert " 0 hold" not in done.stdout
    assert len(re.findall(r"^\S+: holds: ", done.stdout, re.MULTILINE)) >= 7, done.stdout


def test_the_help_needs_no_library():
    code = "import blogkit.cli, sys\nblogkit.cli.main(['--help'])\n"
    heavy = "print(sorted({'jinja2', 'nbclient', 'numpy', 'markdown_it'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code + heavy], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.strip().endswith("[]")
