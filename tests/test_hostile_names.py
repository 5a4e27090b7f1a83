"""Names and texts that a terminal, a browser or a CI server would act upon are shown, and do nothing."""

import errno
import os
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from blogkit.cache import write_bytes
from blogkit.errors import ContentError
from blogkit.report import FORMATS, Report

NAME = "a\x1b[2J\n::error::b\u202e,c:d\udc80.md"


@pytest.mark.parametrize("form", FORMATS)
def test_a_report_of_a_hostile_name_is_one_well_formed_finding(form: str):
    said = FORMATS[form](Report([], [ContentError(NAME, 3, "is \x07 wrong")]))
    assert not {"\x1b", "\x07"} & set(said)
    if form in {"text", "github"}:
        assert not [line for line in said.split("\n") if line.startswith("::error::b")]
    if form == "junit":
        assert len(ET.fromstring(said)) == 1  # noqa: S314  (our own)


def test_a_full_disk_is_told_with_the_name_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space left") as caught:
        write_bytes(tmp_path / "page.html", b"new")
    assert caught.value.filename == str(tmp_path / "page.html")
    assert not list(tmp_path.iterdir())
