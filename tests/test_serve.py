"""The preview: a real server, a real watcher, and a client that listens as a browser does."""

import gzip
import json
import os
import pty
import sys
import termios
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from watchfiles import watch

from bench.reload import listening, page, served
from blogkit.cli import main
from blogkit.cli.options import Options
from blogkit.cli.preview import rebuilt
from blogkit.serve import ACCEPT, EVENTS, Rebuilt, Server, free_server, listening_to, serve, session
from blogkit.serve.session import builds
from tests.rebuild import Blog, make_blog

pytestmark = pytest.mark.rebuild
PAGE = "/posts/p1/"


@pytest.fixture
def blog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Blog:
    monkeypatch.setenv("BLOGKIT_CACHE", str(tmp_path / "cache"))
    return make_blog(tmp_path / "blog")


@pytest.fixture
def address(blog: Blog) -> Iterator[str]:
    with served(blog.folder, "--no-execute") as found:
        yield found


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Blog, str]]:
    """A preview for the tests that only look at it."""
    blog = make_blog(tmp_path_factory.mktemp("shared") / "blog")
    with served(blog.folder, "--no-execute") as found:
        yield blog, found


def test_a_save_reaches_a_listening_browser(blog: Blog, address: str):
    for sentence in ("Saved once.", "Saved twice."):
        with listening(address) as wait:
            blog.write("p1", "Post 1", body=sentence)
            wait()
        assert sentence in page(address, PAGE)


def test_every_browser_that_listens_is_told(blog: Blog, address: str):
    with listening(address) as one, listening(address) as other:
        blog.write("p1", "Post 1", body="Saved.")
        one()
        other()


def test_served_pages_reload_and_the_source_folder_stays_as_it_is(shared: tuple[Blog, str]):
    blog, address = shared
    assert "EventSource" in page(address, PAGE)
    assert not (blog.folder / "public").exists()


def test_the_figures_that_changed_are_served_side_by_side(shared: tuple[Blog, str]):
    assert "No figure has changed." in page(shared[1], "/.blogkit/figures")


def test_a_blog_below_a_path_is_served_at_that_path(blog: Blog):
    settings = blog.folder / "hugo.toml"
    settings.write_text(settings.read_text().replace("https://example.org/", "https://example.org/sub/"))
    with served(blog.folder, "--no-execute") as address:
        assert address.endswith("/sub/")
        assert f'href="{address}posts/p1/"' in page(address, f"/sub{PAGE}")


def test_links_and_lists_lead_to_the_preview(shared: tuple[Blog, str]):
    _, address = shared
    assert f'href="{address}posts/p1/"' in page(address, PAGE)


def test_a_malformed_post_does_not_end_the_preview(blog: Blog, address: str):
    good = blog.post("p1").read_text()
    with listening(address) as wait:
        blog.post("p1").write_text('+++\ntitle = "not closed\n+++\n')
        wait()
    assert "Text." in page(address, "/posts/p2/")
    with listening(address) as wait:
        blog.post("p1").write_text(good.replace("Text.", "Mended."))
        wait()
    assert "Mended." in page(address, PAGE)


def test_a_broken_configuration_does_not_end_the_preview(blog: Blog, address: str):
    config = blog.folder / "hugo.toml"
    good = config.read_text()
    with listening(address) as wait:
        config.write_text('title = "not closed\n')
        wait()
    with listening(address) as wait:
        config.write_text(good.replace("Notes", "Other notes"))
        wait()
    assert "Other notes" in page(address, "/")


@pytest.mark.parametrize(
    ("url", "status"),
    [("/", 200), ("/posts", 301), ("/style.css", 200), ("/nowhere/", 404), ("/../hugo.toml", 404)],
)
def test_a_browser_gets_what_a_server_would_give(shared: tuple[Blog, str], url: str, status: int):
    connection = HTTPConnection(urlsplit(shared[1]).netloc, timeout=30)
    connection.request("GET", url)
    assert connection.getresponse().status == status
    connection.close()


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def request(address: str, url: str, method: str = "GET", **headers: str) -> Answer:
    """Ask for something; of an endless stream only the head is read."""
    with closing(HTTPConnection(urlsplit(address).netloc, timeout=30)) as connection:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, url, headers=sent)
        with connection.getresponse() as answer:
            endless = answer.headers["Content-Type"] == "text/event-stream"
            return Answer(answer.status, dict(answer.headers), b"" if endless else answer.read())


def test_a_fault_stands_on_the_page_until_it_is_mended_and_makes_no_page_vanish(blog: Blog, address: str):
    good = blog.post("p1").read_text()
    with listening(address) as wait:
        blog.post("p1").write_text('+++\ntitle = "<not closed\n+++\n')
        wait()
    for url in (PAGE, "/", "/nowhere/"):
        assert "content/posts/p1.md:2:21: TOML" in page(address, url)
    assert "<not closed" not in page(address, PAGE)
    with listening(address) as wait:
        blog.post("p1").write_text(good)
        wait()
    assert "blogkit-problems" not in page(address, PAGE)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "[::2]", "[", ""])
@pytest.mark.parametrize("url", [PAGE, EVENTS])
def test_a_name_that_leads_here_from_elsewhere_reads_nothing(shared: tuple[Blog, str], host: str, url: str):
    answer = request(shared[1], url, Host=host)
    assert answer.status == 403
    assert b"Text." not in answer.body


@pytest.mark.parametrize("host", ["127.0.0.1:1", "localhost", "LOCALHOST:9", "[::1]:1313"])
def test_a_browser_on_this_machine_is_answered(shared: tuple[Blog, str], host: str):
    assert request(shared[1], PAGE, Host=host).status == 200


@pytest.mark.parametrize("url", [PAGE, "/style.css", "/posts", "/nowhere/", EVENTS])
def test_the_head_of_an_answer_is_that_of_the_answer(shared: tuple[Blog, str], url: str):
    head, answer = request(shared[1], url, "HEAD"), request(shared[1], url)
    assert head.status == answer.status
    assert {**head.headers, "Date": ""} == {**answer.headers, "Date": ""}
    assert head.body == b""


@pytest.mark.parametrize("url", [PAGE, "/style.css"])
def test_a_browser_asks_each_time_and_is_sent_only_what_changed(shared: tuple[Blog, str], url: str):
    answer = request(shared[1], url)
    assert answer.headers["Cache-Control"] == "no-cache"
    again = request(shared[1], url, If_None_Match=answer.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    assert request(shared[1], url, If_None_Match='"other"').status == 200


def test_words_travel_compressed_as_they_do_from_a_host(shared: tuple[Blog, str]):
    plain, small = (
        request(shared[1], "/style.css"),
        request(shared[1], "/style.css", Accept_Encoding="br, gzip"),
    )
    assert gzip.decompress(small.body) == plain.body
    assert len(small.body) < len(plain.body) / 2
    assert small.headers["ETag"] != plain.headers["ETag"]
    assert "Content-Encoding" not in request(shared[1], "/text.woff2", Accept_Encoding="gzip").headers
    assert request(shared[1], "/style.css", Accept_Encoding="gzip;q=0").body == plain.body


def test_a_picture_that_is_replaced_by_an_older_one_is_shown(tmp_path: Path):
    picture = tmp_path / "p.png"
    picture.write_bytes(b"new")
    with running(Server(0, tmp_path)) as address:
        tag = request(address, "/p.png").headers["ETag"]
        picture.write_bytes(b"old")
        os.utime(picture, (1, 1))
        assert request(address, "/p.png", If_None_Match=tag).body == b"old"


@contextmanager
def running(server: Server) -> Iterator[str]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.address
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize(
    ("url", "status", "leads"),
    [
        ("/", 301, "/blog/"),
        ("/blog", 301, "/blog/"),
        ("/blog/", 200, None),
        ("/blog/a?x=1", 301, "/blog/a/?x=1"),
        ("/blog//evil.example", 404, None),
        ("/a/", 404, None),
        ("/blog/empty/", 404, None),
        ("/blog/a%00", 404, None),
    ],
)
def test_a_site_below_a_path_is_served_below_it(tmp_path: Path, url: str, status: int, leads: str | None):
    for name in ("a", "empty"):
        (tmp_path / name).mkdir()
    for name in ("index.html", "a/index.html"):
        (tmp_path / name).write_text("<body>Here</body>")
    with running(Server(0, tmp_path, "/blog/")) as address:
        answer = request(address, url)
        assert (answer.status, answer.headers.get("Location")) == (status, leads)


def test_a_port_in_use_is_left_alone_and_the_next_one_taken(tmp_path: Path):
    with free_server(0, tmp_path, "/") as first, free_server(first.server_port, tmp_path, "/") as second:
        assert second.server_port > first.server_port


@pytest.mark.parametrize(
    ("error", "said"),
    [(BrokenPipeError(), 0), (ConnectionResetError(), 0), (TimeoutError(), 0), (ValueError("other"), 1)],
)
def test_a_browser_that_leaves_is_not_worth_a_word(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: Exception,
    said: int,
):
    with Server(0, tmp_path) as server:
        monkeypatch.setattr(sys, "exc_info", lambda: (type(error), error, None))
        server.handle_error(None, ("127.0.0.1", 1))
    assert capsys.readouterr().err.count("\n") == said


def test_many_saves_during_a_build_make_one_more(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    source, builds = tmp_path / "source", [0]
    source.mkdir()

    def rebuild() -> Rebuilt:
        builds[0] += 1
        if builds[0] == 3:
            raise KeyboardInterrupt
        for number in range(1000 if builds[0] == 1 else 1):
            (source / f"{number}.md").write_text(str(builds))
        return Rebuilt("", "1 page")

    serve(source, tmp_path / "public", Server(0, tmp_path), rebuild)
    said = capsys.readouterr().out
    assert "1000 files changed\nrebuilt in" in said
    assert said.endswith("0.md changed\n")


@pytest.mark.parametrize(
    "error", [RecursionError("deep"), OSError(28, "No space left on device", "p1.md"), MemoryError()]
)
def test_a_build_that_fails_in_an_unforeseen_way_is_told_to_the_browser(
    blog: Blog, monkeypatch: pytest.MonkeyPatch, error: Exception
):
    def fail(_request: object) -> None:
        raise error

    monkeypatch.setattr("blogkit.pipeline.build", fail)
    done = rebuilt(Options("serve", blog.folder), blog.public)
    assert str(error) in done.problems[0]
    assert done.report == f"{done.problems[0]}\n"
    assert done.made == "the site stays as it was"


def posted(address: str, place: object, **headers: str) -> Answer:
    own = {"Origin": address.rstrip("/"), "Content-Type": "application/json"}
    sent = {name.replace("_", "-"): value for name, value in {**own, **headers}.items()}
    with closing(HTTPConnection(urlsplit(address).netloc, timeout=60)) as connection:
        connection.request("POST", ACCEPT, body=json.dumps(place), headers=sent)
        with connection.getresponse() as answer:
            return Answer(answer.status, dict(answer.headers), answer.read())


def test_what_was_accepted_is_built_once_and_also_when_no_watch_has_seen_it():
    answers = [True, False, False]
    pulses = [[], [], [], [], []]
    assert list(builds([[], [], ["a.md"], *pulses], lambda: bool(answers and answers.pop(0)))) == [["a.md"]]
    answers = [True, False]
    assert list(builds(pulses, lambda: bool(answers and answers.pop(0)))) == [[]]


CLAIMS = """\
```python
x = 3
x  # 4
x + 1  # 9
x + 2  # 7
```
"""


@pytest.mark.kernel
def test_the_claim_in_view_is_accepted_alone_and_the_page_has_it(blog: Blog):
    post = blog.write("p1", "Post 1", body=CLAIMS)
    with served(blog.folder) as address:
        before = page(address, PAGE)
        assert "✗ 3" in before
        assert before.count('class="mark broken" data-line=') == 3
        with listening(address) as wait:
            answer = posted(address, {"page": PAGE, "line": 12, "figure": ""})
            assert answer.body == b"content/posts/p1.md:12: accepted"
            wait()
        assert post.read_text().endswith("x  # 4\nx + 1  # 4\nx + 2  # 7\n```\n")
        assert "✓ 1 ✗ 2" in page(address, PAGE)
        gone = posted(address, {"page": "/nowhere/", "line": 12})
        assert gone.body == b"nowhere/index.html: nothing was checked there"


@pytest.mark.parametrize(
    ("place", "headers"),
    [
        ({"page": PAGE, "line": 1}, {"Origin": "http://evil.example"}),
        ({"page": PAGE, "line": 1}, {"Origin": ""}),
        ({"page": PAGE, "line": 1}, {"Content_Type": "text/plain"}),
        ({"page": PAGE, "line": 1}, {"Host": "evil.example", "Origin": "http://evil.example"}),
        ({"page": PAGE}, {}),
        ([], {}),
        ("x" * 20_000, {}),
    ],
)
def test_what_is_not_asked_by_a_page_of_the_preview_is_refused(
    shared: tuple[Blog, str], place: object, headers: dict[str, str]
):
    assert posted(shared[1], place, **headers).status == 403


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "example.org", "::"])  # noqa: S104  (it is refused)
def test_other_machines_are_shown_nothing_unless_it_is_forced(
    blog: Blog, capsys: pytest.CaptureFixture[str], host: str
):
    assert main(["serve", "-s", str(blog.folder), "--host", host]) == 2
    assert "drafts and all; add --force" in capsys.readouterr().err


def test_an_address_of_another_machine_is_refused_with_one_line(
    blog: Blog, capsys: pytest.CaptureFixture[str]
):
    assert main(["serve", "-s", str(blog.folder), "--host", "192.0.2.1", "--force"]) == 2
    assert "--host: 192.0.2.1 is no address of this machine" in capsys.readouterr().err


def test_an_open_preview_answers_to_addresses_and_to_no_foreign_name(tmp_path: Path):
    (tmp_path / "index.html").write_text("<body>Here</body>")
    with running(Server(0, tmp_path, host="0.0.0.0")) as address:  # noqa: S104  (what is tried)
        local = address.replace("0.0.0.0", "127.0.0.1")  # noqa: S104  (the same)
        assert request(local, "/", Host="192.0.2.1").status == 200
        assert request(local, "/", Host="evil.example").status == 403


def test_a_key_of_the_terminal_acts_at_once_and_the_terminal_is_left_as_it_was(
    monkeypatch: pytest.MonkeyPatch,
):
    keyboard, terminal = pty.openpty()
    heard = threading.Event()
    with open(terminal, closefd=False) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        before = termios.tcgetattr(terminal)
        with listening_to({"o": heard.set}):
            os.write(keyboard, b"xo")
            assert heard.wait(30)
        assert termios.tcgetattr(terminal) == before
    os.close(keyboard)
    os.close(terminal)


def test_a_system_that_watches_no_more_folders_costs_time_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def limited(*given: Any, force_polling: bool | None, **named: Any) -> object:  # noqa: ANN401 - handed on
        if not force_polling:
            raise OSError("OS file watch limit reached.")
        return watch(*given, force_polling=True, **named)

    monkeypatch.setattr(session, "watch", limited)
    seen = session.saves(tmp_path, tmp_path / "public")
    assert next(seen) == []
    (tmp_path / "a.md").write_text("saved")
    assert next(filter(None, seen)) == ["a.md"]
    assert "watch limit reached" in capsys.readouterr().out
