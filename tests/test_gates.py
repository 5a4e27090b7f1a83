"""The gates that others use: the action, the hook, and what `init` writes for them."""

import os
import subprocess
from pathlib import Path

import pytest
import yaml

from blogkit.beside import gates
from blogkit.cli import top

ROOT = Path(__file__).parent.parent


def test_the_action_takes_what_the_workflow_gives_and_calls_a_command_there_is():
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    workflow = yaml.safe_load(gates("a/b@v1", "content")[".github/workflows/blogkit.yml"])
    (_, ours) = workflow["jobs"]["check"]["steps"]
    assert ours["uses"] == "a/b@v1"
    assert set(ours["with"]) <= set(action["inputs"])
    command = action["runs"]["steps"][-1]["run"].rpartition("blogkit/bin/blogkit")[2].split()
    flags = {flag for option in top().commands["check"].params for flag in option.opts}
    assert {word for word in command if word.startswith("-")} <= flags | {"-v"}


def test_the_hook_that_a_blog_asks_for_is_one_there_is():
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    (asked,) = yaml.safe_load(gates("a/b@v1", "content")[".pre-commit-config.yaml"])["repos"]
    assert [one["id"] for one in asked["hooks"]] == [hook["id"]]
    assert (asked["repo"], asked["rev"]) == ("https://github.com/a/b", "v1")
    assert hook["entry"].split()[1] in top().commands


STUB = """#!/bin/sh
echo "$(basename "$0") $*" >> {log}
if [ "$2" = venv ]; then mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; cp "$0" "$3/bin/blogkit"; fi
"""


@pytest.mark.parametrize(
    ("event", "head", "execute", "runs"),
    [
        ("push", "", "auto", True),
        ("pull_request", "me/blog", "auto", True),
        ("pull_request", "stranger/blog", "auto", False),
        ("pull_request_target", "", "auto", False),  # the fork was deleted
        ("pull_request", "stranger/blog", "true", True),
        ("push", "", "false", False),
    ],
)
def test_the_action_runs_nothing_of_a_pull_request_from_a_fork(
    tmp_path: Path, event: str, head: str, execute: str, runs: bool
):
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    (tmp_path / "requirements.txt").write_text("evil\n")
    stub = tmp_path / "bin/python"
    stub.parent.mkdir()
    stub.write_text(STUB.format(log=tmp_path / "log"))
    stub.chmod(0o755)
    given = {"EXECUTE": execute, "HEAD": head, "GITHUB_EVENT_NAME": event, "REPOSITORY": "me/blog"}
    given |= {"TOOL": "tool", "SOURCE": ".", "REQUIREMENTS": "requirements.txt", "ARGUMENTS": "-q"}
    path = {"PATH": f"{stub.parent}:{os.environ['PATH']}", "RUNNER_TEMP": str(tmp_path / "runner")}
    script = action["runs"]["steps"][-1]["run"]
    subprocess.run(["bash", "-e", "-c", script], cwd=tmp_path, env=given | path, check=True)
    log = (tmp_path / "log").read_text()
    assert ("--no-execute" in log) is not runs
    assert ("-r requirements.txt" in log) is runs
    assert "blogkit check -s . " in log
    assert "-q\n" in log
