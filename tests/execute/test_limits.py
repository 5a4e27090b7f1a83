"""Neither memory nor output of a post knows no bounds."""

from pathlib import Path

import pytest
from post import run, step, texts

from blogkit.kernel import CUT

pytestmark = [pytest.mark.kernel, pytest.mark.parametrize("kernel", ["warm", "cold"])]


def test_a_cell_that_eats_memory_is_stopped(root: Path, kernel: str):
    greedy = step("hoard = []\nwhile True:\n    hoard.append(bytearray(10**7))", line=7)
    before, result, after = run(root, "1", greedy, "2", memory=500, kernel=kernel).results
    assert texts(before) == ["1"]
    assert result.failure
    assert (result.failure.name, result.failure.line) == ("MemoryLimit", 7)
    assert "post.md:7: held more than 500 MiB" in result.failure.message
    assert not after.ran


LOUD = (
    "for _ in range(300):\n    print('x' * 100_000)",
    "import sys\nsys.stderr.write('x' * 100_000_000);",
    "'x' * 100_000_000",
    "from IPython.display import HTML, display\ndisplay(HTML('x' * 30_000_000))",
    "!yes | head -c 2000000",
)


def test_output_is_cut_with_a_notice(root: Path, kernel: str):
    *cut, after = run(root, *LOUD, "'still here'", output=10_000, kernel=kernel).results
    for code, result in zip(LOUD, cut, strict=True):
        data = [pair for output in result.outputs for pair in output.data.items()]
        shown = "".join(text for kind, text in data if kind.startswith("text/"))
        assert "[output cut: a cell may show 10,000 characters]" in shown, code
        assert len(shown) < 11_000, code
    assert texts(after) == ["'still here'"]


def test_a_huge_picture_is_left_out(root: Path, kernel: str):
    code = "class Picture:\n    def _repr_svg_(self):\n        return '<svg>' + ' ' * 10**6\nPicture()"
    (result,) = run(root, code, output=1_000, kernel=kernel).results
    assert "image/svg+xml" not in result.outputs[0].data
    assert "output cut" in texts(result)[-1]
    assert any(CUT in output.data for output in result.outputs)


def test_the_memory_of_what_a_cell_starts_counts(root: Path, kernel: str):
    hoard = "h = bytearray(700 * 2**20); import time; time.sleep(600)"
    code = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {hoard!r}]);"
    (result,) = run(root, step(code, line=7), memory=600, kernel=kernel).results
    assert result.failure
    assert (result.failure.name, result.failure.line) == ("MemoryLimit", 7)


def test_a_kernel_that_dies_between_two_cells_died_of_the_first(root: Path, kernel: str):
    late = "import os; get_ipython().events.register('pre_execute', lambda: os._exit(1))"
    cells = step("1", line=3), step("skipped", line=5, execute=False), step(late, line=9), step("2", line=15)
    *_, guilty, innocent = run(root, *cells, kernel=kernel).results
    assert guilty.failure
    assert (guilty.failure.name, guilty.failure.line) == ("DeadKernel", 9)
    assert innocent.failure is None
