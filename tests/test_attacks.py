"""Sixty and more attacks on the reader, in a real browser: none runs, and every feed stays valid."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from selenium import webdriver

from blogkit.cli import main
from tests.attacks import COUNT, write_attacks
from tests.browsing import DRIVER, chromium_options, serving

pytestmark = [pytest.mark.browser, pytest.mark.kernel]
ENTRY = ("description", "content", "encoded", "summary")
LOOK = """
const own = /\\/(?:page|search)\\.js$/, found = window.HITS ? [window.HITS] : [];
document.addEventListener('click', event => event.preventDefault(), true);
for (const one of document.querySelectorAll('*')) {
  for (const {name, value} of one.attributes) {
    if (/^on/i.test(name) && !value.startsWith('f(')) found.push(one.tagName + ' ' + name);
    const bare = value.replace(/[\\x00-\\x20]/g, '');
    const reloads = name == 'content' && one.httpEquiv;
    const leads = reloads || /^(?:xlink:)?href$|^src$|action$|^data$|^values$|^to$/.test(name);
    if (leads && /(?:^|[;=])(?:javascript:|data:text\\/html)/i.test(bare)) found.push(name + ' ' + value);
  }
  const theme = 'try { document.documentElement.dataset.theme = localStorage.theme || "" } catch { }';
  const ours = own.test(one.src) || one.textContent == theme || one.type == 'application/ld+json';
  if (one.tagName == 'SCRIPT' && !ours) found.push('SCRIPT ' + one.outerHTML);
  for (const kind of ['mouseover', 'click']) one.dispatchEvent(new MouseEvent(kind, {cancelable: true}));
}
return found.concat(window.HITS ? [window.HITS] : []);
"""


@dataclass(frozen=True)
class Site:
    address: str
    folder: Path
    trusted: bool


@pytest.fixture(scope="module", params=[True, False], ids=["trusted", "strangers"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("attacks")
    write_attacks(folder / "blog", trusted=request.param)
    public = folder / "public"
    with serving(public) as place:
        address = f"{place}/"
        main(["build", "-s", str(folder / "blog"), "-d", str(public), "-b", address])
        for number, feed in enumerate(public.rglob("*.xml")):
            (public / f"feed{number}.html").write_text("<!doctype html>" + "".join(entries(feed)))
        yield Site(address, public, request.param)


def entries(feed: Path) -> Iterator[str]:
    """What a reader of feeds shows as HTML."""
    for one in ET.parse(feed).iter():  # noqa: S314  (our own)
        if one.tag.endswith(("item", "entry")):
            yield from (part.text or "" for part in one if part.tag.endswith(ENTRY))


@pytest.fixture(scope="module")
def browser() -> Iterator[webdriver.Chrome]:
    driver = webdriver.Chrome(options=chromium_options(), service=webdriver.ChromeService(DRIVER or ""))
    yield driver
    driver.quit()


def pages(site: Path) -> list[str]:
    """All that a browser shows as a page of its own, pictures among them."""
    kinds = {".html", ".svg", ".xml"}
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.suffix in kinds)


def test_no_attack_runs_in_the_browser(site: Site, browser: webdriver.Chrome):
    found: dict[str, Any] = {}
    for name in pages(site.folder):
        browser.get(site.address + quote(name))
        found[name] = browser.execute_script(LOOK)
    assert COUNT > 70
    assert len(found) > 12
    assert {name: hits for name, hits in found.items() if hits} == {}


def test_the_attacks_were_shown_and_nothing_was_written_elsewhere(site: Site):
    page = (site.folder / "posts/cells/index.html").read_text()
    assert page.count("window.HITS") > 20
    assert {path.name for path in site.folder.parent.iterdir()} == {"blog", "public"}


def test_what_strangers_may_not_run_the_browser_refuses_too(site: Site):
    page = (site.folder / "posts/cells/index.html").read_text()
    assert ('<meta http-equiv="Content-Security-Policy"' in page) is not site.trusted
