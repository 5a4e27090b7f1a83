"""Times of gradients and sizes of derivatives -> the data file beside "Calculus 101".

python -m bench.measure [FILE]

Times are CPU seconds of the whole process, so that what else the machine does disturbs little.
"""

# ruff: noqa: ANN401 - the same code takes NumPy's, JAX's and SymPy's values

import hashlib
import json
import math
import os
import platform
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jax
import jaxlib
import numpy as np
import sympy as sp
from sympy.core.cache import clear_cache

from bench.gradients import (
    CASES,
    FORMULAS,
    Case,
    finite_differences,
    finite_differences_at_once,
    point,
    symbols,
)

FORMAT = 1
FILE = Path(__file__).parent.parent / "content/posts/calculus-101.measured.json"
SIZES = (2, 3, 10, 30, 100, 300, 1000, 3000)
STEPS = (2, 4, 6, 8, 10, 12)
LONGEST_BUILD = 2.0
"""CPU seconds: a formula that took longer is not built for a larger number of parameters (ten times that)."""
SHORTEST_RUN = 4e-3
"""CPU seconds: shorter work is repeated until a run takes as long."""

Record = dict[str, Any]


def main(path: Path) -> None:
    """Measure, and write the file."""
    with jax.enable_x64(new_val=True):
        content = {
            "format": FORMAT,
            "measured": circumstances(),
            "gradients": list(gradients(CASES, SIZES)),
            "swell": [one for steps in STEPS for one in swell(steps)],
        }
    path.write_text(text(content), encoding="utf-8")
    print(f"{path.name}: {len(content['gradients'])} times, {len(content['swell'])} sizes")


def circumstances() -> Record:
    """When, on what kind of machine and with what; nothing that tells one machine from another."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{platform.system()} on {platform.machine()}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        "numpy": np.__version__,
        "sympy": sp.__version__,
        "jax": jax.__version__,
        "jaxlib": jaxlib.__version__,
    }


def text(content: Record) -> str:
    """The file: a line for each record, and the seal of it all at the end."""
    parts = [f' "{name}": {_lines(value)}' for name, value in (content | {"seal": seal(content)}).items()]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def seal(content: Record) -> str:
    """What gives a file away that was changed by hand."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _lines(value: Any) -> str:
    if not isinstance(value, list):
        return json.dumps(value)
    return "[\n" + ",\n".join(f"  {json.dumps(one)}" for one in value) + "\n ]"


def gradients(cases: Iterable[Case], sizes: Iterable[int]) -> Iterator[Record]:
    """Each function with each number of parameters, by each method."""
    for case in cases:
        longest = 0.0
        for count in sizes:
            ways = [numerical, automatic, by_hand] + [symbolic] * (longest < LONGEST_BUILD)
            for way in ways:
                for stage, runs in way(case, point(count)).items():
                    yield _record(case, count, way, stage, runs)
                    if way is symbolic and stage == "build":
                        longest = max(runs)


def _record(case: Case, count: int, way: Callable[..., Any], stage: str, runs: list[float]) -> Record:
    return {
        "function": case.name,
        "parameters": count,
        "method": way.__name__,
        "stage": stage,
        "seconds": float(f"{statistics.median(runs):.3g}"),
    }


def numerical(case: Case, x: Any) -> dict[str, list[float]]:
    """The faster of one parameter after the other and all at once."""
    ways = [
        repeated(lambda way=way: way(case, x)) for way in (finite_differences, finite_differences_at_once)
    ]
    return {"evaluate": min(ways, key=statistics.median)}


def by_hand(case: Case, x: Any) -> dict[str, list[float]]:
    """The formula that somebody worked out."""
    return {"evaluate": repeated(lambda: case.by_hand(x))}


def automatic(case: Case, x: Any) -> dict[str, list[float]]:
    """Tracing (build), compiling and evaluating `jax.grad`; evaluating it without `jax.jit`, too."""

    def lowered() -> Any:
        return jax.jit(jax.grad(lambda x: case.value(jax.numpy, x))).lower(x)

    plain = jax.grad(lambda x: case.value(jax.numpy, x))
    compiled, at = lowered().compile(), jax.numpy.asarray(x)
    builds, compilations = zip(
        *(_two_stages(lowered, lambda one: one.compile()) for _ in range(3)), strict=True
    )
    return {
        "build": list(builds),
        "compile": list(compilations),
        "evaluate": repeated(lambda: compiled(at).block_until_ready()),
        "evaluate without jit": repeated(lambda: plain(at).block_until_ready()),
    }


def symbolic(case: Case, x: Any) -> dict[str, list[float]]:
    """Formulas of all slopes (build), Python code of them (compile), and its evaluation."""
    names = symbols(x.size)

    def formulas() -> list[Any]:
        clear_cache()
        whole = case.value(FORMULAS, names)
        return [sp.diff(whole, name) for name in names]

    build, compilation = _two_stages(formulas, lambda slopes: sp.lambdify([list(names)], slopes, cse=True))
    evaluated = sp.lambdify([list(names)], formulas(), cse=True)
    return {"build": [build], "compile": [compilation], "evaluate": repeated(lambda: evaluated(x))}


def _two_stages(first: Callable[[], Any], second: Callable[[Any], Any]) -> tuple[float, float]:
    start = time.process_time()
    made = first()
    between = time.process_time()
    second(made)
    return between - start, time.process_time() - between


def repeated(work: Callable[[], Any]) -> list[float]:
    """CPU seconds of one call, in seven runs of many (three, where a call is long)."""
    work()
    once = cpu_seconds(work, 1)
    times = max(1, math.ceil(SHORTEST_RUN / max(once, 1e-7)))
    return [cpu_seconds(work, times) for _ in range(7 if once < 0.5 else 3)]


def cpu_seconds(work: Callable[[], Any], times: int) -> float:
    """CPU seconds of one of so many calls."""
    start = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - start) / times


def swell(steps: int) -> Iterator[Record]:
    """Operations and memory of the derivative of the logistic map applied so many times."""
    x = sp.Symbol("x")
    clear_cache()
    formula, memory = _traced(lambda: sp.diff(logistic(x, steps), x))
    yield {"steps": steps, "form": "formula", "operations": int(formula.count_ops()), "bytes": memory}
    shared, memory = _traced(lambda: sp.cse(formula))
    operations = sum(int(one.count_ops()) for _, one in shared[0]) + int(shared[1][0].count_ops())
    yield {"steps": steps, "form": "shared", "operations": operations, "bytes": memory}
    slope = jax.grad(lambda x: logistic(x, steps))
    graph, memory = _traced(lambda: jax.make_jaxpr(slope)(0.3))
    yield {"steps": steps, "form": "graph", "operations": len(graph.eqns), "bytes": memory}


def logistic(x: Any, steps: int) -> Any:
    """Apply x -> 4x(1 - x)."""
    for _ in range(steps):
        x = 4 * x * (1 - x)
    return x


def _traced(work: Callable[[], Any]) -> tuple[Any, int]:
    """What it gives, and the most memory it held at once, to two digits."""
    tracemalloc.start()
    made = work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return made, int(float(f"{peak:.2g}"))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FILE)
