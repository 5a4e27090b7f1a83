"""Serve a folder on loopback, to browsers that want to know of new builds."""

import errno
import gzip
import hashlib
import ipaddress
import json
import queue
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from blogkit.errors import ContentError
from blogkit.serve.overlay import ACCEPT, EVENTS, FIGURES, Checked, with_overlay
from blogkit.values import frozen

HEARTBEAT = 15.0
"""Seconds after which a waiting browser is told that nothing happened, so that closed ones are noticed."""
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
"""The hosts a browser may ask for: a page from elsewhere may have its own name lead here, to read drafts."""
_LONGEST = 10_000
"""Bytes of what a browser may send."""
_PATIENCE = 120
"""Seconds that it waits for an answer."""
TRIED = 100
"""Ports after the one that was asked for."""
WORDS = ("text/", "application/json", "application/xml", "image/svg", "application/javascript")
"""How the kinds begin that are sent compressed, as hosts do: what a preview weighs, readers will load."""
_PACKET = 1400
"""Bytes that travel at once; no more need not be compressed."""


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


@frozen
class Place:
    """What an author has in view, and accepts."""

    page: str
    """The file of the page below the destination."""
    line: int
    figure: str = ""
    """As the post writes its path; empty for a claim."""


class Server(ThreadingHTTPServer):
    """Serves a folder on loopback to browsers that want to know of new builds."""

    daemon_threads = True

    def __init__(self, port: int, folder: Path, base_path: str = "/", host: str = "127.0.0.1") -> None:
        """`base_path` is where the blog stands below its host: "/" or "/blog/". Port 0 finds a free one."""
        self.clock = Clock()
        self.base_path = base_path
        self.figures = b""
        self.checked: Mapping[str, Checked] = {}
        self.asked: queue.SimpleQueue[tuple[Place, Future[str]]] = queue.SimpleQueue()
        self.host = host
        super().__init__((host, port), partial(Handler, directory=str(folder)))

    @property
    def address(self) -> str:
        """Where a browser finds the front page."""
        return f"http://{self.host}:{self.server_port}{self.base_path}"

    def accepted(self) -> Iterator[tuple[Place, Future[str]]]:
        """What browsers have accepted since, each with who waits for an answer."""
        with suppress(queue.Empty):
            while True:
                yield self.asked.get_nowait()

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002  (the base class hands it over)
        """Say what went wrong, unless it is that a browser has gone."""
        error = sys.exc_info()[1]
        if not isinstance(error, ConnectionError | TimeoutError):
            print(f"serve: {client_address}: {type(error).__name__}: {error}", file=sys.stderr, flush=True)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a host.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    if host.lower() in LOOPBACK:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def free_server(port: int, folder: Path, base_path: str, host: str = "127.0.0.1") -> Server:
    """A server at a port, or where that is in use at the next free one.

    Raises ContentError where none may be used.
    """
    last = min(port + TRIED, 65535) if port else 0
    for tried in range(port, last + 1):
        try:
            return Server(tried, folder, base_path, host)
        except PermissionError as error:
            message = f"{tried} is for the administrator; give 1024 or more"
            raise ContentError("--port", 0, message) from error
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL or not error.errno or error.errno < 0:
                message = f"{host} is no address of this machine; leave it out for 127.0.0.1"
                raise ContentError("--host", 0, message) from error
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

    def do_POST(self) -> None:
        """Accept a claim or a figure, for a page of ours in a browser on this machine alone."""
        place = self._place() if self._is_ours() else None
        if place is None:
            self.close_connection = True
            return self._send(HTTPStatus.FORBIDDEN, "text/plain; charset=utf-8", b"403: not from here\n")
        answer: Future[str] = Future()
        self.server.asked.put((place, answer))
        try:
            words = answer.result(timeout=_PATIENCE)
        except TimeoutError:
            words = "no answer; see the terminal"
        return self._send(HTTPStatus.OK, "text/plain; charset=utf-8", words.encode())

    def _is_ours(self) -> bool:
        """Whether a page of this preview asks: one from elsewhere names another origin, and sends no JSON."""
        origin = self.headers.get("Origin", "")
        return (
            urlsplit(self.path).path == ACCEPT
            and self._is_local()
            and is_loopback(str(self.client_address[0]))
            and origin == f"http://{self.headers.get('Host', '')}"
            and self.headers.get("Content-Type", "") == "application/json"
        )

    def _place(self) -> Place | None:
        try:
            length = int(self.headers.get("Content-Length", ""))
            sent: dict[str, Any] = json.loads(self.rfile.read(length)) if 0 < length <= _LONGEST else {}
            page, line, figure = str(sent["page"]), int(sent["line"]), str(sent.get("figure", ""))
        except (ValueError, KeyError, TypeError, AttributeError):
            return None
        return Place(self._file_of(page), line, figure)

    def _file_of(self, path: str) -> str:
        """The file below the destination that a path on this host means."""
        below = unquote(path).removeprefix(self.server.base_path).lstrip("/")
        return f"{below}index.html" if not below or below.endswith("/") else below

    def _is_local(self) -> bool:
        try:
            host = urlsplit(f"//{self.headers.get('Host', '')}").hostname or ""
        except ValueError:
            return False
        return host in LOOPBACK or (not is_loopback(self.server.host) and self._is_address(host))

    def _is_address(self, host: str) -> bool:
        """Whether a host that is open to others is asked for by its address, or by the name it was given."""
        try:
            return bool(ipaddress.ip_address(host))
        except ValueError:
            return host == self.server.host

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
        checked = self.server.checked.get(self._file_of(urlsplit(self.path).path))
        return with_overlay(page, self.server.clock.problems, checked)

    def _send(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        """Send it, unless the browser has the same: it asks each time, and never keeps what is old."""
        takes_gzip = "gzip" in self.headers.get("Accept-Encoding", "").replace(" ", "").split(",")
        small = takes_gzip and len(body) > _PACKET and kind.startswith(WORDS)
        tag = f'"{hashlib.sha256(body).hexdigest()[:24]}{"-gzip" * small}"'
        if status is HTTPStatus.OK and tag in self.headers.get("If-None-Match", ""):
            status, body = HTTPStatus.NOT_MODIFIED, b""
        self.send_response(status)
        self.send_header("ETag", tag)
        self.send_header("Cache-Control", "no-cache")
        self.send_header("Vary", "Accept-Encoding")
        if status is not HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Type", kind)
            if small:
                body = gzip.compress(body, mtime=0)
                self.send_header("Content-Encoding", "gzip")
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
