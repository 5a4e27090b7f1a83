"""What code imports is followed through the files of the site, each name once."""

import os
from pathlib import Path, PurePosixPath

import pytest

from blogkit.code import imports, imports_of
from blogkit.execute.job import Job
from blogkit.execute.settings import ExecutionSettings
from blogkit.execute.travelling import needs_of, read_ahead
from blogkit.model import Step, StepKind


def test_imports_are_followed_through_packages_and_relative_names(tmp_path: Path):
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools/__init__.py").write_text("from . import draw\n")
    (tmp_path / "tools/draw.py").write_text("import numpy\n")
    found = imports_of(["import tools"], [tmp_path])
    assert found.modules == {"numpy"}
    assert {file.name for file in found.files} == {"__init__.py", "draw.py"}


@pytest.mark.parametrize(
    "around",
    [
        "try:\n    {}\nexcept ImportError:\n    pass",
        "try:\n    pass\nexcept ImportError:\n    {}",
        "try:\n    pass\nfinally:\n    {}",
        "for n in ():\n    pass\nelse:\n    {}",
        "match 1:\n    case 1:\n        {}",
        "class A:\n    async def f():\n        with a as b:\n            {}",
        "a = 1; {}",
    ],
)
def test_an_import_counts_wherever_a_statement_may_stand(around: str):
    assert imports_of([around.format("import numpy")], []).modules == {"numpy"}


def test_the_modules_of_a_blog_are_read_once_and_before_its_post_has_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools/__init__.py").write_text("")
    (tmp_path / "tools/late.py").write_text("import numpy\n")
    step = Step(StepKind.CELL, "import tools", 3, PurePosixPath("a.md"), 3)
    job = Job("a.md", (step,), ExecutionSettings(tmp_path))
    read_ahead(job)
    monkeypatch.setattr(imports, "tree_of_cell", lambda _: pytest.fail("read again"))
    needs = needs_of(job, [])
    assert [name for name, _ in needs.packages] == ["numpy"]
    assert [path.name for path, _ in needs.modules] == ["__init__.py", "late.py"]


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
