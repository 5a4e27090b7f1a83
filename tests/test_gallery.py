"""Everything a cell shows, built by the real command and looked at in a real browser."""

import base64
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from selenium import webdriver

import build_site
from tests.browsing import DRIVER, chromium_options, script, serving

pytestmark = [pytest.mark.browser, pytest.mark.kernel]

ROOT = Path(__file__).parent
LINES = (ROOT / "gallery/content/posts/outputs.md").read_text().split("\n")


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The blog, built, with its report beside it."""
    folder = tmp_path_factory.mktemp("gallery")
    shutil.copytree(ROOT / "gallery", folder / "blog")
    words = ["build", "-s", str(folder / "blog"), "-d", str(folder / "public"), "-b", "/"]
    status = build_site.main([*words, "--format", "json", "--output", str(folder / "report.json")])
    assert status == 0
    return folder


@pytest.fixture(scope="module")
def page(gallery: Path) -> str:
    return (gallery / "public/posts/outputs/index.html").read_text()


def test_nothing_vanishes_without_a_line_in_the_report(gallery: Path, page: str):
    warnings = json.loads((gallery / "report.json").read_text())["warnings"]
    said = {
        (one["line"], one["message"].removeprefix("this cell: ").partition(" is not")[0]) for one in warnings
    }
    cells = [number for number, line in enumerate(LINES, 2) if line.startswith("```python")]
    interactive = max(n for n in cells if n <= LINES.index(next(x for x in LINES if "plotly" in x)) + 1)
    unsound = max(n for n in cells if n <= LINES.index(next(x for x in LINES if "not closed" in x)) + 1)
    assert said == {
        (interactive, "JavaScript"),
        (interactive, "a Plotly figure"),
        (interactive, "a Vega figure"),
        (interactive, "a widget"),
        (interactive, "application/x-unheard-of"),
        (unsound, "HTML"),
        (unsound, "an SVG picture"),
    }
    assert page.count('class="output note"') == len(said)
    assert "The end." in page


def test_outputs_stand_in_the_order_in_which_they_were_made(page: str):
    words = ("before the picture", "<img", "between", "a display", "on the other stream", "after")
    shown = page[page.index('class="output"') :]
    places = [shown.index(word) for word in words]
    assert places == sorted(places)
    assert "Text(0.5" not in page
    assert "BarContainer" not in page


def test_every_picture_has_a_size_and_words(page: str):
    pictures = page.split("<img")[1:]
    assert len(pictures) == 5
    assert all(' width="' in one and ' height="' in one and 'alt="' in one for one in pictures)
    assert 'alt="Four grey pixels" width="160" height="80"' in page
    assert 'alt="A circle" width="60" height="60"' in page


def test_warnings_and_errors_are_in_the_readers_terms(page: str):
    assert '<pre tabindex="0">UserWarning: careful\nsaid to the user</pre>' in page
    assert page.count("nobody reads this") == 1
    assert "KeyError: 'x'\ncaused by ZeroDivisionError: division by zero" in page
    assert "Line 5 of this cell" in page
    assert "Cell In[" not in page


def test_a_fence_that_runs_keeps_its_lines_and_title(page: str):
    block = page[page.index('title="numbers.py"') :]
    assert '<span class="lnt hl">10' in block
    assert block.count('class="line hl"') == 3
    assert 'class="mark holds"' in block


def test_the_notebook_holds_the_same_outputs(gallery: Path):
    notebook = json.loads((gallery / "public/posts/outputs/outputs.ipynb").read_text())
    nbformat.validate(notebook)
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", ())]
    data = [output["data"] for output in outputs if "data" in output]
    assert {"application/json": {"name": "Ada", "born": 1815, "tags": ["a", "b"]}} in data
    assert {"application/geo+json": {"type": "Point", "coordinates": [6.1, 49.6]}} in data
    assert any(
        output.get("metadata") == {"image/png": {"width": 160, "alt": "Four grey pixels"}}
        for output in outputs
    )
    assert any(output["output_type"] == "error" for output in outputs)


OUT_OF_PLACE = """[...document.querySelectorAll('.e-content, .e-content *')].filter(e => {
    const style = getComputedStyle(e)
    return e.matches('.output') && /absolute|fixed/.test(style.position)
        || /auto|scroll/.test(style.overflowY) && e.scrollHeight > e.clientHeight
}).map(e => e.outerHTML.slice(0, 80))"""
"""What lies over its neighbours, or scrolls up and down for a line or two."""


@pytest.fixture(scope="module")
def address(gallery: Path) -> Iterator[str]:
    with serving(gallery / "public") as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[webdriver.Chrome]:
    driver = webdriver.Chrome(options=chromium_options(), service=webdriver.ChromeService(DRIVER))
    yield driver
    driver.quit()


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_stands_in_both_themes_and_widths(
    browser: webdriver.Chrome, address: str, gallery: Path, theme: str, width: int
):
    def tell(command: str, **options: object) -> Any:  # noqa: ANN401  (whatever the browser answers)
        return browser.execute_cdp_cmd(command, options)  # pyright: ignore[reportUnknownMemberType]

    tell("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": theme}])
    tell("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
    browser.get(f"{address}/posts/outputs/")
    shot = tell("Page.captureScreenshot", captureBeyondViewport=True)
    (gallery / f"{theme}-{width}.png").write_bytes(base64.b64decode(shot["data"]))
    assert script(browser, "document.documentElement.scrollWidth <= window.innerWidth")
    names = script(browser, "performance.getEntriesByType('resource').map(entry => entry.name)")
    assert [name for name in names if not name.startswith((address, "data:"))] == []
    assert script(browser, "[...document.querySelectorAll('.e-content script')].length") == 0
    shown = (
        "[...document.querySelectorAll('.output.frame td.number')].map(e => getComputedStyle(e).textAlign)"
    )
    assert set(script(browser, shown)) == {"right"}
    assert script(browser, POOR) == []
    assert script(browser, OUT_OF_PLACE) == []


POOR = """(() => {
  const light = (text) => {
    const [r, g, b] = text.match(/[\\d.]+/g).slice(0, 3).map(x => x / 255)
      .map(x => x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const paper = (node) => {
    for (; node; node = node.parentElement) {
      const colour = getComputedStyle(node).backgroundColor;
      if (!/^rgba\\(.*, 0\\)$/.test(colour)) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const texts = document.querySelectorAll(".output [class^=ansi], .output td, .output th, .output pre");
  return [...texts].filter(e => {
    const [a, b] = [light(getComputedStyle(e).color), light(paper(e))].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05) < 4.5;
  }).map(e => e.className + ": " + e.textContent.slice(0, 40));
})()"""
"""What an output writes with less contrast than WCAG AA asks for."""
