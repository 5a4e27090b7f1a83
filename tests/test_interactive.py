"""Figures that a script draws: by the library's own script from our own site where the author lets it run."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.support.wait import WebDriverWait

import build_site
from blogkit.model import Output
from blogkit.page.cells.figures import figure_of, scripts_of
from blogkit.page.cells.kinds import Drawn, Tools, drawn
from blogkit.page.cells.whole import NotShownError
from tests.browsing import DRIVER, chromium_options, script, serving

PLOTLY = "application/vnd.plotly.v1+json"
VEGA = "application/vnd.vegalite.v6.json"
SVG = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 10'></svg>"
BOKEH = "application/vnd.bokehjs_exec.v0+json"
DOCUMENT = '  const docs_json = {{"{0}":{{"name":"Slider"}}}};\n'
ITEMS = '  const render_items = [{{"docid":"{0}","roots":{{"p1":"{1}"}},"root_ids":["p1"],"token":"x"}}];\n'


def serial(letter: str) -> str:
    return "-".join(letter * length for length in (8, 4, 4, 4, 12))


def bokeh(document: str, place: str) -> dict[str, str]:
    code = DOCUMENT.format(serial(document)) + ITEMS.format(serial(document), serial(place))
    return {BOKEH: "", "application/javascript": code}


def shown(data: Mapping[str, str], *, scripts: bool) -> tuple[Drawn, dict[str, bytes]]:
    files: dict[str, bytes] = {}

    def store(ending: str, content: bytes) -> str:
        files[f"o.{ending}"] = content
        return f"o.{ending}"

    return drawn(Output("display", dict(data)), Tools(store, scripts=scripts)), files


def test_a_figure_is_its_picture_and_a_script_only_where_it_may_run():
    data = {VEGA: json.dumps({"mark": "bar"}), "image/svg+xml": SVG, "text/plain": "alt.Chart(...)"}
    image = (
        '<div class="output"><img src="o.svg" alt="The picture this cell draws" width="20" height="10"></div>'
    )
    still, _ = shown(data, scripts=False)
    assert still == Drawn(image)
    interactive, files = shown(data, scripts=True)
    assert image in interactive.html
    assert 'data-draw="vega" data-scripts="vega" data-src="o.json"' in interactive.html
    assert files["o.json"] == b'{"mark":"bar"}'
    assert scripts_of(interactive.html) == ("vega",)


def test_a_figure_without_picture_leaves_a_note_and_only_the_lost_one_a_line_in_the_report():
    data = {PLOTLY: '{"data": []}', "text/html": "<script src='//cdn.example.org/plotly.js'></script>"}
    still, _ = shown(data, scripts=False)
    assert [one.partition(":")[0] for one in still.lost] == ["a Plotly figure is not shown"]
    assert "scripts = true" in still.html
    interactive, _ = shown(data, scripts=True)
    assert interactive.lost == ()
    assert "A figure that Plotly draws, by a script." in interactive.html


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({PLOTLY: '{"data": [{"type": "scattergeo"}]}'}, "its map"),
        ({PLOTLY: '{"data": [{"type": "choropleth"}]}'}, "its map"),
        ({PLOTLY: '{"layout": {"images": [{"source": "https:\\/\\/example.org/a.png"}]}}'}, "another host"),
        (
            {VEGA: '{"$schema": "https://a.org/v6.json", "data": {"url": "//example.org/a.csv"}}'},
            "another host",
        ),
        ({VEGA: "{"}, "no JSON"),
        ({VEGA: "[" * 100_000}, "no JSON"),
        ({BOKEH: "", "application/javascript": "x"}, "running program"),
    ],
)
def test_what_would_ask_another_host_is_not_drawn(data: dict[str, str], why: str):
    with pytest.raises(NotShownError, match=why):
        figure_of(data)
    lost, _ = shown(data, scripts=True)
    assert len(lost.lost) == 1
    assert 'class="output note"' in lost.html


def test_a_heat_map_is_no_map_and_a_schema_no_request():
    assert figure_of({PLOTLY: '{"data": [{"type": "heatmap"}, {"type": "treemap"}]}'}).library == "plotly"
    assert (
        figure_of({VEGA: '{"$schema": "https://vega.github.io/schema/vega-lite/v6.json"}'}).library == "vega"
    )


def test_bokehs_random_names_are_the_same_in_every_run():
    first, second = figure_of(bokeh("a", "b")), figure_of(bokeh("c", "d"))
    assert first == second
    assert first.scripts == ("bokeh", "bokeh-widgets")
    assert "token" not in first.data
    assert serial("a") not in first.data


def test_that_a_notebook_loads_a_library_is_no_output():
    load = {"application/vnd.bokehjs_load.v0+json": "x", "application/javascript": "x"}
    place = {"text/html": '\n  <div id="a-b" data-root-id="p1" style="display: contents;"></div>\n'}
    assert shown(load, scripts=False)[0] == shown(place, scripts=True)[0] == Drawn("")


POST = """---
title: Figures
date: 2024-01-01
params: {{blogkit: {{scripts: {scripts}}}}}
---
```python
{code}
```

The end.
"""
DRAWN_BY_SCRIPT = """\
import altair
from IPython.display import display
import plotly.graph_objects as go
from bokeh.io import output_notebook
from bokeh.plotting import figure, show
from bokeh.models import Slider

output_notebook()
plot = figure(width=300, height=200)
plot.line([1, 2, 3], [1, 4, 9])
show(plot)
show(Slider(start=0, end=10, value=3))
data = altair.Data(values=[{"a": 1, "b": 2}, {"a": 2, "b": 3}])
display(altair.Chart(data).mark_point().encode(x="a:Q", y="b:Q"))
go.Figure(go.Scatter(x=[1, 2, 3], y=[1, 4, 9]))"""
DRAWN_BEFORE = """\
import altair
data = altair.Data(values=[{"a": 1, "b": 2}, {"a": 2, "b": 3}])
altair.Chart(data).mark_point().encode(x="a:Q", y="b:Q")"""


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    top = tmp_path_factory.mktemp("interactive")
    (top / "blog/content").mkdir(parents=True)
    (top / "blog/hugo.toml").write_text('title = "T"\n')
    (top / "blog/content/script.md").write_text(POST.format(scripts="true", code=DRAWN_BY_SCRIPT))
    (top / "blog/content/still.md").write_text(POST.format(scripts="false", code=DRAWN_BEFORE))
    words = ["build", "-s", str(top / "blog"), "-d", str(top / "public"), "-b", "/"]
    report = top / "report.json"
    assert build_site.main([*words, "--format", "json", "--output", str(report)]) == 0
    assert json.loads(report.read_text())["warnings"] == []
    return top / "public"


@pytest.fixture(scope="module")
def address(public: Path) -> Iterator[str]:
    with serving(public) as address:
        yield address


@pytest.fixture
def browser() -> Iterator[webdriver.Chrome]:
    driver = webdriver.Chrome(options=chromium_options(), service=webdriver.ChromeService(DRIVER))
    yield driver
    driver.quit()


@pytest.mark.kernel
def test_altairs_chart_is_a_picture_and_its_page_has_no_script(public: Path):
    page = (public / "still/index.html").read_text()
    assert page.count("<img") == 1
    assert "figures.js" not in page
    assert (public / "figures.js").exists()
    assert {path.name for path in (public / "figures").iterdir()} == {
        "plotly.min.js",
        "bokeh.min.js",
        "bokeh-widgets.min.js",
        "vega.min.js",
    }


@pytest.mark.kernel
@pytest.mark.browser
def test_libraries_draw_their_figures_from_our_own_site(browser: webdriver.Chrome, address: str):
    browser.get(f"{address}/script/")
    WebDriverWait(browser, 60).until(
        lambda _: script(browser, "document.querySelectorAll('.is-drawn').length") == 4
    )
    assert script(browser, "document.querySelectorAll('.drawn .main-svg').length") > 0
    assert script(browser, "document.querySelectorAll('.drawn .bk-Figure').length") == 1
    assert script(browser, "[...document.querySelectorAll('.note')].every(e => !e.checkVisibility())")
    names = script(browser, "performance.getEntriesByType('resource').map(entry => entry.name)")
    assert [name for name in names if not name.startswith((address, "data:", "blob:"))] == []
    assert len([name for name in names if name.endswith("plotly.min.js")]) == 1
    assert script(browser, "document.querySelectorAll('.drawn .marks').length") > 0
    browser.get(f"{address}/still/")
    names = script(browser, "performance.getEntriesByType('resource').map(entry => entry.name)")
    assert [name for name in names if "figures" in name or not name.startswith((address, "data:"))] == []
