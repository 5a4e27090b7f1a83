"""The gates of a checked blog: a workflow for GitHub, a hook of pre-commit."""

from collections.abc import Mapping

WORKFLOW = ".github/workflows/blogkit.yml"
HOOKS = ".pre-commit-config.yaml"


def gates(action: str, content: str) -> Mapping[str, str]:
    """Path -> text; `action` is the repository that the tool is fetched from, with its revision."""
    repository, _, revision = action.partition("@")
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
          requirements: requirements.txt # what the posts import
"""
    hooks = f"""\
repos:
  - repo: https://github.com/{repository} # where you have blogkit from
    rev: {revision}
    hooks:
      - id: blogkit
        files: ^{content}/.*\\.md$
"""
    return {WORKFLOW: workflow, HOOKS: hooks}
