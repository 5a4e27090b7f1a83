"""The gates of a checked blog: a workflow for GitHub, a hook of pre-commit."""

from collections.abc import Mapping
from pathlib import PurePosixPath

WORKFLOW = ".github/workflows/blogkit.yml"
HOOKS = ".pre-commit-config.yaml"


def gates(action: str, content: str, below: str = "") -> Mapping[str, str]:
    """Path -> text; `action` is the repository that the tool is fetched from, with its revision.

    Where the blog stands `below` the root of its repository, the paths lead up there: nothing else is read.
    """
    repository, _, revision = action.partition("@")
    up, folder = "../" * len(PurePosixPath(below).parts), f"{below}/" if below else ""
    source = f"          source: {below}\n" if below else ""
    arguments = f'\n        args: ["--source", "{below}"]' if below else ""
    workflow = f"""\
# Do the posts still say what their code shows?
name: blogkit
on: [push, pull_request]
permissions:
  contents: read
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: {action} # where you have blogkit from
        with:
{source}          requirements: {folder}requirements.txt # what the posts import
"""
    hooks = f"""\
repos:
  - repo: https://github.com/{repository} # where you have blogkit from
    rev: {revision}
    hooks:
      - id: blogkit
        files: ^{folder}{content}/.*\\.md${arguments}
"""
    return {up + WORKFLOW: workflow, up + HOOKS: hooks}
