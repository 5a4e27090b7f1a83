"""The memory between builds."""

import os
import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from blogkit.cache.memo import KEPT_BUILDS, KEPT_VERSIONS, Memo, digest


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own settings, where the secret stands."""
    folder = tmp_path_factory.mktemp("settings")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
    return folder


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep/answers-1.sqlite"


def keep(path: Path, **answers: object) -> None:
    with Memo(path) as memo:
        for key, answer in answers.items():
            memo.put(key, answer)


def known(path: Path, key: str) -> object:
    with Memo(path) as memo:
        return memo.get(key)


def test_an_answer_is_made_once(path: Path):
    made: list[int] = []

    def make() -> str:
        made.append(1)
        return "answer"

    for _ in range(3):
        with Memo(path) as memo:
            assert memo.recall("key", make) == "answer"
    assert made == [1]


def test_without_a_file_nothing_is_kept():
    with Memo(None) as memo:
        memo.put("key", 1)
        assert memo.get("key") is None


def test_what_nobody_asks_for_goes_and_what_is_asked_for_stays(path: Path):
    keep(path, asked=1, forgotten=2)
    for number in range(KEPT_BUILDS + 1):
        with Memo(path) as memo:
            assert memo.get("asked") == 1
            memo.put(f"news {number}", number)
    assert known(path, "asked") == 1
    assert known(path, "forgotten") is None
    assert known(path, "news 0") is None
    assert known(path, f"news {KEPT_BUILDS}") == KEPT_BUILDS


def test_a_build_without_news_lets_nothing_go(path: Path):
    keep(path, quiet=1)
    for _ in range(KEPT_BUILDS + 1):
        with Memo(path):
            pass
    assert known(path, "quiet") == 1


def test_files_of_old_versions_go(tmp_path: Path):
    for number in range(6):
        file = tmp_path / f"answers-{number}.sqlite"
        keep(file, a=number)
        os.utime(file, (number, number))
    assert len(list(tmp_path.glob("answers-*.sqlite"))) == KEPT_VERSIONS
    assert known(tmp_path / "answers-5.sqlite", "a") == 5


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(at=st.integers(0, 10**6), junk=st.binary(min_size=1, max_size=40))
@example(at=3919, junk=b"\x80")  # the schema's own text: what SQLite says of it is no text
def test_a_damaged_file_gives_the_answer_or_none_and_is_mended(tmp_path: Path, at: int, junk: bytes):
    path = tmp_path / "answers-1.sqlite"
    path.unlink(missing_ok=True)
    keep(path, key="answer" * 2000)
    data = path.read_bytes()
    at %= len(data)
    path.write_bytes(data[:at] + junk + data[at + len(junk) :])
    assert known(path, "key") in {"answer" * 2000, None}
    for _ in range(2):
        with Memo(path) as memo:
            memo.recall("key", lambda: "new")
    assert known(path, "key") in {"answer" * 2000, "new", None}


def test_a_pickle_that_was_exchanged_is_not_believed(path: Path):
    keep(path, key="true")
    with sqlite3.connect(path) as connection:
        (row,) = connection.execute("SELECT answer FROM answers").fetchone()
        connection.execute("UPDATE answers SET answer = ?", (row.replace(b"true", b"fake"),))
    connection.close()
    assert known(path, "key") is None


class Trap:
    """Runs code when it is unpickled."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (f"{os.environ['XDG_CONFIG_HOME']}/trapped",)


def test_what_another_user_kept_is_not_unpickled(path: Path, home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "theirs"))
    keep(path, key=Trap())
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home))
    assert known(path, "key") is None
    assert not (home / "trapped").exists()


def test_an_answer_under_the_key_of_another_is_not_believed(path: Path):
    keep(path, good="yes", bad="no")
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE answers SET key = key || 'x' WHERE key = 'good'")
        connection.execute("UPDATE answers SET key = 'good' WHERE key = 'bad'")
    connection.close()
    assert known(path, "good") is None


def test_cache_and_secret_are_the_users_alone(path: Path, home: Path):
    keep(path, key=1)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    secret = home / "blogkit/secret"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    before = secret.read_bytes()
    assert known(path, "key") == 1
    assert secret.read_bytes() == before
    secret.chmod(0o644)  # others may have seen it
    assert known(path, "key") is None
    assert secret.read_bytes() != before


def test_a_cache_that_everybody_may_write_to_is_left_alone(path: Path):
    keep(path, key=1)
    path.parent.chmod(0o777)
    with Memo(path) as memo:
        assert memo.get("key") is None
        assert memo.trouble.endswith("chmod o-w it, or name another folder in $BLOGKIT_CACHE")


def test_a_folder_that_cannot_be_made_is_told_and_nothing_else_happens(tmp_path: Path):
    (tmp_path / "file").write_text("no folder")
    with Memo(tmp_path / "file/answers-1.sqlite") as memo:
        assert "file" in memo.trouble
        assert memo.recall("key", lambda: 1) == 1


def test_several_builds_may_write_at_the_same_time(path: Path):
    def build(number: int) -> None:
        keep(path, **{f"{number}-{part}": "x" * 1000 for part in range(50)})

    keep(path, first=1)
    with ThreadPoolExecutor(4) as workers:
        list(workers.map(build, range(8)))
    assert all(known(path, f"{number}-49") == "x" * 1000 for number in range(8))


def test_a_branch_knows_the_same_and_brings_home_only_what_it_learned(path: Path):
    keep(path, old=1)
    with Memo(path) as memo:
        memo.put("unwritten", 3)
        branch = memo.branch()
        assert (branch.get("old"), branch.get("unwritten")) == (1, 3)
        assert list(branch.get_all(["old", "unwritten"])) == [1, 3]
        branch.put("new", 2)
        assert set(branch.fresh) == {"new"}
        memo.put_pickled(branch.fresh)
    assert known(path, "new") == 2


def test_an_answer_may_come_when_the_memory_is_closed(path: Path):
    with Memo(path) as memo:
        memo.put("key", 1)
    memo.keep_late("late", 2)
    assert known(path, "late") == 2


@given(st.lists(st.text(max_size=5), max_size=4), st.lists(st.text(max_size=5), max_size=4))
def test_different_texts_have_different_keys(one: list[str], other: list[str]):
    assert (digest(*one) == digest(*other)) == (one == other)
