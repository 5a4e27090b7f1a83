"""Measures a blog of executed posts over a Dask cluster of four workers: writes bench/out/cluster.md.

    python -m bench.cluster [--posts 200]

The site must be the one that a build without a cluster writes, byte for byte; then once more while a worker
is ended as soon as the first posts are back.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.rendering import HOME, OUT
from bench.whole import Blog

WORKERS = 4


@contextmanager
def cluster(folder: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and workers on loopback, a process each; the address, and the workers."""
    file = folder / "scheduler.json"
    environment = os.environ | {"PYTHONPATH": str(HOME)}
    dask = [sys.executable, "-m"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": environment, "cwd": folder}
    flags = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)]
    running = [subprocess.Popen([*dask, "distributed.cli.dask_scheduler", *flags], **quiet)]
    try:
        while not (file.exists() and file.stat().st_size):
            time.sleep(0.1)
        worker = [*dask, "distributed.cli.dask_worker", "--scheduler-file", str(file)]
        worker += [
            "--nthreads",
            "1",
            "--nworkers",
            "1",
            "--no-nanny",
            "--no-dashboard",
            "--host",
            "127.0.0.1",
        ]
        running += [subprocess.Popen(worker, **quiet) for _ in range(WORKERS)]
        place = file.read_text().partition('"address": "tcp://')[2].partition('"')[0]
        yield place, running[1:]
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait()


def build(blog: Path, room: Path, *flags: str) -> float:
    """Wall seconds of a build from nothing into `room`."""
    command = [
        sys.executable,
        str(HOME / "build_site.py"),
        "build",
        "-q",
        "-s",
        str(blog),
        "-d",
        str(room),
        *flags,
    ]
    begin = time.perf_counter()
    done = subprocess.run(command, env=os.environ | {"BLOGKIT_CACHE": f"{room}-cache"}, check=False)
    if done.returncode not in {0, 1}:
        raise SystemExit(f"the build ended with {done.returncode}")
    return time.perf_counter() - begin


def build_and_kill(blog: Path, room: Path, place: str, worker: "subprocess.Popen[bytes]") -> float:
    """A build during which a worker ends, once records are there or half a minute has passed."""
    command = [sys.executable, str(HOME / "build_site.py"), "build", "-q", "-s", str(blog), "-d", str(room)]
    cache = Path(f"{room}-cache")
    begin = time.perf_counter()
    variables = os.environ | {"BLOGKIT_CACHE": str(cache)}
    process = subprocess.Popen([*command, "--executor", f"dask://{place}"], env=variables)
    while process.poll() is None and not any(cache.glob("*/*.ipynb")) and time.perf_counter() - begin < 30:
        time.sleep(0.05)
    worker.send_signal(signal.SIGKILL)
    if process.wait() not in {0, 1}:
        raise SystemExit(f"the build ended with {process.returncode}")
    return time.perf_counter() - begin


def differences(one: Path, other: Path) -> list[str]:
    """The files that differ, or that only one has."""
    found: list[str] = []
    for name in sorted(
        {path.relative_to(top) for top in (one, other) for path in top.rglob("*") if path.is_file()}
    ):
        here, there = one / name, other / name
        if not (here.is_file() and there.is_file() and here.read_bytes() == there.read_bytes()):
            found.append(str(name))
    return found


def main() -> None:
    """Build here, over the cluster, and with a worker killed; compare."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--posts", type=int, default=200)
    arguments = parser.parse_args()
    os.environ["SOURCE_DATE_EPOCH"] = "1767225600"
    lines = ["| where | wall s | s a post | files that differ |", "|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        blog = Blog(folder, arguments.posts).folder
        taken = {"here, two at a time": build(blog, folder / "here")}
        with cluster(folder) as (place, workers):
            taken["four workers"] = build(blog, folder / "far", "--executor", f"dask://{place}")
            taken["four workers, one killed"] = build_and_kill(blog, folder / "lost", place, workers[0])
        for (where, seconds), room in zip(taken.items(), ("here", "far", "lost"), strict=True):
            differ = differences(folder / "here", folder / room)
            shown = f"{len(differ)}: {', '.join(differ[:3])}" if differ else "0"
            lines.append(f"| {where} | {seconds:.1f} | {seconds / arguments.posts:.2f} | {shown} |")
    text = "\n".join(lines)
    print(text)
    OUT.mkdir(exist_ok=True)
    (OUT / "cluster.md").write_text(text + "\n")


if __name__ == "__main__":
    main()
