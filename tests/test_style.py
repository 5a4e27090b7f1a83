"""The code keeps its own rules: style, types, and the layers of the design."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["lint-imports"], ["basedpyright"]],
    ids=" ".join,
)
def test_the_gate_of_make_lint_is_clean(command: list[str]):
    done = subprocess.run(
        [BIN / command[0], *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


def test_the_tracked_files_name_no_registry_and_no_place_of_a_machine():
    hosts = ["pypi" + ".org", "python" + "hosted", "npm" + "js.org", "deb." + "debian"]
    done = subprocess.run(
        [
            "git",
            "grep",
            "-nIE",
            "|".join([*hosts, "/root" + "/", "/home/" + "[a-z]+/[a-z]"]),
            "--",
            ".",
            ":!tests",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.stdout
