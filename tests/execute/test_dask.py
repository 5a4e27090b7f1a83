"""A cluster runs the posts, and survives the loss of a worker."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import blogkit
from tests.waiting import wait_until

pytest.importorskip("distributed")
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
        wait_until(lambda: file.exists() and file.stat().st_size > 0)
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


def test_the_site_built_on_a_cluster_that_loses_a_worker_is_the_local_one_byte_for_byte(
    tmp_path: Path, cluster: tuple[str, list["subprocess.Popen[str]"]]
):
    scheduler, processes = cluster
    place = json.loads(Path(scheduler).read_text())["address"].removeprefix("tcp://")
    mark = tmp_path / "started"
    blog = _blog(tmp_path / "blog", mark)
    local = _build(blog, tmp_path / "here")
    here, said_here = local.communicate()
    assert local.returncode == 1, here
    mark.unlink()
    far = _build(blog, tmp_path / "there", "--executor", f"dask://{place}")
    wait_until(mark.exists)
    processes[1].send_signal(signal.SIGKILL)
    there, said_there = far.communicate()
    assert there.splitlines()[:-1] == here.splitlines()[:-1]  # but for where the site stands, and the time
    # nothing but the progress: no word of a post that had to run here
    assert [line for line in (said_here + said_there).splitlines() if not line.startswith("[")] == []
    assert _files(tmp_path / "there") == _files(tmp_path / "here")
    assert len(_files(tmp_path / "here")) > 10


def _blog(folder: Path, mark: Path) -> Path:
    """Posts that read a file beside them, import a module of the site, fail, take their time; one draws."""
    posts = folder / "content/posts"
    posts.mkdir(parents=True)
    (folder / "hugo.toml").write_text('title = "T"\n')
    (folder / "shared.py").write_text("def half(x):\n    return x / 2\n")
    (posts / "data.txt").write_text("4")
    for number in range(4):
        slow = f"import shared, time\nopen({str(mark)!r}, 'a').write('x')\ntime.sleep(0.5)"
        claim = "print(shared.half(float(open('data.txt').read())))  # 2.0"
        drawn = "import matplotlib.pyplot as plt; plt.plot([1, 2, 3]);" if number == 0 else "None"
        cells = slow, claim, drawn, "1 / 0"
        code = "\n".join(f"```python\n{cell}\n```\n" for cell in cells)
        text = f'+++\ntitle = "Post {number}"\n+++\n\n{code}'
        (posts / f"{number}.md").write_text(text)
    return folder


def _build(blog: Path, destination: Path, *more: str) -> "subprocess.Popen[str]":
    words = ["build", "--no-cache", "--source", str(blog), "--destination", str(destination), *more]
    command = [sys.executable, f"{HOME}/build_site.py", *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
