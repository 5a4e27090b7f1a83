"""derivkit against its peers in one process: writes bench/out/derivatives.md and derivatives.png.

Needs the packages of requirements/bench.txt. Run from the project's root:
python bench/derivatives.py
"""

# ruff: noqa: ANN401, ISC004, B007 - a script: its peers have no types, its functions one caller

import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import autograd
import autograd.numpy as anp
import jacobi
import jax
import jax.numpy as jnp
import mpmath
import numdifftools
import numpy as np
from matplotlib.figure import Figure
from scipy.differentiate import derivative as scipy_derivative

from derivkit import Automatic, derivative, gradient

Answer = tuple[float, float, bool, int]
"""Value, its own error, a warning given, evaluations."""

FAMILIES = {
    "smooth": ["sin(a*x+b)", "exp(a*x)*cos(b*x)", "1/(1+a*x**2)", "exp(sin(a*x))", "x**5-a*x**3+b*x",
               "tanh(a*x)+b*x", "log(1+a*x**2)", "exp(-2*x)+3*sin(3*x)"],
    "scale": ["sin(a*x/s)", "exp(x/s)", "1/(s+abs(x))", "x**3/s", "s*x**2+b*x"],
    "near": ["1/(x-b)", "log(abs(x-b))", "1/(x-b)**2", "exp(a*x)/(x-b)", "arctan(a*x)/(x-b)"],
    "special": ["abs(x-b)", "sign(x-b)", "cbrt(x-b)", "sin(x)+abs(x-b)"],
}  # fmt: skip


def problems(seed: int) -> list[tuple[str, str, float, dict[str, float]]]:
    random = np.random.default_rng(seed)
    found = []
    for family, formulas in FAMILIES.items():
        for formula in formulas:
            a, b, s = random.uniform(0.3, 3), random.uniform(-2, 2), 10 ** random.uniform(-8, 8)
            x = {"scale": s, "near": 0.0, "special": 0.0}.get(family, 1.0) * random.uniform(-2, 2)
            x += {"near": b + 10 ** random.uniform(-8, -2), "special": b}.get(family, 0.0)
            found.append((family, formula, float(x), {"a": a, "b": b, "s": s}))
    return found


def function(formula: str, values: dict[str, float], library: Any) -> Callable[[Any], Any]:
    names = {
        name: getattr(library, name, None) for name in ("sin", "cos", "exp", "log", "tanh", "sign", "cbrt")
    }
    names |= {"arctan": getattr(library, "arctan", None) or library.atan, "abs": abs}
    code = compile(formula, formula, "eval")
    return lambda x: eval(code, {**names, **values, "x": x})  # noqa: S307 - our own formulas


def ours(f: Callable[[Any], Any], x: float) -> Answer:
    answer = derivative(f, x)
    return float(answer.value), float(answer.error), answer.status != "ok", answer.evaluations


def by_numdifftools(f: Callable[[Any], Any], x: float) -> Answer:
    value, error, *_ = numdifftools.Derivative(f, full_output=True)(x)
    return float(np.squeeze(value)), float(np.squeeze(error)), False, 31


def by_jacobi(f: Callable[[Any], Any], x: float) -> Answer:
    value, error = jacobi.jacobi(f, x)
    return float(np.squeeze(value)), float(np.squeeze(error)), False, 14


def by_scipy(f: Callable[[Any], Any], x: float) -> Answer:
    answer = scipy_derivative(f, x)
    return float(answer.df), float(answer.error), not answer.success, int(answer.nfev)


def by_central(f: Callable[[Any], Any], x: float) -> Answer:
    return float((f(x + 1e-5) - f(x - 1e-5)) / 2e-5), np.nan, False, 2


def by_autograd(f: Callable[[Any], Any], x: float) -> Answer:
    return float(autograd.grad(f)(x)), np.nan, False, 1


def by_jax(f: Callable[[Any], Any], x: float) -> Answer:
    with jax.enable_x64(True):  # noqa: FBT003 - JAX names no parameter
        return float(jax.grad(f)(x)), np.nan, False, 1


METHODS = [
    ("derivkit Numerical", ours, np),
    ("numdifftools", by_numdifftools, np),
    ("jacobi", by_jacobi, np),
    ("scipy.differentiate", by_scipy, np),
    ("central, h = 1e-5", by_central, np),
    ("autograd", by_autograd, anp),
    ("jax.grad, 64 bit", by_jax, jnp),
]


def measured(method: Callable[[Any, float], Answer], library: Any, seeds: range) -> dict[str, list[Any]]:
    """Give (relative error, covered, silent, evaluations) per problem, by family."""
    found: dict[str, list[Any]] = {family: [] for family in FAMILIES}
    for family, formula, x, values in (problem for seed in seeds for problem in problems(seed)):
        try:
            value, error, warned, evaluations = method(function(formula, values, library), x)
        except Exception:  # noqa: BLE001 - a peer that fails has failed
            value, error, warned, evaluations = np.nan, np.nan, True, 0
        if family == "special":
            found[family].append((np.nan, True, bool(np.isfinite(value) and not warned), evaluations))
            continue
        with mpmath.workdps(60):
            exact = float(mpmath.diff(function(formula, values, mpmath), mpmath.mpf(x)))
        miss = abs(value - exact)
        relative = miss / abs(exact) if np.isfinite(value) else np.inf
        silent = bool(np.isfinite(value) and relative > 1e-3 and not warned)
        found[family].append((relative, miss <= error + 2.3e-16 * abs(exact), silent, evaluations))
    return found


def row(name: str, found: dict[str, list[Any]]) -> str:
    cells = [name]
    for family in ("smooth", "scale", "near"):
        errors = [relative for relative, *_ in found[family]]
        cells.append(f"{np.median(errors):.1e} / {np.max(errors):.1e}")
    regular = [item for family in ("smooth", "scale", "near") for item in found[family]]
    cells.append(f"{sum(silent for part in found.values() for _, _, silent, _ in part)}")
    cells.append(f"{max(evaluations for part in found.values() for *_, evaluations in part)}")
    cells.append(f"{np.mean([covered for _, covered, _, _ in regular]):.0%}")
    return "| " + " | ".join(cells) + " |"


def seconds(work: Callable[[], Any], repeats: int = 9) -> float:
    taken = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return float(np.median(taken))


def times() -> list[str]:
    x = np.linspace(-3, 3, 1000)

    def f(t: Any) -> Any:
        return np.exp(-2 * t) + 3 * np.sin(3 * t)

    peer = numdifftools.Derivative(f)
    derivative(f, x)
    own = seconds(lambda: derivative(f, x))
    loop = seconds(lambda: [peer(point) for point in x], 3)
    batch = seconds(lambda: peer(x))
    matrix = np.random.default_rng(0).normal(size=(2000, 1000))

    def loss(w: Any) -> Any:
        return jnp.sum(jnp.log(1 + jnp.exp(-(matrix @ w)))) + jnp.sum(w**2)

    w = np.linspace(-0.1, 0.1, 1000)
    with jax.enable_x64(True):  # noqa: FBT003 - JAX names no parameter
        by_hand = jax.jit(jax.grad(loss))
        np.asarray(by_hand(w))
    gradient(loss, w, Automatic())
    pairs = []
    for _ in range(200):
        with jax.enable_x64(True):  # noqa: FBT003 - JAX names no parameter
            hand = seconds(lambda: np.asarray(by_hand(w)), 1)
        pairs.append((hand, seconds(lambda: gradient(loss, w, Automatic()), 1)))
    hand, wrapped = np.median(np.array(pairs), axis=0)
    return [
        f"* 1 000 points of a vectorised f: {own * 1e3:.1f} ms; numdifftools point by point "
        f"{loop / own:.0f}× that, numdifftools on the array {batch / own:.2f}×.",
        f"* Gradient at n = 1 000 (logistic loss, 2 000 rows): {wrapped / hand:.2f}× of a hand-written "
        f"jit(grad(f)) ({hand * 1e6:.0f} µs).",
    ]


def draw(results: dict[str, dict[str, list[Any]]], path: Path) -> None:
    figure = Figure(figsize=(8, 3.5), layout="constrained")
    axes = figure.subplots()
    for place, (name, found) in enumerate(results.items()):
        for offset, family in enumerate(("smooth", "scale", "near")):
            errors = np.clip([relative for relative, *_ in found[family]], 1e-17, 10)
            axes.scatter(errors, np.full(len(errors), place + 0.25 * (offset - 1)), s=3, color=f"C{offset}")
    axes.set(xscale="log", xlabel="relative error (blue smooth, orange scaled, green near a singularity)")
    axes.set_yticks(range(len(results)), list(results))
    axes.invert_yaxis()
    figure.savefig(path, dpi=80, metadata={"Software": None})


def main() -> None:
    """Measure, print and write."""
    warnings.simplefilter("ignore")
    out = Path(__file__).parent / "out"
    out.mkdir(exist_ok=True)
    with np.errstate(all="ignore"):
        results = {name: measured(method, library, range(8)) for name, method, library in METHODS}
    heading = "| method | smooth: median / max | scale | near | silent wrong | points ≤ | cover |"
    lines = [heading, "|---|---|---|---|---|---|---|", *(row(name, found) for name, found in results.items())]
    text = "\n".join([*lines, "", *times()]) + "\n"
    (out / "derivatives.md").write_text(text, encoding="utf-8")
    draw(results, out / "derivatives.png")
    print(text)


if __name__ == "__main__":
    main()
