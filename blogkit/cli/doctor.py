"""`doctor`: what a build of this blog stands on, each part with what to do where it is not well."""

import json
import re
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from blogkit import __version__, pipeline
from blogkit.cache import cache_folder
from blogkit.check import interpreter_of
from blogkit.cli.commands import request_of
from blogkit.cli.options import Options
from blogkit.errors import AbsentError, ContentError
from blogkit.execute import Interpreter, installed_versions, run_times
from blogkit.model import Request
from blogkit.report import plural
from blogkit.site import mathematics_font
from blogkit.source import Settings
from blogkit.values import frozen

_LARGE = 2_000_000_000
"""Bytes of a cache from which it is worth a word."""
_LITTLE = 500_000_000
"""Bytes that a disk should have left."""
_SLOW = 5.0
"""Seconds of a post from which it is named."""
_LOCKS = (
    "uv.lock",
    "poetry.lock",
    "pylock.toml",
    "requirements.lock",
    "requirements.txt",
    "requirements/*.txt",
)
_PINNED = re.compile(r"^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*==\s*([\w.+!-]+)")


@frozen
class Found:
    """One thing that was looked at."""

    what: str
    words: str
    remedy: str = ""
    """What to do; empty where all is well."""
    fatal: bool = False
    """Whether a build fails by it."""


@frozen
class _Blog:
    """What the looks are given."""

    request: Request
    settings: Settings
    cache: Path
    interpreter: Interpreter | None = None


def doctor(options: Options, _begin: float) -> int:
    """Look at everything and say it; 1 where a build would fail."""
    settings = pipeline.read_settings(request_of(options))[0]
    blog = _Blog(request_of(options), settings, cache_folder(options.source))
    found = [*_python(), *_chosen(blog)]
    with suppress(ContentError):  # it is said above
        blog = _Blog(blog.request, settings, blog.cache, interpreter_of(settings, blog.request))
    found += [one for look in LOOKS for one in look(blog)]
    if options.format == "json":
        print(json.dumps([vars(one) for one in found], indent=1, ensure_ascii=False))
    else:
        _say(found)
    return int(any(one.fatal for one in found))


def _say(found: list[Found]) -> None:
    width = max(len(one.what) for one in found)
    for one in found:
        sign = "✗" if one.fatal else "!" if one.remedy else "✓"
        print(f"{sign} {one.what.ljust(width)}  {one.words}")
        if one.remedy:
            print(f"  {' ' * width}  -> {one.remedy}")
    count = sum(bool(one.remedy) for one in found)
    print(f"{plural(count, 'thing')} to mend" if count else "all is well")


def _python() -> Iterator[Found]:
    version = sys.version.split()[0]
    yield Found("blogkit", f"{__version__}, with Python {version} at {sys.executable}")


def _chosen(blog: _Blog) -> Iterator[Found]:
    """The interpreter that runs the cells."""
    try:
        other = interpreter_of(blog.settings, blog.request)
    except ContentError as error:
        yield Found(
            "interpreter",
            f"{error.path}:{error.line}" if error.line else error.path,
            error.message,
            fatal=True,
        )
        return
    if other is None:
        yield Found("interpreter", "the one that runs blogkit (python under [params.blogkit] names another)")
    else:
        yield Found("interpreter", f"{other.executable}, Python {other.version.split()[0]}")


def _fonts(_blog: _Blog) -> Iterator[Found]:
    """The font of the formulas is cut from a wheel; figures are set in Matplotlib's own."""
    try:
        size = len(mathematics_font("x=1"))
    except AbsentError as error:
        yield Found("mathematics font", f"none, and only pages need it: {error.message}")
        return
    except (ImportError, OSError) as error:
        remedy = f"{sys.executable} -m pip install --force-reinstall ziamath fonttools uharfbuzz brotli"
        yield Found("mathematics font", str(error), remedy, fatal=True)
        return
    yield Found("mathematics font", f"STIX Two Math can be cut ({size / 1000:.0f} kB for three signs)")


def _figure_fonts(blog: _Blog) -> Iterator[Found]:
    versions = _installed(blog)
    if "matplotlib" in versions:
        yield Found("figures", f"Matplotlib {versions['matplotlib']}, with the fonts that it brings")
    elif any(blog.request.folder.glob("content/**/*.figures.py")):
        where = blog.interpreter.executable if blog.interpreter else sys.executable
        yield Found(
            "figures",
            "recipes draw with Matplotlib, which is missing",
            f"{where} -m pip install matplotlib",
            fatal=True,
        )


def _locked(blog: _Blog) -> Iterator[Found]:
    """Versions that a lock names, beside those that are installed where the cells run."""
    locks = [path for name in _LOCKS for path in sorted(blog.request.folder.glob(name))]
    if not locks:
        yield Found("lock", "none: figures and outputs may change with any release of a package",
                    f"{_freeze(blog)} > requirements.lock")  # fmt: skip
        return
    lock, installed = locks[0], _installed(blog)
    pinned = pins_of(lock.name, lock.read_text("utf-8", "replace"))
    other = [f"{name} {installed[name]} (the lock says {version})" for name, version in pinned.items()
             if name in installed and installed[name] != version]  # fmt: skip
    if other:
        shown = ", ".join(other[:5]) + (f" and {len(other) - 5} more" if len(other) > 5 else "")
        yield Found("lock", f"{lock.name}: {shown}", f"install what {lock.name} says, or lock anew")
    else:
        same = sum(name in installed for name in pinned)
        yield Found("lock", f"{lock.name}: {plural(same, 'package')} as locked")


def _installed(blog: _Blog) -> dict[str, str]:
    """What is installed where the cells run."""
    return installed_versions(blog.interpreter.paths if blog.interpreter else None)


def _freeze(blog: _Blog) -> str:
    where = blog.interpreter.executable if blog.interpreter else sys.executable
    return f"{where} -m pip freeze"


def pins_of(name: str, text: str) -> dict[str, str]:
    r"""Package -> version, as a lock has it.

    >>> pins_of("requirements.txt", "Foo_Bar==1.2 \\\n    --hash=sha256:0\n# x\nother>=3\n")
    {'foo-bar': '1.2'}
    >>> pins_of("uv.lock", '[[package]]\nname = "numpy"\nversion = "2.0"\n')
    {'numpy': '2.0'}
    """
    if name.endswith((".txt", ".in")) or name == "requirements.lock":
        pairs = [(found[1], found[2]) for line in text.split("\n") if (found := _PINNED.match(line))]
    else:
        pairs = _of_toml(text)
    return {re.sub(r"[-_.]+", "-", package).lower(): version for package, version in pairs}


def _of_toml(text: str) -> list[tuple[str, str]]:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return []
    tables = [*document.get("package", []), *document.get("packages", [])]
    return [(str(one["name"]), str(one["version"])) for one in tables if "version" in one]


def _kept(blog: _Blog) -> Iterator[Found]:
    """What is kept between builds."""
    size, count = _size(blog.cache)
    words = f"{blog.cache}: {size / 1e6:.0f} MB in {plural(count, 'file')}"
    remedy = f"rm -r {blog.cache} (the next build runs every post once)" if size > _LARGE else ""
    yield Found("cache", words, remedy)
    for what, folder in {
        "disk of the cache": blog.cache,
        "temporary folder": Path(tempfile.gettempdir()),
    }.items():
        there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
        free = shutil.disk_usage(there).free
        yield Found(
            what, f"{free / 1e9:.1f} GB free", "make room: builds write there" if free < _LITTLE else ""
        )


def _size(folder: Path) -> tuple[int, int]:
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return sum(sizes), len(sizes)


def _slow(blog: _Blog) -> Iterator[Found]:
    """What a build that finds nothing kept would wait for."""
    times = sorted(run_times(blog.cache).items(), key=lambda pair: -pair[1])
    if not times:
        yield Found("posts", "none has run yet")
        return
    slow = [f"{path} ({seconds:.0f} s)" for path, seconds in times[:3] if seconds >= _SLOW]
    total = sum(seconds for _, seconds in times)
    words = f"{plural(len(times), 'post')}, {total:.1f} s together when all of them run"
    remedy = (
        f"slowest: {', '.join(slow)}; smaller data, or cells that need not run marked {{execute=false}}"
        if slow
        else ""
    )
    yield Found("posts", words, remedy)


def _cold(blog: _Blog) -> Iterator[Found]:
    """Kernels that start from nothing."""
    if blog.interpreter:
        yield Found(
            "kernels",
            "start cold, as the blog has an interpreter of its own: about a second a post that runs",
        )
    elif blog.settings.blogkit.get("kernel") == "cold":
        yield Found(
            "kernels", "start cold: about a second a post", 'take kernel = "cold" out of [params.blogkit]'
        )
    else:
        yield Found("kernels", "are forked from a warm process")


def _tools(_blog: _Blog) -> Iterator[Found]:
    """What some commands want."""
    uv = Path(sys.executable).with_name("uv").is_file() or shutil.which("uv")
    remedy = "" if uv else f"{sys.executable} -m pip install uv, for the environments of matrix"
    yield Found("uv", "is there" if uv else "is not there", remedy)


LOOKS: tuple[Callable[[_Blog], Iterator[Found]], ...] = (
    _fonts,
    _figure_fonts,
    _locked,
    _kept,
    _slow,
    _cold,
    _tools,
)
"""Each says what it finds; a new one is a function of the blog."""
