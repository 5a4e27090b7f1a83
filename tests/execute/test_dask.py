"""A cluster runs the posts, and survives the loss of a worker."""

import json
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


def test_the_site_built_on_a_cluster_that_loses_a_worker_is_the_local_one_byte_for_byte(
    tmp_path: Path, cluster: tuple[str, list["subprocess.Popen[str]"]]
):
    scheduler, processes = cluster
    place = json.loads(Path(scheduler).read_text())["address"].removeprefix("tcp://")
    mark = tmp_path / "started"
    blog = _blog(tmp_path / "blog", mark)
    local = _build(blog, tmp_path / "here")
    assert local.wait() == 0, local.stdout.read() if local.stdout else ""
    mark.unlink()
    far = _build(blog, tmp_path / "there", "--executor", f"dask://{place}")
    _wait(mark.exists)
    processes[1].send_signal(signal.SIGKILL)
    assert far.wait() == 0, far.stdout.read() if far.stdout else ""
    assert _files(tmp_path / "there") == _files(tmp_path / "here")
    assert len(_files(tmp_path / "here")) > 10


def _blog(folder: Path, mark: Path) -> Path:
    """Posts that read a file beside them, import a module of the site, and take their time."""
    posts = folder / "content/posts"
    posts.mkdir(parents=True)
    (folder / "hugo.toml").write_text('title = "T"\n')
    (folder / "shared.py").write_text("def half(x):\n    return x / 2\n")
    (posts / "data.txt").write_text("4")
    for number in range(4):
        slow = f"import shared, time\nopen({str(mark)!r}, 'a').write('x')\ntime.sleep(0.5)"
        claim = "print(shared.half(float(open('data.txt').read())))  # 2.0"
        text = f'+++\ntitle = "Post {number}"\n+++\n\n```python\n{slow}\n```\n\n```python\n{claim}\n```\n'
        (posts / f"{number}.md").write_text(text)
    return folder


def _build(blog: Path, destination: Path, *more: str) -> "subprocess.Popen[str]":
    words = ["build", "--no-cache", "--source", str(blog), "--destination", str(destination), *more]
    command = [sys.executable, f"{HOME}/build_site.py", *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
