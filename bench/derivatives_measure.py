"""How often derivkit is silently wrong, wrongly doubtful, and what it costs: tables for docs/derivatives.md.

python bench/derivatives_measure.py [--count N] [--seed S] [--families a,b] [--verbose]
"""

# ruff: noqa: ANN401, BLE001 - a measured method may answer or raise anything

import argparse
import sys
import warnings
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np

from bench import derivatives_families as families
from derivkit import Automatic, Numerical, Symbolic, derivative

BACKENDS = {"numerical": Numerical(), "automatic": Automatic(), "symbolic": Symbolic()}
WARNED = {"noisy", "unchecked", "kink", "jump", "vertical", "one_sided", "undefined", "error"}


def judged(case: families.Case, exact: float, value: float, error: float, status: str) -> str:
    """Give right, flagged, silent, missed or honest for an answer."""
    if "ok" not in case.status:
        return "right" if status in case.status else ("silent" if status == "ok" else "flagged")
    miss = abs(value - exact)
    wrong = not miss <= 1e-3 * abs(exact) + 1e-300
    covered = miss <= error + 4e-16 * abs(exact)
    if status == "ok":
        return ("honest" if covered else "silent") if wrong else ("right" if covered else "uncovered")
    return "flagged" if not wrong else "warned"


def measured(
    family: Any, count: int, seed: int, backend: Any, *, verbose: bool
) -> tuple[Counter[str], list[int]]:
    """Count the verdicts of a family."""
    found: Counter[str] = Counter()
    points: list[int] = []
    for case in families.drawn(family, count, seed):
        try:
            exact = case.exact() if "ok" in case.status else float("nan")
        except Exception:
            continue
        with np.errstate(all="ignore"):
            here = case.f(case.x)
        if "ok" in case.status and not (np.isfinite(exact) and np.isfinite(here)):
            continue
        try:
            answer = derivative(case.f, case.x, n=case.n, backend=backend)
            value, error, status = float(answer.value), float(answer.error), str(answer.status)
            points.append(answer.evaluations)
        except TypeError as problem:
            value, error, status = np.nan, np.nan, "error"
            if verbose:
                print("   ", problem)
        verdict = judged(case, exact, value, error, status)
        if status == "error":
            verdict = "refused"
        found[verdict] += 1
        if verbose and verdict in {"silent", "flagged", "uncovered", "warned"}:
            print(f"  {verdict}: {case.formula} at {case.x!r} {case.values} n={case.n}: "
                  f"{value!r} ± {error:.1e} {status}, true {exact!r}")  # fmt: skip
    return found, points


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--families", default="")
    parser.add_argument("--backends", default="numerical")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    chosen = [getattr(families, name) for name in options.families.split(",") if name] or families.HARD
    for name in options.backends.split(","):
        total: Counter[str] = Counter()
        for family in chosen:
            found, points = measured(
                family, options.count, options.seed, BACKENDS[name], verbose=options.verbose
            )
            total += found
            print(name, family.__name__, dict(found), f"points {np.median(points or [0]):.0f}", flush=True)
        print(name, "all", sum(total.values()), dict(total))


if __name__ == "__main__":
    main()
