"""The post as its author keeps it: plain Hugo Markdown, its images drawn and described."""

import re
import shutil
import subprocess
from pathlib import Path

import jupytext
import pytest
from PIL import Image

from tests.programs import HUGO

ROOT = Path(__file__).parent.parent
POST = ROOT / "content/posts/calculus-101.md"
IMAGES = re.findall(r"^!\[(.*)\]\((/images/.*\.png)\)$", POST.read_text("utf-8"), re.MULTILINE)
NAMES = [
    "function-derivative.png",
    "symbolic-comparison.png",
    "numpy-numerical.png",
    "complex-function.png",
    "absolute-value.png",
    "jax-autodiff.png",
]
CHAPTERS = [
    "Why Differentiation Matters",
    "Functions in Python",
    "Symbolic Differentiation with SymPy",
    "Numerical Differentiation with NumPy",
    "Automatic Differentiation with JAX",
    "Performance Comparison",
    "Summary",
]
LAYOUT = "<title>{{ .Title }}</title>\n<main>{{ .Content }}</main>\n{{ range .Pages }}{{ .Title }}{{ end }}\n"


def test_the_chapters_and_images_keep_their_order():
    assert re.findall(r"^## (.*)$", POST.read_text("utf-8"), re.MULTILINE) == CHAPTERS
    assert [Path(path).name for _, path in IMAGES] == NAMES


def test_each_image_has_a_recipe_of_its_name_and_no_recipe_is_left_over():
    recipes = jupytext.read(POST.with_suffix(".figures.py"))
    titles = [cell.metadata.get("title", "") for cell in recipes.cells]
    assert [title for title in titles if title.endswith(".png")] == NAMES


@pytest.mark.parametrize(("description", "path"), IMAGES)
def test_an_image_is_sharp_and_described(description: str, path: str):
    with Image.open(ROOT / "static" / path.lstrip("/")) as image:
        assert image.width >= 2 * 600, "a reading column is 600 to 760 CSS pixels wide"
        assert "Software" not in image.info
    assert len(description.split()) > 10


def test_no_damaged_text_is_left():
    assert not re.search("[ÂÃ�]", POST.read_text("utf-8"))


@pytest.mark.hugo
def test_real_hugo_builds_our_content_unmodified_and_without_a_warning(tmp_path: Path):
    shutil.copytree(ROOT / "content", tmp_path / "content")
    shutil.copy(ROOT / "hugo.toml", tmp_path)
    layouts = tmp_path / "layouts"
    layouts.mkdir()
    for name in ("single.html", "list.html"):
        (layouts / name).write_text(LAYOUT, "utf-8")
    run = subprocess.run(
        [HUGO, "--panicOnWarning"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    page = (tmp_path / "public/posts/calculus-101/index.html").read_text("utf-8")
    assert "<title>Calculus 101: Differentiation in Python</title>" in page
    assert r"$$\frac{df}{dx} \approx" in page
    assert "check:" not in page
    assert "+++" not in page
    assert page.count("<img") == len(NAMES)
