"""Releases of a package, and what breaks with each -> the first release with which it breaks."""

from collections.abc import Callable, Sequence

from blogkit.cli.matrix.check import Finding
from blogkit.values import frozen

Broken = Callable[[str], frozenset[tuple[str, int, str, str]] | None]
"""A release -> the keys of what is wrong with it; None where it cannot be installed."""


@frozen
class Since:
    """The release with which something breaks."""

    finding: Finding
    package: str
    last_good: str
    first_bad: str


def first_release(finding: Finding, package: str, releases: Sequence[str], broken: Broken) -> Since | None:
    """Halve the releases, good at first and bad at last; those that cannot be installed are passed by.

    >>> bad = Finding("a.md", 1, "claim", "9")
    >>> tried = lambda release: frozenset({bad.key}) if int(release) >= 6 else frozenset()
    >>> found = first_release(bad, "numpy", [str(n) for n in range(10)], tried)
    >>> found.last_good, found.first_bad
    ('5', '6')
    """
    good, bad = 0, len(releases) - 1
    if bad < 1:
        return None
    while bad - good > 1:
        middle = _nearest(good, bad, releases, broken)
        if middle is None:
            break
        if finding.key in (broken(releases[middle]) or frozenset()):
            bad = middle
        else:
            good = middle
    return Since(finding, package, releases[good], releases[bad])


def _nearest(good: int, bad: int, releases: Sequence[str], broken: Broken) -> int | None:
    """The release nearest to the middle that can be installed."""
    centre = (good + bad) // 2
    inside = sorted(range(good + 1, bad), key=lambda at: abs(at - centre))
    return next((at for at in inside if broken(releases[at]) is not None), None)


def candidates(releases: Sequence[str], good: str, bad: str) -> list[str]:
    """The releases from the good one to the bad one, in the order of the index.

    >>> candidates(["1", "2", "3", "4"], "2", "4")
    ['2', '3', '4']
    """
    known = list(releases)
    first = known.index(good) if good in known else None
    last = known.index(bad) if bad in known else None
    between = known[first + 1 : last] if first is not None and last is not None and first < last else []
    return [good, *between, bad]
