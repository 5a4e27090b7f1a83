"""What code imports is followed through the files of the site, each name once."""

import os
from pathlib import Path

import pytest

from blogkit.code import imports_of


def test_imports_are_followed_through_packages_and_relative_names(tmp_path: Path):
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools/__init__.py").write_text("from . import draw\n")
    (tmp_path / "tools/draw.py").write_text("import numpy\n")
    found = imports_of(["import tools"], [tmp_path])
    assert found.modules == {"numpy"}
    assert {file.name for file in found.files} == {"__init__.py", "draw.py"}


@pytest.mark.parametrize("count", [10, 40])
def test_modules_that_all_import_each_other_are_looked_for_once(
    tmp_path: Path, count: int, monkeypatch: pytest.MonkeyPatch
):
    for number in range(count):
        (tmp_path / f"m{number}.py").write_text("".join(f"import m{other}\n" for other in range(count)))
    asked: list[str] = []
    is_file = os.path.isfile

    def noting(path: str) -> bool:
        asked.append(path)
        return is_file(path)

    monkeypatch.setattr(os.path, "isfile", noting)
    assert len(imports_of(["import m0"], [tmp_path]).files) == count
    assert len(asked) == 2 * count
