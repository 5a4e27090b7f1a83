"""Random families of functions with exact derivatives: what derivkit is measured on, and never tuned to.

A formula is text, read once with NumPy's names and once with mpmath's; its constants are exact floats.
"""

# ruff: noqa: S307, E501 - our own formulas, evaluated in two libraries, in tables

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import mpmath
import numpy as np

_NAMES = "sin cos tan exp log sqrt tanh sinh cosh sign cbrt expm1 log1p".split()
_NUMPY: dict[str, Any] = {name: getattr(np, name) for name in _NAMES} | {
    "arctan": np.arctan, "arcsin": np.arcsin, "abs": np.abs, "where": np.where, "maximum": np.maximum,
    "minimum": np.minimum, "floor": np.floor, "single": lambda x: np.float64(np.float32(x)),
    "rounded": np.round, "arcsinh": np.arcsinh, "arctan2": np.arctan2, "hypot": np.hypot, "sinc": np.sinc,
    "logaddexp": np.logaddexp, "power": np.power, "copysign": np.copysign,
}  # fmt: skip
_EXACT: dict[str, Any] = {name: getattr(mpmath, name) for name in _NAMES} | {
    "arctan": mpmath.atan, "arcsin": mpmath.asin, "abs": abs, "where": lambda c, a, b: a if c else b,
    "maximum": max, "minimum": min, "floor": mpmath.floor, "single": lambda x: x,
    "rounded": lambda x, _digits: x, "arcsinh": mpmath.asinh,
    "cbrt": lambda x: mpmath.sign(x) * mpmath.cbrt(abs(x)),
    "arctan2": mpmath.atan2, "hypot": mpmath.hypot, "sinc": lambda x: mpmath.sinc(mpmath.pi * x),
    "logaddexp": lambda a, b: mpmath.log(mpmath.exp(a) + mpmath.exp(b)),
    "power": lambda a, b: mpmath.mpf(a) ** b, "copysign": lambda a, b: abs(a) * mpmath.sign(b),
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A formula in x, a point, and what is true there."""

    family: str
    formula: str
    x: float
    n: int = 1
    status: tuple[str, ...] = ("ok",)
    """What the point may be called; with "ok" alone the value is exact()."""
    values: dict[str, float] = field(default_factory=dict)

    @property
    def f(self) -> Callable[[Any], Any]:
        """The function in NumPy's style."""
        code, names = compile(self.formula, self.formula, "eval"), _NUMPY | self.values
        return lambda x: eval(code, names, {"x": x})

    def exact(self) -> float:
        """The true derivative."""
        names = _EXACT | {name: mpmath.mpf(value) for name, value in self.values.items()}
        code = compile(self.formula, self.formula, "eval")
        # a sum of a term of order x and one of order 1 needs the digits between them
        with mpmath.workdps(160 + int(2 * abs(np.log10(abs(self.x) or 1.0)))):
            x, unit = mpmath.mpf(self.x), mpmath.mpf(abs(self.x) or 1.0)
            found = mpmath.diff(lambda t: eval(code, names, {"x": x + t * unit}), mpmath.mpf(0), self.n)
            return float(mpmath.re(found / unit**self.n))


_SMOOTH = [
    "sin({})", "cos({})", "exp(-({})**2)", "tanh({})", "arctan({})", "1/(1.5+sin({}))", "log(2.5+cos({}))",
    "exp(sin({}))", "sqrt(1+({})**2)", "({})**3-2*({})", "1/(1+({})**2)", "arcsinh({})", "exp({})",
]  # fmt: skip


def _affine(random: np.random.Generator, x: str) -> str:
    return (
        f"({float(random.uniform(0.3, 3) * random.choice([-1, 1]))!r}*({x})+{float(random.uniform(-2, 2))!r})"
    )


def _tamed(random: np.random.Generator, depth: int, x: str = "x") -> str:
    """A smooth formula of that depth whose values stay of ordinary size."""
    outer = str(random.choice(_SMOOTH[:-1] if depth > 1 else _SMOOTH))
    inner = _affine(random, x if depth == 1 else _tamed(random, depth - 1, x))
    return outer.replace("{}", inner)


def _combined(random: np.random.Generator) -> str:
    one, other = (_tamed(random, int(random.integers(1, 4))) for _ in range(2))
    return f"{float(random.normal())!r}*{one} {random.choice(['+', '-', '*'])} {float(random.normal())!r}*({other})"


def smooth(random: np.random.Generator) -> Case:
    """A sum or product of nested elementary functions."""
    return Case("smooth", _combined(random), float(random.uniform(-2, 2)))


def scaled(random: np.random.Generator) -> Case:
    """The same in other units, sometimes beside a large constant."""
    s, size = 10 ** random.uniform(-12, 12), 10 ** random.uniform(-20, 20)
    offset = random.choice([0.0, 1.0, 1e4]) * size
    formula = f"c*({_combined(random).replace('(x)', '(x/s)')})+d"
    return Case(
        "scaled", formula, float(random.uniform(-2, 2) * s), values={"s": s, "c": size, "d": float(offset)}
    )


_NEAR = ["1/(x-b)", "log(abs(x-b))", "1/(x-b)**2", "exp(a*x)/(x-b)", "arctan(a*x)/(x-b)**3", "sqrt(abs(x-b))",
         "abs(x-b)**1.5", "tan(1.5707963267948966+x-b)", "(x-b)*log(abs(x-b))", "cbrt(x-b)", "1/sin(x-b)",
         "exp(-1/(x-b)**2)", "arctan((x-b)/s)", "sqrt((x-b)**2+s**2)", "1/((x-b)**2+s**2)"]  # fmt: skip


def near(random: np.random.Generator) -> Case:
    """Close to a singularity, on the axis or beside it."""
    b = float(random.uniform(-2, 2)) * int(random.integers(2))
    s = 10 ** random.uniform(-7, -1)
    x = b + 10 ** random.uniform(-8, -0.5) * random.choice([-1, 1])
    formula = f"{random.choice(_NEAR)} + {random.choice([0, 1])}*{_tamed(random, 1)}"
    return Case("near", formula, float(x), values={"a": float(random.normal()), "b": b, "s": float(s)})


def neighbours(random: np.random.Generator) -> Case:
    """A kink, jump, clip or edge at some distance."""
    b = float(random.uniform(-2, 2))
    d = 10 ** random.uniform(-8, 0) * random.choice([-1, 1])
    k = float(random.normal())
    kind = random.choice(["k*abs(x-b)", "where(x>b,k,0)", "maximum(k*(x-b),0)", "where(x>b,k*(x-b)**2,0)"])
    return Case("neighbours", f"{_tamed(random, 2)} + {kind}", b + float(d), values={"b": b, "k": k})


def waves(random: np.random.Generator) -> Case:
    """Fast on slow, narrow on wide."""
    w, k = 10 ** random.uniform(0, 7), 10 ** random.uniform(-6, 0)
    x = float(random.uniform(-2, 2))
    bump = f"exp(-((x-b)*w)**2)*{float(random.normal())!r}"
    wave = "k*sin(w*x)"
    formula = f"{_tamed(random, 2)} + {random.choice([bump, wave])}"
    b = x + float(random.normal() * random.choice([1, 10, 100]) / w)
    return Case("waves", formula, x, values={"w": float(w), "k": float(k), "b": b})


_TEETH = ["sin(single({}))+x", "exp(0.3*x)*rounded({},9)", "sinh(x)+rounded({},8)", "sin(rounded({},3))",
          "((m+{})-m)*(1.2*x-0.9)", "single({})", "rounded({},4)", "single({})*x", "sqrt(m+{})-sqrt(m)"]  # fmt: skip


def teeth(random: np.random.Generator) -> Case:
    """Smooth only between the steps of a rounding inside."""
    formula = str(random.choice(_TEETH)).replace("{}", _tamed(random, int(random.integers(1, 3))))
    m = float(10 ** random.uniform(6, 11))
    return Case("teeth", formula, float(random.uniform(-2, 2)), values={"m": m})


def extrema(random: np.random.Generator) -> Case:
    """Where the derivative is truly 0, or as good as."""
    kinds = ["k*x**2", "k*x**4", "cos(k*x)", "1/(1+k*x**2)", "exp(-k*x**2)", "x**3", "sqrt(1+x**2)", "k+0*x",
             "cosh(x)-1", "x*sin(x)", "sin(x)**2", "x*arctan(x)", "(1-x**2)**3", "log(1+x**2)", "x*tanh(k*x)"]  # fmt: skip
    k = float(random.uniform(0.3, 3))
    c = float(random.choice([0.0, 1.0, 1e3, float(random.normal())]))
    formula = str(random.choice(kinds)) + "+c"
    return Case("extrema", formula, 0.0, values={"k": k, "c": c})


def huge(random: np.random.Generator) -> Case:
    """Near the ends of the exponent's range."""
    power = float(random.uniform(100, 250)) * random.choice([-1, 1])
    x = float(10**power * random.uniform(1, 9))
    kind = str(random.choice(["k*x", "x**1.1", "sqrt(x)", "log(x)", "k*x+sin(k)", "arctan(x/k)", "x/(1+x)"]))
    if random.random() < 0.4:
        x = float(random.uniform(200, 700))
        kind = str(
            random.choice(["exp(x)", "exp(-x)", "sinh(x)", "cosh(x)", "exp(k*x/3)", "x**100", "tanh(x)"])
        )
    return Case("huge", kind, x, values={"k": float(random.uniform(0.5, 2))})


FORMULAS = [
    "(1-cos({0}))/({0})**2", "sin({0})/({0})", "(exp({0})-1)/({0})", "({0}-sin({0}))/({0})**3",
    "log(1+{0})/({0})", "(tan({0})-{0})/({0})**3", "(sqrt(1+{0})-1)/({0})", "(exp({0})-1-({0}))/({0})**2",
    "(1/sin({0})-1/({0}))", "(cosh({0})-1)/({0})**2", "({0})/(exp({0})-1)", "(1-exp(-({0})))/({0})",
    "(1/({0})-1/tan({0}))", "(log(1+{0})-({0}))/({0})**2", "(sin({0})-sin(a))/({0}-a)", "tanh({0})/({0})",
    "(exp({0})-exp(-({0})))/({0})", "(1/(1-exp(-({0})))-1/({0}))", "(cos({0})-cos(2*({0})))/({0})**2",
    "({0}*cos({0})-sin({0}))/({0})**2", "sin({0})**2/({0})**2", "(arctan({0})-{0})/({0})**3",
    "(1-sqrt(1-({0})**2))/({0})**2", "(exp({0})-exp(a))/({0}-a)", "(({0})**3-a**3)/({0}-a)",
    "log((1+{0})/(1-({0})))/({0})", "(1/({0})-1/sinh({0}))", "(sinh({0})-({0}))/({0})**3",
]  # fmt: skip


def removable(random: np.random.Generator) -> Case:
    """A textbook formula with a removable singularity, near it."""
    formula = str(random.choice(FORMULAS))
    a, b, k = float(random.uniform(0.3, 2)), float(random.uniform(-2, 2)), float(random.uniform(0.5, 2))
    d = float(10 ** random.uniform(-12, -0.3) * random.choice([-1, 1]))
    inner = str(random.choice(["x", "k*x", "(x-b)", "k*(x-b)"]))
    centre = (b if "b" in inner else 0.0) + (a / (k if "k" in inner else 1.0) if "a)" in formula else 0.0)
    tail = str(random.choice(["", "+sin(x)", "*cos(x)"]))
    return Case("removable", f"({formula.format(inner)}){tail}", centre + d, values={"a": a, "b": b, "k": k})


_TRAPS = [
    "(x-b)/(k+abs(x-b))", "k*(x-b)*abs(x-b)", "abs(x-b)**3", "abs(x-b)*sin(x-b)", "power(abs(x-b),1.5)",
    "where(x>b,k*(x-b)**2,0.0)", "where(x>b,x-b+k*(x-b)**2,sin(x-b))", "maximum(x-b,0)**2", "hypot(x-b,k)",
    "hypot(x-b,1e-6)", "arctan2(x-b,k)", "arctan2(k,x-b)", "arctan2(sin(x),cos(x)*k)", "logaddexp(k*x,b)",
    "logaddexp(100*(x-b),k*x)", "sinc(k*(x-b))", "sinc(x-b)**2", "power(k,x)", "power(k+x*x,0.0)+x",
    "copysign((x-b)**2,x-b)", "exp(-abs(x-b))*(x-b)", "sqrt((x-b)**4+1e-12)", "minimum(x-b,sin(x-b))",
    "tanh(1e5*(x-b))*k", "(x-b)**4/((x-b)**2+1e-10)",
]  # fmt: skip


def traps(random: np.random.Generator) -> Case:
    """What is smooth once, and written with kinks, branches and two arguments; at the place or beside it."""
    b, k = float(random.uniform(-2, 2)), float(random.uniform(0.3, 3))
    d = float(10 ** random.uniform(-9, -0.3) * random.choice([-1, 0, 1]))
    formula = f"{random.choice(_TRAPS)}+{_tamed(random, 1)}"
    return Case("traps", formula, b + d, values={"b": b, "k": k})


_KINKS = [
    ("k*abs(x-b)", "kink"), ("maximum(x-b,k*(b-x))", "kink"), ("where(x>b,k*(x-b),0)", "kink"),
    ("abs(sin(x-b))", "kink"), ("sqrt((x-b)**2)", "kink"), ("minimum(x-b,sin(k*(x-b))/k/2)", "kink"),
    ("where(x>b,k,0.0)", "jump"), ("k*sign(x-b)", "jump"), ("where(x>=b,1.0,k/9)", "jump"),
    ("k*cbrt(x-b)", "vertical"), ("k*sqrt(abs(x-b))", "vertical"), ("sign(x-b)*abs(x-b)**0.7", "vertical"),
]  # fmt: skip


def kinks(random: np.random.Generator) -> Case:
    """At a kink, a jump or a vertical tangent."""
    formula, status = _KINKS[random.integers(len(_KINKS))]
    b, k = float(random.uniform(-2, 2)) * int(random.integers(2)), 10 ** random.uniform(-4, 4)
    return Case(
        "kinks", f"{formula}+{_tamed(random, 2)}", b, status=(status,), values={"b": b, "k": float(k)}
    )


_SECOND_KINKS = ["k*(x-b)*abs(x-b)", "k*maximum(x-b,0)**2", "where(x>b,k*(x-b)**2,0)", "k*abs(x-b)",
                 "where(x>b,sin(k*(x-b)),k*(x-b)+k*(x-b)**2)", "k*abs(x-b)**1.5", "abs(x-b)*sin(k*(x-b))"]  # fmt: skip
_SECOND_ZEROS = ["sin(k*x)", "x**3", "tanh(k*x)", "k*x", "arctan(x)", "sinh(x)", "x/(1+x**2)", "k*x**5+x",
                 "x**4", "x*cos(x)", "x*exp(-x**2)", "arcsinh(k*x)"]  # fmt: skip


def second(random: np.random.Generator) -> Case:
    """Second derivatives: smooth, zero, and at kinks of f or f′."""
    kind, k = random.integers(3), float(random.uniform(0.3, 3))
    if kind == 0:
        b = float(random.uniform(-2, 2)) * int(random.integers(2))
        formula = f"{random.choice(_SECOND_KINKS)}+{_tamed(random, 1)}"
        status = ("kink", "jump", "vertical")
        return Case("second: kinks", formula, b, 2, status, {"b": b, "k": k})
    if kind == 1:
        return Case("second: zeros", str(random.choice(_SECOND_ZEROS)), 0.0, 2, values={"k": k})
    return Case("second: smooth", _combined(random), float(random.uniform(-2, 2)), 2)


HARD = [smooth, scaled, near, neighbours, waves, teeth, extrema, huge, removable]


def drawn(family: Callable[[np.random.Generator], Case], count: int, seed: int = 0) -> Iterator[Case]:
    """So many cases of a family, the same for the same seed."""
    random = np.random.default_rng([seed, *family.__name__.encode()])
    return (family(random) for _ in range(count))
