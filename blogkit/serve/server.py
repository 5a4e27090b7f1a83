"""Serve a folder on loopback, to browsers that want to know of new builds."""

import errno
import hashlib
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from blogkit.errors import ContentError
from blogkit.serve.overlay import EVENTS, FIGURES, with_overlay

HEARTBEAT = 15.0
"""Seconds after which a waiting browser is told that nothing happened, so that closed ones are noticed."""
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
"""The hosts a browser may ask for: a page from elsewhere may have its own name lead here, to read drafts."""
TRIED = 100
"""Ports after the one that was asked for."""


@dataclass
class Clock:
    """Counts the builds, knows what is wrong after the last one, and lets browsers wait for the next."""

    builds: int = 0
    problems: tuple[str, ...] = ()
    changed: threading.Condition = field(default_factory=threading.Condition)

    def tick(self, problems: Sequence[str]) -> None:
        """Tell all that wait."""
        with self.changed:
            self.builds += 1
            self.problems = tuple(problems)
            self.changed.notify_all()

    def next_after(self, seen: int) -> int:
        """Wait for a build that was not seen, or for the heartbeat; the number of the last build."""
        with self.changed:
            self.changed.wait_for(lambda: self.builds != seen, timeout=HEARTBEAT)
            return self.builds


class Server(ThreadingHTTPServer):
    """Serves a folder on loopback to browsers that want to know of new builds."""

    daemon_threads = True

    def __init__(self, port: int, folder: Path, base_path: str = "/") -> None:
        """`base_path` is where the blog stands below its host: "/" or "/blog/". Port 0 finds a free one."""
        self.clock = Clock()
        self.base_path = base_path
        self.figures = b""
        super().__init__(("127.0.0.1", port), partial(Handler, directory=str(folder)))

    @property
    def address(self) -> str:
        """Where a browser finds the front page."""
        return f"http://127.0.0.1:{self.server_port}{self.base_path}"

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002  (the base class hands it over)
        """Say what went wrong, unless it is that a browser has gone."""
        error = sys.exc_info()[1]
        if not isinstance(error, ConnectionError | TimeoutError):
            print(f"serve: {client_address}: {type(error).__name__}: {error}", file=sys.stderr, flush=True)


def free_server(port: int, folder: Path, base_path: str) -> Server:
    """A server at a port, or where that is in use at the next free one.

    Raises ContentError where none may be used.
    """
    last = min(port + TRIED, 65535) if port else 0
    for tried in range(port, last + 1):
        try:
            return Server(tried, folder, base_path)
        except PermissionError as error:
            message = f"{tried} is for the administrator; give 1024 or more"
            raise ContentError("--port", 0, message) from error
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
    raise ContentError("--port", 0, f"{port} to {last} are in use; give another, or 0 for any that is free")


class Handler(SimpleHTTPRequestHandler):
    """Files, with the reloading script in each page, and the stream of events it listens to."""

    server: Server  # pyright: ignore[reportIncompatibleVariableOverride]  (the base class knows any server)
    protocol_version = "HTTP/1.1"
    timeout = 60

    def do_GET(self) -> None:
        """Answer a browser."""
        if not self._is_local():
            body = b"403: this preview answers to 127.0.0.1 and localhost only\n"
            self._send(HTTPStatus.FORBIDDEN, "text/plain; charset=utf-8", body)
        elif urlsplit(self.path).path == EVENTS:
            self._stream()
        elif urlsplit(self.path).path == FIGURES:
            self._send(HTTPStatus.OK, "text/html; charset=utf-8", self._shown(self.server.figures))
        else:
            self._answer()

    do_HEAD = do_GET  # noqa: N815  (the base class names it so)

    def _is_local(self) -> bool:
        try:
            return urlsplit(f"//{self.headers.get('Host', '')}").hostname in LOOPBACK
        except ValueError:
            return False

    def _answer(self) -> None:
        path, _, query = self.path.partition("?")
        base = self.server.base_path
        if not path.startswith(base):
            leads = base if path == "/" or f"{path}/" == base else ""
            return self._redirect(leads) if leads else self._missing()
        file = Path(self.translate_path("/" + path.removeprefix(base)))
        if not file.is_dir():
            return self._file(file) if not path.endswith("/") else self._missing()
        if not path.endswith("/"):
            return self._redirect(f"{path}/" + (f"?{query}" if query else ""))
        return self._file(file / "index.html")

    def _redirect(self, address: str) -> None:
        self.send_response(HTTPStatus.MOVED_PERMANENTLY)
        # one slash: two would name another host
        self.send_header("Location", "/" + address.lstrip("/"))
        self.send_header("Cache-Control", "no-cache")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _missing(self) -> None:
        page = Path(self.directory) / "404.html"
        body = page.read_bytes() if page.is_file() else b"<!doctype html><title>404</title><p>Not found"
        self._send(HTTPStatus.NOT_FOUND, "text/html; charset=utf-8", self._shown(body))

    def _file(self, file: Path) -> None:
        try:
            body = file.read_bytes()
        except (OSError, ValueError):  # gone a moment ago, not for us, or no name of a file at all
            return self._missing()
        kind = self.guess_type(str(file))
        if kind == "text/html":
            body = self._shown(body)
        charset = (
            "; charset=utf-8" if kind.startswith("text/") or kind.endswith(("javascript", "xml")) else ""
        )
        return self._send(HTTPStatus.OK, kind + charset, body)

    def _shown(self, page: bytes) -> bytes:
        return with_overlay(page, self.server.clock.problems)

    def _send(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        """Send it, unless the browser has the same: it asks each time, and never keeps what is old."""
        tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
        if status is HTTPStatus.OK and tag in self.headers.get("If-None-Match", ""):
            status, body = HTTPStatus.NOT_MODIFIED, b""
        self.send_response(status)
        self.send_header("ETag", tag)
        self.send_header("Cache-Control", "no-cache")
        if status is not HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _stream(self) -> None:
        seen = self.server.clock.builds
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.close_connection = True
        if self.command == "HEAD":
            return
        try:
            while True:
                now = self.server.clock.next_after(seen)
                self.wfile.write(b"data: built\n\n" if now != seen else b": still here\n\n")
                self.wfile.flush()
                seen = now
        except OSError:
            return  # the browser has gone

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the base class names it so)
        """Say nothing: the report of each build is what the author reads."""
