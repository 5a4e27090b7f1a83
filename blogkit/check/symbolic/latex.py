"""LaTeX text -> SymPy object, for formulas whose meaning is beyond doubt; anything else is an error.

A reader of our own, because SymPy's evaluates while it parses (`9^{9^9}` never ends), takes 30 ms a formula,
and does not know what the post has defined. SymPy is imported at the first formula.
"""

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from blogkit.check.symbolic.budget import within
from blogkit.check.symbolic.expressions import call, operate
from blogkit.check.symbolic.library import Expression, library

LONGEST = 300
SECONDS = 3.0
"""What reading one formula, its integrals included, may take, in CPU time."""

_TOKEN = re.compile(
    r"\s+|\\[,;:!>]|\\quad|\\qquad|~"
    r"|(?P<number>\d+(?:(?:\{,\}|\\,)\d{3})*(?:\.\d+)?|\.\d+)|(?P<command>\\[A-Za-z]+)"
    r"|(?P<letter>[A-Za-z])|(?P<sign>\S)"
)
_SAME = ("sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "exp", "log")
_FUNCTIONS = {name: name for name in _SAME} | {
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    "ln": "log",
}
_GREEK = frozenset(
    [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "theta",
        "lambda",
        "mu",
        "sigma",
        "tau",
        "phi",
        "omega",
        "eta",
        "rho",
        "xi",
        "kappa",
    ]
)
_IGNORED = frozenset(
    {"\\left", "\\right", "\\displaystyle", "\\big", "\\Big", "\\bigl", "\\bigr", "\\limits"}
)
_OPENING = {"(": ")", "[": "]", "{": "}"}


class UnknownError(ValueError):
    """The formula says something this reader does not know."""


@dataclass(frozen=True)
class Definition:
    """`f(x) = …`: the variable's name and the expression."""

    variable: str
    expression: Expression


@dataclass
class _Reader:
    """A cursor over tokens. `decisive`: an operation was carried out, so equality is a statement."""

    row: list[str]
    known: Mapping[str, Definition]
    at: int = 0
    decisive: bool = field(default=False)

    def peek(self, ahead: int = 0) -> str:
        index = self.at + ahead
        return self.row[index] if index < len(self.row) else ""

    def take(self, wanted: str = "") -> str:
        token = self.peek()
        if not token or (wanted and token != wanted):
            raise UnknownError(token)
        self.at += 1
        return token


def read(text: str, known: Mapping[str, Definition]) -> tuple[Expression, bool]:
    r"""Read one side of a formula: the SymPy object, and whether something was carried out in it.

    Raises UnknownError for what is not understood, TooLongError after a while.

    >>> read(r"\frac{1}{2} + \sqrt{16}", {})[0]
    9/2
    """
    if len(text) > LONGEST:
        raise UnknownError("too long")
    reader = _Reader(tokens(text), known)
    library()
    with within(SECONDS):
        try:
            expression = _sum(reader)
        except (TypeError, AttributeError, ArithmeticError, RecursionError, NotImplementedError) as error:
            raise UnknownError(str(error)) from error
    if reader.peek():
        raise UnknownError(reader.peek())
    return expression, reader.decisive


def tokens(text: str) -> list[str]:
    """Numbers, commands, letters and signs; spaces and sizes of brackets left out."""
    text = (
        text.replace("\\dfrac", "\\frac")
        .replace("\\tfrac", "\\frac")
        .replace("\\lvert", "|")
        .replace("\\rvert", "|")
    )
    found = (match for match in _TOKEN.finditer(text) if match.lastgroup)
    return [
        match[0].replace("{,}", "").replace("\\,", "") if match.lastgroup == "number" else match[0]
        for match in found
        if match[0] not in _IGNORED
    ]


def _sum(reader: _Reader) -> Expression:

    total = _product(reader)
    while reader.peek() in {"+", "-", "−"}:
        sign = reader.take()
        total = operate(ast.Add() if sign == "+" else ast.Sub(), total, _product(reader))
    return total


def _product(reader: _Reader) -> Expression:

    if reader.peek() in {"-", "−", "+"}:
        sign = reader.take()
        value = _product(reader)
        return value if sign == "+" else -value
    total = _power(reader)
    while True:
        sign = reader.peek()
        if sign in {"*", "\\cdot", "\\times", "·", "×"}:
            reader.take()
            total = operate(ast.Mult(), total, _signed(reader))
        elif sign in {"/", "\\div"}:
            reader.take()
            total = operate(ast.Div(), total, _signed(reader))
        elif _starts_factor(reader):
            total = operate(ast.Mult(), total, _power(reader))
        else:
            return total


def _signed(reader: _Reader) -> Expression:
    if reader.peek() == "-":
        reader.take()
        return -_power(reader)
    return _power(reader)


def _starts_factor(reader: _Reader) -> bool:
    sign = reader.peek()
    if sign == "d" and reader.peek(1).isalpha() and len(reader.peek(1)) == 1:
        return False  # the end of an integral
    return bool(sign) and (
        sign[0].isalpha() or sign in {"(", "{", "["} or (sign[0] == "\\" and _is_operand(sign[1:]))
    )


def _is_operand(name: str) -> bool:
    return (
        name in _FUNCTIONS or name in _GREEK or name in {"pi", "frac", "sqrt", "binom", "sum", "int", "lim"}
    )


def _power(reader: _Reader) -> Expression:

    base = _atom(reader)
    while reader.peek() in {"^", "!"}:
        raised = reader.take() == "^"
        base = operate(ast.Pow(), base, _argument(reader)) if raised else _factorial(base)
    return base


def _factorial(base: Expression) -> Expression:
    sympy = library()

    if not (base.is_Integer and 0 <= base <= 200):
        raise UnknownError("factorial")
    return sympy.factorial(base)


def _argument(reader: _Reader) -> Expression:
    """What stands behind `^` or a command: a group, or a single token."""
    if reader.peek() == "{":
        return _group(reader)
    token = reader.peek()
    if token and token[0].isdigit() and len(token) > 1:
        reader.row[reader.at : reader.at + 1] = [token[0], token[1:]]  # x^23 is x^2 3 in LaTeX
    return _signed_atom(reader)


def _signed_atom(reader: _Reader) -> Expression:
    if reader.peek() == "-":
        reader.take()
        return -_atom(reader)
    return _atom(reader)


def _group(reader: _Reader) -> Expression:
    closing = _OPENING[reader.take()]
    value = _sum(reader)
    reader.take(closing)
    return value


def _atom(reader: _Reader) -> Expression:
    sympy = library()

    sign = reader.peek()
    if sign in _OPENING:
        return _group(reader)
    if sign == "|":
        reader.take()
        value = _sum(reader)
        reader.take("|")
        return sympy.Abs(value)
    reader.take()
    if sign[0].isdigit() or sign[0] == ".":
        if reader.peek() == "_" or len(sign) > 60:
            raise UnknownError("digits of another base, or too many")
        return sympy.Rational(sign)
    if sign[0] == "\\":
        return _command(reader, sign[1:])
    if not sign.isalpha():
        raise UnknownError(sign)
    return _letter(reader, sign)


def _letter(reader: _Reader, name: str) -> Expression:
    """A variable, or a function the post has defined."""
    sympy = library()

    if reader.peek() == "_":
        raise UnknownError("subscript")
    primes = 0
    while reader.peek() in {"'", "’"}:
        reader.take()
        primes += 1
    if primes or (reader.peek() == "(" and (name in reader.known or name in "fghFGH")):
        return _applied(reader, name, primes)
    return sympy.E if name == "e" else sympy.Symbol(name, real=True)


def _applied(reader: _Reader, name: str, primes: int) -> Expression:
    sympy = library()

    definition = reader.known.get(name)
    if definition is None or reader.peek() != "(":
        raise UnknownError(name)
    argument = _group(reader)
    variable = sympy.Symbol(definition.variable, real=True)
    reader.decisive = True
    value = sympy.diff(definition.expression, variable, primes).subs(variable, argument)
    if value.has(sympy.Derivative, sympy.Subs):
        raise UnknownError("no derivative in closed form")
    return value


def _command(reader: _Reader, name: str) -> Expression:
    sympy = library()

    if name == "pi":
        return sympy.pi
    if name in _GREEK:
        if reader.peek() == "_":
            raise UnknownError("subscript")
        return sympy.Symbol(name, real=True)
    if name in _FUNCTIONS:
        return _function(reader, name)
    special = _SPECIAL.get(name)
    if special is None:
        raise UnknownError(name)
    return special(reader)


def _function(reader: _Reader, name: str) -> Expression:

    sympy = library()

    base = exponent = None
    if reader.peek() == "_":
        reader.take()
        base = _argument(reader)
    if reader.peek() == "^":
        reader.take()
        exponent = _argument(reader)
        if exponent == -1:
            raise UnknownError("inverse function")
    argument = _group(reader) if reader.peek() in {"(", "{"} else _bare_argument(reader)
    if name in {"sin", "cos", "tan"} and argument.is_Integer and abs(argument) >= 10:
        raise UnknownError("probably degrees")
    value = sympy.log(argument, base) if base is not None else call(_FUNCTIONS[name], [argument])
    if name == "log" and base is None:
        raise UnknownError("a logarithm without a base")
    return value if exponent is None else operate(ast.Pow(), value, exponent)


def _bare_argument(reader: _Reader) -> Expression:
    r"""The argument of `\sin 3x`: the factors up to the next sign."""
    value = _power(reader)
    while (
        reader.peek() and (reader.peek()[0].isalnum() or reader.peek() == "\\pi") and _starts_factor(reader)
    ):
        value *= _power(reader)
    return value


def _fraction(reader: _Reader) -> Expression:

    if reader.row[reader.at : reader.at + 5][:3] == ["{", "d", "}"]:
        return _derivative(reader)
    above, below = _argument(reader), _argument(reader)
    return operate(ast.Div(), above, below)


def _derivative(reader: _Reader) -> Expression:
    sympy = library()

    for sign in ("{", "d", "}", "{", "d"):
        reader.take(sign)
    variable = reader.take()
    reader.take("}")
    body = _group(reader) if reader.peek() in {"(", "["} else _product(reader)
    reader.decisive = True
    return sympy.diff(body, sympy.Symbol(variable, real=True))


def _root(reader: _Reader) -> Expression:
    sympy = library()

    degree = sympy.Integer(2)
    if reader.peek() == "[":
        degree = _group(reader)
    return sympy.root(_argument(reader), degree)


def _binomial(reader: _Reader) -> Expression:
    sympy = library()

    above, below = _argument(reader), _argument(reader)
    if not (above.is_Integer and below.is_Integer and 0 <= above <= 500):
        raise UnknownError("binomial")
    return sympy.binomial(above, below)


def _limits(reader: _Reader) -> tuple[Expression, Expression]:
    reader.take("_")
    low = _bound(reader)
    reader.take("^")
    return low, _bound(reader)


def _bound(reader: _Reader) -> Expression:
    sympy = library()

    row = reader.row[reader.at : reader.at + 4]
    for tokens_, value in (
        (["\\infty"], sympy.oo),
        (["{", "\\infty", "}"], sympy.oo),
        (["{", "-", "\\infty", "}"], -sympy.oo),
    ):
        if row[: len(tokens_)] == tokens_:
            reader.at += len(tokens_)
            return value
    return _argument(reader)


def _integral(reader: _Reader) -> Expression:
    sympy = library()

    low, high = _limits(reader)
    end = next(
        (
            i
            for i in range(reader.at, len(reader.row) - 1)
            if reader.row[i] == "d" and reader.row[i + 1].isalpha()
        ),
        -1,
    )
    if end < 0:
        raise UnknownError("integral without its variable")
    inner = _Reader(reader.row[reader.at : end], reader.known)
    body = _sum(inner) if inner.row else sympy.Integer(1)
    if inner.peek():
        raise UnknownError(inner.peek())
    variable = sympy.Symbol(reader.row[end + 1], real=True)
    reader.at = end + 2
    reader.decisive = True
    value = sympy.integrate(body, (variable, low, high))
    if value.has(sympy.Integral):
        raise UnknownError("integral without a closed form")
    return value


def _sigma(reader: _Reader) -> Expression:
    sympy = library()

    for sign in ("_", "{"):
        reader.take(sign)
    variable = sympy.Symbol(reader.take(), real=True)
    reader.take("=")
    low = _sum(reader)
    reader.take("}")
    reader.take("^")
    high = _bound(reader)
    if not (low.is_Integer and (high is sympy.oo or (high.is_Integer and high - low < 1000))):
        raise UnknownError("a sum of unknown length")
    body = _product(reader)
    reader.decisive = True
    value = sympy.summation(body, (variable, low, high))
    if value.has(sympy.Sum):
        raise UnknownError("sum without a closed form")
    return value


def _limit(reader: _Reader) -> Expression:
    sympy = library()

    for sign in ("_", "{"):
        reader.take(sign)
    variable = sympy.Symbol(reader.take(), real=True)
    if reader.take() not in {"\\to", "\\rightarrow"}:
        raise UnknownError("limit")
    point = sympy.oo if reader.peek() == "\\infty" else None
    if point is None:
        point = _sum(reader)
    else:
        reader.take()
    reader.take("}")
    reader.decisive = True
    return sympy.limit(_product(reader), variable, point)


_SPECIAL: Mapping[str, Callable[[_Reader], Expression]] = {
    "frac": _fraction,
    "sqrt": _root,
    "binom": _binomial,
    "int": _integral,
    "sum": _sigma,
    "lim": _limit,
}
