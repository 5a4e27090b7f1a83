"""Ended from outside, a command puts everything away: no process, no temporary folder stays."""

import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.reload import COMMAND
from blogkit.cache import sweep_temporary
from blogkit.cli.signals import orderly_end
from tests.rebuild import make_blog
from tests.waiting import pipe, said, wait_for_the_end_of, wait_until

SIGNALS = [signal.SIGTERM, signal.SIGHUP, signal.SIGINT]


def started(tmp_path: Path, words: list[str]) -> subprocess.Popen[str]:
    (tmp_path / "tmp").mkdir()
    variables = {"TMPDIR": str(tmp_path / "tmp"), "BLOGKIT_CACHE": str(tmp_path / "cache")}
    return subprocess.Popen(
        [sys.executable, COMMAND, *words],
        env={**os.environ, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def lines(process: subprocess.Popen[str]) -> Iterator[str]:
    assert process.stdout
    return iter(process.stdout)


@pytest.mark.rebuild
@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_a_preview_that_is_ended_leaves_nothing(tmp_path: Path, number: signal.Signals):
    blog = make_blog(tmp_path / "blog", 1)
    process = started(tmp_path, ["serve", "-s", str(blog.folder), "-p", "0", "--no-execute"])
    assert any("serving" in line for line in lines(process))
    process.send_signal(number)
    rest, _ = process.communicate(timeout=60)
    assert "Traceback" not in rest
    assert process.returncode == 0
    assert not list((tmp_path / "tmp").iterdir())


@pytest.mark.kernel
def test_a_build_that_is_ended_while_a_post_runs_leaves_nothing(tmp_path: Path):
    blog = make_blog(tmp_path / "blog", 0)
    mark = tmp_path / "running"
    os.mkfifo(mark)
    code = f"import time\nopen({str(mark)!r}, 'w').write('x')\ntime.sleep(600)"
    blog.write("p", "T", body=f"```python\n{code}\n```\n")
    process = started(tmp_path, ["check", "-s", str(blog.folder)])
    assert mark.read_text() == "x"  # waits until the cell runs
    process.send_signal(signal.SIGTERM)
    rest, _ = process.communicate(timeout=60)
    assert process.returncode == 128 + signal.SIGTERM
    assert rest == "blogkit check: stopped\n"
    assert not list((tmp_path / "tmp").iterdir())


@pytest.mark.kernel
@pytest.mark.parametrize("kernel", ["warm", "cold"])
def test_a_build_that_is_killed_is_cleaned_up_after(tmp_path: Path, kernel: str):
    blog = make_blog(tmp_path / "blog", 0)
    (blog.folder / "hugo.toml").write_text(f'title = "T"\n[params.blogkit]\nkernel = "{kernel}"\n')
    mark, child = pipe(tmp_path / "running"), "import time; time.sleep(600)"
    code = f"""
import os, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", {child!r}], start_new_session=True)
open({str(mark)!r}, "w").write(f"{{os.getpid()}} {{child.pid}}")
child.wait()
"""
    blog.write("p", "T", body=f"```python{code}```\n")
    process = started(tmp_path, ["check", "-s", str(blog.folder)])
    pids = map(int, said(mark).split())  # the cell runs
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    wait_for_the_end_of(*pids)
    wait_until(lambda: not list((tmp_path / "tmp").iterdir()))


def test_what_nobody_cleaned_up_is_swept_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    kept = [f"blogkit-{os.getpid()}-held", "blogkit-7-young", "blogkit-other", "else"]
    # a process with the number of the dead one runs: ours
    for name in [*kept, f"blogkit-{os.getpid()}-left"]:
        (tmp_path / name / "site").mkdir(parents=True)
        if "young" not in name:
            os.utime(tmp_path / name, (1, 1))
    held = os.open(tmp_path / kept[0], os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    sweep_temporary()
    os.close(held)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(kept)


def test_ctrl_c_is_ours_while_a_command_works_also_where_imports_left_it_to_the_system():
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        with pytest.raises(KeyboardInterrupt), orderly_end():
            signal.raise_signal(signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) is signal.SIG_DFL
    finally:
        signal.signal(signal.SIGINT, before)
