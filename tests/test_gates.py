"""The gates that others use: the action, the hook, and what `init` writes for them."""

from pathlib import Path

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
