"""Our own blog, copied and built once by the real command."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
Run = Callable[..., subprocess.CompletedProcess[str]]


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
