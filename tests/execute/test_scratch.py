"""What a post writes does not land in its source: it runs in a view of its folder."""

from pathlib import Path, PurePosixPath

import pytest
from post import PATH, run, texts

from blogkit.kernel.scratch import Guard, View
from blogkit.model import Executed

FOLDER = PATH.parent
FILES = {
    "data/x.csv": "shared",
    "content/posts/own.txt": "mine",
    "content/posts/deep/er/a.txt": "deep",
    "content/posts/helper.py": "VALUE = 7\n",
    "module.py": "VALUE = 8\n",
    "content/posts/other.md": "another",
    "content/posts/third.md": "third",
}


@pytest.fixture
def site(root: Path) -> Path:
    root = root / "site"
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def contents(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): path.read_text()
        for path in root.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def answers(executed: Executed) -> list[str]:
    assert [result.failure for result in executed.results if result.failure] == []
    return [text.strip() for result in executed.results for text in texts(result)]


READS = """
import glob, os, module, helper
from pathlib import Path
print(open('own.txt').read(), open('../../data/x.csv').read(), module.VALUE, helper.VALUE)
print(open('../../../outside.txt').read())
print(open('oth' + 'er.md').read(), os.path.exists('thi' + 'rd.md'), sorted(glob.glob('*r*.md')))
print([str(path) for path in sorted(Path('.').rglob('*.txt'))], glob.glob('../../data/*.csv'))
print(sorted(name for _, _, names in os.walk('../../data') for name in names), os.getcwd())
"""
WRITES = """
import os, shutil, sqlite3, subprocess
from pathlib import Path
Path('new.csv').write_text('new')
with open('own.txt', 'a') as file: file.write(' and more')
Path('../../data/y.csv').write_text('y')
Path('../../data/x.csv').write_text('other')
Path('../../static/images').mkdir(parents=True)
Path('../../static/images/p.png').write_bytes(b'p')
shutil.rmtree('deep')
os.rename('helper.py', 'renamed.py')
os.utime('../../module.py', (1, 1))
subprocess.run('echo shell >> by-shell.txt', shell=True, check=True)
_ = Path('.hidden').write_text('x')
"""
WRITES += f"_ = {'🌳 ' * 99!r}  # too long for a name of a file\n"
MADE = {
    "content/posts/new.csv": b"new",
    "content/posts/own.txt": b"mine and more",
    "data/y.csv": b"y",
    "data/x.csv": b"other",
    "static/images/p.png": b"p",
    "content/posts/renamed.py": b"VALUE = 7\n",
    "content/posts/by-shell.txt": b"shell\n",
}


@pytest.mark.kernel
@pytest.mark.parametrize("kernel", ["warm", "cold"])
def test_a_post_reads_its_neighbours_and_what_it_writes_is_kept_beside_its_record(site: Path, kernel: str):
    (site.parent / "outside.txt").write_text("outside")
    before = contents(site)
    first, second = (
        run(site, READS, WRITES, "open('own.txt').read()", cache=site.parent / "cache", kernel=kernel)
        for _ in range(2)
    )
    assert contents(site) == before
    said = [line for text in answers(first) for line in text.split("\n")]
    assert said == [
        "mine shared 8 7",
        "outside",
        "another True ['other.md', 'third.md']",
        "['deep/er/a.txt', 'own.txt'] ['../../data/x.csv']",
        "['x.csv'] content/posts",
        "'mine and more'",
    ]
    assert first.made == second.made == {PurePosixPath(name): data for name, data in MADE.items()}
    assert (first.cached, second.cached) == (False, True)


@pytest.mark.kernel
def test_where_a_path_leads_into_the_source_nothing_is_written_and_the_remedy_is_named(site: Path):
    code = "from pathlib import Path\nPath('../..', 'da' + 'ta').resolve().joinpath('z.csv').write_text('z')"
    (result,) = run(site, code).results
    assert result.failure
    assert (result.failure.name, result.failure.line) == ("PermissionError", 11)
    assert result.failure.message.startswith("data/z.csv: a post does not write into the folders of its blog")
    assert "scratch = false" in result.failure.message
    assert not (site / "data/z.csv").exists()


@pytest.mark.kernel
def test_a_setting_lets_posts_write_into_their_folders(site: Path):
    executed = run(site, "_ = open('new.csv', 'w').write('new')", scratch=False)
    assert not executed.made
    assert (site / FOLDER / "new.csv").read_text() == "new"


def view_of(site: Path) -> View:
    view = View(str(site.parent / "view"), str(site))
    assert view.open_up(f"{view.place}/{FOLDER}")
    return view


def test_a_neighbour_is_a_link_until_something_in_it_is_written(site: Path):
    view = view_of(site)
    place, guard = Path(view.place), Guard(view, str(site), ())
    assert (place / "data").is_symlink()
    guard("open", (str(place / "data/x.csv"), "r", 0))
    assert (place / "data").is_symlink()
    guard("open", (str(place / "data/y.csv"), "w", 0))
    assert not (place / "data").is_symlink()
    assert (place / "data/x.csv").is_symlink()


def test_a_large_folder_is_never_laid_out_and_a_large_file_never_copied_ahead(
    site: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("blogkit.kernel.scratch.MOST_LINKS", 6)
    monkeypatch.setattr("blogkit.kernel.scratch.COPIED", 3)
    for number in range(7):
        (site / f"data/{number}").write_text("")
    view = view_of(site)
    assert not view.open_up(f"{view.place}/data")
    view.own_folder(f"{view.place}/{FOLDER}")
    assert Path(view.place, FOLDER, "own.txt").is_symlink()


@pytest.mark.kernel
def test_what_is_too_large_to_be_kept_is_named_all_the_same(site: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("blogkit.execute.scratch.MOST_MADE", 3)
    executed = run(site, "_ = open('a', 'w').write('12'), open('b', 'w').write('1234')")
    assert executed.made == {FOLDER / "a": b"12", FOLDER / "b": None}
