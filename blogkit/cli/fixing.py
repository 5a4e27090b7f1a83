"""What `fix` does with the verdicts: the diff, the files, and what is left by hand."""

import stat
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from blogkit.cache import write_bytes
from blogkit.check import Accepted, accept
from blogkit.cli.options import Options
from blogkit.errors import ContentError, trouble
from blogkit.model import Failure, Judged, Judgement, Source
from blogkit.report import Report, diff
from blogkit.source import Places, disk, write_pictures


def fix_posts(report: Report, options: Options) -> int:
    """Rewrite every post; 1 when something is left to its author, 2 when content is malformed."""
    changed, left = 0, list[str]()
    for judged in report.posts:
        accepted = accept(judged, formulas=options.formulas)
        left += _by_hand(judged, accepted)
        try:
            changed += _accept(judged, accepted, options)
        except ContentError as problem:
            left.append(str(problem))
    for line in [*left, *map(str, report.problems)]:
        print(line, file=sys.stderr)
    if not (changed or left or report.problems):
        print(_nothing(report))
    return 2 if report.problems else 1 if left else 0


def fix_place(judged: Judged, line: int, figure: str, options: Options) -> str:
    """Accept one claim, or one figure, and say what came of it."""
    path = judged.executed.post.source.path
    if figure:
        wanted = tuple(
            one for one in judged.figures if one.path == figure and one.status in {"new", "changed"}
        )
        accepted = Accepted(judged.executed.post.source.text)
    else:
        wanted, accepted = (), accept(judged, at=line)
    if accepted.by_hand:
        return f"{path}:{accepted.by_hand[0].line}: by hand: {accepted.by_hand[0].why}"
    try:
        count = _accept(replace(judged, figures=wanted), accepted, options)
    except ContentError as problem:
        return str(problem)
    return f"{path}:{line}: accepted" if count else f"{path}:{line}: nothing to accept there"


def _nothing(report: Report) -> str:
    claims = [verdict for judged in report.posts for verdict in judged.verdicts]
    held = sum(verdict.judgement is Judgement.HOLDS for verdict in claims)
    return f"nothing to fix: {held} of {len(claims)} claims hold, and none is broken"


def _by_hand(judged: Judged, accepted: Accepted) -> Iterator[str]:
    """What is left to the author, in order of lines."""
    path = judged.executed.post.source.path
    found = [(one.line, f"by hand: {one.why}") for one in accepted.by_hand]
    found += [(one.line, f"by hand: the cell fails: {_said(one)}") for one in judged.failures if not one.path]
    yield from (f"{path}:{line}: {what}" for line, what in sorted(found))
    recipes = [one for one in judged.failures if one.path]
    yield from (f"{one.path}:{one.line}: by hand: the recipe fails: {_said(one)}" for one in recipes)


def _said(failure: Failure) -> str:
    return f"{failure.name}: {failure.message.strip().partition(chr(10))[0]}".rstrip(": ")


def _accept(judged: Judged, accepted: Accepted, options: Options) -> int:
    """Print the diff of a post and write it; how many files were, or would be, written."""
    source = judged.executed.post.source
    count = 0
    if accepted.text != source.text:
        print(diff(source, accepted.text), end="", flush=True)
        count += 1
    if options.dry_run:
        return count + sum(figure.status in {"new", "changed"} for figure in judged.figures)
    try:
        if count:
            _write(options.source, source, accepted)
        redrawn, failed = write_pictures(options.source, judged.figures)
    except FileNotFoundError as error:
        raise ContentError(str(source.path), 0, "was deleted while the posts ran") from error
    except OSError as error:
        name = Path(str(error.filename or source.path)).name
        raise ContentError(
            str(source.path), 0, f"{name} cannot be written: {trouble(error)}; it stays"
        ) from error
    for path in redrawn:
        print(f"{source.path}: redrew {path}")
    if failed:
        raise failed[0]
    return count + len(redrawn)


def _write(folder: Path, source: Source, accepted: Accepted) -> None:
    """Put the images that come new beside the text that shows them, and then the text."""
    if not (folder / source.path).stat().st_mode & stat.S_IWUSR:
        raise ContentError(str(source.path), 0, "is read-only; chmod u+w lets fix write to it")
    for path, png in accepted.pictures:
        place = Places(folder).file(source, path)
        if place is None:
            raise ContentError(str(source.path), 0, f"{path} leads out of the site; write /images/…")
        file = folder / place
        if file.exists():
            raise ContentError(
                str(source.path), 0, f"{file.name} is there already; move it or show it yourself"
            )
        write_bytes(file, png)
    disk.write_source(folder, source, accepted.text)
