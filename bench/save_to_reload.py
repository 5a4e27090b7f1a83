"""From a save to the page a browser is told to load: our preview beside `hugo server`, in turns, in one run.

python -m bench.save_to_reload [--posts N] [--times N]
"""

import argparse
import base64
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from bench.reload import listening, page, served

CONFIG = 'baseURL = "https://example.org/"\ntitle = "Notes"\n'
LAYOUT = "<!doctype html><html><head><title>{{ .Title }}</title></head><body>{{ .Content }}</body></html>"
HUGO = Path(sys.executable).with_name("hugo")
URL = "/posts/p0/"


def make_blog(folder: Path, posts: int) -> Path:
    """Prose, with a small theme for Hugo; the post that is saved."""
    for name in ("single", "list"):
        layout = folder / f"layouts/_default/{name}.html"
        layout.parent.mkdir(parents=True, exist_ok=True)
        layout.write_text(LAYOUT)
    (folder / "hugo.toml").write_text(CONFIG)
    (folder / "content/posts").mkdir(parents=True)
    for number in range(posts):
        body = "\n\n".join(f"Paragraph {n} of *post* {number}, with [a link](/posts/p0/)." for n in range(20))
        text = f'+++\ntitle = "Post {number}"\ndate = 2024-01-01\n+++\n\n{body}\n'
        (folder / f"content/posts/p{number}.md").write_text(text)
    return folder / "content/posts/p0.md"


@contextmanager
def hugo_served(folder: Path) -> Iterator[str]:
    """Serve a blog as Hugo does; the address of its front page."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    words = [str(HUGO), "server", "-s", str(folder), "--port", port, "--bind", "127.0.0.1"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        next(line for line in process.stdout or () if "Web Server is available" in line)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.communicate()


@contextmanager
def hugo_listening(address: str) -> Iterator[Callable[[], None]]:
    """Listen to Hugo's reloads as its script in the page does, over a web socket; what waits for the next."""
    place = urlsplit(address)
    with closing(socket.create_connection((place.hostname or "", place.port or 80), timeout=60)) as line:
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [
            "GET /livereload HTTP/1.1",
            f"Host: {place.netloc}",
            "Upgrade: websocket",
            "Connection: Upgrade",
        ]
        lines += [f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13", f"Origin: http://{place.netloc}"]
        line.sendall("\r\n".join([*lines, "", ""]).encode())
        stream = line.makefile("rb")
        while stream.readline().strip():
            pass
        hello = b'{"command":"hello","protocols":["http://livereload.com/protocols/official-7"]}'
        mask = bytes(4)
        line.sendall(bytes([0x81, 0x80 | len(hello)]) + mask + hello)

        def wait() -> None:
            while b'"reload"' not in _frame(stream.read):
                pass

        yield wait


def _frame(read: Callable[[int], bytes]) -> bytes:
    """The words of one frame of a web socket; a server's are never masked."""
    _, length = read(2)
    if length == 126:
        length = int.from_bytes(read(2), "big")
    return read(length)


def seconds(address: str, post: Path, sentence: str, *, hugo: bool) -> float:
    """From the save until the listening browser has the page with a new sentence."""
    with hugo_listening(address) if hugo else listening(address) as wait:
        text = f"{post.read_text()}\n{sentence}\n"
        begin = time.perf_counter()
        post.write_text(text)
        wait()
        while sentence not in _page(address, hugo=hugo):
            wait()
        return time.perf_counter() - begin


def _page(address: str, *, hugo: bool) -> str:
    if not hugo:
        return page(address, URL)
    with closing(HTTPConnection(urlsplit(address).netloc, timeout=60)) as connection:
        connection.request("GET", URL)
        return connection.getresponse().read().decode()


def main() -> None:
    """Save in turns, so that what else the machine does falls on both."""
    parser = argparse.ArgumentParser(prog="python -m bench.save_to_reload", description=__doc__)
    parser.add_argument("--posts", type=int, default=100)
    parser.add_argument("--times", type=int, default=15)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folders = [Path(name, kind) for kind in ("ours", "hugo")]
        posts = [make_blog(folder, given.posts) for folder in folders]
        with served(folders[0]) as ours, hugo_served(folders[1]) as theirs:
            times: dict[str, list[float]] = {"blogkit": [], "hugo": []}
            for number in range(given.times):
                sentence = f"Saved for the {number}. time."
                times["blogkit"].append(seconds(ours, posts[0], sentence, hugo=False))
                times["hugo"].append(seconds(theirs, posts[1], sentence, hugo=True))
    for kind, found in times.items():
        print(f"{kind:8} {1000 * median(found):6.0f} ms from save to page (median of {len(found)})")
    print(f"ratio    {median(times['blogkit']) / median(times['hugo']):6.2f}")


if __name__ == "__main__":
    main()
