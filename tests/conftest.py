"""Our own blog, copied and built once by the real command; what a test costs; labelled reports accepted."""

import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).parent.parent
Run = Callable[..., subprocess.CompletedProcess[str]]
COSTS = pytest.StashKey[Counter[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--cpu", action="store_true", help="show the CPU seconds of each test and its processes")
    parser.addoption(
        "--promote", action="store_true", help="accept the reports of the documents in tests/claims"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.stash[COSTS] = Counter()


def cpu_seconds() -> float:
    """The CPU time of this process and all that it has started, also of what still runs."""
    return sum(os.times()[:4]) + sum(map(_of_process, psutil.Process().children(recursive=True)))


def _of_process(process: psutil.Process) -> float:
    try:
        return sum(process.cpu_times()[:4])
    except psutil.NoSuchProcess:
        return 0


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    if not item.config.getoption("cpu"):
        return (yield)
    before = cpu_seconds()
    result = yield
    item.config.stash[COSTS][item.nodeid] = cpu_seconds() - before
    return result


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    costs = config.stash[COSTS]
    files: Counter[str] = Counter()
    for name, seconds in costs.items():
        files[name.partition("::")[0]] += seconds
    for title, rows in (("tests", costs), ("files", files)):
        for name, seconds in rows.most_common(None if config.get_verbosity() > 0 else 40):
            terminalreporter.write_line(f"{seconds:8.2f}  {name}")
        if rows:
            terminalreporter.write_line(f"{rows.total():8.2f}  CPU seconds of all {title}\n")


@pytest.fixture(scope="session")
def command() -> Run:
    """Run `build_site.py` as a user does."""

    def running(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        words = [sys.executable, str(ROOT / "build_site.py"), *map(str, arguments)]
        return subprocess.run(words, capture_output=True, text=True, cwd=ROOT, check=False, timeout=300)

    return running


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    """A copy of our own source folder that a test may spoil."""
    return copy_blog(tmp_path / "blog")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, command: Run) -> Path:
    """The destination folder of our own blog."""
    folder = tmp_path_factory.mktemp("built")
    source = copy_blog(folder / "blog")
    done = command("build", "--source", source, "--destination", folder / "public")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "public"


def copy_blog(folder: Path) -> Path:
    """Copy content, static files and configuration."""
    for name in ("content", "static"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "hugo.toml", folder)
    return folder
