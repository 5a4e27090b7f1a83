"""Twelve libraries, each page beside what Jupyter's HTML export shows: writes bench/out/outputs.md, pictures.

    python bench/outputs.py [--environment FOLDER] [LIBRARY …]

Both run the cells of bench/libraries.md in the same interpreter, of a throw-away virtual environment with the
libraries and nbconvert (made where there is none: 600 MB). Chromium says what it sees of both pages.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import threading
import time
import venv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast

from selenium import webdriver

OUT = Path(__file__).resolve().parent / "out" / "outputs"
PACKAGES = """
ipykernel nbconvert matplotlib plotly altair vl-convert-python bokeh seaborn pandas polars sympy ipywidgets
tqdm rich
""".split()
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--hide-scrollbars",
)
LOOK_AT = """
const shown = (query) => [...document.querySelectorAll(query)].filter((one) => one.checkVisibility()).length;
const names = performance.getEntriesByType("resource").map((entry) => entry.name);
return {
  elsewhere: new Set(names.filter((name) => /^https?:/.test(name) && !name.startsWith(location.origin))
    .map((name) => new URL(name).host)).size,
  sent: performance.getEntriesByType("resource").concat(performance.getEntriesByType("navigation"))
    .reduce((sum, entry) => sum + entry.decodedBodySize, 0),
  scripts: document.scripts.length,
  pictures: shown(".output img, .jp-OutputArea-output img, .jp-OutputArea-output svg"),
  formulas: shown("math"),
  tables: shown(".output table, .jp-OutputArea-output table"),
  drawn: shown(".is-drawn, .js-plotly-plot .main-svg, .vega-embed canvas, .vega-embed svg, .bk-Figure"),
  lines: [...document.querySelectorAll(".output, .jp-OutputArea-output")]
    .map((one) => one.innerText).join("\\n").split("\\n").filter((line) => line.trim()).length,
};
"""


def cells_of_libraries() -> dict[str, list[str]]:
    """Library -> its cells."""
    text = Path(__file__).with_name("libraries.md").read_text()
    parts = re.split(r"^# (.+)$", text, flags=re.MULTILINE)[1:]
    return {
        name: re.findall(r"```python\n(.*?)\n```", cells, re.DOTALL)
        for name, cells in zip(parts[::2], parts[1::2], strict=True)
    }


CELLS = cells_of_libraries()


@dataclass(frozen=True)
class Seen:
    """What Chromium sees of a page."""

    elsewhere: int
    sent: int
    scripts: int
    pictures: int
    formulas: int
    tables: int
    drawn: int
    lines: int


def environment_at(folder: Path) -> Path:
    """The interpreter of the throw-away environment."""
    python = folder / "bin/python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *PACKAGES], check=True)
    return python


def built_by_us(python: Path, libraries: Sequence[str]) -> Path:
    """The blog's destination: a post a library, once still and once with scripts."""
    blog = OUT / "blog"
    (blog / "content").mkdir(parents=True, exist_ok=True)
    (blog / "hugo.toml").write_text(f'title = "Twelve libraries"\n[params.blogkit]\npython = "{python}"\n')
    for library in libraries:
        for name, scripts in ((library, "false"), (f"{library}-scripts", "true")):
            header = f"---\ntitle: {library}\nparams: {{blogkit: {{scripts: {scripts}}}}}\n---\n"
            cells = "\n".join(f"```python\n{code}\n```\n" for code in CELLS[library])
            (blog / f"content/{name.lower()}.md").write_text(header + cells)
    home = Path(__file__).resolve().parent.parent
    command = [
        sys.executable,
        home / "build_site.py",
        "build",
        "-s",
        blog,
        "-d",
        OUT / "public",
        "-b",
        "/",
        "-q",
    ]
    subprocess.run(command, check=False)
    return OUT / "public"


def exported_by_jupyter(python: Path, library: str, folder: Path) -> None:
    """Write nbconvert's page of the same cells."""
    folder.mkdir(parents=True, exist_ok=True)
    cells: list[dict[str, Any]] = [
        {"cell_type": "code", "id": f"c{n}", "metadata": {}, "execution_count": None, "outputs": []}
        | {"source": code}
        for n, code in enumerate(CELLS[library])
    ]
    notebook: dict[str, Any] = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path = folder / f"{library.lower()}.ipynb"
    path.write_text(json.dumps(notebook))
    command = [
        python,
        "-m",
        "nbconvert",
        "--to",
        "html",
        "--execute",
        "--allow-errors",
        "--log-level=ERROR",
        path,
    ]
    subprocess.run(command, check=True)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Say nothing."""


@contextmanager
def browser() -> Iterator[webdriver.Chrome]:
    """Chromium, without a window."""
    options = webdriver.ChromeOptions()
    for flag in FLAGS:
        options.add_argument(flag)
    options.binary_location = shutil.which("chromium") or ""
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
    driver.set_window_size(1000, 1100)  # pyright: ignore[reportUnknownMemberType]
    yield driver
    driver.quit()


def seen(driver: webdriver.Chrome, address: str, picture: Path) -> Seen:
    """Open a page, give its scripts three seconds, and look at it."""
    driver.get(address)
    time.sleep(3)
    driver.save_screenshot(str(picture))  # pyright: ignore[reportUnknownMemberType]
    found = cast("dict[str, Any]", driver.execute_script(LOOK_AT))  # pyright: ignore[reportUnknownMemberType]
    return Seen(**found)


def row(library: str, who: str, it: Seen) -> str:
    """A line of the table."""
    numbers = (it.pictures, it.drawn, it.formulas, it.tables, it.lines, it.scripts, it.elsewhere)
    return f"| {library} | {who} | {it.sent / 1000:,.0f} | " + " | ".join(map(str, numbers)) + " |"


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("libraries", nargs="*", default=list(CELLS), metavar="LIBRARY")
    parser.add_argument("--environment", type=Path, default=OUT / "environment")
    wanted = parser.parse_args()
    python = environment_at(wanted.environment.absolute())
    lines = [
        "| library | page | kB | pictures | drawn | formulas | tables | lines | scripts | other hosts |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    ours = built_by_us(python, wanted.libraries)
    theirs = OUT / "jupyter"
    for library in wanted.libraries:
        exported_by_jupyter(python, library, theirs)
    with browser() as driver, served(ours) as here, served(theirs) as there:
        for library in wanted.libraries:
            name = library.lower()
            for who, address in (
                ("ours", f"{here}/{name}/"),
                ("ours, scripts", f"{here}/{name}-scripts/"),
                ("Jupyter", f"{there}/{name}.html"),
            ):
                picture = OUT / f"{name}-{who.replace(', ', '-').lower()}.png"
                lines.append(row(library, who, seen(driver, address, picture)))
                print(lines[-1], flush=True)
    (OUT.parent / "outputs.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
