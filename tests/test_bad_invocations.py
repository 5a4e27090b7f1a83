"""What a hurried author types: never a traceback, a proper status, one line with the remedy."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from blogkit.cli import main

USAGE = [
    ("-", "No such command '-'"),
    ("--", "Missing command"),
    ("--nonsense", "blogkit --help"),
    ("-x", "blogkit --help"),
    ("help", "blogkit --help"),
    ("biuld", "Did you mean 'build'?"),
    ("servr", "Did you mean 'serve'?"),
    ("BUILD", "No such command"),
    ("-s .. build", "it belongs behind build, check, fix, serve"),
    ("--twice check", "it belongs behind check"),
    ("build chekc", "unexpected extra argument (chekc)"),
    ("build -- extra", "unexpected extra argument (extra)"),
    ("build -z", "blogkit build --help"),
    ("build -vqx", "No such option '-x'"),
    ("build -D=yes", "blogkit build --help"),
    ("build --source", "requires an argument"),
    ("build -d", "requires an argument"),
    ("build -d --no-execute", "--no-execute is a flag, not a path"),
    ("build -s -D", "-D is a flag, not a path"),
    ("check --output -v", "-v is a flag, not a path"),
    ("build -j", "requires an argument"),
    ("build -j 0", "x>=1"),
    ("build -j -1", "x>=1"),
    ("build -j two", "'two' is not a valid number"),
    ("build -j 1.5", "'1.5' is not a valid number"),
    ("build --jobs=", "is not a valid number"),
    ("build --format", "requires an argument"),
    ("build --format yaml", "'text', 'json', 'junit', 'sarif', 'github'"),
    ("build --formt json", "Did you mean '--format'?"),
    ("build --no-execut", "'--no-execute'"),
    ("build --no-execute=yes", "does not take a value"),
    ("build --buildDraft", "'--buildDrafts'"),
    ("build --builddrafts", "'--buildDrafts'"),
    ("build --twice", "it belongs behind check"),
    ("check --port 1", "it belongs behind serve"),
    ("check -d out", "it belongs behind build, serve"),
    ("serve -p", "requires an argument"),
    ("serve -p 80000", "0<=x<=65535"),
    ("serve -p -1", "0<=x<=65535"),
    ("serve -p http", "is not a valid number"),
    ("new", "Missing argument 'PATH'"),
    ("new a b", "give one, in quotes if it has blanks"),
    ("new ../a.md", "give a path like posts/my-post.md"),
    ("new content/posts/a.md", "is there already"),
    ("completion", "bash, zsh, fish"),
    ("completion tcsh", "'bash', 'zsh', 'fish'"),
    ("completion bash zsh", "unexpected extra argument (zsh)"),
]
VALUES = [
    ("build -b nonsense", "--baseURL: 'nonsense' is no address; give one like https://"),
    ("build -b http://", "--baseURL: 'http://' is no address"),
    ("build -b https://exam[x]ple.org/", "is no address; give one like https://"),
    ("build --executor nope", "give dask://HOST:PORT"),
    ("build --executor dask://host", "give dask://HOST:PORT"),
    ("build --executor dask://host:port", "give dask://HOST:PORT"),
    ("build -d .", "give a folder of its own"),
    ("build -d ..", "give a folder of its own"),
    ("build -d content/sub", "give a folder of its own"),
    ("build -d static", "give a folder of its own"),
    ("serve -d .", "give a folder of its own"),
    ("build -d ../file", "../file is a file, or below one; give a folder"),
    ("build -d ../file/below", "is a file, or below one; give a folder"),
    ("build -d ../loop", "../loop is a link to itself; give a folder"),
    ("check --output ../empty", "'../empty' is a directory"),
    ("check --output ../nowhere/report", "../nowhere is no folder; make it"),
    ("check --output hugo.toml/report", "hugo.toml is no folder"),
    ("check --only nowhere", "give a path like content/posts/my-post.md"),
    ("check --only ../file", "give a path like content/posts/my-post.md"),
    ("check --only /", "give a path like content/posts/my-post.md"),
]
FOLDERS = [
    ("check -s ../nowhere", "no such folder; give the folder that holds hugo.toml"),
    ("check -s ../file", "no such folder; give the folder that holds hugo.toml"),
    ("check -s ../loop", "no such folder; give the folder that holds hugo.toml"),
    ("build -s ../empty", "has no hugo.toml"),
    ("build -s . -s ../empty", "has no hugo.toml"),
    ("fix -s ../empty", "has no hugo.toml"),
    ("serve -s ../empty", "has no hugo.toml"),
    ("check -s ../no-content", "content: no such folder; make it"),
    ("check -s ../content-is-a-file", "content: no such folder; make it"),
    ("check -s ../bad-toml", "hugo.toml:1:11: TOML"),
    ("check -s ../bad-yaml", "hugo.yaml:1:5: YAML"),
    ("check -s ../bad-bytes", "hugo.toml:1: is not UTF-8"),
    ("fix -s ../bad-toml", "hugo.toml:1:11: TOML"),
]


@pytest.fixture(autouse=True, scope="module")
def beside_odd_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Stand in a small blog, with all that it may be mistaken for beside it."""
    top = tmp_path_factory.mktemp("odd")
    files = {
        "blog/hugo.toml": b'title = "T"\n',
        "blog/content/posts/a.md": b'+++\ntitle = "A"\n+++\n',
        "file": b"",
        "empty/notes.txt": b"",
        "no-content/hugo.toml": b"",
        "content-is-a-file/hugo.toml": b"",
        "content-is-a-file/content": b"",
        "bad-toml/hugo.toml": b'title = "T\n',
        "bad-yaml/hugo.yaml": b"a: b: c\n",
        "bad-bytes/hugo.toml": b'title = "\xff"\n',
    }
    for name, data in files.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_bytes(data)
    (top / "loop").symlink_to(top / "loop")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(top / "blog")
        patch.setenv("BLOGKIT_CACHE", str(top / "cache"))
        yield
    assert not (top / "blog/public").exists()


@pytest.mark.parametrize(("words", "remedy"), [*USAGE, *VALUES, *FOLDERS])
def test_a_bad_invocation_ends_with_one_line_that_says_the_remedy(
    capsys: pytest.CaptureFixture[str], words: str, remedy: str
):
    assert main(words.split()) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert remedy in said.err
    assert said.err.count("\n") == 1
    assert str(Path.cwd().parent) not in said.err


def test_there_are_sixty_of_them():
    assert len(USAGE) + len(VALUES) + len(FOLDERS) >= 60


def test_no_command_at_all_shows_what_there_is(capsys: pytest.CaptureFixture[str]):
    assert main([]) == 2
    assert "Commands:" in capsys.readouterr().err


def test_a_null_byte_is_refused(capsys: pytest.CaptureFixture[str]):
    assert main(["check", "-s", "a\0b"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_user_without_a_home_gets_one_line_and_the_trace(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("BLOGKIT_CACHE")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert main(["check"]) == 70
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith("blogkit check: the tool failed here: RuntimeError: Could not determine home")
    assert str(tmp_path / f"failure-{os.getpid()}.txt") in second
