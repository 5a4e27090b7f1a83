"""A kernel and the processes it started: which they are, and how much memory they hold together."""

import os
import sys

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


def holds_more(family: tuple[int, ...], size: int) -> bool:
    """Whether they hold more than so many bytes together.

    Who shares a page is counted by the kernel page by page: that is asked only where all pages of each
    would be too many, for somebody looks ten times a second.
    """
    return sum(map(_resident, family)) > size and held(family) > size


def _children(process: int) -> list[int]:
    """As Linux lists them: a look at all processes of the machine would take 100 times as long."""
    try:
        if sys.platform == "linux":
            return [int(child) for task in _tasks(process) for child in _read(f"{task}/children")]
        return [child.pid for child in psutil.Process(process).children()]
    except (OSError, psutil.Error):
        return []


def _tasks(process: int) -> list[str]:
    folder = f"/proc/{process}/task"
    return [f"{folder}/{task}" for task in os.listdir(folder)]  # noqa: PTH208  (ten times a second)


def _read(path: str) -> list[bytes]:
    try:
        file = os.open(path, os.O_RDONLY)
    except OSError:  # a thread that has just ended
        return []
    try:
        return os.read(file, 65536).split()
    finally:
        os.close(file)


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
