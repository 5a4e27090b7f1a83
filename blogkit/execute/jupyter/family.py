"""A kernel and the processes it started: which they are, and how much memory they hold together."""

import sys
from pathlib import Path

import psutil


def family_of(process: int) -> tuple[int, ...]:
    """The process itself, and those it started that have not been orphaned since."""
    found = [process]
    for member in found:  # grows while it is walked along
        found += _children(member)
    return tuple(found)


def held(family: tuple[int, ...]) -> int:
    """Bytes in memory; pages that several of them share count once where there are several."""
    if len(family) < 2:
        return sum(map(_resident, family))
    first, *others = family
    return _resident(first) + sum(map(_share, others))


def _children(process: int) -> list[int]:
    """As Linux lists them: a look at all processes of the machine would take 100 times as long."""
    try:
        if sys.platform == "linux":
            tasks = Path(f"/proc/{process}/task").glob("*/children")
            return [int(child) for task in tasks for child in task.read_text().split()]
        return [child.pid for child in psutil.Process(process).children()]
    except (OSError, psutil.Error):
        return []


def _resident(process: int) -> int:
    try:
        return psutil.Process(process).memory_info().rss
    except psutil.Error:
        return 0


def _share(process: int) -> int:
    """What a process holds, each page divided by how many share it."""
    try:
        return getattr(psutil.Process(process).memory_full_info(), "pss", 0) or _resident(process)
    except psutil.Error:
        return 0
