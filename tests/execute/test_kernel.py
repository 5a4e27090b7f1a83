"""A post runs in its folder, and whatever its cells do ends in a Result."""

import asyncio
import os
import re
import signal
import subprocess
import sys
from pathlib import Path, PurePosixPath
from queue import Empty

import pytest
from post import post, run, settings, step, texts

import blogkit
from blogkit.execute.jupyter.manager import QuickClient
from blogkit.execute.run import execute_all
from tests.waiting import LONG, pipe, said

pytestmark = pytest.mark.kernel


def test_each_step_has_the_outputs_of_its_own_cell(root: Path):
    first, second = run(root, "x = 2\nprint('a'); x", "x + 1").results
    assert [output.kind for output in first.outputs[:2]] == ["stdout", "result"]
    assert texts(first) == ["a\n", "2"]
    assert texts(second) == ["3"]


def test_a_failure_points_at_the_line_of_the_file_and_the_next_step_runs(root: Path):
    failing = step("\n\ndef f():\n    1 / 0", line=20), step("a = 1\nf()", line=30), "a"
    define, call, after = run(root, *failing).results
    assert define.failure is None
    assert call.failure is not None
    assert (call.failure.line, call.failure.name, call.failure.message) == (
        31,
        "ZeroDivisionError",
        "division by zero",
    )
    assert texts(after) == ["1"]


def test_a_syntax_error_points_at_its_line(root: Path):
    (result,) = run(root, step("\nx = 1\nx = = 2", line=10)).results
    assert result.failure
    assert (result.failure.line, result.failure.name) == (12, "SyntaxError")


def test_the_working_folder_is_the_posts_and_the_root_is_importable(root: Path):
    (root / "neighbour.py").write_text("ANSWER = 42\n")
    (root / "content/posts").mkdir(parents=True)
    (root / "content/posts/data.txt").write_text("data")
    (result,) = run(root, "import neighbour\nopen('data.txt').read(), neighbour.ANSWER").results
    assert texts(result) == ["('data', 42)"]


def test_a_cell_that_never_ends_is_stopped_and_the_rest_is_not_run(root: Path):
    endless = step("print('before', flush=True)\nwhile True: pass", line=20, timeout=0.7)
    before, stopped, after = run(root, "1", endless, "2").results
    assert texts(before) == ["1"]
    assert stopped.failure
    assert (stopped.failure.name, stopped.failure.line) == ("Timeout", 20)
    assert "content/posts/post.md:20" in stopped.failure.message
    assert texts(stopped) == ["before\n"]
    assert not after.ran


def test_a_kernel_that_dies_is_a_failure_of_its_step(root: Path):
    died, after = run(root, "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "2").results
    assert died.failure
    assert died.failure.name == "DeadKernel"
    assert not after.ran


def test_a_kernel_that_cannot_start_is_a_failure_of_the_first_step(root: Path):
    (root / "content").mkdir()
    elsewhere = post(PurePosixPath("content/missing/post.md"))
    first, second = execute_all([(elsewhere, (step("1"), step("2")))], settings(root))[0].results
    assert first.failure
    assert first.failure.name == "NoKernel"
    assert not second.ran


@pytest.mark.parametrize("kernel", ["warm", "cold"])
def test_an_interrupted_build_ends_though_its_cell_does_not(tmp_path: Path, kernel: str):
    settings(tmp_path)
    mark = pipe(tmp_path / "mark")
    code = f"open({str(mark)!r}, 'w').write('here')\nwhile True: pass"
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path; from post import run\n"
        f"run(Path({str(tmp_path)!r}), {code!r}, kernel={kernel!r})"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(blogkit.__file__).parent.parent)}
    command = [sys.executable, "-c", script, str(Path(__file__).parent)]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as build:
        assert said(mark) == "here"
        build.send_signal(signal.SIGINT)
        _, last_words = build.communicate(timeout=LONG)
    assert last_words.rstrip().endswith("KeyboardInterrupt")


def test_what_a_cell_prints_is_one_output_however_long_it_takes(root: Path):
    code = "import sys, time\nfor k in range(4):\n    print(k)\n    sys.stdout.flush()\n    time.sleep(0.3)"
    outputs = run(root, code).results[0].outputs
    assert [output.data["text/plain"] for output in outputs if output.kind == "stdout"] == ["0\n1\n2\n3\n"]


def test_addresses_are_tidied_wherever_a_reader_may_see_them(root: Path):
    outputs = run(root, "def f(): pass\nprint(f)\nf  # a function").results[0].outputs
    assert "0x…" in outputs[0].data["text/plain"]
    assert not re.search("0x[0-9a-f]", str(outputs))


def test_a_kernel_that_publishes_before_anyone_listens_is_asked_again():
    client = QuickClient()
    asked: list[str] = []

    class Lost:
        async def get_msg(self, **_waiting: float) -> dict[str, str]:
            if len(asked) < 2:
                raise Empty
            return {"msg_type": "status"}

    class Answers:
        async def get_msg(self, **_waiting: float) -> dict[str, str]:
            return {"msg_type": "kernel_info_reply"}

    async def alive() -> bool:
        return True

    client.kernel_info = lambda: asked.append("kernel_info")
    client.is_alive = alive
    client._shell_channel, client._iopub_channel = Answers(), Lost()
    asyncio.run(client.wait_for_ready(timeout=5))
    assert len(asked) == 2
