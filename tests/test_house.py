"""The rooms of the house: whoever comes in takes the front door, and every door says what it hands out."""

import ast
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import blogkit
from blogkit.errors import PARTS

HOME = Path(blogkit.__file__).parent
ROOMS = sorted(path.parent.name for path in HOME.glob("*/__init__.py"))


def imports_of(path: Path) -> Iterator[tuple[int, str, list[str]]]:
    """Line, module and names of each `from blogkit… import …`."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "blogkit":
            yield node.lineno, node.module or "", [one.name for one in node.names]


def test_nobody_reaches_past_the_front_door_of_a_room():
    past: list[str] = []
    for path in sorted(HOME.rglob("*.py")):
        own = path.relative_to(HOME).parts[0]
        for line, module, names in imports_of(path):
            room = module.split(".")[1] if "." in module else ""
            if room not in ROOMS or room == own:
                continue
            handed_out = set(import_module(f"blogkit.{room}").__all__)
            if module.count(".") > 1 or not set(names) <= handed_out:
                past.append(f"{path.relative_to(HOME)}:{line}: {module}: {names}")
    assert not past


def test_the_house_has_no_more_rooms_than_can_be_told():
    entries = [path for path in HOME.iterdir() if path.name not in {"__init__.py", "__pycache__"}]
    assert len(entries) <= 20


def test_what_a_missing_part_is_said_to_need_is_what_its_extra_installs():
    project = tomllib.loads((HOME.parent / "pyproject.toml").read_text())["project"]
    assert {name: tuple(project["optional-dependencies"][name]) for name in PARTS} == PARTS
