"""What ran once does not run again until something changes that it depends on."""

import json
import os
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path, PurePosixPath

import nbformat
import pytest
from post import PATH, post, run, settings, step, texts

import blogkit
from blogkit.execute.job import Job
from blogkit.execute.keys import key_of
from blogkit.execute.notebook import Ran
from blogkit.execute.records import Cache
from blogkit.execute.run import execute_all

FOLDER = PATH.parent
# every run adds a line here, so that a run shows; outside the site, so that it is nobody's input
COUNT = "with open({0!r}, 'a') as runs: runs.write('x')"


@pytest.fixture
def site(root: Path) -> Path:
    (root / FOLDER).mkdir(parents=True)
    return root


@pytest.fixture
def counted(site: Path) -> str:
    """A cell that counts its runs."""
    return COUNT.format(str(site.parent / "runs"))


def runs(site: Path) -> int:
    return len((site.parent / "runs").read_text())


def records(site: Path) -> list[Path]:
    return sorted((site / ".cache").glob("*/*.ipynb"))


@pytest.mark.kernel
def test_the_second_build_runs_nothing_and_answers_the_same(site: Path, counted: str):
    first, second = (run(site, counted, "1 + 1", "1 / 0", cache=site / ".cache") for _ in range(2))
    assert runs(site) == 1
    assert (first.cached, second.cached) == (False, True)
    assert first.results == second.results
    assert second.seconds == pytest.approx(first.seconds, abs=0.001)


@pytest.mark.kernel
def test_moving_code_to_other_lines_runs_nothing_and_failures_follow(site: Path, counted: str):
    for line in (20, 70):
        executed = run(site, counted, step("x = 1\n1 / 0", line=line), cache=site / ".cache")
        assert executed.results[1].failure
        assert executed.results[1].failure.line == line + 1
    assert runs(site) == 1


@pytest.mark.kernel
def test_the_record_is_a_notebook(site: Path):
    run(site, "1 + 1", cache=site / ".cache")
    (record,) = records(site)
    notebook = nbformat.read(record, 4)
    nbformat.validate(notebook)
    assert "2" in [output.data.get("text/plain") for output in notebook.cells[0].outputs]


@pytest.mark.kernel
@pytest.mark.parametrize(
    ("code", "file"),
    [
        ("open('data.txt').read()", "content/posts/data.txt"),
        ("import module", "module.py"),
        ("import package.part", "package/part.py"),
        ("import pathlib\npathlib.Path('../../data.txt').read_bytes()", "data.txt"),
        ("import numpy as np\nnp.loadtxt('data.txt')", "content/posts/data.txt"),
        ("import os\nsorted(os.listdir('data'))", "content/posts/data/one.txt"),
        ("import glob\nsorted(glob.glob('data/*.txt'))", "content/posts/data/one.txt"),
        ("import subprocess, sys\nsubprocess.run([sys.executable, 'script.py'])", "content/posts/script.py"),
        ("!cat data.txt", "content/posts/data.txt"),
        ("%%bash\nread line < ../../data.txt\necho $line", "data.txt"),
        ("import os\nos.path.exists('missing' + '.txt')", None),
        ("from pathlib import Path\nPath('missing' + '.txt').is_file()", None),
        ("try:\n    open('missing.txt')\nexcept OSError:\n    print('none')", None),
    ],
)
def test_a_change_of_what_was_read_runs_the_post_again(site: Path, counted: str, code: str, file: str | None):
    for path in filter(None, [file, "package/__init__.py" if file == "package/part.py" else None]):
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text("1 # one\n" if path.endswith(".py") else "1\n")
    for _ in range(2):
        run(site, counted, code, cache=site / ".cache")
    assert runs(site) == 1
    changed = site / (file or "content/posts/missing.txt")
    if "data/" in str(changed):
        changed.with_name("two.txt").write_text("2\n")
    else:
        changed.write_text("2\n")
    run(site, counted, code, cache=site / ".cache")
    assert runs(site) == 2


@pytest.mark.kernel
@pytest.mark.parametrize("code", ["open({0!r}).read()", "import os\nos.path.exists({0!r})", "!cat {0}"])
def test_a_file_elsewhere_on_the_disk_is_an_input_too(site: Path, counted: str, code: str):
    elsewhere = site.parent / "elsewhere.txt"
    elsewhere.write_text("1")
    code = code.format(str(elsewhere))
    for _ in range(2):
        run(site, counted, code, cache=site / ".cache")
    assert runs(site) == 1
    elsewhere.unlink()
    run(site, counted, code, cache=site / ".cache")
    assert runs(site) == 2


@pytest.mark.kernel
def test_a_variable_that_a_post_reads_in_any_way_is_an_input_and_others_are_none(
    site: Path, counted: str, monkeypatch: pytest.MonkeyPatch
):
    reading = "import os\nos.getenv('TREE')", "'FERN' in os.environ", "!echo $MOSS"
    run(site, counted, *reading, cache=site / ".cache")
    monkeypatch.setenv("SHRUB", "box")
    run(site, counted, *reading, cache=site / ".cache")
    assert runs(site) == 1
    monkeypatch.setenv("TREE", "ash")
    for _ in range(2):
        executed = run(site, counted, *reading, cache=site / ".cache")
    assert runs(site) == 2
    assert executed.variables == ("FERN", "MOSS", "TREE")


@pytest.mark.kernel
def test_a_star_that_marks_a_point_means_no_file(site: Path, counted: str):
    for content in ("first", "second"):
        (site / FOLDER / "neighbour.md").write_text(content)
        run(site, counted, "marker = '*'", cache=site / ".cache")
    assert runs(site) == 1


@pytest.mark.kernel
def test_what_a_run_sets_for_itself_or_a_shell_passes_on_is_no_input(
    site: Path, counted: str, monkeypatch: pytest.MonkeyPatch
):
    code = (
        "import os\nos.environ['TREE'] = 'elm'\nlen(dict(os.environ)) > 3"  # all of them, TERM and PAGER too
    )
    for folder in ("/", "/usr"):
        monkeypatch.setenv("OLDPWD", folder)
        run(site, counted, code, cache=site / ".cache")
    assert runs(site) == 1


@pytest.mark.parametrize(
    "name", ["TZ", "LANG", "LC_ALL", "JAX_ENABLE_X64", "OMP_NUM_THREADS_", "MPLCONFIGDIR"]
)
def test_the_key_changes_with_variables_that_libraries_read(
    site: Path, name: str, monkeypatch: pytest.MonkeyPatch
):
    job = Job(str(PATH), (step("1"),), settings(site))
    before = key_of(job)
    monkeypatch.setenv(name, "another")
    assert key_of(job) != before


@pytest.mark.kernel
def test_a_file_the_post_writes_itself_is_no_input(site: Path, counted: str):
    code = "import time\nname = 'out' + '.txt'\nopen(name, 'w').write(str(time.time()))\nopen(name).read()"
    for _ in range(2):
        run(site, counted, code, cache=site / ".cache")
        (site / FOLDER / "out.txt").write_text("changed")
    assert runs(site) == 1


@pytest.mark.kernel
def test_a_post_that_ended_early_is_not_kept(site: Path):
    for _ in range(2):
        executed = run(site, step("while True: pass", timeout=0.3), cache=site / ".cache")
        assert executed.results[0].failure
    assert not executed.cached
    assert records(site) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda job: replace(job, steps=(step("2"),)),
        lambda job: replace(job, steps=(step("1", execute=False),)),
        lambda job: replace(job, steps=(step("1"), step("1"))),
        lambda job: replace(job, settings=replace(job.settings, hash_seed=1)),
        lambda job: replace(job, settings=replace(job.settings, kernel="cold")),
        lambda job: replace(job, steps=(step("1", path=PATH), step("import sympy"))),
        lambda job: replace(job, path="content/elsewhere/post.md"),
    ],
)
def test_the_key_changes_with_what_the_answer_depends_on(site: Path, change: object):
    job = Job(str(PATH), (step("1"),), settings(site))
    assert key_of(change(job)) != key_of(job)  # type: ignore[operator]


def test_the_key_does_not_change_with_lines_names_and_limits(site: Path):
    job = Job(str(PATH), (step("1", line=3),), settings(site))
    same = Job(str(FOLDER / "renamed.md"), (step("1", line=9, timeout=3),), settings(site, jobs=3, timeout=9))
    assert key_of(job) == key_of(same)


def test_the_key_changes_with_the_version_of_an_imported_package(site: Path, monkeypatch: pytest.MonkeyPatch):
    job = Job(str(PATH), (step("import sympy"),), settings(site))
    before = key_of(job)
    monkeypatch.setattr("blogkit.execute.keys.versions_of", lambda *_: {"sympy": "0.1"})
    assert key_of(job) != before


def _ran(text: str = "1") -> Ran:
    cell = {
        "cell_type": "code",
        "execution_count": 1,
        "id": "a",
        "metadata": {"blogkit": {}},
        "source": text,
        "outputs": [],
    }
    about = {"blogkit": {"files": {}, "made": {}}}
    return Ran({"nbformat": 4, "nbformat_minor": 5, "metadata": about, "cells": [cell]}, 1.5)


def _cache(site: Path, size: int = 10**9, notices: list[str] | None = None) -> Cache:
    return Cache(site / ".cache", size, (notices if notices is not None else []).append)


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[: len(text) // 2],
        lambda _: "",
        lambda _: "[]",
        lambda text: text.replace('"source": "1"', '"source": "2"'),
        lambda text: text.replace('"schema": 3', '"schema": 2'),
    ],
)
def test_a_damaged_record_is_ignored_and_replaced(site: Path, damage: object):
    job, cache = Job(str(PATH), (step("1"),), settings(site)), _cache(site)
    cache.store(job, _ran())
    (record,) = records(site)
    whole = record.read_text()
    record.write_text(damage(whole))  # type: ignore[operator]
    assert cache.load(job) is None
    cache.store(job, _ran())
    assert record.read_text() == whole
    assert cache.load(job) is not None


def test_a_record_of_a_former_layout_is_not_even_looked_at(site: Path, monkeypatch: pytest.MonkeyPatch):
    job = Job(str(PATH), (step("1"),), settings(site))
    with monkeypatch.context() as former:
        former.setattr("blogkit.execute.keys.SCHEMA", 1)
        _cache(site).store(job, _ran("what the former layout saw"))
    assert _cache(site).load(job) is None
    _cache(site).store(job, _ran("1"))
    assert len(records(site)) == 2
    found = _cache(site).load(job)
    assert found is not None
    assert found.notebook["cells"] == _ran("1").notebook["cells"]


def test_records_unused_for_longest_make_room(site: Path):
    jobs = [Job(str(PATH), (step(str(number)),), settings(site)) for number in range(4)]
    for age, job in enumerate(jobs):
        _cache(site).store(job, _ran("x" * 1000))
        path = Cache._path(_cache(site), site / ".cache", job)
        os.utime(path, (1000 + age, 1000 + age))
    assert _cache(site).load(jobs[0])  # used just now
    size = max(record.stat().st_size for record in records(site))
    _cache(site, size=2 * size).finish({"a": 1.0})
    kept = [bool(_cache(site).load(job)) for job in jobs]
    assert kept == [True, False, False, True]


@pytest.mark.kernel
def test_a_look_for_what_is_installed_makes_a_run_depend_on_no_folder(site: Path):
    """The blog's folder is on the path of modules, and a build makes `public` in it."""
    code = "from importlib.metadata import entry_points\nlen(entry_points()) > 0"
    (site / "own.egg-info").mkdir()  # an editable installation leaves one
    (site / "own.egg-info/entry_points.txt").write_text("[console_scripts]\nown = own:run\n")
    first = run(site, code, cache=site / ".cache")
    assert not first.files
    (site / "public").mkdir()
    assert run(site, code, cache=site / ".cache").cached


def test_builds_at_the_same_time_see_whole_records_only(site: Path):
    job = Job(str(PATH), (step("1"),), settings(site))
    stop = threading.Event()

    def write(text: str) -> None:
        while not stop.is_set():
            _cache(site).store(job, _ran(text * 2000))

    threads = [threading.Thread(target=write, args=(text,)) for text in "ab"]
    for thread in threads:
        thread.start()
    _wait_for(lambda: bool(records(site)))
    loaded = [_cache(site).load(job) for _ in range(200)]
    stop.set()
    for thread in threads:
        thread.join()
    assert {ran.notebook["cells"][0]["source"] for ran in loaded if ran} <= {"a" * 2000, "b" * 2000}
    assert all(loaded)
    assert not list((site / ".cache").rglob("*.part"))


def _wait_for(condition: object) -> None:
    while not condition():  # type: ignore[operator]
        pass


@pytest.mark.kernel
def test_a_folder_that_cannot_be_written_gives_one_notice_and_the_posts_run(site: Path):
    (site / ".cache").write_text("a file stands where the folder should be")
    notices: list[str] = []
    posts = [(post(FOLDER / f"{name}.md"), (step(f"'{name}'"),)) for name in "ab"]
    executed = execute_all(posts, settings(site, cache=site / ".cache"), notice=notices.append)
    assert [texts(one.results[0]) for one in executed] == [["'a'"], ["'b'"]]
    assert len(notices) == 1
    assert "results are not kept" in notices[0]


def test_a_full_disk_gives_one_notice(site: Path, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("blogkit.execute.records.write_bytes", full)
    notices: list[str] = []
    cache = _cache(site, notices=notices)
    for number in range(3):
        cache.store(Job(str(PATH), (step(str(number)),), settings(site)), _ran())
    assert len(notices) == 1
    assert "No space left on device" in notices[0]


@pytest.mark.kernel
def test_when_all_is_cached_nothing_of_jupyter_is_imported(site: Path):
    run(site, "import numpy", cache=site / ".cache")
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path; from post import run\n"
        "executed = run(Path(sys.argv[2]), 'import numpy', cache=Path(sys.argv[2]) / '.cache')\n"
        "heavy = {'asyncio', 'nbclient', 'nbformat', 'zmq', 'psutil', 'numpy', 'importlib.metadata'}\n"
        "print(executed.cached, sorted(heavy & set(sys.modules)))"
    )
    root = str(Path(blogkit.__file__).parent.parent)
    command = [sys.executable, "-c", script, str(Path(__file__).parent), str(site)]
    answer = subprocess.run(
        command, env=os.environ | {"PYTHONPATH": root}, capture_output=True, text=True, check=True
    )
    assert answer.stdout == "True []\n"


@pytest.mark.kernel
def test_times_are_remembered_by_path(site: Path):
    run(site, "1", cache=site / ".cache")
    times = json.loads((site / ".cache" / "times.json").read_text())
    assert list(times) == [str(PATH)]
    assert PurePosixPath(next(iter(times))) == PATH
