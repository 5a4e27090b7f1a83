"""In a preview an edit goes on from a kernel at rest, and what comes out is what a fresh run says."""

import os
import random
import select
import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from post import PATH, post, run, settings, step, texts

from blogkit.execute import checkpoints
from blogkit.execute.checkpoints import HERE, MOST
from blogkit.execute.job import Job
from blogkit.execute.notebook import Ran, notebook_of
from blogkit.execute.resuming import remember_last, taken_over
from blogkit.execute.run import execute_all
from blogkit.model import Executed

pytestmark = [
    pytest.mark.kernel,
    pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only"),
]


@pytest.fixture(autouse=True)
def nothing_at_rest() -> Iterator[None]:
    yield
    HERE.clear()


def preview(root: Path, *codes: str, notices: list[str] | None = None) -> Executed:
    """Run as `serve` does, with a kernel left at rest before every step."""
    steps = tuple(step(code, line=10 * number) for number, code in enumerate(codes, 1))
    said = [] if notices is None else notices
    return execute_all([(post(), steps)], settings(root, checkpoints=0.0), notice=said.append)[0]


def at_rest() -> list[int]:
    return [place[2] for place in HERE.places()]


COUNTED = ("n = 0", "n += 1; print('second')", "n += 1; n", "print(n)")


def test_an_edit_runs_only_what_stands_below_it(root: Path):
    mark = "import os; os.getpid()"
    first = preview(root, mark, mark, "1")
    second = preview(root, mark, mark, "2")
    third = preview(root, mark, mark + " ", "2")
    assert texts(second.results[1]) == texts(first.results[1])
    assert texts(third.results[0]) == texts(first.results[0])
    assert texts(third.results[1]) != texts(first.results[1])
    assert texts(second.results[2]) == ["2"]


def test_a_preview_in_which_nothing_changed_runs_nothing(root: Path):
    mark = "import os; os.getpid()"
    preview(root, mark, "1", "os.getpid()")
    second = preview(root, mark, "1", "os.getpid(), 2")
    third = preview(root, mark, "1", "os.getpid(), 2")
    assert third.results == second.results
    assert third.cached


@pytest.mark.parametrize(
    ("before", "after", "taken"),
    [
        ("os.getpid()  # 1", "os.getpid()  # 2", True),
        ("globals()['I' 'n'][-1]  # 1", "globals()['I' 'n'][-1]  # 2", False),
        ("os.getpid() / 0  # 1", "os.getpid() / 0  # 2", False),
    ],
)
def test_a_comment_that_says_otherwise_runs_nothing_unless_an_output_shows_it(
    root: Path, before: str, after: str, *, taken: bool
):
    # no kernel can be left at rest where a thread runs
    thread = "import os, threading; threading.Thread(target=threading.Event().wait, daemon=True).start()"
    preview(root, thread, before)
    assert preview(root, thread, after).cached is taken


@pytest.mark.parametrize(
    ("before", "after", "taken"),
    [
        ("f()  # 1", "f()  # 2", True),
        ("f()  # 1", "f()", False),
        ("f()  # 1", "f() +1# 1", False),
        ("f()  # 1", "f()  # a ValueError", False),
        ("f(), In[-1]  # 1", "f(), In[-1]  # 2", False),
        ("%time f()  # 1", "%time f()  # 2", False),
        ("'\\\n# 1', f()", "'\\\n# 2', f()", False),
    ],
)
def test_a_run_stands_only_where_code_differs_in_comments_that_it_cannot_read(
    root: Path, before: str, after: str, *, taken: bool
):
    job = Job(str(PATH), (step(before),), settings(root, checkpoints=0.0))
    notebook = notebook_of(job.steps)
    notebook["metadata"]["blogkit"] = {"files": {}}
    remember_last(job, Ran(notebook, 1.0))
    assert (taken_over(replace(job, steps=(step(after),))) is not None) is taken


PIECES = (
    "import sys, os, random\nrandom.seed(1)\nx = [0]",
    "x.append(len(x)); print(x)",
    "for i in range(3):\n    print(i, sum(x))  # 0",
    "random.random(), hash('a')",
    "_",
    "In[-1], len(Out)",
    "def f(n):\n    return n * len(x)",
    "f(3)",
    "1 / 0",
    "undefined",
    "print('err', file=sys.stderr)",
    "os.system('echo from the shell');",
    "!echo from a line",
    "from IPython.display import display\nhandle = display('a', display_id='d')",
    "from IPython.display import update_display\nupdate_display('b', display_id='d')",
    "import logging\nlogging.basicConfig(stream=sys.stdout)\nlogging.warning('careful')",
    "logging.warning('again')",
    "sys.stdout.write('w')\nout = sys.stdout",
    "print('kept', file=out)",
    "import matplotlib.pyplot as plt\nplt.plot([1, 3, 2]);",
    "fig, ax = plt.subplots(figsize=(1, 1))",
    "%%capture said\nprint('captured')",
    "said.stdout",
    "os.makedirs('deeper', exist_ok=True) if False else os.getcwd() == os.path.realpath('.')",
    "sys.getrecursionlimit(), __name__",
    "import asyncio\nasync def g():\n    await asyncio.sleep(0)\n    return 5\nawait g()",
    "class C:\n    def __repr__(self):\n        return f'C{len(x)}'\nC()",
    "import threading\nt = threading.Thread(target=print, args=('from a thread',)); t.start(); t.join()",
    "global_state = globals().setdefault('count', 0)\ncount = global_state + 1\ncount",
    "x[0] += 1\nx",
)


@pytest.mark.parametrize("seed", range(2))
def test_after_any_edit_the_answers_are_those_of_a_fresh_run(root: Path, seed: int):
    chance = random.Random(seed)  # noqa: S311  (no secret)
    codes = [PIECES[0], *chance.choices(PIECES[1:], k=9)]
    preview(root, *codes)
    resumed = 0
    for _ in range(3):
        match chance.choice(["change", "insert", "remove"]):
            case "change":
                codes[chance.randrange(1, len(codes))] = chance.choice(PIECES[1:])
            case "insert":
                codes.insert(chance.randrange(1, len(codes)), chance.choice(PIECES[1:]))
            case _:
                del codes[chance.randrange(1, len(codes))]
        resumed += bool(at_rest())
        here = preview(root, *codes)
        fresh = run(root, *(step(code, line=10 * number) for number, code in enumerate(codes, 1)))
        assert here.results == fresh.results
    assert resumed


def test_random_numbers_go_on_where_they_stood(root: Path):
    codes = ("import random\nrandom.seed(1)", "random.random()", "random.random()")
    fresh = preview(root, *codes)
    again = preview(root, *codes[:-1], "random.random() ")
    assert texts(again.results[2]) == texts(fresh.results[2])


@pytest.mark.parametrize(
    ("code", "why_not"),
    [
        (
            "import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()",
            "threads",
        ),
        ("import subprocess\nchild = subprocess.Popen(['sleep', '60'])", "processes that it started"),
        ("import tempfile\nfile = tempfile.TemporaryFile()", "files are open"),
        ("import socket\nends = socket.socketpair()", "connections are open"),
        ("open('made.txt', 'w').close()", "files have been written"),
        (
            "import asyncio\ntask = asyncio.create_task(asyncio.sleep(60)); await asyncio.sleep(0)",
            "a task",
        ),
        ("import signal\nsignal.alarm(60);", "an alarm"),
    ],
)
def test_none_is_left_where_a_fork_would_miss_something(root: Path, code: str, why_not: str):
    notices: list[str] = []
    codes = ("1", code, "2", "3")
    preview(root, *codes, notices=notices)
    assert at_rest() == [1]
    assert notices[0].startswith("content/posts/post.md:30: ")
    assert why_not in notices[0]


def test_a_file_that_was_read_and_changed_makes_the_steps_run_again(root: Path):
    settings(root)
    data = root / "content/posts/data.txt"
    data.write_text("one")
    codes = ("1", "open('data.txt').read()", "2")
    preview(root, *codes)
    data.write_text("two")
    again = preview(root, *codes[:-1], "3")
    assert texts(again.results[1]) == ["'two'"]


def test_a_kernel_at_rest_that_was_killed_costs_a_fresh_run_and_nothing_else(root: Path):
    preview(root, *COUNTED)
    for checkpoint in HERE.places().values():
        os.kill(checkpoint.forks.process, signal.SIGKILL)
    again = preview(root, *COUNTED[:-1], "print(n, 'again')")
    assert texts(again.results[-1]) == ["2 again\n"]


def test_no_more_are_kept_than_memory_is_meant_for(root: Path):
    preview(root, *("1" for _ in range(MOST + 5)))
    assert len(at_rest()) == MOST
    assert max(at_rest()) == MOST + 4


def test_none_is_left_where_memory_is_low(root: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(checkpoints, "LOW", psutil.virtual_memory().total * 2)
    notices: list[str] = []
    preview(root, "1", "2", notices=notices)
    assert not at_rest()
    assert "memory is low" in notices[0]


def test_a_run_that_went_on_from_another_is_no_record(root: Path):
    cache = root / "cache"
    mark = "import os; os.getpid()"

    def runs(*codes: str, **changes: object) -> Executed:
        return execute_all([(post(), tuple(map(step, codes)))], settings(root, cache=cache, **changes))[0]

    first = runs(mark, "1", checkpoints=0.0)
    second = runs(mark, "2", checkpoints=0.0)
    fresh = runs(mark, "2")
    assert second.results[0] == first.results[0]
    assert fresh.results[0] != first.results[0]


def test_nothing_is_at_rest_once_its_build_has_let_it_go(root: Path):
    preview(root, *COUNTED)
    processes = [checkpoint.forks.process for checkpoint in HERE.places().values()]
    assert all(map(psutil.pid_exists, processes))
    ends = [os.pidfd_open(process) for process in processes]
    HERE.clear()
    for end in ends:
        assert select.select([end], [], [], 30)[0]
        os.close(end)
