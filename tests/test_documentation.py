"""The documentation says what the code does: its references are those of the code, its pages are judged."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

import derivkit
from blogkit.cli import top
from tests.reference import command_line, configuration, interface

DOCS = Path(__file__).parent.parent / "content/docs"
REFERENCES: dict[str, Callable[[str], str]] = {
    "configuration.md": configuration,
    "command-line.md": command_line,
    "derivkit/api.md": partial(interface, library=derivkit),
}


@pytest.mark.parametrize("name", REFERENCES)
def test_a_reference_is_what_the_code_says(name: str, request: pytest.FixtureRequest):
    page = DOCS / name
    written = page.read_text()
    made = REFERENCES[name](written)
    if request.config.getoption("promote"):
        page.write_text(made)
        written = made
    assert written.split("\n") == made.split("\n"), "pytest --promote tests/test_documentation.py writes it"


def test_every_option_says_what_it_means():
    assert "|  |" not in (DOCS / "configuration.md").read_text()


@pytest.mark.parametrize("command", sorted(top().commands))
def test_every_flag_of_a_command_stands_in_its_section(command: str):
    page = (DOCS / "command-line.md").read_text()
    section = page.split(f"\n## {command}\n")[1].split("\n## ")[0]
    flags = {flag for option in top().commands[command].params for flag in option.opts if "-" in flag}
    assert not {flag for flag in flags if f"`{flag}`" not in section} - {"-h", "--help"}
