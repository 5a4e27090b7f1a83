"""The gates of a checked blog: a workflow for GitHub, a hook of pre-commit."""

import json
import shlex
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from blogkit.beside.baseline import BASELINE
from blogkit.values import frozen

WORKFLOW = ".github/workflows/blogkit.yml"
HOOKS = ".pre-commit-config.yaml"


@frozen
class Asks:
    """What `check` is told in a folder that is no blog of Hugo's."""

    paths: tuple[str, ...]
    endings: tuple[str, ...]
    """Of the files that hold Python, without the dot."""
    python: str = ""
    baseline: str = BASELINE

    def options(self, folder: str = "") -> list[str]:
        """Its options, for a command that runs where `folder` leads to the files."""
        chosen = ["--python", f"{folder}{self.python}"] if self.python else []
        return [*chosen, "--baseline", f"{folder}{self.baseline}"]


def gates(action: str, content: str, below: str = "", asks: Asks | None = None) -> Mapping[str, str]:
    """Path -> text; `action` is the repository that the tool is fetched from, with its revision.

    Where the blog stands `below` the root of its repository, the paths lead up there: nothing else is read.
    `asks` is what the command has to be told where no configuration says it.
    """
    repository, _, revision = action.partition("@")
    up, folder = "../" * len(PurePosixPath(below).parts), f"{below}/" if below else ""
    source = f"          source: {below}\n" if below else ""
    words = [*(["--source", below] if below else []), *(asks.options(folder) if asks else [])]
    arguments = f"\n        args: {json.dumps(words, ensure_ascii=False)}" if words else ""
    endings = f"\\.({'|'.join(asks.endings)})$\n        types: [text]" if asks else "\\.md$"
    told = shlex.join([*replace(asks, python="").options(folder), *asks.paths]) if asks else ""
    told = f"          arguments: {json.dumps(told, ensure_ascii=False)}\n" if told else ""
    files = f"{folder}{content}/" if content else folder
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
{told}"""
    hooks = f"""\
repos:
  - repo: https://github.com/{repository} # where you have blogkit from
    rev: {revision}
    hooks:
      - id: blogkit
        files: ^{files}.*{endings}{arguments}
"""
    return {up + WORKFLOW: workflow, up + HOOKS: hooks}
