"""Executed -> what is known of a post before any claim is judged: found once, asked by every rule."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from blogkit.check.judge.causes import Causes, causes
from blogkit.code import Marked, Origin, follow
from blogkit.model import Executed, Step, StepKind


class Mark(StrEnum):
    """What of the world outside the post reaches a statement."""

    CLOCK = "clock"
    MACHINE = "machine"


@dataclass(frozen=True)
class Facts:
    """What no single claim decides."""

    causes: Causes
    marked: tuple[tuple[Marked, ...], ...]
    """The statements of each step with their marks; none of a step that is no cell."""
    threads: tuple[bool, ...]
    """Whether threads or processes have been started in a step or above it."""


def facts(executed: Executed) -> Facts:
    """Walk over the steps of a post once."""
    cells = [step.kind is StepKind.CELL for step in executed.steps]
    followed = iter(follow([step.code for step in executed.steps if step.kind is StepKind.CELL], ORIGINS))
    marked = tuple(next(followed) if is_cell else () for is_cell in cells)
    return Facts(causes(executed), marked, tuple(_threads(executed.steps)))


def _threads(steps: tuple[Step, ...]) -> list[bool]:
    started: list[bool] = []
    for step in steps:
        here = step.kind is StepKind.CELL and bool(_THREADS.search(step.code))
        started.append(here or bool(started and started[-1]))
    return started


_THREADS = re.compile(r"\b(?:Thread|ThreadPoolExecutor|ProcessPoolExecutor|Process|Pool)\(")
READS_CLOCK = re.compile(
    r"\.(?:now|utcnow|today)\b|\b(?:now|utcnow|today)\(|\b(?:perf_counter\w*|monotonic\w*|process_time\w*|timeit|ctime|localtime|gmtime|uuid[14]|getpid"
    r"|mkdtemp|mkstemp|gettempdir|NamedTemporaryFile|TemporaryDirectory)\b|\btime\.time\(|(?m:^%%?time)"
)
_READS_MACHINE = re.compile(
    r"\b(?:os\.(?:getcwd|listdir|scandir|walk|getlogin|getuid|environ|getenv|cpu_count|uname|stat|popen|system"
    r"|path\.(?:abspath|realpath|expanduser|getsize|getmtime|getctime))"
    r"|getcwd|listdir|scandir|abspath|realpath|getsize|expanduser|cpu_count|gethostname|getuser|virtual_memory|memory_info"
    r"|subprocess|platform\.\w+\(|psutil|cuda\.is_available|device_count|tracemalloc|resource\.getrusage|shutil\.(?:which|disk_usage)"
    r"|sys\.(?:version|version_info|platform|executable|path|argv|modules|flags|maxsize|getrefcount|ps1|ps2|getdefaultencoding"
    r"|getfilesystemencoding)|getpreferredencoding|__loader__|__spec__|__subclasses__"
    r"|__version__|__file__|show_versions|show_config|urlopen|requests\.(?:get|post)|httpx|i?glob\()"
    r"|(?<!\bnp)(?<!numpy)(?<!math)\.(?:iterdir|r?glob|cwd|home|resolve|absolute|owner|stat|lstat|is_mount)\("
    r"|(?m:^\s*[\w., ]+=\s*!)"
)
_OPENS_FILE = re.compile(r"\b(?:read_\w+|open|loads?\w*|imread|fromfile|genfromtxt|Dataset)\(")
_LISTS_FILES = re.compile(r"glob\(|listdir|iterdir|scandir|walk")


def _reads_file(text: str) -> bool:
    """Whether a statement gives what a file holds, wherever the file was found."""
    return bool(_OPENS_FILE.search(text)) and not _LISTS_FILES.search(text)


ORIGINS: Mapping[str, Origin] = {
    Mark.CLOCK: Origin(lambda text: bool(READS_CLOCK.search(text))),
    Mark.MACHINE: Origin(lambda text: bool(_READS_MACHINE.search(text)), ends=_reads_file),
}
"""Where each mark comes from."""
