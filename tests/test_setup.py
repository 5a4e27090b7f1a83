"""What `make` sets up: interrupted at any moment, cut off or broken, the next `make` puts it right.

An interpreter that only notes what it is asked stands for Python, pip and uv. At any of its steps it can
fail, or kill the whole set-up. That the real ones install is proved by every clean checkout that is tested.
"""

import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PYTHON = """\
#!/bin/sh
# what is asked for, in one word
case "$*" in
*sys.version_info*) step=version ;;
*"-m venv"*) step=venv ;;
*ensurepip.__file__*) step=find ;;
*installers.txt*) step=uv ;;
*"-m pip config"*) step=config ;;
*"-m pip install"*) step=pip ;;
"-c ") exit 0 ;;
*) step=packages ;;
esac
echo $step >>steps
[ $step != venv ] || { mkdir -p .venv/bin && cp "$0" .venv/bin/python; }
[ "$KILL" != $step ] || kill -9 0
case " $FAIL " in *" $step "*) echo "$SAY" >&2; exit 1 ;; esac
case $step in
find) echo carried.whl ;;
uv) cp "$0" .venv/bin/uv; cp "$0" .venv/bin/pip ;;
pip) echo "Collecting tiny==1 (from -r requirements/site.txt)" ;;
esac
"""
WITH_UV = ["version", "venv", "find", "uv", "packages"]


class Project:
    """The real Makefile and script, a lock of one package, an interpreter that notes its steps."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.venv = folder / ".venv"
        (folder / "requirements").mkdir()
        shutil.copy(ROOT / "Makefile", folder)
        shutil.copy(ROOT / "requirements/install.sh", folder / "requirements")
        self.lock = folder / "requirements/site.txt"
        self.lock.write_text("tiny==1 --hash=sha256:0\n")
        python = folder / "python"
        python.write_text(PYTHON)
        python.chmod(0o755)

    def make(self, target: str = "set-up-site", **variables: str) -> subprocess.CompletedProcess[str]:
        """Set up; `KILL` and `FAIL` name steps that are killed, or say `SAY` and fail."""
        return subprocess.run(
            ["make", "--no-print-directory", target, f"PYTHON={self.folder}/python"],
            capture_output=True,
            text=True,
            cwd=self.folder,
            env={"PATH": os.environ["PATH"]} | variables,
            check=False,
            start_new_session=True,
        )

    def steps(self) -> list[str]:
        """What was asked since the last look."""
        noted = self.folder / "steps"
        steps = noted.read_text().split() if noted.exists() else []
        noted.unlink(missing_ok=True)
        return steps


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def test_a_new_machine_is_set_up_once_and_sees_what_happens(project: Project):
    done = project.make()
    assert done.returncode == 0, done.stderr
    assert project.steps() == WITH_UV
    assert [line.split()[1] for line in done.stderr.splitlines()] == ["1/3", "2/3", "3/3"]
    assert project.make().stderr == ""
    assert project.steps() == []


@pytest.mark.parametrize("step", WITH_UV)
def test_a_set_up_that_was_killed_is_repaired_by_the_next_make(project: Project, step: str):
    assert project.make(KILL=step).returncode == -signal.SIGKILL
    project.steps()
    done = project.make()
    assert done.returncode == 0, done.stderr
    assert project.steps() == WITH_UV
    assert (project.venv / "site").read_text() == project.lock.read_text()
    assert not (project.venv / "unfinished").exists()


def test_an_update_that_was_killed_is_repaired_by_the_next_make(project: Project):
    project.make()
    project.lock.write_text("tiny==2 --hash=sha256:1\n")
    project.make(KILL="packages")
    project.steps()
    assert project.make().returncode == 0
    assert project.steps() == WITH_UV


def test_only_the_packages_are_installed_when_only_the_lock_changed(project: Project):
    project.make()
    project.steps()
    project.lock.write_text("tiny==2 --hash=sha256:1\n")
    project.make()
    assert project.steps() == ["packages"]


@pytest.mark.parametrize("spoil", ["empty", "half", "lost interpreter", "broken interpreter", "a file"])
def test_an_environment_that_is_broken_is_made_anew(project: Project, spoil: str):
    if "interpreter" in spoil:
        project.make()
        project.steps()
        interpreter = project.venv / "bin/python"
        interpreter.unlink()
        interpreter.symlink_to("gone") if spoil.startswith("lost") else interpreter.write_text("")
    elif spoil == "a file":
        project.venv.write_text("")
    else:
        project.venv.mkdir()
        if spoil == "half":  # as an older set-up left it: an interpreter, and no package
            (project.venv / "pyvenv.cfg").touch()
    done = project.make()
    assert done.returncode == 0, done.stderr
    assert "made anew" in done.stderr
    assert project.steps() == WITH_UV


def test_an_environment_that_is_only_linked_to_is_left_alone(project: Project):
    other = project.folder / "other"
    other.mkdir()
    (other / "precious").touch()
    project.venv.symlink_to(other)
    assert project.make().returncode == 0
    assert (other / "precious").exists()
    assert not project.venv.is_symlink()


@pytest.mark.parametrize("failing", ["uv", "packages config"])
def test_where_uv_cannot_be_had_or_fails_pip_does_the_same(project: Project, failing: str):
    done = project.make(FAIL=failing, SAY="ERROR: No matching distribution found for uv")
    assert done.returncode == 0, done.stderr
    assert project.steps()[-1] == "pip"
    assert "    tiny==1\n" in done.stderr
    assert (project.venv / "site").exists()


def test_uv_uses_the_index_that_pip_was_told_of(project: Project):
    assert project.make(FAIL="packages", SAY="dns error").returncode == 0
    assert project.steps() == [*WITH_UV, "config", "packages", "pip"]


def test_without_a_network_one_line_says_what_is_missing(project: Project):
    said = "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError'"
    done = project.make(FAIL="uv pip", SAY=said)
    assert done.returncode != 0
    lines = [line for line in done.stderr.splitlines() if not line.startswith("make: ")]
    assert len(lines) == 3
    assert "no package index can be reached" in lines[-1]
    assert "requirements/site.txt" in lines[-1]


def test_an_environment_that_was_whole_survives_an_update_without_a_network(project: Project):
    project.make()
    project.lock.write_text("tiny==2 --hash=sha256:1\n")
    assert project.make(FAIL="packages pip", SAY="Retrying (…) connection").returncode != 0
    project.steps()
    assert project.make().returncode == 0
    assert project.steps() == ["packages"]


def test_a_package_that_is_not_what_its_hash_says_stops_the_set_up(project: Project):
    done = project.make(FAIL="packages config pip", SAY="ERROR: THESE PACKAGES DO NOT MATCH THE HASHES")
    assert done.returncode != 0
    assert "DO NOT MATCH THE HASHES" in done.stderr
    assert not (project.venv / "site").exists()


@pytest.mark.parametrize(
    ("step", "remedy"), [("version", "make PYTHON="), ("venv", "python3-venv"), ("find", "python3-venv")]
)
def test_a_machine_that_lacks_something_is_told_what(project: Project, step: str, remedy: str):
    done = project.make(FAIL=step)
    assert done.returncode != 0
    assert remedy in done.stderr


def test_a_machine_without_python_is_told_so(project: Project):
    (project.folder / "python").unlink()
    assert "install Python 3.11 or newer" in project.make().stderr


def test_the_locks_name_no_host():
    locks = {path.name: path.read_text() for path in (ROOT / "requirements").glob("*.txt")}
    assert set(locks) == {"site.txt", "dev.txt", "bench.txt", "installers.txt"}
    assert not [name for name, text in locks.items() if "://" in text or "file:" in text]
