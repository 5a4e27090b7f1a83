"""Commands are killed at any moment: nothing is torn or left, and the next run is as a clean one."""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.soak.trial import HOME, Place, files_of, place_for, wait_until_gone

STRUCK = Path(__file__).with_name("struck.py")
SIGNALS = ("SIGKILL", "SIGTERM", "SIGINT")
ENDED = {-signal.SIGKILL, *(128 + getattr(signal, name) for name in SIGNALS)}
CONFIG = 'baseURL = "https://example.org/"\ntitle = "Notes"\n'
_PICTURE = """
from IPython.display import Image
import struct, zlib
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
def square(n, grey):
    rows = b"".join(b"\\0" + bytes([grey]) * n for _ in range(n))
    head = struct.pack(">IIBBBBB", n, n, 8, 0, 0, 0, 0)
    chunks = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\\x89PNG\\r\\n\\x1a\\n" + chunks
Image(square(9, 100))
"""


@dataclass(frozen=True)
class Case:
    """A command and the state in which it starts."""

    name: str
    words: tuple[str, ...]
    prepare: Callable[[Place], None]


@dataclass(frozen=True)
class Strike:
    """When a signal comes, and to whom: at the N-th change, or after a share of the usual time."""

    signal: str
    whom: str
    number: int = 0
    share: float = 0.0

    def __str__(self) -> str:
        """For the table of failures."""
        when = f"at change {self.number}" if self.number else f"after {self.share:.2f} of its time"
        return f"{self.signal} to the {self.whom} {when}"


@dataclass(frozen=True)
class Clean:
    """What a run that nobody disturbs makes, and how long it takes."""

    before: Mapping[str, bytes]
    after: Mapping[str, bytes]
    status: int
    seconds: float
    changes: int


# --- the states --------------------------------------------------------------------------------------


def _write(place: Place, name: str, text: str) -> None:
    path = place.source / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _post(title: str, body: str) -> str:
    return f'+++\ntitle = "{title}"\ndate = 2024-01-02\ntags = ["a"]\n+++\n\n## A heading\n\n{body}'


def _blog(place: Place, claim: str = "2") -> None:
    _write(place, "hugo.toml", CONFIG)
    _write(place, "content/posts/p0.md", _post("One", f"```python\nprint(1 + 1)  # {claim}\n```\n"))
    _write(place, "content/posts/p1.md", _post("Two", "Text with $x^2$.\n"))
    _write(place, "content/posts/p2.md", _post("Three", "More text.\n"))
    _write(place, "static/old.txt", "old\n")


def _edited(place: Place, *, code: bool) -> None:
    _blog(place)
    place.run("build", "-d", str(place.public))
    _write(place, "content/posts/p1.md", _post("Another", "Other text with $x^3$.\n"))
    (place.source / "content/posts/p2.md").unlink()
    (place.source / "static/old.txt").unlink()
    _write(place, "static/robots.txt", "User-agent: *\n")
    if code:
        _write(place, "content/posts/p0.md", _post("One", "```python\nprint(2 + 2)  # 4\n```\n"))


def _broken(place: Place) -> None:
    _blog(place, "3")
    figure = f"```python{_PICTURE}```\n\n![A square](square.png)\n\n```python\n6 * 7  # 43\n```\n"
    _write(place, "content/posts/p3.md", _post("Four", figure))


def _strange(place: Place) -> None:
    _blog(place, "3")
    _write(place, "layouts/all.html", "{{ .Content }}")


def _warmed(prepare: Callable[[Place], None], *words: str) -> Callable[[Place], None]:
    def warmed(place: Place) -> None:
        prepare(place)
        place.run(*words)

    return warmed


CASES = (
    Case("build", ("build",), lambda place: _edited(place, code=False)),
    Case("build, a post runs", ("build",), lambda place: _edited(place, code=True)),
    Case("fix", ("fix",), _broken),
    Case("fix, recorded", ("fix",), _warmed(_broken, "check")),
    Case("record", ("record",), _warmed(_broken, "check")),
    Case("init", ("init", "--yes"), _warmed(_strange, "check")),
)


# --- one trial ---------------------------------------------------------------------------------------


def clean_run(case: Case, place: Place, kept: Path) -> Clean:
    """Prepare the state, keep it, and see what the command makes of it."""
    case.prepare(place)
    shutil.copytree(place.root, kept, symlinks=True)
    before = files_of(place)
    count = 10**6
    begin = time.monotonic()
    done = place.call([str(STRUCK), str(count), "SIGKILL", "main", *_words(case, place)])
    seconds = time.monotonic() - begin
    after = files_of(place)
    restore(place, kept)
    return Clean(before, after, done.returncode, seconds, 40)


def restore(place: Place, kept: Path) -> None:
    """The state as it was before."""
    shutil.rmtree(place.root)
    shutil.copytree(kept, place.root, symlinks=True)


def trial(case: Case, place: Place, clean: Clean, strike: Strike) -> tuple[bool, list[str]]:
    """Strike a run, then run it again: whether it died of that, and what is wrong."""
    number = strike.number or 10**6
    words = [str(STRUCK), str(number), strike.signal, strike.whom, *_words(case, place)]
    process = place.start(words)
    if strike.share:
        with _patience():
            process.wait(strike.share * clean.seconds)
        _send(process, strike)
    said = process.communicate(timeout=120)[0]
    wrong = [f"left: {what}" for what in wait_until_gone(place)]
    wrong += [f"torn: {name}" for name in _torn(files_of(place), clean)]
    if "Traceback" in said:
        wrong.append(f"traceback: {said[-2000:]}")
    again = place.run(*_words(case, place))
    if again.returncode != clean.status:
        wrong.append(f"the next run ended with {again.returncode}: {again.stdout[-300:]}")
    wrong += [f"unequal: {name}" for name in _unlike(files_of(place), clean.after)]
    wrong += [f"half: {path.name}" for path in place.root.rglob("*.part")]
    return process.returncode in ENDED, wrong


def _words(case: Case, place: Place) -> tuple[str, ...]:
    target = ("-d", str(place.public)) if case.name.startswith("build") else ()
    return (*case.words, "-s", str(place.source), *target)


@contextmanager
def _patience() -> Iterator[None]:
    try:
        yield
    except subprocess.TimeoutExpired:
        return


def _send(process: "subprocess.Popen[str]", strike: Strike) -> None:
    number = signal.Signals[strike.signal]
    if process.poll() is None:
        (os.killpg if strike.whom == "group" else os.kill)(process.pid, number)


def _torn(now: Mapping[str, bytes], clean: Clean) -> list[str]:
    """Files that are neither as before nor as after."""
    return [
        name
        for name, data in now.items()
        if not name.endswith((".part", ".blogkit-files"))
        and data not in {clean.before.get(name), clean.after.get(name)}
    ]


def _unlike(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> list[str]:
    return sorted(name for name in one | other if one.get(name) != other.get(name))


def some_strike(chance: random.Random, clean: Clean) -> Strike:
    """One of all there are."""
    name, whom = chance.choice(SIGNALS), chance.choice(("main", "group"))
    kind = chance.choice(("random", "first", "change", "change"))
    if kind == "random":
        return Strike(name, whom, share=chance.uniform(0.02, 1.0))
    return Strike(name, whom, number=1 if kind == "first" else chance.randint(2, clean.changes))


def main(count: int, seed: int) -> Mapping[str, int]:
    """Strike until so many runs have died of it."""
    chance, figures = random.Random(seed), Counter[str]()
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        known: dict[str, tuple[Place, Path, Clean]] = {}
        for number, case in enumerate(CASES):
            place, kept = place_for(Path(folder, str(number))), Path(folder, f"kept{number}")
            known[case.name] = (place, kept, clean_run(case, place, kept))
        while figures["killed"] < count:
            case = chance.choice(CASES)
            place, kept, clean = known[case.name]
            strike = some_strike(chance, clean)
            died, wrong = trial(case, place, clean, strike)
            restore(place, kept)
            figures["runs"] += 1
            figures["killed"] += died
            figures[case.name] += died
            for problem in wrong:
                figures[problem.partition(":")[0]] += 1
                print(f"{case.name}, {strike}: {problem}", flush=True)
    return figures


if __name__ == "__main__":
    print(dict(main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)), HOME.name)
