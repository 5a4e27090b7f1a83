"""Texts of every kind for every room: none may raise what no author can mend, or take long."""

import faulthandler
import random
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Mapping
from types import FrameType

from bench.soak.rooms import ROOMS, Room, some_text

SECONDS = 1.0
"""CPU seconds for up to 100 kB."""
HANGS = 20
"""CPU seconds after which there is no end."""
BYTES = 100_000
SHOWN = 300


class HangsError(BaseException):
    """No end in sight."""


def _hangs(_number: int, _frame: FrameType | None) -> None:
    raise HangsError


def fault_of(room: Room, text: str) -> str:
    """What is wrong with how a room reads a text; empty where nothing is."""
    begin = time.process_time()
    try:
        room.read(text)
    except Exception as error:  # noqa: BLE001  (whatever it is, it is what we look for)
        place = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__}: {error} ({place.filename}:{place.lineno})"
    spent = time.process_time() - begin
    if spent > SECONDS * max(1, len(text.encode("utf-8", "surrogatepass")) / BYTES):
        return f"slow: {spent:.1f} s"
    return ""


def main(count: int, seed: int, rooms: list[str]) -> Mapping[str, int]:
    """Give each room its share of so many texts; what was found, once a kind."""
    figures, seen = Counter[str](), set[str]()
    for name in rooms or ROOMS:
        chance = random.Random(f"{seed} {name}")
        for _ in range(count // len(rooms or ROOMS)):
            text = some_text(chance, ROOMS[name])
            signal.signal(signal.SIGVTALRM, _hangs)
            signal.setitimer(signal.ITIMER_VIRTUAL, HANGS)
            # what hangs in a library of another language no handler ends: the trace and the text are told
            faulthandler.dump_traceback_later(10 * HANGS, exit=True)
            try:
                fault = fault_of(ROOMS[name], text)
            except HangsError:
                fault = "hangs"
            finally:
                signal.setitimer(signal.ITIMER_VIRTUAL, 0)
                faulthandler.cancel_dump_traceback_later()
            figures[name] += 1
            if fault:
                figures["faults"] += 1
                kind = f"{name} {fault.partition(':')[0]} {fault.rpartition('(')[2]}"
                if kind not in seen:
                    seen.add(kind)
                    print(f"{name}: {fault[:SHOWN]}\n    {text[:SHOWN]!r}", flush=True)
    return figures


if __name__ == "__main__":
    print(dict(main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])))
