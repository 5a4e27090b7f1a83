"""What a reader meets: any width and theme, no script, only keys, paper; and blogs whose posts are odd."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# Selenium is typed in part

import os
import shutil
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browsing import BROWSER, DRIVER, chromium_options, serving
from tests.conftest import Run

pytestmark = [pytest.mark.browser, pytest.mark.kernel]
if not (BROWSER and DRIVER) and "CI" not in os.environ:
    pytest.skip("needs a browser: apt-get install chromium chromium-driver", allow_module_level=True)

POST = "/posts/calculus-101/"
TITLES = {
    "letters": "A" * 300,
    "words": "Words and words " * 19,
    "arabic": "حساب التفاضل والتكامل في بايثون " * 9,
    "formulas": r"$\\int_0^1 x^2 \\, dx = \\frac{1}{3}$ and $e^{i \\pi} + 1 = 0$",
    "emoji": "🎉 👩‍🔬 🏳️‍🌈 " * 30,
}
BODIES = {"no-headings": "Some text. " * 50, "one-word": "Word", "thin": "![A line](thin.png)"}


def _png(width: int, height: int) -> bytes:
    """A black picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" * (width + 1)) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.fixture(scope="module")
def sites(built: Path, tmp_path_factory: pytest.TempPathFactory, command: Run) -> Path:
    """Our own blog, and below it one with odd posts and one without posts: one server for all."""
    folder = tmp_path_factory.mktemp("sites")
    shutil.copytree(built, folder / "public")
    odd, empty = folder / "odd", folder / "empty"
    for name in (*TITLES, *BODIES):
        post = odd / f"content/posts/{name}"
        post.mkdir(parents=True)
        header = f'+++\ntitle = "{TITLES.get(name, name)}"\ndate = 2026-01-02\ntags = ["t"]\n+++\n'
        (post / "index.md").write_text(f"{header}\n{BODIES.get(name, TITLES.get(name))}\n", "utf-8")
    (odd / "content/posts/thin/thin.png").write_bytes(_png(1, 10_000))
    (empty / "content").mkdir(parents=True)
    for blog in (odd, empty):
        base = f'baseURL = "http://127.0.0.1/{blog.name}/"\ntitle = "T"\n'
        formulas = "[markup.goldmark.extensions.passthrough]\nenable = true\n"
        delimiters = '[markup.goldmark.extensions.passthrough.delimiters]\ninline = [["$", "$"]]\n'
        (blog / "hugo.toml").write_text(base + formulas + delimiters)
        done = command("build", "-s", blog, "-d", folder / "public" / blog.name)
        assert done.returncode == 0, done.stdout + done.stderr
    return folder / "public"


@pytest.fixture(scope="module")
def address(sites: Path) -> Iterator[str]:
    with serving(sites) as where:
        yield where


@pytest.fixture(scope="module")
def session() -> Iterator[webdriver.Chrome]:
    driver = webdriver.Chrome(options=chromium_options(), service=webdriver.ChromeService(DRIVER))
    yield driver
    driver.quit()


@pytest.fixture
def browser(session: webdriver.Chrome) -> Iterator[webdriver.Chrome]:
    """The one session, as it was in the end."""
    yield session
    session.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    session.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})
    session.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def _wide(browser: webdriver.Chrome, width: int, theme: str = "light") -> None:
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 768}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    feature = {"name": "prefers-color-scheme", "value": theme}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})


def _too_wide(browser: webdriver.Chrome, width: int) -> int:
    """By how many pixels the page scrolls sideways."""
    browser.execute_script("for (const image of document.images) image.loading = 'eager'")
    return max(0, int(browser.execute_script("return document.documentElement.scrollWidth")) - width)


def test_nothing_scrolls_sideways_at_any_width_in_both_themes(browser: webdriver.Chrome, address: str):
    papers = set[str]()
    for theme in ("light", "dark"):
        for width in (320, 360, 2560):
            for page in (POST, "/", "/verification/"):
                _wide(browser, width, theme)
                browser.get(address + page)
                assert _too_wide(browser, width) == 0, (theme, width, page)
        papers.add(browser.execute_script("return getComputedStyle(document.body).backgroundColor"))
    assert len(papers) == 2


def test_odd_posts_scroll_sideways_at_no_width(browser: webdriver.Chrome, address: str, sites: Path):
    pages = [f"/odd/posts/{name}/" for name in (*TITLES, *BODIES)]
    pages += ["/odd/", "/odd/posts/", "/odd/tags/t/", "/odd/archive/", "/empty/"]
    for page in pages:
        for width in (360, 2560):
            _wide(browser, width)
            browser.get(address + page)
            assert _too_wide(browser, width) == 0, (page, width)
            assert browser.find_element(By.CSS_SELECTOR, "main").is_displayed()
    assert "<math" in (sites / "odd/posts/formulas/index.html").read_text("utf-8")


def test_the_post_is_readable_and_its_marks_open_without_script(browser: webdriver.Chrome, address: str):
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    browser.get(address + POST)
    mark = browser.find_element(By.CSS_SELECTOR, "button.mark.holds")
    note = browser.find_element(By.ID, str(mark.get_dom_attribute("popovertarget")))
    assert not note.is_displayed()
    mark.send_keys(Keys.ENTER)
    assert note.is_displayed()


def test_the_keyboard_alone_reaches_a_mark_opens_and_closes_it(browser: webdriver.Chrome, address: str):
    browser.get(address + POST)
    reached = browser.switch_to.active_element
    for _ in range(200):
        browser.switch_to.active_element.send_keys(Keys.TAB)
        reached = browser.switch_to.active_element
        if "mark" in str(reached.get_dom_attribute("class")).split():
            break
    note = browser.find_element(By.ID, str(reached.get_dom_attribute("popovertarget")))
    reached.send_keys(Keys.SPACE)
    assert note.is_displayed()
    reached.send_keys(Keys.ESCAPE)
    assert not note.is_displayed()


def test_paper_has_no_navigation(browser: webdriver.Chrome, address: str):
    browser.get(address + POST)
    navigation = browser.find_elements(By.CSS_SELECTOR, "nav, .theme, .find, .downloads")
    assert any(one.is_displayed() for one in navigation)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert [one.get_attribute("class") for one in navigation if one.is_displayed()] == []
    assert browser.find_element(By.CSS_SELECTOR, "h1").is_displayed()
