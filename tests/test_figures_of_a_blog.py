"""Figures from the post to the disk, by the real command: what is drawn, written, published and compared."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.kernel
Run = Callable[..., subprocess.CompletedProcess[str]]

POST = """\
+++
title = "T"
+++

![drawn](/images/t/curve.png) ![from the page](../images/t/my%20bars.svg)

```python
import matplotlib.pyplot as plt
_ = plt.plot([3, 1, 2])
```

![by the cell](cell.png)
"""
RECIPES = """\
# %% curve.png
import matplotlib.pyplot as plt
plt.plot([1, 2])
plt.show()

# %% my bars.svg
import matplotlib.pyplot as plt
plt.bar(["a", "b"], [1, 2])
"""
DRAWN = ["static/images/t/curve.png", "static/images/t/my bars.svg"]


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    folder = tmp_path / "blog"
    (folder / "content").mkdir(parents=True)
    (folder / "hugo.toml").write_text('title = "T"\nbaseURL = "https://example.org/sub/"\n')
    (folder / "content/t.md").write_text(POST.replace("/images/t/curve", "/sub/images/t/curve"))
    (folder / "content/t.figures.py").write_text(
        RECIPES.replace("plt.bar", "import matplotlib.pyplot as plt\nplt.bar")
    )
    return folder


def files(folder: Path) -> list[str]:
    """What stands in a blog, but for what was there from the start."""
    own = {"hugo.toml", "content/t.md", "content/t.figures.py"}
    paths = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    return sorted(paths - own)


def test_a_new_post_works_on_the_first_run_and_only_recipes_write_into_the_blog(
    blog: Path, tmp_path: Path, command: Run
):
    done = command("check", "-s", blog)
    assert (done.returncode, files(blog)) == (0, []), done.stdout
    assert f"t.md:5: drawn for the first time: {DRAWN[0]} (commit it)" in done.stdout

    public = tmp_path / "public"
    done = command("build", "-s", blog, "-d", public)
    assert (done.returncode, files(blog)) == (0, DRAWN), done.stdout
    for name in ("images/t/curve.png", "images/t/my bars.svg", "t/cell.png"):
        assert (public / name).is_file()
    assert 'width="1280" height="960"' in (public / "t/index.html").read_text()

    drawn = (blog / DRAWN[0]).read_bytes()
    script = blog / "content/t.figures.py"
    script.write_text(script.read_text().replace("[1, 2])\nplt.show", "[2, 1])\nplt.show"))
    done = command("check", "-s", blog, "--figures", tmp_path / "figures.html")
    assert done.returncode == 1
    assert "/sub/images/t/curve.png has drifted: " in done.stdout
    assert (blog / DRAWN[0]).read_bytes() == drawn
    page = (tmp_path / "figures.html").read_text()
    assert [page.count(f"<figcaption>{words}") for words in ("the file", "drawn now", "the difference")] == [
        1,
        2,
        1,
    ]

    done = command("build", "-s", blog, "-d", public)
    assert done.returncode == 0, done.stdout
    assert f"{DRAWN[0]} is redrawn (commit it)" in done.stdout
    assert (blog / DRAWN[0]).read_bytes() == (public / "images/t/curve.png").read_bytes() != drawn

    assert command("fix", "-s", blog).returncode == 0
    assert files(blog) == [*DRAWN, "static/t/cell.png"]


def test_a_recipe_that_fails_stops_the_gate_and_its_file_stays(blog: Path, tmp_path: Path, command: Run):
    picture = blog / DRAWN[0]
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"the author's")
    script = blog / "content/t.figures.py"
    script.write_text(script.read_text().replace("plt.show()", "1 / 0"))
    done = command("build", "-s", blog, "-d", tmp_path / "public")
    assert done.returncode == 1
    assert "content/t.figures.py:4: the recipe fails: ZeroDivisionError: division by zero\n" in done.stdout
    assert picture.read_bytes() == b"the author's"


def test_a_dead_picture_below_a_base_url_with_a_path_is_a_dead_link(blog: Path, command: Run):
    (blog / "content/t.figures.py").unlink()
    (blog / "content/t.md").write_text("+++\ntitle = 'T'\n+++\n![x](/images/p/none.png)\n")
    done = command("check", "-s", blog)
    assert done.returncode == 1
    assert 't.md:4: "/images/p/none.png" leads nowhere: the site starts at "/sub/"' in done.stdout


def test_what_cells_write_is_published_and_known_to_the_link_checker_in_the_same_run(
    blog: Path, tmp_path: Path, command: Run
):
    (blog / "content/t.figures.py").unlink()
    (blog / "content/t.md").unlink()
    post = blog / "content/own/index.md"
    post.parent.mkdir()
    (blog / "static").mkdir()
    each = 'for name in ("d.csv", "../../static/e.csv"):\n    _ = Path(name).write_text("1")'
    code = f"from pathlib import Path\n{each}"
    post.write_text(f"+++\ntitle = 'T'\n+++\n```python\n{code}\n```\n[d](d.csv) [e](/sub/e.csv)\n")
    for _ in range(2):  # the second time from the record
        public = tmp_path / "public"
        shutil.rmtree(public, ignore_errors=True)
        done = command("build", "-s", blog, "-d", public)
        assert done.returncode == 0, done.stdout
        assert (public / "own/d.csv").read_text() == (public / "e.csv").read_text() == "1"
        assert files(blog) == ["content/own/index.md"]
        assert "content/own/index.md: writes content/own/d.csv, static/e.csv: published" in done.stdout


def test_what_a_cell_writes_beside_a_post_without_a_folder_is_there_for_its_page(
    blog: Path, tmp_path: Path, command: Run
):
    (blog / "content/t.figures.py").unlink()
    code = "open('d.csv', 'w').write('1')"
    (blog / "content/t.md").write_text(f"+++\ntitle = 'T'\n+++\n```python\n{code};\n```\n[d](d.csv)\n")
    done = command("build", "-s", blog, "-d", tmp_path / "public")
    assert done.returncode == 0, done.stdout
    assert (tmp_path / "public/t/d.csv").read_text() == "1"
    assert files(blog) == []


def test_a_picture_that_is_drawn_outside_of_the_site_is_refused(blog: Path, tmp_path: Path, command: Run):
    (blog / "content/t.figures.py").unlink()
    text = (blog / "content/t.md").read_text()
    (blog / "content/t.md").write_text(text.replace("(cell.png)", "(../../c.png)"))
    done = command("build", "-s", blog, "-d", tmp_path / "public", "--format", "json")
    assert done.returncode == 2
    assert [(one["line"], one["message"]) for one in json.loads(done.stdout)["problems"]] == [
        (12, '"../../c.png" leads out of the site, so nothing is drawn there; write /images/…')
    ]
    assert not (tmp_path / "c.png").exists()


@pytest.mark.parametrize("place", [".", "content", "static/x"])
def test_a_destination_in_the_blog_is_refused_before_anything_runs(blog: Path, place: str, command: Run):
    (blog / "static").mkdir()
    done = command("build", "-s", blog, "-d", blog / place)
    assert (done.returncode, files(blog)) == (2, [])
    assert "give a folder of its own" in done.stderr
