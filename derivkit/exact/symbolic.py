"""Symbolic differentiation with SymPy: trace the function, differentiate the formula, make code.

The rules are SymPy's (Meurer et al., PeerJ Computer Science 3:e103, 2017). The only module that
knows SymPy.
"""

# ruff: noqa: ANN401 - a stranger's function takes and gives anything
# SymPy and JAX publish no complete types; what comes back from them is checked at run time.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownLambdaType=false
# pyright: reportUnknownVariableType=false, reportUnknownParameterType=false, reportMissingTypeArgument=false
# pyright: reportMissingTypeStubs=false, reportPrivateImportUsage=false, reportUnusedFunction=false

import inspect
import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import numpy as np
import sympy
from numpy.typing import NDArray
from sympy.printing.numpy import NumPyPrinter
from sympy.utilities.lambdify import lambdify

from derivkit.backends import Symbolic
from derivkit.exact import Method, Plan
from derivkit.exact.tracing import UntraceableError, held, refused, traced
from derivkit.result import Floats

_MOST = 2000
"""Symbols of a formula: each is differentiated by on its own."""
_PRINTING = {"fully_qualified_modules": False, "inline": True, "allow_unknown_functions": True}


def program(expression: Any, library: str) -> Callable[[Any], Any]:
    """Turn an expression into a function of one array, its symbols in the order of their names."""
    symbols = _symbols_of(expression)
    run = lambdify(symbols, expression, modules=[library] if library != "numpy" else _MODULES, cse=True)
    if len(symbols) <= 1:
        return (lambda x: run(x) + 0 * x) if symbols else (lambda x: run() + 0 * x)
    return lambda x: run(*x)


def _plan(f: Any, operator: str, x: Floats, n: int, backend: Symbolic) -> Plan:
    """Trace f, differentiate every formula by every symbol, and make code of that."""
    shape = () if operator == "derivative" else x.shape
    if math.prod(shape) > _MOST:
        raise ValueError(f"x has {x.size} elements, too many for formulas: use Automatic()")
    outputs, symbols = _formulas(f, shape, backend)
    entries = _entries(operator, outputs, symbols, n)
    result = outputs.shape + shape * _ORDERS.get(operator, 1)
    code = _code(symbols, entries, backend)

    def evaluate(x: Floats, v: Floats | None = None) -> Floats:
        if operator == "derivative":
            return code(x)[0]
        found = np.array(code(*x.ravel())).reshape(result)
        if v is None or operator == "partial":
            return found
        one, other = (v, found) if operator == "vjp" else (found, v)
        return np.tensordot(one, other, axes=v.ndim)

    function = program(f, "numpy") if hasattr(f, "free_symbols") else f
    return Plan(evaluate, function)


class _SymbolicMethod(Method):
    def formula(self, f: Any, n: int, backend: Symbolic) -> Any:
        """Give the n-th derivative of f as an expression."""
        outputs, symbols = _formulas(f, (), backend)
        return _entries("derivative", outputs, symbols, n)[0]


symbolic = _SymbolicMethod("symbolic", _plan)


_ORDERS = {"hessian": 2, "hvp": 2, "partial": 0}
"""How often the shape of x stands behind that of the outputs."""


def _entries(operator: str, outputs: NDArray[Any], symbols: Sequence[Any], n: Any) -> list[Any]:
    if operator == "derivative":
        if outputs.shape:
            raise ValueError(f"f must return one number per point, not shape {outputs.shape}; use jacobian")
        return [_differentiated(outputs.item(), symbols[0], n)]
    found = list(outputs.flat)
    if operator == "partial":
        for axis in n:
            found = [_differentiated(expression, symbols[axis], 1) for expression in found]
        return found
    for _ in range(_ORDERS.get(operator, 1)):
        found = [_differentiated(expression, symbol, 1) for expression in found for symbol in symbols]
    return found


def _formulas(f: Any, shape: tuple[int, ...], backend: Symbolic) -> tuple[NDArray[Any], Sequence[Any]]:
    """Give the outputs of f as formulas, and the symbols that stand for the elements of x."""
    count = math.prod(shape)
    if hasattr(f, "free_symbols"):
        given = _symbols_of(f) or [sympy.Symbol("x")]
        if len(given) != count:
            hint = "" if shape else ": use gradient"
            raise ValueError(f"the expression has the symbols {given}, but x has {count} elements{hint}")
        symbols = [sympy.Symbol(symbol.name, real=True) if backend.real else symbol for symbol in given]
        return np.array(f.subs(dict(zip(given, symbols, strict=True))), dtype=object), symbols
    name = _argument_name(f)
    names = [f"{name}{index}" for index in range(count)] if shape else [name]
    symbols = [sympy.Symbol(name, real=backend.real or None) for name in names]
    argument = np.array(symbols, dtype=object).reshape(shape) if shape else symbols[0]
    with np.errstate(all="ignore"):  # f may give nan
        return np.vectorize(_sympified, otypes=[object])(np.array(_trace(f, argument), dtype=object)), symbols


def _symbols_of(expression: Any) -> list[Any]:
    return sorted(expression.free_symbols, key=lambda symbol: symbol.name)


def _argument_name(f: Any) -> str:
    try:
        return next(iter(inspect.signature(f).parameters))
    except (TypeError, ValueError, StopIteration):
        return "x"


def _trace(f: Callable[..., Any], argument: Any) -> Any:
    try:
        result = f(traced(argument, _lookup))
    except Exception as problem:
        raise refused("SymPy", problem) from problem
    found = held(result, _lookup)
    return np.array(found, dtype=object) if isinstance(found, (list, tuple)) else found  # pyright: ignore[reportUnknownArgumentType]


def _sympified(result: Any) -> Any:
    expression = None
    with suppress(sympy.SympifyError, TypeError):
        expression = sympy.sympify(result)
    if isinstance(result, str) or not isinstance(expression, sympy.Expr):
        raise TypeError(f"f must return real numbers, not {type(result).__name__} {result!r:.40}")
    if expression.has(sympy.I):
        raise TypeError(f"f must return real numbers, not the complex {expression}")
    return expression


def _differentiated(expression: Any, symbol: Any, n: int) -> Any:
    found = sympy.diff(expression, symbol, n)
    left_over = found.atoms(sympy.Derivative)
    if left_over:
        raise UntraceableError(f"no formula for the derivative of {next(iter(left_over)).expr}")
    return found


class _Printer(NumPyPrinter):
    """Writes floats with all their digits: SymPy's printers stop at 15."""

    def _print_Float(self, expr: Any) -> str:  # noqa: N802 - SymPy's name
        return repr(float(expr))


def _code(
    symbols: Sequence[Any], expressions: Sequence[Any], backend: Symbolic
) -> Callable[..., list[Floats]]:
    run = lambdify(
        list(symbols), list(expressions), modules=_MODULES, cse=backend.cse, printer=_Printer(_PRINTING)
    )

    def evaluate(*inputs: Any) -> list[Floats]:
        with np.errstate(all="ignore"):
            found = run(*inputs)
        return [
            np.real_if_close(np.broadcast_to(part, np.shape(inputs[0]))).astype(np.float64) for part in found
        ]

    return evaluate


def _elementwise(function: Callable[..., Any], inputs: int = 1) -> Callable[..., Any]:
    return np.frompyfunc(function, inputs, 1)


def _where(condition: Any, yes: Any, no: Any) -> Any:
    return _elementwise(lambda c, a, b: sympy.Piecewise((a, c), (b, True)), 3)(condition, yes, no)


_UNARY = {
    "sin": sympy.sin, "cos": sympy.cos, "tan": sympy.tan, "arcsin": sympy.asin, "arccos": sympy.acos,
    "arctan": sympy.atan, "sinh": sympy.sinh, "cosh": sympy.cosh, "tanh": sympy.tanh,
    "arcsinh": sympy.asinh, "arccosh": sympy.acosh, "arctanh": sympy.atanh, "exp": sympy.exp,
    "log": sympy.log, "sqrt": sympy.sqrt, "absolute": sympy.Abs, "fabs": sympy.Abs, "abs": sympy.Abs,
    "sign": sympy.sign, "floor": sympy.floor, "ceil": sympy.ceiling, "conjugate": sympy.conjugate,
    "exp2": lambda x: 2**x, "expm1": lambda x: sympy.exp(x) - 1, "log1p": lambda x: sympy.log(1 + x),
    "log2": lambda x: sympy.log(x, 2), "log10": lambda x: sympy.log(x, 10), "square": lambda x: x**2,
    "cbrt": lambda x: sympy.sign(x) * sympy.Abs(x) ** sympy.Rational(1, 3), "reciprocal": lambda x: 1 / x,
    "sinc": lambda x: sympy.sinc(sympy.pi * x), "negative": lambda x: -x, "positive": lambda x: x,
    "deg2rad": lambda x: x * sympy.pi / 180, "rad2deg": lambda x: x * 180 / sympy.pi,
    "radians": lambda x: x * sympy.pi / 180, "degrees": lambda x: x * 180 / sympy.pi,
    "logical_not": sympy.Not, "erf": sympy.erf, "erfc": sympy.erfc,
}  # fmt: skip
_BINARY = {
    "add": lambda a, b: a + b, "subtract": lambda a, b: a - b, "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b, "true_divide": lambda a, b: a / b, "maximum": sympy.Max,
    "minimum": sympy.Min, "fmax": sympy.Max, "fmin": sympy.Min, "arctan2": sympy.atan2,
    "power": lambda a, b: a**b, "float_power": lambda a, b: a**b, "pow": lambda a, b: a**b,
    "hypot": lambda a, b: sympy.sqrt(a**2 + b**2), "remainder": sympy.Mod, "mod": sympy.Mod,
    "heaviside": sympy.Heaviside, "copysign": lambda a, b: sympy.Abs(a) * sympy.sign(b),
    "logaddexp": lambda a, b: sympy.log(sympy.exp(a) + sympy.exp(b)),
    "floor_divide": lambda a, b: sympy.floor(a / b),
    "less": sympy.Lt, "less_equal": sympy.Le, "greater": sympy.Gt, "greater_equal": sympy.Ge,
    "equal": sympy.Eq, "not_equal": sympy.Ne, "logical_and": sympy.And, "logical_or": sympy.Or,
    "bitwise_and": sympy.And, "bitwise_or": sympy.Or,
}  # fmt: skip
_STRUCTURE = (
    "sum", "prod", "dot", "matmul", "inner", "outer", "vdot", "stack", "concatenate", "hstack", "vstack",
    "column_stack", "reshape", "ravel", "transpose", "cumsum", "cumprod", "diff", "mean", "trace", "diag",
    "roll", "flip", "squeeze", "expand_dims", "atleast_1d", "tensordot", "broadcast_to", "copy", "append",
)  # fmt: skip


def _reduction(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda array, axis=None: (
        function(*np.ravel(array))
        if axis is None
        else np.apply_along_axis(lambda row: function(*row), axis, array)
    )


_TABLE: dict[str, Callable[..., Any]] = {
    **{name: _elementwise(function) for name, function in _UNARY.items()},
    **{name: _elementwise(function, 2) for name, function in _BINARY.items()},
    **{name: getattr(np, name) for name in _STRUCTURE},
    "array": lambda parts: np.array(parts, dtype=object),
    "where": _where,
    "max": _reduction(sympy.Max), "amax": _reduction(sympy.Max),
    "min": _reduction(sympy.Min), "amin": _reduction(sympy.Min),
    "clip": lambda x, low, high: _TABLE["minimum"](_TABLE["maximum"](x, low), high),
    "linalg.norm": lambda x: sympy.sqrt(sum(part**2 for part in np.ravel(x))),
    "ones_like": lambda x: np.ones(np.shape(x)), "zeros_like": lambda x: np.zeros(np.shape(x)),
}  # fmt: skip


def _lookup(name: str) -> Callable[..., Any] | None:
    return _TABLE.get(name)


# NumPy has no special functions; the standard library has these.
_MODULES: list[Any] = [
    {
        "erf": np.vectorize(math.erf, otypes=[float]),
        "erfc": np.vectorize(math.erfc, otypes=[float]),
        "DiracDelta": lambda x, _order=0: np.where(np.asarray(x) == 0, np.nan, 0.0),
    },
    "numpy",
]
