"""`python -m bench.soak [--quick] [kills|fuzz|growth|variations|clients]...`: the long forms."""

import sys
from collections.abc import Callable, Mapping

from bench.soak import clients, fuzz, growth, kills, variations

QUICK = "--quick" in sys.argv
BAD = ("faults", "torn", "left", "unequal", "half", "traceback")


def _kills() -> bool:
    figures = kills.main(20 if QUICK else 500, 1)
    print(dict(figures))
    return not any(figures.get(one) for one in BAD)


def _fuzz() -> bool:
    figures = fuzz.main(1_000 if QUICK else 100_000, 1, [])
    print(dict(figures))
    return not any(figures.get(one) for one in BAD)


def _growth() -> bool:
    return all(factor <= growth.MOST for factor in growth.main().values())


def _variations() -> bool:
    return all(variations.main().values())


def _clients() -> bool:
    figures = clients.main(40 if QUICK else 300)
    print(dict(figures))
    return not any(figures.get(one) for one in BAD)


PARTS: Mapping[str, Callable[[], bool]] = {
    "kills": _kills,
    "fuzz": _fuzz,
    "growth": _growth,
    "variations": _variations,
    "clients": _clients,
}

if __name__ == "__main__":
    if {"-h", "--help"} & {*sys.argv}:
        sys.exit(__doc__)
    asked = [word for word in sys.argv[1:] if not word.startswith("-")] or list(PARTS)
    failed = [name for name in asked if not PARTS[name]()]
    sys.exit(f"not as it should be: {', '.join(failed)}" if failed else 0)
