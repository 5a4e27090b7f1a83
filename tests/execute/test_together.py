"""Posts run together, in whatever takes them."""

from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path, PurePosixPath

import pytest
from post import PATH, post, settings, step, texts

from blogkit.errors import ContentError, ToolError
from blogkit.execute import scheduler
from blogkit.execute.job import Job
from blogkit.execute.notebook import Ran, notebook_of
from blogkit.execute.remote_files import files_of
from blogkit.execute.run import execute_all
from blogkit.execute.scheduler import longest_first
from blogkit.model import Post, Step

FOLDER = PATH.parent


def posts(count: int, *codes: str) -> list[tuple[Post, tuple[Step, ...]]]:
    return [
        (post(FOLDER / f"{number}.md"), (step(f"number = {number}"), *map(step, codes), step("number * 2")))
        for number in range(count)
    ]


@pytest.mark.kernel
def test_answers_come_in_the_order_of_the_posts(root: Path):
    executed = execute_all(posts(5, "import time; time.sleep((5 - number) / 20)"), settings(root, jobs=3))
    assert [texts(one.results[-1]) for one in executed] == [[str(2 * number)] for number in range(5)]
    assert [one.post.source.path.stem for one in executed] == list("01234")


@pytest.mark.kernel
def test_progress_names_every_cell_and_the_end(root: Path):
    told: list[tuple[str, int, int]] = []
    execute_all(posts(1), settings(root), progress=lambda *what: told.append(what))
    path = str(FOLDER / "0.md")
    assert told == [(path, 0, 2), (path, 1, 2), (path, 2, 2)]


def test_a_post_without_steps_starts_nothing(root: Path):
    (executed,) = execute_all([(post(), ())], settings(root))
    assert executed.results == ()


def test_the_longest_runs_first_and_the_unknown_before_it(root: Path):
    jobs = {number: Job(f"{number}.md", (), settings(root)) for number in range(4)}
    assert list(longest_first(jobs, {"0.md": 1.0, "1.md": 5.0, "3.md": 2.0})) == [2, 1, 3, 0]


@pytest.mark.kernel
def test_processes_serve_as_well_as_threads(root: Path):
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        there = execute_all(posts(3, "import numpy"), settings(root), processes)
    here = execute_all(posts(3, "import numpy"), settings(root))
    assert [one.results for one in there] == [one.results for one in here]


class Broken(ThreadPoolExecutor):
    """An executor that loses what it is given."""

    def submit(self, *_: object, **__: object) -> Future:  # type: ignore[override]
        future: Future = Future()
        future.set_exception(OSError("the cluster is gone"))
        return future


@pytest.mark.kernel
def test_what_the_executor_loses_runs_here(root: Path):
    notices: list[str] = []
    with Broken(1) as broken:
        executed = execute_all(posts(1), settings(root), broken, notice=notices.append)
    assert texts(executed[0].results[-1]) == ["0"]
    assert "the cluster is gone" in notices[0]


class Deserted(ThreadPoolExecutor):
    """A cluster whose last worker is gone: it takes everything, and nothing ever ends."""

    def submit(self, *_: object, **__: object) -> Future:  # type: ignore[override]
        return Future()

    def has_workers(self) -> bool:
        return False


class Cancelled(ThreadPoolExecutor):
    """A cluster whose scheduler died: all that was asked of it is taken back."""

    def submit(self, *_: object, **__: object) -> Future:  # type: ignore[override]
        future: Future = Future()
        future.cancel()
        future.set_running_or_notify_cancel()
        return future


@pytest.mark.parametrize(("lost", "notices"), [(Deserted, 1), (Cancelled, 0)])
def test_what_a_cluster_never_ends_runs_here(
    root: Path, monkeypatch: pytest.MonkeyPatch, lost: type[ThreadPoolExecutor], notices: int
):
    monkeypatch.setattr(scheduler, "PATIENCE", 0.01)
    monkeypatch.setattr(scheduler, "run_job", lambda job, _: job.path)
    said: list[str] = []
    jobs = {number: Job(f"{number}.md", (), settings(root)) for number in range(3)}
    with lost(1) as executor:
        ran = dict(scheduler.run_together(jobs, 1, executor, None, said.append, lambda: None))
    assert ran == {number: f"{number}.md" for number in range(3)}
    assert len(said) == notices
    assert all("3 posts run here" in one for one in said)


def test_a_post_at_which_the_tool_fails_costs_the_others_nothing(root: Path, monkeypatch: pytest.MonkeyPatch):
    def fail(job: Job, _: object) -> Ran:
        if job.path.endswith("1.md"):
            raise OverflowError("cannot convert float infinity")
        return Ran(notebook_of(job.steps) | {"metadata": {"blogkit": {"files": {}, "made": {}}}}, 0)

    monkeypatch.setattr(scheduler, "run_job", fail)
    failed: list[ContentError] = []
    executed = execute_all(posts(3), settings(root), failed=failed.append)
    assert [one.post.source.path.stem for one in executed] == ["0", "2"]
    assert [type(one) for one in failed] == [ToolError]
    assert failed[0].path == str(FOLDER / "1.md")


def test_the_files_a_post_needs_travel_with_it(root: Path):
    files = {
        "content/posts/data.csv": "1,2",
        "content/posts/tables/a.txt": "a",
        "content/posts/tables/b.txt": "b",
        "content/posts/other.md": "not named",
        "shared/values.json": "{}",
        "library/__init__.py": "from . import part",
        "library/part.py": "import numpy",
        "library/unused.py": "",
        "helper.py": "import library",
    }
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    codes = [
        "import helper",
        "open('data.csv')",
        "glob('tables/*.txt')",
        "open('../../shared/values.json')",
        "open('/etc/hosts')",
    ]
    travelling = dict(files_of(codes, root / FOLDER, root))
    assert sorted(travelling) == sorted(set(files) - {"content/posts/other.md", "library/unused.py"})
    assert travelling["content/posts/data.csv"] == b"1,2"
    assert PurePosixPath("helper.py").name in travelling
