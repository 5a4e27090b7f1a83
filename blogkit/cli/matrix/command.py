"""`matrix`: the posts in throw-away environments, side by side, and which release breaks a claim."""

import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from blogkit.cache import cache_folder, write_bytes
from blogkit.cli.commands import request_of
from blogkit.cli.matrix import (
    Column,
    Environment,
    Finding,
    Since,
    Wanted,
    as_json,
    as_text,
    begin_check,
    candidates,
    end_check,
    environment_at,
    find_uv,
    first_release,
    make_environment,
    matrix_page,
    package_name,
    packages_of_posts,
    releases_of,
    wanted_environments,
    with_release,
)
from blogkit.cli.options import Options
from blogkit.cli.output import close, duration, say, tell
from blogkit.errors import ContentError
from blogkit.report import plural

_FORMATS: dict[str, Callable[[Sequence[Column], Sequence[Since]], str]] = {"text": as_text, "json": as_json}


@dataclass
class _Desk:
    """What makes environments and checks in them; what it has checked once it knows."""

    options: Options
    uv: str
    cache: Path
    known: dict[str, Column] = field(default_factory=dict[str, Column])

    def environment(self, wanted: Wanted) -> Environment:
        """The environment, as it was made before or made now."""
        there = None if self.options.renew else environment_at(wanted, self.cache)
        if there:
            return there
        if not self.options.quiet:
            tell(f"matrix: making the environment {wanted.name}")
        return make_environment(wanted, self.cache, self.uv)

    def checked(self, environments: Sequence[Environment]) -> list[Column]:
        """What checks say there, side by side; each is done once."""
        flags = [part for path in self.options.only for part in ("--only", path)]
        flags += ["--no-cache"] if not self.options.cache else []
        new = {one.wanted.key: one for one in environments if one.wanted.key not in self.known}
        begun = {key: begin_check(one, self.options.source, flags) for key, one in new.items()}
        self.known |= {key: end_check(new[key], check) for key, check in begun.items()}
        return [self.known[one.wanted.key] for one in environments]

    def columns(self, wanted: Sequence[Wanted]) -> list[Column]:
        """Environments are made, and then checked, side by side."""
        with ThreadPoolExecutor(max_workers=max(1, os.cpu_count() or 1)) as pool:
            environments = list(pool.map(self.environment, wanted))
        return self.checked(environments)


def matrix(options: Options, begin: float) -> int:
    """Check everywhere and report; 1 where something breaks, 2 where no environment could be made."""
    base = packages_of_posts(request_of(options))
    desk = _Desk(options, find_uv(), cache_folder(options.source))
    columns = desk.columns(wanted_environments(options.withs, options.pythons, base, _requirements(options)))
    since = _bisected(desk, columns, package_name(options.bisect)) if options.bisect else []
    say(_FORMATS[options.format](columns, since), options.output)
    if options.page:
        write_bytes(options.page, matrix_page(columns, since).encode())
    ran = [column for column in columns if not column.trouble]
    spent = duration(time.perf_counter() - begin)
    close(f"checked in {len(ran)} of {plural(len(columns), 'environment')} in {spent}", options)
    return int(any(column.findings for column in ran)) if ran else 2


def _requirements(options: Options) -> Path | None:
    """The file that the author names."""
    file = options.requirements
    if file and not file.is_file():
        raise ContentError("--requirements", 0, f"{file}: no such file; give a requirements file")
    return file


def _bisected(desk: _Desk, columns: Sequence[Column], package: str) -> list[Since]:
    """For each claim that breaks with a newer release and not with an older one: the release in between."""
    pair = _pair(columns, package)
    if pair is None:
        wanted = f"two environments with two releases of {package}: --with {package}==OLD --with {package}"
        troubles = [f"{one.environment.wanted.name}: {one.trouble}" for one in columns if one.trouble]
        raise ContentError("--bisect", 0, "; ".join([f"needs {wanted}", *troubles]))
    good, bad = pair
    fresh = {one.key for one in bad.findings} - {one.key for one in good.findings}
    wrong = [one for one in bad.findings if one.key in fresh]
    if not wrong:
        tell(
            f"matrix: nothing breaks between {package} {_version(good, package)} and {_version(bad, package)}"
        )
        return []
    versions = [_version(good, package), _version(bad, package)]
    releases = candidates(releases_of(package, desk.uv), versions[0], versions[1])
    ends = {versions[0]: good, versions[1]: bad}
    broken = partial(_broken, desk, bad.environment.wanted, package, ends)
    found = [first_release(one, package, releases, broken) for one in wrong]
    return [one for one in found if one]


def _pair(columns: Sequence[Column], package: str) -> tuple[Column, Column] | None:
    """The environments with the oldest and the newest release, of those that differ in it."""
    ran = [one for one in columns if not one.trouble and package in one.environment.versions]
    ordered = sorted(ran, key=lambda one: _order(_version(one, package)))
    if len(ordered) < 2 or _version(ordered[0], package) == _version(ordered[-1], package):
        return None
    return ordered[0], ordered[-1]


def _version(column: Column, package: str) -> str:
    return column.environment.versions.get(package, "")


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else 0 for part in version.split("."))


def _broken(
    desk: _Desk, wanted: Wanted, package: str, ends: dict[str, Column], release: str
) -> frozenset[tuple[str, int, str, str]] | None:
    """What is wrong with one release."""
    column = ends.get(release) or desk.columns([with_release(wanted, package, release)])[0]
    return None if column.trouble else frozenset(_keys(column.findings))


def _keys(findings: Sequence[Finding]) -> list[tuple[str, int, str, str]]:
    return [one.key for one in findings]
