"""A post runs in its folder, and whatever its cells do ends in a Result."""

from pathlib import Path

import pytest
from post import run, step, texts

pytestmark = pytest.mark.kernel


def test_each_step_has_the_outputs_of_its_own_cell(tmp_path: Path):
    first, second = run(tmp_path, "x = 2\nprint('a'); x", "x + 1").results
    assert [output.kind for output in first.outputs[:2]] == ["stdout", "result"]
    assert texts(first) == ["a\n", "2"]
    assert texts(second) == ["3"]


def test_a_failure_points_at_the_line_of_the_file_and_the_next_step_runs(tmp_path: Path):
    failing = step("\n\ndef f():\n    1 / 0", line=20), step("a = 1\nf()", line=30), "a"
    define, call, after = run(tmp_path, *failing).results
    assert define.failure is None
    assert call.failure is not None
    assert (call.failure.line, call.failure.name, call.failure.message) == (
        31,
        "ZeroDivisionError",
        "division by zero",
    )
    assert texts(after) == ["1"]


def test_a_syntax_error_points_at_its_line(tmp_path: Path):
    (result,) = run(tmp_path, step("\nx = 1\nx = = 2", line=10)).results
    assert result.failure
    assert (result.failure.line, result.failure.name) == (12, "SyntaxError")


def test_the_working_folder_is_the_posts_and_the_root_is_importable(tmp_path: Path):
    (tmp_path / "neighbour.py").write_text("ANSWER = 42\n")
    (tmp_path / "content/posts").mkdir(parents=True)
    (tmp_path / "content/posts/data.txt").write_text("data")
    (result,) = run(tmp_path, "import neighbour\nopen('data.txt').read(), neighbour.ANSWER").results
    assert texts(result) == ["('data', 42)"]


def test_a_cell_that_never_ends_is_stopped_and_the_rest_is_not_run(tmp_path: Path):
    endless = step("print('before', flush=True)\nwhile True: pass", line=20, timeout=0.7)
    before, stopped, after = run(tmp_path, "1", endless, "2").results
    assert texts(before) == ["1"]
    assert stopped.failure
    assert (stopped.failure.name, stopped.failure.line) == ("Timeout", 20)
    assert "content/posts/post.md:20" in stopped.failure.message
    assert texts(stopped) == ["before\n"]
    assert not after.ran


def test_a_kernel_that_dies_is_a_failure_of_its_step(tmp_path: Path):
    died, after = run(tmp_path, "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "2").results
    assert died.failure
    assert died.failure.name == "DeadKernel"
    assert not after.ran
