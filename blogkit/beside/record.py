"""Judged post -> the small file that Hugo reads without Python: what the code showed, and what holds."""

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any, cast

from blogkit.cache import sweep_parts, write_bytes
from blogkit.errors import ContentError
from blogkit.model import Fence, Judged, Judgement, Output, Post, StepKind

FOLDER = PurePosixPath("data/blogkit")
PICTURES = PurePosixPath("static/blogkit")
_SCHEMA = 1
_FENCES = re.compile(r"(?ms)^[ \t>]*(?:```|~~~).*?^[ \t>]*(?:```|~~~)[ \t]*$")
"""The same expression stands in `record.html`: what counts is that both sides cut the same pieces."""
_MIMES = ("text/html", "image/svg+xml", "image/png", "text/plain")
"""The richest first."""
_MOST_TEXT = 10_000


def record_path(post: PurePosixPath, content_dir: str) -> PurePosixPath:
    """Where a post's record stands below the source folder.

    >>> str(record_path(PurePosixPath("content/posts/a.md"), "content"))
    'data/blogkit/posts/a.json'
    """
    below = post.relative_to(content_dir) if post.is_relative_to(content_dir) else post
    return FOLDER / below.with_suffix(".json")


def record_of(judged: Judged, today: date, pictures: str) -> dict[str, Any]:
    """The record; `pictures` is the folder of its pictures below `static`."""
    post = judged.executed.post
    counts = {str(one): 0 for one in Judgement}
    for verdict in judged.verdicts:
        counts[str(verdict.judgement)] += 1
    return {
        "schema": _SCHEMA,
        "post": str(post.source.path),
        "date": today.isoformat(),
        "environment": dict(judged.executed.environment),
        "counts": {"claims": len(judged.verdicts), **counts, "failures": len(judged.failures)},
        "code": _hash_of_fences(post),
        "fences": list(_fences(judged, pictures)),
    }


def _hash_of_fences(post: Post) -> str:
    """One hash of all fences: any change in them makes the record stale, a change in the prose does not."""
    body = post.source.text.split("\n", post.front_matter.body_line - 1)[-1]
    return hashlib.sha256("\n".join(_FENCES.findall(body)).encode()).hexdigest()


def _fences(judged: Judged, pictures: str) -> Iterator[dict[str, Any]]:
    post, number = judged.executed.post, 0
    cells = {cell.fence.line for cell in post.cells if not cell.is_output}
    for ordinal, fence in enumerate(post.fences):
        entry: dict[str, Any] = {"ordinal": ordinal, "language": fence.language, "sha256": fence.sha256}
        if fence.line in cells:
            number += 1
            entry["cell"] = number
        entry["verdicts"] = _verdicts(judged, fence)
        entry["outputs"] = [
            _shown(output, f"{pictures}/{number}-{n}") for n, output in enumerate(_outputs(judged, fence), 1)
        ]
        yield entry


def _verdicts(judged: Judged, fence: Fence) -> list[str]:
    inside = (one for one in judged.verdicts if fence.line <= one.claim.line <= fence.end_line)
    return [str(one.judgement) for one in sorted(inside, key=lambda one: one.claim.line)]


def _outputs(judged: Judged, fence: Fence) -> Iterator[Output]:
    for step, result in zip(judged.executed.steps, judged.executed.results, strict=True):
        if step.kind is StepKind.CELL and fence.line < step.line <= fence.end_line:
            yield from (one for one in result.outputs if any(mime in one.data for mime in _MIMES))


def _shown(output: Output, name: str) -> dict[str, str]:
    mime = next(one for one in _MIMES if one in output.data)
    if mime == "image/png":
        return {"kind": output.kind, "mime": mime, "file": f"{name}.png"}
    return {"kind": output.kind, "mime": mime, "text": output.data[mime][:_MOST_TEXT]}


def write_record(folder: Path, content_dir: str, judged: Judged, today: date) -> bool:
    """Write a post's record and its pictures; whether it says something new. A date alone is nothing new.

    Raises ContentError where another file stands in its place.
    """
    name = record_path(judged.executed.post.source.path, content_dir)
    pictures = (PurePosixPath("blogkit") / name.relative_to(FOLDER).with_suffix("")).as_posix()
    record = record_of(judged, today, pictures)
    before = _read(folder / name, str(name))
    if before is not None and {**before, "date": "", "seal": ""} == {**record, "date": "", "seal": ""}:
        return False
    for path, data in _pictures(judged, pictures):
        write_bytes(folder / "static" / path, data)
    sweep_parts(folder / FOLDER)
    text = json.dumps({**record, "seal": _seal(record)}, indent=1, ensure_ascii=False)
    write_bytes(folder / name, (text + "\n").encode())
    return True


def _seal(record: Mapping[str, Any]) -> str:
    """What tells a record that was written from one that a hand has changed since."""
    told = {key: value for key, value in record.items() if key not in {"seal", "date"}}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


def _read(path: Path, name: str) -> Mapping[str, Any] | None:
    try:
        found: Any = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or "fences" not in found:
        raise ContentError(name, 0, "is no record of a post, and stays as it is; move it away, or delete it")
    record = cast("dict[str, Any]", found)
    if record.get("schema") != _SCHEMA:
        raise ContentError(name, 0, "is a record of another version, and stays as it is; delete it")
    if record.get("seal", _seal(record)) != _seal(record):
        raise ContentError(name, 0, "was changed by hand, and stays as it is; delete it, and record anew")
    return record


def _pictures(judged: Judged, pictures: str) -> Iterator[tuple[str, bytes]]:
    number = 0
    for cell in judged.executed.post.cells:
        if cell.is_output:
            continue
        number += 1
        for n, output in enumerate(_outputs(judged, cell.fence), 1):
            shown = _shown(output, f"{pictures}/{number}-{n}")
            if "file" in shown:
                yield shown["file"], base64.b64decode(output.data["image/png"])


def orphans(folder: Path, content_dir: str) -> list[str]:
    """The records whose post is gone."""
    found = [path for path in sorted((folder / FOLDER).rglob("*.json")) if _is_record(path)]
    names = [path.relative_to(folder / FOLDER).with_suffix("") for path in found]
    return [
        f"{FOLDER}/{name.as_posix()}.json"
        for name in names
        if not any((folder / content_dir).glob(f"{_escaped(name.as_posix())}.*"))
    ]


def _is_record(path: Path) -> bool:
    """Whether it is one of ours: a file of the author's own is nobody's to delete."""
    try:
        found: Any = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(found, dict) and "fences" in found


def _escaped(name: str) -> str:
    return re.sub(r"([\[\]*?])", r"[\1]", name)
