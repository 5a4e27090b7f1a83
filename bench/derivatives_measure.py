"""How often derivkit is silently wrong or wrongly doubtful, and what it costs: for docs/derivatives.md.

python bench/derivatives_measure.py [--count N] [--seed S] [--families a,b] [--backends a,b] [--verbose]
"""

# ruff: noqa: ANN401, BLE001, S112 - a measured method may answer or raise anything

import argparse
import sys
import time
import tracemalloc
import warnings
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np

from bench import derivatives_families as families
from derivkit import Automatic, Numerical, Symbolic, derivative, gradient

BACKENDS = {"numerical": Numerical(), "automatic": Automatic(), "symbolic": Symbolic()}


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


def gradients(count: int, seed: int, backend: Any) -> Counter[str]:
    """Count the verdicts of the components of gradients of sums of removable singularities."""
    cases = [case for case in families.drawn(families.removable, 3 * count, seed) if case.n == 1]
    found: Counter[str] = Counter()
    for trio in zip(cases[::3], cases[1::3], cases[2::3], strict=True):
        try:
            exact = [case.exact() for case in trio]
            answer = gradient(lambda x, trio=trio: sum(case.f(x[k]) for k, case in enumerate(trio)),
                              [case.x for case in trio], backend)  # fmt: skip
        except Exception:
            found["refused"] += 1
            continue
        rows = zip(trio, exact, answer.value, answer.error, answer.status, strict=True)
        found.update(judged(case, true, float(value), float(error), str(status))
                     for case, true, value, error, status in rows if np.isfinite(true))  # fmt: skip
    return found


def row(name: str, backend: str, found: Counter[str], points: list[int]) -> str:
    """Give a line of the table."""
    total = sum(found.values()) or 1
    told = found["right"] + found["uncovered"] + found["honest"]
    cover = (found["right"] + found["honest"]) / (told or 1)
    cells = (name, backend, total, found["silent"], f"{found['flagged'] / total:.1%}", f"{cover:.1%}",
             f"{np.median(points):.0f}" if points else "–")  # fmt: skip
    return "| " + " | ".join(map(str, cells)) + " |"


def seconds(work: Any, repeats: int = 200) -> float:
    """Give the CPU seconds of a call."""
    work()
    start = time.process_time()
    for _ in range(repeats):
        work()
    return (time.process_time() - start) / repeats


def costs() -> list[str]:
    """Measure time beside numdifftools, checked beside unchecked gradients, and memory."""
    import numdifftools  # noqa: PLC0415 - a peer, only here

    def f(x: Any) -> Any:
        return np.exp(-2 * x) + 3 * np.sin(3 * x)

    def bent(x: Any) -> Any:
        return np.sum(np.maximum(x, 0) ** 2 + np.sin(x))

    peer, x = numdifftools.Derivative(f), np.linspace(-1, 1, 60)
    single = seconds(lambda: derivative(f, 0.7)) / seconds(lambda: peer(0.7))
    checked = seconds(lambda: gradient(bent, x, Automatic()))
    unchecked = seconds(lambda: gradient(bent, x, Automatic(check=False)))
    tracemalloc.start()
    gradient(lambda v: np.sum(np.sin(v) * v), np.linspace(0, 1, 2000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return [
        f"* A usual point: {derivative(f, 0.7).evaluations} evaluations, {single:.2f}× numdifftools.",
        f"* A checked gradient, n = 60: {checked * 1e6:.0f} µs, {checked / unchecked:.2f}× unchecked.",
        f"* A numerical gradient, n = 2 000: {peak / 1e6:.0f} MB at most.",
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--families", default="")
    parser.add_argument("--backends", default="numerical")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--costs", action="store_true")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    chosen = [getattr(families, name) for name in options.families.split(",") if name]
    chosen = chosen or [*families.HARD, families.kinks, families.second, families.traps]
    print("| family | backend | cases | silent | right but flagged | cover | evaluations |")
    print("|---|---|---|---|---|---|---|")
    for name in options.backends.split(","):
        total: Counter[str] = Counter()
        for family in chosen:
            found, points = measured(
                family, options.count, options.seed, BACKENDS[name], verbose=options.verbose
            )
            total += found
            print(row(family.__name__, name, found, points), flush=True)
        if not options.families:
            found = gradients(options.count // 3, options.seed, BACKENDS[name])
            total += found
            print(row("removable, gradients", name, found, []))
        print(row("all", name, total, []), flush=True)
    if options.costs:
        print("", *costs(), sep="\n")


if __name__ == "__main__":
    main()
