"""The built page in a real browser: what a reader sees, at the width of a desk and of a phone."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from tests.browsing import BROWSER, DRIVER, chromium_options, script, serving

pytestmark = [pytest.mark.browser, pytest.mark.kernel]

if not (BROWSER and DRIVER) and "CI" not in os.environ:
    pytest.skip("needs a browser: apt-get install chromium chromium-driver", allow_module_level=True)

PAGE = "/posts/calculus-101/"


@pytest.fixture(scope="module")
def address(built: Path) -> Iterator[str]:
    """The built blog, served on loopback."""
    with serving(built) as address:
        yield address


@pytest.fixture(scope="module", params=[(1280, 900), (390, 844)], ids=["desktop", "phone"])
def page(request: pytest.FixtureRequest, address: str) -> Iterator[webdriver.Chrome]:
    """Chromium on the post."""
    options = chromium_options()
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    width, height = request.param
    options.add_experimental_option(
        "mobileEmulation",
        {"deviceMetrics": {"width": width, "height": height, "pixelRatio": 1, "touch": False}},
    )
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    driver.get(address + PAGE)
    yield driver
    driver.quit()


def test_formulas_are_drawn_with_the_mathematics_font(page: webdriver.Chrome):
    boxes = script(
        page, "[...document.querySelectorAll('.e-content math')].map(e => e.getBoundingClientRect())"
    )
    assert len(boxes) >= 20
    assert all(box["width"] > 3 and box["height"] > 3 for box in boxes)
    assert script(
        page, "document.fonts.ready.then(() => [...document.fonts].filter(f => f.status == 'loaded').length)"
    )


def test_every_figure_is_loaded_and_described(page: webdriver.Chrome):
    images = page.find_elements(By.CSS_SELECTOR, ".e-content img")
    for image in images:
        page.execute_script("arguments[0].loading = 'eager'; arguments[0].scrollIntoView()", image)
    decoded = "Promise.all([...document.images].map(image => image.decode()))"
    page.execute_async_script(f"const done = arguments[0]; {decoded}.then(() => done(1), done)")
    assert len(images) >= 6
    # a picture of several widths says its place here, not its pixels
    assert all(int(image.get_property("naturalWidth")) > 300 for image in images)
    assert all(int(str(image.get_dom_attribute("width"))) > 600 for image in images)
    assert all(len(str(image.get_attribute("alt"))) > 20 for image in images)


def test_stated_outputs_carry_a_mark_and_others_are_shown_below(page: webdriver.Chrome):
    marks = page.find_elements(By.CSS_SELECTOR, ".mark.holds")
    assert len(marks) >= 15
    assert all(mark.is_displayed() for mark in marks)
    assert page.find_elements(By.CSS_SELECTOR, ".output")
    assert not page.find_elements(By.CSS_SELECTOR, ".mark.broken")


def test_nothing_scrolls_sideways_but_code(page: webdriver.Chrome):
    assert script(page, "document.documentElement.scrollWidth <= window.innerWidth")


def test_the_console_is_silent_and_no_request_leaves_the_site(page: webdriver.Chrome, address: str):
    assert page.get_log("browser") == []
    names = script(page, "performance.getEntriesByType('resource').map(entry => entry.name)")
    assert [name for name in names if not name.startswith((address, "data:"))] == []


def test_the_page_is_whole_without_script(built: Path):
    html = (built / PAGE.strip("/") / "index.html").read_text()
    assert html.count("<math") >= 20
    assert html.count('<button class="mark holds"') >= 15


@pytest.fixture
def search(page: webdriver.Chrome, address: str) -> Iterator[webdriver.Chrome]:
    """Chromium on the page of the search; it goes back to the post in the end."""
    page.get(f"{address}/search/")
    yield page
    page.get(address + PAGE)


def test_a_search_finds_the_post_by_its_text_and_can_be_linked_to(search: webdriver.Chrome, address: str):
    search.find_element(By.CSS_SELECTOR, "input[type=search]").send_keys("rocket")
    link = WebDriverWait(search, 20).until(lambda page: page.find_element(By.CSS_SELECTOR, ".entries a"))
    title = "Calculus 101: Differentiation in Python"
    assert (link.text, link.get_property("href")) == (title, f"{address}{PAGE}")
    assert search.find_element(By.CSS_SELECTOR, ".entries mark").text.lower().startswith("rocket")
    assert search.find_element(By.CSS_SELECTOR, ".found").text == "1 post found"
    assert search.current_url.endswith("/search/?q=rocket")
    search.get(search.current_url)
    assert WebDriverWait(search, 20).until(lambda page: page.find_element(By.CSS_SELECTOR, ".entries a"))
