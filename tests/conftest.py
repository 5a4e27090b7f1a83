"""Our own blog, copied and built once by the real command; what a test costs; labelled reports accepted."""

import io
import json
import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest
from hypothesis import settings

import build_site

# a shell that starts the tests in the background has them ignore these, and what they start would, too
for _number, _usual in ((signal.SIGINT, signal.default_int_handler), (signal.SIGHUP, signal.SIG_DFL)):
    if signal.getsignal(_number) is signal.SIG_IGN:
        signal.signal(_number, _usual)

settings.register_profile("calm", deadline=None)  # a busy machine proves nothing
settings.load_profile("calm")
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


def _forget_the_test() -> None:
    """Its name is in the environment: a warm process serves all that have the same one."""
    os.environ.pop("PYTEST_CURRENT_TEST", None)


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup() -> None:
    _forget_the_test()


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call() -> None:
    _forget_the_test()


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
    """Run `build_site.py` as a user does, but in this process: the warm process serves many tests."""

    def running(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        words, said, complained = [*map(str, arguments)], io.StringIO(), io.StringIO()
        with redirect_stdout(said), redirect_stderr(complained):
            try:
                status: object = build_site.main(words)
            except SystemExit as end:
                status = end.code
        return subprocess.CompletedProcess(words, int(str(status)), said.getvalue(), complained.getvalue())

    return running


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    """A copy of our own source folder that a test may spoil; its documentation is shown, and not run anew."""
    folder = copy_blog(tmp_path / "blog")
    section = folder / "content/docs/_index.md"
    calm = "\n[cascade.params.blogkit]\nexecute = false\n+++\n\n"
    section.write_text(section.read_text().replace("\n+++\n\n", calm, 1))
    return folder


@dataclass(frozen=True)
class Built:
    """Our own blog, built by a process of its own: the report, and the destination."""

    report: dict[str, Any]
    public: Path


@pytest.fixture(scope="session")
def own_build(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("built")
    source = copy_blog(folder / "blog")
    words = ["build", "--source", source, "--destination", folder / "public", "--format", "json"]
    done = subprocess.run(
        [sys.executable, ROOT / "build_site.py", *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return Built(json.loads(done.stdout), folder / "public")


@pytest.fixture(scope="session")
def built(own_build: Built) -> Path:
    """The destination folder of our own blog."""
    return own_build.public


def copy_blog(folder: Path) -> Path:
    """Copy content, static files and configuration."""
    for name in ("content", "static"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "hugo.toml", folder)
    return folder
