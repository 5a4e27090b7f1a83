"""Work that is spread over processes comes out as if it had been done here, whatever becomes of them."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

import blogkit
from blogkit.parallel import MOST_CHUNKS, WORTH_IT, Beside
from tests.waiting import wait_for_the_end_of, wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux only")
HERE = os.getpid()


def slowly(number: int) -> tuple[int, int]:
    time.sleep(0.001)
    return number, os.getpid()


@pytest.mark.parametrize("jobs", [1, 2, 5])
@pytest.mark.parametrize("count", [0, 1, WORTH_IT - 1, WORTH_IT, 203])
def test_every_piece_is_done_once_and_in_order(jobs: int, count: int):
    assert [number for number, _ in Beside(jobs).spread(slowly, count)] == list(range(count))


def test_other_processes_take_part():
    workers = {worker for _, worker in Beside(3).spread(slowly, 203)}
    assert os.getpid() in workers
    assert len(workers) == 3


def test_there_may_be_far_more_pieces_than_a_pipe_holds():
    count = 20 * MOST_CHUNKS
    assert Beside(2).spread(lambda number: number, count) == list(range(count))


def test_one_stage_after_another_knows_what_the_one_before_has_made():
    beside = Beside(2)
    first = beside.spread(slowly, 50)
    assert beside.spread(lambda number: first[number][0] * 2, 50) == [2 * number for number in range(50)]


def dies(number: int) -> int:
    if os.getpid() != HERE:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def cannot(number: int) -> object:
    return number if os.getpid() == HERE else threading.Lock()  # which does not pickle


@pytest.mark.parametrize("work", [dies, cannot])
def test_what_a_lost_process_should_have_done_is_done_here(work: Callable[[int], int]):
    def here(number: int) -> int:
        time.sleep(0.001)  # leaves something to the others
        return work(number)

    assert Beside(2).spread(here, 203) == list(range(203))


def test_what_cannot_be_done_says_so_here():
    def divide(number: int) -> float:
        return 1 / (number - 100)

    before = psutil.Process().children()
    with pytest.raises(ZeroDivisionError):
        Beside(2).spread(divide, 203)
    assert psutil.Process().children() == before


def test_nothing_is_forked_beside_a_thread():
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        assert {worker for _, worker in Beside(2).spread(slowly, 50)} == {os.getpid()}
        assert Beside(2).soon(os.getpid)() == os.getpid()
    finally:
        stop.set()
        thread.join()


def test_a_large_piece_is_made_meanwhile_and_asked_for_anywhere():
    wait = Beside(2).soon(os.getpid)
    maker = wait()
    assert maker != os.getpid()
    assert Beside(2).spread(lambda _: wait(), 50) == [maker] * 50


def test_a_large_piece_that_is_lost_is_made_here():
    assert Beside(2).soon(lambda: dies(7))() == 7


def test_no_process_stays_when_the_build_is_killed(tmp_path: Path):
    script = (
        "import os, sys, time\n"
        "from pathlib import Path\n"
        "from blogkit.parallel import Beside\n"
        "def work(number):\n"
        f"    Path({str(tmp_path)!r}, str(os.getpid())).touch()\n"
        "    time.sleep(0.05)\n"
        "Beside(3).spread(work, 10_000)\n"
    )
    home = Path(blogkit.__file__).parent.parent
    with subprocess.Popen([sys.executable, "-c", script], cwd=home) as build:
        wait_until(lambda: len(list(tmp_path.iterdir())) == 3)
        build.kill()
    wait_for_the_end_of(*(int(path.name) for path in tmp_path.iterdir()))


def test_no_process_and_no_file_stays_behind():
    def open_files() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    before = open_files(), psutil.Process().children()
    Beside(3).spread(slowly, 100)
    Beside(2).soon(os.getpid)()
    assert (open_files(), psutil.Process().children()) == before
