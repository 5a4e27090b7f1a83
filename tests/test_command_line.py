"""The commands as a user runs them: exit status, messages, and what is left on the disk."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from blogkit.cli.flags import FORMATS
from blogkit.report import FORMATS as REPORT_FORMATS
from tests.conftest import Built

pytestmark = pytest.mark.kernel
ROOT = Path(__file__).parent.parent
Run = Callable[..., subprocess.CompletedProcess[str]]


def write(folder: Path, text: str, name: str = "content/a.md") -> Path:
    (folder / "content").mkdir(exist_ok=True)
    (folder / "hugo.toml").write_text('title = "T"\n')
    (folder / name).write_text(text)
    return folder


def cells(*codes: str) -> str:
    return '+++\ntitle = "T"\n+++\n' + "".join(f"\n```python\n{code}\n```\n" for code in codes)


def test_our_own_post_says_what_its_code_shows(own_build: Built):
    summary = own_build.report["summary"]
    assert summary["broken"] == summary["failures"] == summary["drifted"] == 0
    assert summary["holds"] >= 15
    drawn = [figure["status"] for post in own_build.report["posts"] for figure in post["figures"]]
    assert len(drawn) >= 7
    assert set(drawn) == {"unchanged"}


def test_a_changed_digit_fails_the_gate_at_its_line_and_fix_mends_it(command: Run, tmp_path: Path):
    true = cells("import numpy as np\nprint(2 * np.arange(1, 4))  # [2 4 6]")
    write(tmp_path, true.replace("6]", "7]"))
    done = command("check", "--source", tmp_path)
    assert done.returncode == 1
    assert (
        f'content/a.md:7: says [2 4 7], shows [2 4 6]; "blogkit fix -s {tmp_path}" accepts it' in done.stdout
    )
    fixed = command("fix", "--source", tmp_path)
    assert fixed.returncode == 0
    assert "+print" in fixed.stdout
    assert (tmp_path / "content/a.md").read_text() == true
    assert command("check", "--source", tmp_path).returncode == 0


def test_a_raising_cell_fails_the_gate_at_its_line(command: Run, tmp_path: Path):
    done = command("check", "--source", write(tmp_path, cells("x = 1\n\ny = x / 0")))
    assert done.returncode == 1
    assert "content/a.md:8: the cell fails: ZeroDivisionError: division by zero" in done.stdout


def test_a_cell_with_a_syntax_error_is_the_posts_fault(command: Run, tmp_path: Path):
    done = command("check", "--source", write(tmp_path, cells("x = = 1")))
    assert done.returncode == 1
    assert "content/a.md:6: the cell fails: SyntaxError" in done.stdout


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('+++\ntitle = "T\n+++\n', "content/a.md:2:"),
        ('+++\ntitle = "T"\n+++\n\n```python {excute=false}\n1\n```\n', "content/a.md:5: "),
        ("---\ntitle: a: b\n---\n", "content/a.md:2:"),
        ('+++\ntitle = "T"\n+++\n\n```python {execute=no}\n1\n```\n', "content/a.md:5: "),
        ('+++\ntitle = "T"\n[params.blogkit]\ntimeout = "soon"\n+++\n\n```python\n1\n```\n', "content/a.md"),
    ],
)
def test_malformed_content_is_named_and_nothing_is_written(
    command: Run, tmp_path: Path, text: str, message: str
):
    done = command("build", "--source", write(tmp_path, text), "--destination", tmp_path / "public")
    assert done.returncode == 2
    assert message in done.stdout + done.stderr
    assert not list((tmp_path / "public").rglob("*.html"))


def test_a_post_that_is_not_utf8_is_named_with_its_line(command: Run, tmp_path: Path):
    write(tmp_path, "")
    (tmp_path / "content/a.md").write_bytes('+++\ntitle = "é"\n+++\n'.encode("latin-1"))
    done = command("build", "--source", tmp_path, "--destination", tmp_path / "public")
    assert done.returncode == 2
    assert "content/a.md:2: is not UTF-8 (byte 0xe9)" in done.stdout + done.stderr


def test_a_recipe_for_an_image_that_is_not_shown_is_named(command: Run, blog: Path):
    recipes = blog / "content/posts/calculus-101.figures.py"
    shutil.rmtree(blog / "content/docs")  # a sound page beside it would be written
    for other in {*blog.glob("content/posts/*.*")} - {*blog.glob("content/posts/calculus-101.*")}:
        other.unlink()
    recipes.write_text(recipes.read_text() + "\n# %% nowhere.png\nplt.plot([1, 2])\n")
    line = recipes.read_text().count("\n") - 1
    done = command("build", "--source", blog, "--destination", blog / "public")
    assert done.returncode == 2
    assert f"content/posts/calculus-101.figures.py:{line}: draws nowhere.png" in done.stdout
    assert not (blog / "public").exists()


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        ("chekc", "Did you mean 'check'?"),
        ("check --foramt json", "Did you mean '--format'?"),
        ("check --format yaml", "'text', 'json', 'junit', 'sarif', 'github'"),
        ("check --jobs 0", "x>=1"),
        ("build --nonsense", "blogkit build --help"),
        ("-s .. build", "blogkit --help"),
    ],
)
def test_a_mistyped_command_says_what_is_possible_in_one_line(command: Run, words: str, remedy: str):
    done = command(*words.split())
    assert done.returncode == 2
    assert remedy in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_help_groups_the_flags(command: Run):
    done = command("check", "--help")
    assert done.returncode == 0
    titles = [line for line in done.stdout.splitlines() if line.endswith(":") and not line.startswith(" ")]
    assert titles == ["What is read:", "How it is run:", "The report:", "Help:"]


def test_the_flags_name_every_format_there_is():
    assert list(FORMATS) == list(REPORT_FORMATS)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_commands_and_flags_complete_in_every_shell(command: Run, shell: str):
    assert "_BLOGKIT_COMPLETE" in command("completion", shell).stdout
    word = "--bas" if shell == "fish" else "2"
    asked = {
        "_BLOGKIT_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": "blogkit check --bas",
        "COMP_CWORD": word,
    }
    done = subprocess.run(
        [sys.executable, "-c", "from blogkit.cli import run; run()"],
        cwd=ROOT,
        env={**os.environ, **asked},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "--baseURL" in done.stdout


def test_a_folder_without_configuration_is_named(command: Run, tmp_path: Path):
    done = command("check", "--source", tmp_path)
    assert done.returncode == 2
    assert "hugo.toml" in done.stderr
    assert done.stderr.count("\n") == 1


def test_only_one_post_can_be_judged(command: Run, tmp_path: Path):
    write(tmp_path, cells("print(1)  # 2"))
    write(tmp_path, cells("print(1)  # 3"), "content/b.md")
    report = json.loads(command("check", "-s", tmp_path, "--only", "content/b.md", "--format", "json").stdout)
    assert [post["path"] for post in report["posts"]] == ["content/b.md"]
    assert report["summary"]["broken"] == 1


@pytest.mark.parametrize("style", ["text", "json", "junit", "sarif", "github"])
def test_each_report_names_the_line_of_a_broken_claim(command: Run, tmp_path: Path, style: str):
    write(tmp_path, cells("x = 1", "print(x)  # 2"))
    output = tmp_path / "report"
    done = command("check", "--source", tmp_path, "--format", style, "--output", output)
    assert (done.returncode, done.stdout) == (1, "")
    assert "content/a.md" in output.read_text()
    assert "10" in output.read_text()


def test_verbose_lists_what_holds_what_is_no_claim_and_numbers_that_nothing_computed(
    command: Run, tmp_path: Path
):
    text = (
        cells("x = 41 + 1\nprint(x)  # 42\ny = x  # the answer, once more")
        + "\nIt came to 4711 in the end.\n"
    )
    done = command("check", "--source", write(tmp_path, text), "--verbose")
    assert done.returncode == 0
    assert "content/a.md:7: holds: 42 (" in done.stdout
    assert "content/a.md:8: no claim: 'the answer, once more'" in done.stdout
    assert "content/a.md:11: hint: 4711 equals nothing computed nearby" in done.stdout


def test_a_claim_that_differs_from_run_to_run_is_unstable_and_fails_nothing(command: Run, tmp_path: Path):
    text = cells("import random\nprint(random.random())  # 0.5", "import time\nprint(time.time_ns())  # 3")
    done = command("check", "--source", write(tmp_path, text), "--format", "json")
    report = json.loads(done.stdout)
    assert [claim["verdict"] for claim in report["posts"][0]["claims"]] == ["unstable", "unstable"]
    assert done.returncode == 0


def test_twice_finds_a_claim_that_holds_by_luck(command: Run, tmp_path: Path):
    write(tmp_path, cells("import os\nprint(os.environ['PYTHONHASHSEED'])  # 0"))
    assert command("check", "--source", tmp_path).returncode == 0
    done = command("check", "--source", tmp_path, "--twice", "--format", "json")
    assert [claim["verdict"] for claim in json.loads(done.stdout)["posts"][0]["claims"]] == ["unstable"]


def test_a_pool_that_is_woken_after_its_end_does_not_spoil_the_status():
    script = (
        "import os, threading, blogkit.cli\n"
        "threading._register_atexit(os.close, 99)\n"  # as the pool does: it fails with OSError
        "blogkit.cli.leave(0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def withheld(folder: Path) -> Path:
    write(folder, cells("print(1)  # 1"))
    for name, header in (("d", "draft = true"), ("f", "date = 2999-01-01"), ("g", "date = 2999-01-02")):
        write(folder, f'+++\ntitle = "T"\n{header}\n+++\n', f"content/{name}.md")
    return folder


@pytest.mark.parametrize(
    ("only", "says"),
    [
        ("content/d.md", "content/d.md: it is a draft, add -D"),
        ("content/f.md", "content/f.md: its date is in the future, add -F"),
        ("hugo.toml", "hugo.toml: makes no page; give a post, or a folder with posts"),
    ],
)
def test_only_a_post_that_is_left_out_says_what_publishes_it(
    command: Run, tmp_path: Path, only: str, says: str
):
    done = command("check", "-s", withheld(tmp_path), "--only", only)
    assert done.returncode == 2
    assert says in done.stdout


def test_posts_that_are_left_out_are_counted(command: Run, tmp_path: Path):
    done = command("check", "-s", withheld(tmp_path))
    assert done.returncode == 0
    assert "1 draft, 2 future posts left out" in done.stdout


def test_only_what_is_asked_for_can_fail(command: Run, tmp_path: Path):
    write(tmp_path, cells("print(1)  # 1"))
    write(tmp_path, '+++\ntitle = "T"\n+++\n[x](/none/)\n', "content/dead.md")
    write(tmp_path, '+++\ntitle = "T\n', "content/malformed.md")
    assert command("check", "-s", tmp_path, "--only", "content/a.md").returncode == 0
    assert command("check", "-s", tmp_path, "--only", "content/dead.md").returncode == 1
    assert command("check", "-s", tmp_path, "--only", "content/malformed.md").returncode == 2
    assert command("check", "-s", tmp_path).returncode == 2


def test_the_last_line_says_where_the_site_is_and_how_long_it_took(command: Run, tmp_path: Path):
    write(tmp_path, cells("print(1)  # 1"))
    flags = ("build", "-s", tmp_path, "-d", tmp_path / "public")
    last = command(*flags).stdout.splitlines()[-1]
    assert re.fullmatch(rf"{re.escape(str(tmp_path))}/public: \d+ pages in [\d.]+ m?s", last)
    assert json.loads(command(*flags, "--format", "json").stdout)["summary"]["holds"] == 1


def test_a_quiet_command_says_only_what_is_wrong(command: Run, tmp_path: Path):
    write(tmp_path, cells("print(1)  # 1", "print(2)  # 2", "print(3)  # 3", "print(4)  # 4"))
    done = command("check", "-s", tmp_path, "-q")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    write(tmp_path, cells("print(1)  # 2"))
    done = command("check", "-s", tmp_path, "--quiet")
    assert done.returncode == 1
    assert "says 2, shows 1" in done.stdout
