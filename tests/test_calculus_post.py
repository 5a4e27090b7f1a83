"""The post as its author keeps it: plain Hugo Markdown, its images drawn and described."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jupytext
import numpy as np
import pytest
from PIL import Image

from bench import gradients, measure
from tests.programs import HUGO

ROOT = Path(__file__).parent.parent
POST = ROOT / "content/posts/calculus-101.md"
IMAGES = re.findall(r"^!\[(.*)\]\((/images/.*\.png)\)$", POST.read_text("utf-8"), re.MULTILINE)
NAMES = [
    "function-derivative.png",
    "symbolic-comparison.png",
    "expression-swell.png",
    "step-size.png",
    "numpy-numerical.png",
    "complex-function.png",
    "absolute-value.png",
    "jax-autodiff.png",
    "thirty-two-bits.png",
    "where-trap.png",
    "cancellation.png",
    "gradient-times.png",
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
    assert sorted(title for title in titles if title.endswith(".png")) == sorted(NAMES)


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


# marks in the prose: a check, a claim beside an output, or what the post says of former times
POSTS = sorted((ROOT / "content/posts").glob("[a-z]*.md"))


def unmarked(text: str) -> list[str]:
    """The sentences with a number that carry neither a check nor the mark of history."""
    body = re.sub(r"(?s)\A\+\+\+.*?\+\+\+|^```.*?^```$", "", text, flags=re.MULTILINE)
    found: list[str] = []
    for line in body.splitlines():
        if line.startswith(("#", "!", "$$")):
            continue
        marks = re.sub(r"<!-- (?:check: .*?|history) -->", "☑", line)
        plain = re.sub(r"`[^`]*`|\$[^$]*\$|\]\([^)]*\)|\{\{.*?\}\}|\[\^\w+\]", "", marks)
        plain = re.sub(r"\bCalculus 101\b|\b(?:32|64)[- ]bits?\b", "", plain)
        sentences = re.split(r"(?<=☑)\s*|(?<=[.!?])\s+(?!☑)(?=[A-Z*\"])", plain)
        found += [one for one in sentences if re.search(r"\d", one) and "☑" not in one]
    return found


@pytest.mark.parametrize("post", POSTS, ids=lambda post: post.stem)
def test_no_sentence_states_a_number_that_nothing_checks(post: Path):
    assert unmarked(post.read_text("utf-8")) == []


def test_a_number_without_a_check_is_found():
    said = "It took 3 s. It took 4 s. <!-- check: t == 4 --> Once 5 s. <!-- history -->"
    assert unmarked(said) == ["It took 3 s."]


def reader():
    """The post's own cell that reads the measurements, its last use left out."""
    cell = next(
        code
        for code in re.findall(
            r"^```python[^\n]*\n(.*?)^```$", POST.read_text("utf-8"), re.MULTILINE | re.DOTALL
        )
        if "def read_measured" in code
    )
    names: dict[str, Any] = {}
    exec(cell.split("\nmeasured =")[0], names)  # noqa: S102 - the post's own cell
    return names["read_measured"]


MEASURED = POST.with_suffix(".measured.json")


def test_the_committed_measurements_are_read():
    content = reader()(MEASURED)
    assert {row["parameters"] for row in content["gradients"]} >= {2, 10, 300, 3000}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace('"format": 1', '"format": 0'), "has layout 0"),
        (lambda text: text.replace('"seconds": 1', '"seconds": 2', 1), "was edited by hand"),
        (lambda text: text[: len(text) // 2], "is damaged"),
        (lambda text: text.replace('"swell"', '"swelling"'), "was edited by hand"),
        (lambda _: "[]", "has layout None"),
        (lambda _: None, "is missing"),
    ],
)
def test_measurements_that_cannot_be_trusted_are_refused_with_the_remedy(
    tmp_path: Path, change: Callable[[str], str | None], said: str
):
    path = tmp_path / "measured.json"
    changed = change(MEASURED.read_text("utf-8"))
    if changed is not None:
        path.write_text(changed, "utf-8")
    with pytest.raises((OSError, ValueError), match=said) as refused:
        reader()(path)
    assert "make measure" in str(refused.value)


def test_what_measuring_writes_is_what_the_post_reads(tmp_path: Path):
    content = {"format": 1, "measured": {}, "gradients": [], "swell": [{"steps": 2, "bytes": 44000}]}
    (tmp_path / "m.json").write_text(measure.text(content), "utf-8")
    assert reader()(tmp_path / "m.json") == content


def test_the_gradients_that_are_timed_agree():
    for case in gradients.CASES:
        x = gradients.point(7)
        by_hand = case.by_hand(x)
        assert np.allclose(gradients.finite_differences(case, x), by_hand, rtol=1e-4), case.name
        assert np.allclose(gradients.finite_differences_at_once(case, x), by_hand, rtol=1e-4), case.name


@pytest.mark.kernel
def test_no_figure_is_drawn_from_measurements_that_cannot_be_read(
    tmp_path: Path, command: Callable[..., subprocess.CompletedProcess[str]]
):
    fences = POST.read_text("utf-8").split("\n\n```python")
    cell = next(fence for fence in fences if "def read_measured" in fence).split("\n```")[0]
    post = f'+++\ntitle = "T"\n+++\n\n```python{cell}\n```\n\n![sizes](/images/a.png)\n'
    posts = tmp_path / "content/posts"
    posts.mkdir(parents=True)
    (tmp_path / "hugo.toml").write_text('title = "T"\n')
    (posts / "a.md").write_text(post)
    (posts / "a.figures.py").write_text(
        "# %% a.png\nimport matplotlib.pyplot as plt\nplt.plot(measured['sizes'])\n"
    )
    done = command("build", "--source", tmp_path, "--destination", tmp_path / "public")
    line = 1 + next(n for n, text in enumerate(post.splitlines()) if "is missing: {REMEDY}" in text)
    assert done.returncode == 1
    said = 'the cell fails: FileNotFoundError: calculus-101.measured.json is missing: run "make measure"'
    assert f"content/posts/a.md:{line}: {said}" in done.stdout.replace(str(tmp_path) + "/", ""), done.stdout
    assert not list(tmp_path.rglob("a.png")), "neither beside the post nor on the site"
