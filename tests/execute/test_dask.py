"""A cluster runs the posts, and survives the loss of a worker."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from post import PATH, post, settings, step

import blogkit
from blogkit.execute import execute_all

distributed = pytest.importorskip("distributed")
pytestmark = [
    pytest.mark.dask,
    pytest.mark.kernel,
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning"),  # distributed's own
]
HOME = str(Path(blogkit.__file__).parent.parent)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[str]]]]:
    """A scheduler and two workers, each a process of its own, on loopback."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    environment = os.environ | {"PYTHONPATH": HOME, "DASK_DISTRIBUTED__WORKER__LIFETIME__RESTART": "0"}
    dask = [
        sys.executable,
        "-m",
        "distributed.cli.dask_scheduler",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--no-dashboard",
    ]
    file = tmp_path / "scheduler.json"
    processes = [_start([*dask, "--scheduler-file", str(file)], elsewhere, environment)]
    try:
        _wait(lambda: file.exists() and file.stat().st_size > 0)
        worker = [
            sys.executable,
            "-m",
            "distributed.cli.dask_worker",
            "--scheduler-file",
            str(file),
            "--no-dashboard",
        ]
        worker += ["--host", "127.0.0.1", "--nthreads", "1", "--no-nanny"]
        processes += [_start(worker, elsewhere, environment) for _ in range(2)]
        yield str(file), processes
    finally:
        for process in processes:
            process.kill()
            process.wait()


def _start(command: list[str], folder: Path, environment: dict[str, str]) -> "subprocess.Popen[str]":
    nothing = subprocess.DEVNULL
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=nothing, stderr=nothing, text=True)


def _wait(condition: object, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < until
        time.sleep(0.05)


def test_the_cluster_answers_as_this_machine_does_though_a_worker_is_killed(
    tmp_path: Path, cluster: tuple[str, list["subprocess.Popen[str]"]]
):
    scheduler, processes = cluster
    site = tmp_path / "site"
    (site / PATH.parent).mkdir(parents=True)
    (site / "shared.py").write_text("import numpy as np\ndef half(x):\n    return np.asarray(x) / 2\n")
    (site / PATH.parent / "data.txt").write_text("1 2 3")
    mark = tmp_path / "started"
    posts = [
        (
            post(PATH.parent / f"{number}.md"),
            (
                step("import shared, time"),
                step(f"number = {number}; open({str(mark)!r}, 'a').write('x'); time.sleep(0.4)"),
                step("shared.half([float(word) for word in open('data.txt').read().split()]) * number"),
                step("import matplotlib.pyplot as plt; plt.plot([number, 2, 3]);"),
                step("1 / 0"),
            ),
        )
        for number in range(6)
    ]
    here = execute_all(posts, settings(site))
    mark.unlink()
    with distributed.Client(scheduler_file=scheduler) as client:
        client.wait_for_workers(2, timeout=30)
        notices: list[str] = []
        killed: list[int] = []

        def kill_one(*_: object) -> None:
            _wait(mark.exists)
            processes[1].send_signal(signal.SIGKILL)
            killed.append(processes[1].pid)

        killer = threading.Thread(target=kill_one)
        killer.start()
        there = execute_all(posts, settings(site), client.get_executor(), notice=notices.append)
        killer.join()
    assert killed
    assert [one.results for one in there] == [one.results for one in here]
    assert notices == []
