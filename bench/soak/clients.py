"""A preview with clients that send a byte a second, a normal one beside them, and many rebuilds."""

import gc
import http.client
import socket
import tempfile
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import psutil

from blogkit.cli.arguments import parse
from blogkit.cli.options import Options
from blogkit.cli.preview import rebuilt
from blogkit.serve import free_server

SLOW = 200
SETTLED = 20
"""Rebuilds after which the memory is measured first."""
_ASKED = b"GET /posts/p/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: " + b"a" * 100_000


def main(rebuilds: int) -> Mapping[str, int]:
    """How often the normal client was answered and not, and the memory near the beginning and at the end."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as opened:
        source, public = Path(name, "blog"), Path(name, "public")
        (source / "content/posts").mkdir(parents=True)
        (source / "hugo.toml").write_text("")
        public.mkdir()
        server = free_server(0, public, "/", "127.0.0.1")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        options = parse(["serve", "-s", str(source), "--no-execute"])
        assert isinstance(options, Options)
        options = replace(options, destination=public, base_url=server.address)
        _save(options, public, 0)
        port = server.server_port
        slow = [opened.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(SLOW)]
        counted = {"good": 0, "faults": 0}
        done = threading.Event()
        beside = [
            threading.Thread(target=_drip, args=(slow, done)),
            threading.Thread(target=_ask, args=(port, counted, done)),
        ]
        for thread in beside:
            thread.start()
        for number in range(1, rebuilds + 1):
            _save(options, public, number)
            if number in {SETTLED, rebuilds}:
                counted[f"megabytes after {number}"] = _megabytes()
        done.set()
        for thread in beside:
            thread.join()
        server.shutdown()
    return counted


def _save(options: Options, public: Path, number: int) -> None:
    (options.source / "content/posts/p.md").write_text(f"---\ntitle: P\n---\nText {number}\n")
    rebuilt(options, public)


def _megabytes() -> int:
    gc.collect()
    return psutil.Process().memory_info().rss >> 20


def _drip(slow: list[socket.socket], done: threading.Event) -> None:
    for sign in _ASKED:
        for one in slow:
            one.send(bytes([sign]))
        if done.wait(1):
            return


def _ask(port: int, counted: dict[str, int], done: threading.Event) -> None:
    while not done.wait(0.05):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("GET", "/posts/p/")
            answer = connection.getresponse()
            whole = answer.status == http.client.OK and answer.read().rstrip().endswith(b"</html>")
        except (OSError, http.client.HTTPException):
            whole = False
        counted["good" if whole else "faults"] += 1
        connection.close()
