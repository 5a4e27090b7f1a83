"""The report as an author reads it in a terminal or a log."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import PurePosixPath

from blogkit.errors import ToolError, VanishedError, printable, printable_name
from blogkit.model import Claim, Failure, Figure, Judged, Judgement, Source, Verdict
from blogkit.report.summary import Report

_PACKAGES = {
    "Crypto": "pycryptodome",
    "PIL": "pillow",
    "RPi": "RPi.GPIO",
    "bluetooth": "PyBluez",
    "bs4": "beautifulsoup4",
    "cv2": "opencv-python",
    "dateutil": "python-dateutil",
    "dotenv": "python-dotenv",
    "mpl_toolkits": "matplotlib",
    "osgeo": "GDAL",
    "serial": "pyserial",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "usb": "pyusb",
    "yaml": "PyYAML",
}
"""Module -> the package that brings it, where the names differ."""
LONGEST = 100
INSTALL = "; install the package that brings it beside blogkit, or mark the cell {execute=false}"


def text(report: Report) -> str:
    """What is wrong, place by place, then one line that sums up."""
    lines = [*_problems(report)]
    for post in report.posts:
        lines += _post(post, report)
    return printable("\n".join([*lines, *_warnings(report), summary(report), ""]))


def _problems(report: Report) -> Iterator[str]:
    for problem in [*report.problems, *report.links]:
        yield str(problem)


def _warnings(report: Report) -> Iterator[str]:
    for warning in report.warnings:
        yield f"{warning}  (a warning)"


def _post(post: Judged, report: Report) -> Iterator[str]:
    verbose = report.verbose
    at = partial(place_in, post.executed.post.source)
    lines = post.executed.post.lines
    for failure in post.failures:
        yield _failure(at, failure, report.install)
    for verdict in post.verdicts:
        if verdict.judgement is Judgement.BROKEN:
            yield from _broken(at(verdict.claim.line), verdict, lines, report.fix)
        elif verdict.judgement is Judgement.UNSTABLE:
            kind = _why("unstable", verdict.rule if verbose else "")
            yield f"{at(verdict.claim.line)}: {verdict.reason or 'differs from run to run'} ({kind})"
        elif verbose:
            yield _quiet(at(verdict.claim.line), verdict)
    for figure in post.figures:
        yield from _figure(at(figure.line), figure, report)
    yield from _made(printable_name(str(post.executed.post.source.path)), post.executed.made, verbose=verbose)
    if verbose:
        for comment in post.comments:
            why = _why(comment.why_not, comment.rule)
            yield f"{at(comment.line)}: no claim: {shortened(comment.text)!r} ({why})"
        from blogkit.check import hints  # noqa: PLC0415  (comparing costs 10 ms; only a verbose report has hints)

        for hint in hints(post.executed):
            yield f"{at(hint.line)}: hint: {hint.text} {hint.why_not}"


def place_in(source: Source, line: int) -> str:
    """Where a line of a post stands, as a report says it: `posts/a.md:3`, `a.ipynb:cell 3:2`."""
    return f"{printable_name(str(source.path))}:{source.spot(line).words}"


def _failure(at: Callable[[int], str], failure: Failure, install: str) -> str:
    message = failure.message.strip().split("\n")[0]
    what = "recipe" if failure.path else "cell"
    remedy = _missing(message, install) if failure.name == "ModuleNotFoundError" else ""
    where = f"{failure.path}:{failure.line}" if failure.path else at(failure.line)
    said = f"{where}: the {what} fails: {failure.name}: {message}"
    return said.rstrip(": ") + remedy


def _missing(message: str, install: str) -> str:
    """What to do about a module that is not there; a line to copy where it is known what installs it."""
    named = re.search(r"(?:No module named '|needs )([\w-]+)", message)
    if not named or not install:
        return INSTALL
    return f"; run: {install} {package_of(named[1])}"


def package_of(module: str) -> str:
    """The package that brings a module.

    >>> package_of("yaml"), package_of("numpy")
    ('PyYAML', 'numpy')
    """
    return _PACKAGES.get(module, module)


def headline(verdict: Verdict, fix: str) -> str:
    """One line: what it says, what it shows and what to do; `fix` is the command that accepts it."""
    claim = verdict.claim
    if not verdict.actual and verdict.reason:
        return f"says {one_line(claim.expected)}, {verdict.reason}"
    says, shows = one_line(claim.expected), one_line(verdict.actual)
    remedy = f"by hand: {verdict.by_hand}" if verdict.by_hand else _by(fix, "accepts it").lstrip("; ")
    return "; ".join(filter(None, (f"says {says}, shows {shows}", remedy)))


def _by(fix: str, does: str) -> str:
    """What a command does, as the end of a sentence; nothing where no command does it."""
    return f'; "{fix}" {does}' if fix else ""


def _broken(where: str, verdict: Verdict, lines: list[str], fix: str) -> Iterator[str]:
    yield f"{where}: {headline(verdict, fix)}"
    claim = verdict.claim
    statement = _statement(claim, lines)
    if statement:
        yield f"    statement: {statement}"
    if verdict.actual:
        yield from _difference(claim.expected, verdict.actual)


def _statement(claim: Claim, lines: list[str]) -> str:
    first, last = claim.subject
    code = " ".join(line.strip() for line in lines[first - 1 : last])
    return shortened(code) if first != claim.line or first != last else ""


def _difference(says: str, shows: str) -> Iterator[str]:
    """The first differing lines one above the other, with a caret under the first difference."""
    claimed, actual = says.split("\n"), shows.split("\n")
    pairs = zip(
        claimed + [""] * (len(actual) - len(claimed)),
        actual + [""] * (len(claimed) - len(actual)),
        strict=True,
    )
    one, other = next(((a, b) for a, b in pairs if a.strip() != b.strip()), (claimed[0], actual[0]))
    column = next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    start = max(0, column - LONGEST + 20)
    yield f"    says:  {one[start : start + LONGEST]}"
    yield f"    shows: {other[start : start + LONGEST]}"
    yield " " * (11 + column - start) + "^"


def _quiet(where: str, verdict: Verdict) -> str:
    claim = verdict.claim
    says, why = one_line(claim.expected), _why(verdict.reason, verdict.rule)
    return f"{where}: {verdict.judgement}: {says} ({claim.syntax}; {why})"


def _why(reason: str, rule: str) -> str:
    """The reason in words, and the rule by its name."""
    return "; ".join(part for part in (reason, f"rule: {rule}" if rule else "") if part)


def _figure(where: str, figure: Figure, report: Report) -> Iterator[str]:
    if figure.status in _FIGURES:
        yield f"{where}: {figure_words(figure, report.fix)}"
    elif report.verbose:
        yield f"{where}: {figure.path} is {figure.status}"


def _made(path: str, made: Mapping[PurePosixPath, bytes | None], *, verbose: bool) -> Iterator[str]:
    """The files that a post wrote: a few by name."""
    kept = [printable_name(str(file)) for file, data in made.items() if data is not None]
    if kept:
        named = kept if verbose else kept[:_MOST_NAMED]
        more = f" and {len(kept) - len(named)} more" if len(named) < len(kept) else ""
        yield f"{path}: writes {', '.join(named)}{more}: published with its page, the source stays as it is"
    for file, data in made.items():
        if data is None:
            yield f"{path}: writes {printable_name(str(file))}, which is too large to be published from here"


_MOST_NAMED = 5
_FIGURES = frozenset({"new", "changed", "redrawn"})
"""What became of a figure, where an author should know."""


def figure_words(figure: Figure, fix: str) -> str:
    """What became of a figure, and what to do."""
    share = f"{figure.difference:.1%} of its ink differs from what the code draws"
    if figure.trouble:
        return f"{figure.path} has drifted: {figure.file} {figure.trouble}{_by(fix, 'replaces it')}"
    if figure.status == "redrawn":
        return f"{figure.path} had drifted: {share}; {figure.file} is redrawn (commit it)"
    if figure.status == "changed":
        return f"{figure.path} has drifted: {share}{_by(fix, 'accepts it')}"
    do = "commit it" if figure.by_recipe else f"published with its page{_by(fix, 'keeps it there')}"
    return f"drawn for the first time: {figure.file} ({do})"


def summary(report: Report) -> str:
    """One line that sums up."""
    counts = ", ".join(
        f"{report.count(judgement)} {word}"
        for judgement, word in (
            (Judgement.HOLDS, "hold"),
            (Judgement.BROKEN, "broken"),
            (Judgement.UNSTABLE, "unstable"),
            (Judgement.UNCHECKED, "unchecked"),
        )
        if report.count(judgement) or judgement is Judgement.HOLDS
    )
    parts = [plural(len(report.posts), "post"), f"{plural(report.claims, 'claim')}: {counts}"]
    if report.verbose and report.formulas:
        parts += [f"{plural(report.formulas, 'formula')} that state nothing to decide"]
    parts += [plural(report.figures, "figure") + (f", {report.drifted} drifted" if report.drifted else "")]
    parts += [plural(report.failures, "failing cell")] if report.failures else []
    parts += [plural(len(report.links), "broken link")] if report.links else []
    failed = sum(isinstance(problem, ToolError) for problem in report.problems)
    vanished = sum(isinstance(problem, VanishedError) for problem in report.problems)
    malformed = len(report.problems) - failed - vanished
    parts += [plural(malformed, "malformed file")] if malformed else []
    parts += [plural(vanished, "file") + " vanished"] if vanished else []
    parts += [plural(failed, "failure") + " of the tool"] if failed else []
    parts += [f"{withheld(report.left_out)} left out"] if report.left_out else []
    parts += [f"{report.known} known left aside"] if report.known else []
    parts += [f"{report.mended} of the baseline mended: --write-baseline"] if report.mended else []
    return "; ".join(parts)


def withheld(left_out: Mapping[str, int]) -> str:
    """`1 draft, 2 future posts`.

    >>> withheld({"draft": 1, "future": 2})
    '1 draft, 2 future posts'
    """
    nouns = {"draft": "draft", "future": "future post", "expired": "expired post"}
    return ", ".join(plural(count, nouns[reason]) for reason, count in left_out.items())


def plural(count: int, noun: str) -> str:
    """`1 post`, `2 posts`.

    >>> plural(1, "post"), plural(0, "claim")
    ('1 post', '0 claims')
    """
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def one_line(words: str) -> str:
    """Lines joined, so that a message stays on one line."""
    return shortened(" ⏎ ".join(line.strip() for line in words.strip().split("\n")))


def shortened(words: str) -> str:
    """Cut in the middle when too long for a line."""
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 20]} … {words[-15:]}"
