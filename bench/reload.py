"""From a save to the reloaded page: a real `serve`, and a client that reads the stream a browser reads."""

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from blogkit.serve import EVENTS

COMMAND = Path(__file__).parent.parent / "build_site.py"


@contextmanager
def served(folder: Path, *flags: str) -> Iterator[str]:
    """Serve a blog; the address of its front page."""
    words = [sys.executable, str(COMMAND), "serve", "-s", str(folder), "-p", "0", *flags]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        yield _address(process)
    finally:
        process.terminate()
        process.communicate()


def _address(process: subprocess.Popen[str]) -> str:
    for line in process.stdout or ():
        found = re.search(r"serving (http://\S+)", line)
        if found:
            return found[1]
    raise RuntimeError("the preview did not start")


def seconds_to_reload(address: str, post: Path, url: str, times: int) -> float:
    """The median time from a save until a listening browser has the new page."""
    return median(_once(address, post, url, f"Saved for the {number}. time.") for number in range(times))


def _once(address: str, post: Path, url: str, sentence: str) -> float:
    with listening(address) as wait:
        text = f"{post.read_text()}\n{sentence}\n"
        begin = time.perf_counter()
        post.write_text(text)
        wait()
        if sentence not in page(address, url):
            raise RuntimeError("the page was told to reload before it was there")
        return time.perf_counter() - begin


@contextmanager
def listening(address: str) -> Iterator[Callable[[], None]]:
    """Listen to a preview's events as a browser does; the function that waits for the next build."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=60)
    connection.request("GET", EVENTS)
    stream = connection.getresponse()

    def wait() -> None:
        deadline = time.monotonic() + 60
        while not stream.readline().startswith(b"data:"):
            if time.monotonic() > deadline:
                raise TimeoutError("no build after a save")

    yield wait
    connection.close()


def page(address: str, url: str) -> str:
    """Get a page."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=60)
    connection.request("GET", url)
    text = connection.getresponse().read().decode()
    connection.close()
    return text
