"""Posts as nobody expects them, in a real browser: no violation of axe, nothing sideways, what is found."""

import os
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import pytest
from justhtml import JustHTML
from PIL import Image
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

import build_site
from tests.browsing import BROWSER, DRIVER, chromium_options, script, serving

pytestmark = [pytest.mark.browser, pytest.mark.kernel]

if not (BROWSER and DRIVER) and "CI" not in os.environ:
    pytest.skip("needs a browser: apt-get install chromium chromium-driver", allow_module_level=True)

FORMULAS = r"Why $\int_0^1 \frac{x^2}{1+\sqrt{x}}\,dx$ is 🧑‍🚀"
WIDE = f"""\
| {" | ".join(f"column {number}" for number in range(30))} |
|{"---|" * 30}
| {" | ".join(str(number * 12345.678) for number in range(30))} |

$${" + ".join(f"x_{{{number}}}" for number in range(60))}$$

```python
print("a line that goes far beyond the window of a phone, and on and on and on", 1)  # … 1
```

- [x] a task that is *done*
- [ ] one that is open

![Tall](/tall.png)

{"x" * 400}[^1]

[^1]: A note.
"""
POSTS = {
    "long": ("Words of a title that goes on and on " * 8, "Text."),
    "unbroken": ("W" * 300, "Text."),
    "arabic": ("مقدمة في حساب التفاضل والتكامل", "هذا نص بالعربية."),
    "wide": (FORMULAS, WIDE),
    "word": ("自動微分の入門", "丸め誤差がありません。"),
    "other": ("料理の話", "京都の紅葉はきれいです。"),
}
SETTINGS = """\
baseURL = "https://example.org/"
title = "Strange"
[params.blogkit]
search = true
[markup.goldmark.extensions.passthrough]
enable = true
[markup.goldmark.extensions.passthrough.delimiters]
block = [["$$", "$$"]]
inline = [["$", "$"]]
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The blog, built."""
    folder = tmp_path_factory.mktemp("strange")
    (folder / "content/posts").mkdir(parents=True)
    (folder / "static").mkdir()
    (folder / "hugo.toml").write_text(SETTINGS)
    Image.new("RGB", (1, 10000), "red").save(folder / "static/tall.png")
    for name, (title, body) in POSTS.items():
        header = f"+++\ntitle = '''{title}'''\ndate = 2026-01-01\n+++\n"
        (folder / f"content/posts/{name}.md").write_text(header + body)
    out = folder / "public"
    assert build_site.main(["build", "-s", str(folder), "-d", str(out), "--quiet"]) == 0
    return out


@pytest.fixture(scope="module")
def page(site: Path, built: Path) -> Iterator[webdriver.Chrome]:
    """Chromium as wide as the smallest phones; the blogs stand below `strange` and `own`."""
    options = chromium_options()
    metrics = {"width": 320, "height": 640, "pixelRatio": 1, "touch": True}
    options.add_experimental_option("mobileEmulation", {"deviceMetrics": metrics})
    with serving(site) as strange, serving(built) as own:
        driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
        driver.places = {"strange": strange, "own": own}  # pyright: ignore[reportAttributeAccessIssue]
        yield driver
        driver.quit()


def go(page: webdriver.Chrome, where: str, path: str) -> None:
    """Open a page of one of the blogs."""
    page.get(page.places[where] + path)  # pyright: ignore[reportAttributeAccessIssue]


@pytest.fixture(scope="module")
def axe() -> str:
    """The script of axe, as a package for Python carries it."""
    found = find_spec("axe_core_python")
    assert found
    assert found.origin
    return Path(found.origin).with_name("axe.min.js").read_text("utf-8")


def violations(page: webdriver.Chrome, axe: str) -> list[str]:
    """What axe finds on the page as it is."""
    page.execute_script(axe)
    page.set_script_timeout(60)
    name = "result.violations.map(one => one.id + ' ' + one.nodes[0].html)"
    return page.execute_async_script(f"axe.run().then(result => arguments[0]({name}), arguments[0])")


@pytest.mark.parametrize(
    ("where", "path", "scheme"),
    [
        ("own", "/posts/fitting/", "light"),
        ("own", "/posts/fitting/", "dark"),
        ("own", "/verification/", "dark"),
        ("strange", "/posts/wide/", "light"),
        ("strange", "/posts/wide/", "dark"),
        ("strange", "/posts/", "light"),
        ("strange", "/search/", "dark"),
    ],
)
def test_axe_finds_no_violation(page: webdriver.Chrome, axe: str, where: str, path: str, scheme: str):
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    go(page, where, path)
    assert violations(page, axe) == []


@pytest.mark.parametrize("name", ["", *POSTS])
def test_nothing_scrolls_sideways_and_the_html_is_valid(page: webdriver.Chrome, site: Path, name: str):
    path = f"/posts/{name}/" if name else "/posts/"
    go(page, "strange", path)
    assert script(page, "document.documentElement.scrollWidth <= innerWidth")
    html = (site / path.strip("/") / "index.html").read_text("utf-8")
    assert JustHTML(html, collect_errors=True).errors == []


def test_a_claim_beside_a_long_line_is_seen_on_the_smallest_phone(page: webdriver.Chrome):
    go(page, "strange", "/posts/wide/")
    mark = script(page, "document.querySelector('pre .mark').getBoundingClientRect().toJSON()")
    claim = script(page, "document.querySelector('pre .c1').getBoundingClientRect().toJSON()")
    assert 0 <= claim["left"] < claim["right"] <= 320
    assert 0 < mark["left"] < mark["right"] <= 320


@pytest.mark.parametrize(
    ("words", "found"),
    [("誤差", "自動微分の入門"), ("微分", "自動微分の入門"), ("紅葉はきれい", "料理の話"), ("紅京", "")],
)
def test_the_search_finds_any_part_of_a_japanese_text(page: webdriver.Chrome, words: str, found: str):
    go(page, "strange", f"/search/?q={quote(words)}")
    WebDriverWait(page, 20).until(lambda page: page.find_element(By.CSS_SELECTOR, ".found").text)
    assert [link.text for link in page.find_elements(By.CSS_SELECTOR, ".entries a")] == [found][: len(found)]
    assert [mark.text for mark in page.find_elements(By.CSS_SELECTOR, ".entries mark")][:1] in ([words], [])


def test_a_post_that_runs_code_has_a_card_of_its_title_and_figure(site: Path, built: Path):
    html = (built / "posts/fitting/index.html").read_text("utf-8")
    told = dict(re.findall(r'<meta property="og:image([^"]*)" content="([^"]*)">', html))
    assert told == {
        "": "https://example.org/posts/fitting/card.png",
        ":width": "1200",
        ":height": "630",
        ":alt": re.findall(r'property="og:title" content="([^"]*)"', html)[0],
    }
    with Image.open(built / "posts/fitting/card.png") as card:
        assert card.size == (1200, 630)
        assert len(card.convert("RGB").getcolors(1200 * 630) or []) > 20
    assert not (site / "posts/word/card.png").exists()
    assert (built / "posts/fitting/card.png").stat().st_size < 60_000
