"""The wheel, installed into an empty environment, gives the command `blogkit`: without JAX, in any folder."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("blogkit", "derivkit")
UV = Path(sys.executable).with_name("uv")
Blogkit = Callable[..., subprocess.CompletedProcess[str]]

pytestmark = pytest.mark.package


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of a copy: a build leaves folders behind."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in (*PACKAGES, "tests", "content"):
        shutil.copytree(ROOT / name, folder / "source" / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", "build_site.py"):
        shutil.copy(ROOT / name, folder / "source")
    source = folder / "source"
    _uv("build", "--wheel", "--no-build-isolation", "--python", sys.executable, "-o", folder, source)
    return next(folder.glob("*.whl"))


@pytest.fixture
def environment(wheel: Path) -> Iterator[Path]:
    """A virtual environment with the wheel alone, in the versions of the lock."""
    folder = wheel.parent / "environment"
    _uv("venv", "--python", sys.executable, folder)
    _install(folder, str(wheel))
    yield folder
    shutil.rmtree(folder)


def _install(folder: Path, what: str) -> None:
    lock = ROOT / "requirements/site.txt"
    install = ["pip", "install", "--python", folder / "bin/python", "-c", lock, what]
    try:
        _uv(*install, "--offline")  # set-up has just fetched the same files
    except subprocess.CalledProcessError:
        _uv(*install)


@pytest.fixture
def blogkit(environment: Path, tmp_path_factory: pytest.TempPathFactory) -> Blogkit:
    """Run the installed command in an empty folder, in the home of nobody."""
    empty = tmp_path_factory.mktemp("empty")
    variables = {"PATH": os.environ["PATH"], "HOME": str(tmp_path_factory.mktemp("home"))}

    def running(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        words = [environment / "bin/blogkit", *arguments]
        done = subprocess.run(
            words, capture_output=True, text=True, cwd=empty, env=variables, check=False, timeout=300
        )
        assert not list(empty.iterdir())
        return done

    return running


@pytest.fixture
def strange_blog(tmp_path: Path) -> Path:
    """Somebody else's blog: another configuration, a theme, a shortcode, a bundle."""
    files = {
        "hugo.yaml": (
            "title: Strange\ntheme: elsewhere\nmarkup: {goldmark: {extensions: {passthrough: {enable: true,\n"
            "  delimiters: {inline: [['$', '$']]}}}}}\n"
        ),
        "layouts/shortcodes/aside.html": "<aside>{{ .Inner | markdownify }}</aside>\n",
        "content/post/ramanujan/index.md": (
            "---\ntitle: Ramanujan\ndate: 2024-01-01\nmath: true\ntags: [numbers]\n---\n\n"
            "{{< aside >}}a *taxi* :taxi:{{< /aside >}}\n\n"
            "```python\n9**3 + 10**3  # 1729\n```\n\nA sixth is $1/6 \\approx 0.167$.\n"
        ),
    }
    for name, text in files.items():
        path = tmp_path / "strange-blog" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "strange-blog"


def test_a_bare_install_is_small_says_what_else_a_formula_and_a_page_need_and_builds_with_that(
    environment: Path, blogkit: Blogkit, strange_blog: Path, wheel: Path
):
    packages = next(environment.glob("lib/*/site-packages"))
    assert not {"jax", "numpy", "matplotlib", "distributed", "pagefind_bin", "sympy", "fontTools"} & {
        path.name for path in packages.iterdir()
    }
    files = (path for path in packages.rglob("*") if path.suffix != ".pyc" and path.is_file())
    assert sum(path.stat().st_size for path in files) < 120 * 10**6
    assert wheel.name.split("-")[1] in blogkit("--version").stdout
    built = blogkit("build", "-s", strange_blog)
    assert (built.returncode, built.stdout) == (2, "")
    assert built.stderr.startswith("pages: the part pages of blogkit is not installed")
    plain = strange_blog / "content/post/plain.md"
    plain.write_text("---\ntitle: Plain\n---\n\n```python\n2 + 2  # 5\n```\n")
    checked = blogkit("check", "-s", strange_blog)
    assert checked.returncode == 2
    assert "ramanujan/index.md: the part formulas of blogkit is not installed" in checked.stdout
    assert "plain.md:6: says 5, shows 4" in checked.stdout
    assert f'{environment}/bin/python -m pip install "sympy' in checked.stdout

    # into the same environment: what both have is compiled once
    plain.unlink()
    _install(environment, f"calculus-blog[formulas,pages] @ {wheel.as_uri()}")
    for command in ("build", "check"):
        done = blogkit(command, "-s", strange_blog)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "2 claims: 2 hold" in done.stdout
    page = (strange_blog / "public/post/ramanujan/index.html").read_text()
    assert "<aside>a <em>taxi</em>" in page
    assert list((strange_blog / "public").glob("*.woff2")), "the mathematics font"


def test_the_wheel_holds_the_packages_whole_and_nothing_else(wheel: Path):
    held = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    listed = subprocess.run(
        ["git", "ls-files", *PACKAGES], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "blogkit/templates/page.html" in held
    assert {PurePosixPath(name).parts[0] for name in held} == set(PACKAGES)
    assert held == set(listed.stdout.splitlines())


def _uv(*arguments: str | Path) -> None:
    subprocess.run([UV, *arguments], check=True, capture_output=True, text=True)
