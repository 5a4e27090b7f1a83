"""What an earlier build settled of a post stands while everything that a run depends on does."""

import os
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest

from blogkit.cache import Memo
from blogkit.check.claims import survey
from blogkit.check.settled import Settlement
from blogkit.check.steps import steps
from blogkit.execute import ExecutionSettings
from blogkit.kernel import VARIABLE, fingerprint, value_print
from blogkit.model import TOO_LONG, Executed, Judged, Judgement, Kept, Output, Post, Result, Source, Verdict
from blogkit.source.posts import parse

TEXT = """\
---
title: T
---

```python
import numpy
numpy.arange(3)  # array([0, 1, 2])
```
"""


def a_post(text: str = TEXT) -> Post:
    return parse(Source(PurePosixPath("content/t.md"), text))


class Blog:
    """A folder with a post that was run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "content").mkdir()
        self.data = folder / "content/data.csv"
        self.data.write_text("1")
        self.record = folder / "record.ipynb"
        self.record.write_text("{}")

    def judged(self, text: str = TEXT) -> Judged:
        post = a_post(text)
        read = {"content/data.csv": fingerprint(self.data), f"{VARIABLE}COLOUR": value_print(None)}
        plan = steps(post, survey(post).claims)
        shown = Result((Output("result", {"text/plain": "array([0, 1, 2])"}),))
        return Judged(Executed(post, plan, (shown,) * len(plan), kept=Kept(str(self.record), read)))

    def settlement(self, memo: Memo, **own: str) -> Settlement:
        return Settlement(replace(ExecutionSettings(self.folder), **own), memo)


@pytest.fixture
def blog(tmp_path: Path) -> Blog:
    return Blog(tmp_path)


def found(blog: Blog, memo: Memo, text: str = TEXT, **own: str):
    """Ask as another build would."""
    return blog.settlement(memo, **own).find(a_post(text))


@pytest.fixture
def memo(blog: Blog):
    with Memo(blog.folder / "answers.sqlite") as memo:
        blog.settlement(memo).add(blog.judged(), ())
        yield memo


def test_a_post_that_did_not_change_is_found_with_its_own_text(blog: Blog, memo: Memo):
    known = found(blog, memo)
    assert known is not None
    assert known.judged.executed == replace(blog.judged().executed, cached=True)


def test_another_sentence_is_another_post(blog: Blog, memo: Memo):
    assert found(blog, memo, TEXT + "\nMore.\n") is None


def test_another_kernel_is_another_run(blog: Blog, memo: Memo):
    assert found(blog, memo, kernel="cold") is None


def test_a_file_that_the_run_read_has_changed(blog: Blog, memo: Memo):
    blog.data.write_text("2")
    assert found(blog, memo) is None


def test_a_file_that_changed_back_is_the_same(blog: Blog, memo: Memo):
    blog.data.write_text("2")
    blog.data.write_text("1")
    assert found(blog, memo) is not None


def test_an_old_file_changes_within_its_size(blog: Blog, memo: Memo):
    os.utime(blog.data, ns=(0, 0))
    assert found(blog, memo) is not None
    blog.data.write_text("7")
    os.utime(blog.data, ns=(0, 0))
    assert found(blog, memo) is None


def test_a_variable_that_the_run_read_has_changed(blog: Blog, memo: Memo, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLOUR", "red")
    assert found(blog, memo) is None


def test_a_variable_that_libraries_read_silently_has_changed(
    blog: Blog, memo: Memo, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert found(blog, memo) is None


@pytest.mark.parametrize("name", ["content/numpy.py", "numpy.py", "content/numpy/core.py"])
def test_a_module_of_the_blog_takes_the_place_of_a_package(blog: Blog, memo: Memo, name: str):
    place = blog.folder / name
    place.parent.mkdir(exist_ok=True)
    place.write_text("")
    assert found(blog, memo) is None


def test_a_package_was_installed(blog: Blog, memo: Memo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "site-packages/new-1.0.dist-info").mkdir(parents=True)
    monkeypatch.syspath_prepend(str(tmp_path / "site-packages"))
    assert found(blog, memo) is None


def test_a_record_that_is_gone_or_another_is_run_or_read_again(blog: Blog, memo: Memo):
    blog.record.write_text('{"another": 1}')
    assert found(blog, memo) is None
    blog.record.unlink()
    assert found(blog, memo) is None


def test_a_record_that_answers_counts_as_used(blog: Blog, memo: Memo):
    os.utime(blog.record, (0, 0))
    assert found(blog, memo)
    assert blog.record.stat().st_mtime > 0


def test_what_imports_a_module_of_the_blog_is_not_settled(blog: Blog):
    (blog.folder / "content/numpy.py").write_text("")
    with Memo(blog.folder / "other.sqlite") as memo:
        blog.settlement(memo).add(blog.judged(), ())
        (blog.folder / "content/numpy.py").unlink()
        assert found(blog, memo) is None


def test_what_was_not_decided_in_time_is_not_settled(blog: Blog):
    judged = blog.judged()
    claim = judged.executed.steps[0].claims[0]
    with Memo(blog.folder / "other.sqlite") as memo:
        late = Verdict(claim, Judgement.UNCHECKED, reason=TOO_LONG)
        blog.settlement(memo).add(replace(judged, verdicts=(late,)), ())
        assert found(blog, memo) is None


def test_a_post_without_code_stands_by_its_text(blog: Blog):
    post = a_post("---\ntitle: T\n---\nProse.\n")
    with Memo(blog.folder / "other.sqlite") as memo:
        blog.settlement(memo).add(Judged(Executed(post, (), ())), ())
        assert found(blog, memo, post.source.text) is not None
