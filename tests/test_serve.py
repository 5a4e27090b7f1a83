"""The preview: a real server, a real watcher, and a client that listens as a browser does."""

from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bench.reload import listening, page, served
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
        assert "begins at /sub/" in page(address, PAGE)


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
