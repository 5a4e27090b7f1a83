"""What runs inside a kernel runs in any Python from 3.9 on: it travels into a post's own interpreter."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import blogkit.kernel

ROOM = Path(blogkit.kernel.__file__).parent
FILES = sorted(ROOM.glob("*.py"))
TRAVELLING = [*FILES, *sorted(ROOM.glob("warm/*.py"))]
TRIAL = """
import ast, asyncio, doctest, importlib, sys, types
names = sys.argv[1:]
modules = [importlib.import_module("blogkit.kernel" + name) for name in names]
failed = sum(doctest.testmod(module).failed for module in modules)

from blogkit.kernel.instrument import WATCH, Watched
from blogkit.kernel.expected_errors import ANNOUNCED, ATTEMPT, Announced, announced_lines
from blogkit.kernel.observer import Observer
calls = {}
def no(*_):
    return None
shell = types.SimpleNamespace(
    events=types.SimpleNamespace(register=calls.__setitem__), ast_transformers=[], user_ns={},
    run_code=no, showtraceback=no, compile=types.SimpleNamespace(),
    display_pub=types.SimpleNamespace(publish=no))
observer = Observer(shell)
observer.start()
code = '''
x = 2  # 2
{}["k"]  # KeyError
async def f():
    return x
import asyncio
y = asyncio.run(f())  # 2
'''.strip()
observer.before_cell(types.SimpleNamespace(raw_cell=code))
tree = ast.parse(code)
for transformer in shell.ast_transformers:
    tree = transformer.visit(tree)
name = shell.compile.get_code_name(code, code, 7)
assert name == "<cell 1>"
exec(compile(ast.fix_missing_locations(tree), name, "exec"), shell.user_ns)
said = [(note["line"], note["value"]["text"]) for note in observer.shown]
assert said == [(1, "2"), (2, "KeyError: 'k'"), (2, "None"), (6, "2")], said
sys.exit(failed)
"""


def _interpreters() -> list[str]:
    """Those that stand on this machine, one a version; the one that runs this is always there."""
    places = [*os.environ["PATH"].split(os.pathsep), *map(str, Path.home().glob(".pyenv/versions/*/bin"))]
    found = {f"python3.{sys.version_info.minor}": sys.executable}
    for place in places:
        for path in sorted(Path(place).glob("python3.*")):
            known = re.fullmatch(r"python3\.(\d+)", path.name)
            if known and int(known[1]) >= 9 and "shims" not in place:
                found.setdefault(path.name, str(path))
    return sorted(found.values())


@pytest.mark.parametrize("python", _interpreters())
def test_the_room_observes_a_cell_in_every_interpreter_there_is(python: str):
    modules = ["", *(f".{file.stem}" for file in FILES if file.stem != "__init__")]
    # no packages: what is imported here is the room alone
    done = subprocess.run(
        [python, "-ISc", f"import sys; sys.path.insert(0, {str(ROOM.parents[1])!r})\n{TRIAL}", *modules],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("file", TRAVELLING, ids=lambda file: file.stem)
def test_the_room_is_written_in_the_grammar_of_the_oldest(file: Path):
    tree = ast.parse(file.read_text(), feature_version=(3, 9))
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    ours = {name for name in imported if name.partition(".")[0] == "blogkit"}
    assert all(name.startswith("blogkit.kernel") for name in ours)


def test_one_extension_names_the_cells_and_the_limits_wrap_the_observer():
    code = "\n".join(file.read_text() for file in FILES)
    assert len(re.findall(r"def load_ipython_extension", code)) == 1
    assert len(re.findall(r"get_code_name =", code)) == 1
