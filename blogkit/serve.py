"""Edge: build, serve on loopback, and reload the browser whenever something is saved."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from watchfiles import watch

EVENTS = "/.blogkit/events"
FIGURES = "/.blogkit/figures"
"""Where the figures that are new or have drifted stand side by side."""
RELOAD = f"<script>new EventSource('{EVENTS}').onmessage = () => location.reload()</script>".encode()
"""What the served page gets, and the written file does not."""
HEARTBEAT = 15.0
"""Seconds after which a waiting browser is told that nothing happened, so that closed ones are noticed."""
PULSE = 100
"""Milliseconds after which the watch looks up; the first time it does, it is known to be there."""
QUIET = 10
"""Milliseconds without a further change that make a save complete."""

Rebuild = Callable[[], None]


@dataclass
class Clock:
    """Counts the builds, and lets browsers wait for the next one."""

    builds: int = 0
    changed: threading.Condition = field(default_factory=threading.Condition)

    def tick(self) -> None:
        """Tell all that wait."""
        with self.changed:
            self.builds += 1
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


class Handler(SimpleHTTPRequestHandler):
    """Files, with the reloading script in each page, and the stream of events it listens to."""

    server: Server  # pyright: ignore[reportIncompatibleVariableOverride]  (the base class knows any server)
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer a browser."""
        if self.path == EVENTS:
            self._stream()
            return
        if self.path == FIGURES:
            self._send(HTTPStatus.OK, self.server.figures)
            return
        base = self.server.base_path
        if not f"{self.path}/".startswith(base):
            self._send(HTTPStatus.NOT_FOUND, f'<a href="{base}">The blog</a> begins at {base}'.encode())
            return
        self.path = "/" + self.path.removeprefix(base.rstrip("/")).lstrip("/")
        page = self._page()
        if page is None:
            super().do_GET()
        elif page.is_file():
            self._send(HTTPStatus.OK, page.read_bytes())
        else:
            missing = Path(self.directory) / "404.html"
            self._send(HTTPStatus.NOT_FOUND, missing.read_bytes() if missing.is_file() else b"Not found")

    def _page(self) -> Path | None:
        """The HTML file a path means; None for other files and for folders without their slash."""
        path = Path(self.translate_path(self.path))
        if path.is_dir():
            return path / "index.html" if self.path.split("?")[0].endswith("/") else None
        return path if path.suffix in {".html", ""} or not path.exists() else None

    def _send(self, status: HTTPStatus, page: bytes) -> None:
        body = page.replace(b"</body>", RELOAD + b"</body>") if b"</body>" in page else page + RELOAD
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def _stream(self) -> None:
        seen = self.server.clock.builds
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.close_connection = True
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


def serve(source: Path, destination: Path, server: Server, rebuild: Rebuild) -> None:
    """Serve until stopped; `rebuild` is called at every save and writes to `destination`."""
    threading.Thread(target=server.serve_forever, daemon=True).start()
    saved = saves(source, destination)
    try:
        next(saved)  # watch first: what is saved during the first build counts, too
        rebuild()
        print(f"serving {server.address} (Ctrl+C stops); {FIGURES} has the figures that changed", flush=True)
        for _ in saved:
            begin = time.perf_counter()
            rebuild()
            server.clock.tick()
            print(f"rebuilt in {1000 * (time.perf_counter() - begin):.0f} ms", flush=True)
    except KeyboardInterrupt:
        pass
    finally:
        server.shutdown()
        server.server_close()


def saves(source: Path, destination: Path) -> Iterator[None]:
    """One item when the watch has begun, then one for each save below the source folder."""
    own = destination.absolute()
    ignored = {".git", ".venv", ".cache", "__pycache__", "node_modules", "resources"}

    def relevant(_change: object, name: str) -> bool:
        path = Path(name)
        return (
            own not in path.parents
            and not ignored.intersection(path.parts)
            and not path.name.endswith(("~", ".part"))
        )

    changes = watch(
        source, watch_filter=relevant, debounce=200, step=QUIET, rust_timeout=PULSE, yield_on_timeout=True
    )
    next(changes)
    yield
    for change in changes:
        if change:
            yield
