"""LaTeX text -> SymPy object, for formulas whose meaning is beyond doubt; anything else is an error.

A reader of our own, because SymPy's evaluates while it parses (`9^{9^9}` never ends), takes 30 ms a formula,
and does not know what the post has defined. SymPy is imported at the first formula.
"""

import ast
from collections.abc import Callable, Mapping

from blogkit.check.symbolic.budget import within
from blogkit.check.symbolic.expressions import call, operate
from blogkit.check.symbolic.library import Expression, library
from blogkit.check.symbolic.matrices import (
    MATRICES,
    TRANSPOSES,
    divided,
    is_matrix,
    matrix,
    matrix_power,
    multiplied,
)
from blogkit.check.symbolic.reader import FUNCTIONS, GREEK, OPENING, Definition, Reader, UnknownError, tokens

LONGEST = 300
SECONDS = 3.0
"""What reading one formula, its integrals included, may take, in CPU time."""


def read(
    text: str, known: Mapping[str, Definition], variables: frozenset[str] = frozenset(), base: int = 0
) -> tuple[Expression, bool]:
    r"""Read one side of a formula: the SymPy object, and whether something was carried out in it.

    A letter before a parenthesis is a function, which must be known, unless it is one of `variables`.

    Raises UnknownError for what is not understood, TooLongError after a while.

    >>> read(r"\frac{1}{2} + \sqrt{16}", {})[0]
    9/2
    """
    if len(text) > LONGEST:
        raise UnknownError("too long")
    reader = Reader(tokens(text), known, variables, base)
    library()
    with within(SECONDS):
        try:
            expression = _sum(reader)
        except (TypeError, AttributeError, ArithmeticError, RecursionError, NotImplementedError) as error:
            raise UnknownError(str(error)) from error
    if reader.peek():
        raise UnknownError(reader.peek())
    return expression, reader.decisive


def _sum(reader: Reader) -> Expression:

    total = _product(reader)
    while reader.peek() in {"+", "-", "−"}:
        sign = reader.take()
        total = operate(ast.Add() if sign == "+" else ast.Sub(), total, _product(reader))
    return total


def _product(reader: Reader) -> Expression:

    if reader.peek() in {"-", "−", "+"}:
        sign = reader.take()
        value = _product(reader)
        return value if sign == "+" else -value
    total = _power(reader)
    while True:
        sign = reader.peek()
        if sign in {"*", "\\cdot", "\\times", "·", "×"}:
            reader.take()
            total = multiplied(sign, total, _signed(reader))
        elif sign in {"/", "\\div"}:
            reader.take()
            total = divided(total, _signed(reader))
        elif _starts_factor(reader):
            total = operate(ast.Mult(), total, _power(reader))
        else:
            return total


def _signed(reader: Reader) -> Expression:
    if reader.peek() == "-":
        reader.take()
        return -_power(reader)
    return _power(reader)


def _starts_factor(reader: Reader) -> bool:
    sign = reader.peek()
    if sign == "d" and reader.peek(1).isalpha() and len(reader.peek(1)) == 1:
        return False  # the end of an integral
    return bool(sign) and (
        sign[0].isalpha() or sign in {"(", "{", "["} or (sign[0] == "\\" and _is_operand(sign[1:]))
    )


def _is_operand(name: str) -> bool:
    return (
        name in FUNCTIONS
        or name in GREEK
        or name in {"pi", "frac", "sqrt", "binom", "sum", "int", "lim"}
        or name.startswith("begin{")
    )


def _power(reader: Reader) -> Expression:
    name = reader.peek()
    base = _atom(reader)
    while reader.peek() in {"^", "!", "\\%"}:
        base = _POSTFIX[reader.take()](reader, base)
        _no_application(reader, name)
    return base


def _raised(reader: Reader, base: Expression) -> Expression:
    if not is_matrix(base):
        return operate(ast.Pow(), base, _argument(reader))
    transposes = next((signs for signs in TRANSPOSES if reader.row[reader.at :][: len(signs)] == signs), None)
    if transposes:
        reader.at += len(transposes)
        return base.T
    return matrix_power(base, _argument(reader))


def _percent(base: Expression) -> Expression:
    return operate(ast.Div(), base, library().Integer(100))


_POSTFIX: Mapping[str, Callable[[Reader, Expression], Expression]] = {
    "^": _raised,
    "!": lambda _, base: _factorial(base),
    "\\%": lambda _, base: _percent(base),
}


def _no_application(reader: Reader, name: str) -> None:
    r"""`f^2(x)`, `f(x)` and `\pi[1]` apply what nobody has defined: no product."""
    is_name = name.isalpha() or name[1:] in GREEK or name == "\\pi"
    opening = reader.peek()
    if is_name and (opening == "[" or (opening == "(" and name not in reader.variables)):
        raise UnknownError(name)


def _factorial(base: Expression) -> Expression:
    sympy = library()

    if not (base.is_Integer and 0 <= base <= 200):
        raise UnknownError("factorial")
    return sympy.factorial(base)


def _argument(reader: Reader) -> Expression:
    """What stands behind `^` or a command: a group, or a single token."""
    if reader.peek() == "{":
        return _group(reader)
    token = reader.peek()
    if token and token[0].isdigit() and len(token) > 1:
        reader.row[reader.at : reader.at + 1] = [token[0], token[1:]]  # x^23 is x^2 3 in LaTeX
    return _signed_atom(reader)


def _signed_atom(reader: Reader) -> Expression:
    if reader.peek() == "-":
        reader.take()
        return -_atom(reader)
    return _atom(reader)


def _group(reader: Reader) -> Expression:
    closing = OPENING[reader.take()]
    value = _sum(reader)
    reader.take(closing)
    return value


def _atom(reader: Reader) -> Expression:
    sympy = library()

    sign = reader.peek()
    if sign in OPENING:
        return _group(reader)
    if sign == "|":
        reader.take()
        value = _sum(reader)
        reader.take("|")
        return value.det() if is_matrix(value) else sympy.Abs(value)
    reader.take()
    if sign.startswith("\\begin"):
        return _matrix(reader, sign[7:-1])
    if sign[0].isdigit() or sign[0] == ".":
        if reader.peek() == "_" or len(sign) > 60:
            raise UnknownError("digits of another base, or too many")
        return sympy.Rational(sign)
    if sign[0] == "\\":
        return _command(reader, sign[1:])
    if not sign.isalpha():
        raise UnknownError(sign)
    return _letter(reader, sign)


def _letter(reader: Reader, name: str) -> Expression:
    """A variable, or a function the post has defined."""
    sympy = library()

    if reader.peek() == "_":
        raise UnknownError("subscript")
    primes = 0
    while reader.peek() in {"'", "’"}:
        reader.take()
        primes += 1
    if primes or (reader.peek() == "(" and name in reader.known):
        return _applied(reader, name, primes)
    _no_application(reader, name)
    return sympy.E if name == "e" else sympy.Symbol(name, real=True)


def _applied(reader: Reader, name: str, primes: int) -> Expression:
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


def _command(reader: Reader, name: str) -> Expression:
    sympy = library()

    if name in GREEK or name == "pi":
        if reader.peek() == "_":
            raise UnknownError("subscript")
        _no_application(reader, "\\" + name)
    if name == "pi":
        return sympy.pi
    if name in GREEK:
        return sympy.Symbol(name, real=True)
    if name in FUNCTIONS:
        return _function(reader, name)
    special = _SPECIAL.get(name)
    if special is None:
        raise UnknownError(name)
    return special(reader)


def _function(reader: Reader, name: str) -> Expression:

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
    if name == "log" and base is None and reader.base:
        base = sympy.Integer(reader.base)
    value = sympy.log(argument, base) if base is not None else call(FUNCTIONS[name], [argument])
    return value if exponent is None else operate(ast.Pow(), value, exponent)


def _bare_argument(reader: Reader) -> Expression:
    r"""The argument of `\sin 3x`: the factors up to the next sign."""
    value = _power(reader)
    while (
        reader.peek() and (reader.peek()[0].isalnum() or reader.peek() == "\\pi") and _starts_factor(reader)
    ):
        value *= _power(reader)
    return value


def _fraction(reader: Reader) -> Expression:

    if reader.row[reader.at : reader.at + 5][:3] == ["{", "d", "}"]:
        return _derivative(reader)
    above, below = _argument(reader), _argument(reader)
    return operate(ast.Div(), above, below)


def _derivative(reader: Reader) -> Expression:
    sympy = library()

    for sign in ("{", "d", "}", "{", "d"):
        reader.take(sign)
    variable = reader.take()
    reader.take("}")
    body = _group(reader) if reader.peek() in {"(", "["} else _product(reader)
    reader.decisive = True
    return sympy.diff(body, sympy.Symbol(variable, real=True))


def _root(reader: Reader) -> Expression:
    sympy = library()

    degree = sympy.Integer(2)
    if reader.peek() == "[":
        degree = _group(reader)
    return sympy.root(_argument(reader), degree)


def _binomial(reader: Reader) -> Expression:
    sympy = library()

    above, below = _argument(reader), _argument(reader)
    if not (above.is_Integer and below.is_Integer and 0 <= above <= 500):
        raise UnknownError("binomial")
    return sympy.binomial(above, below)


def _matrix(reader: Reader, kind: str) -> Expression:
    """Rows of entries up to the end of the environment."""
    if kind not in MATRICES:
        raise UnknownError(kind)
    if kind == "array":
        _columns(reader)
    end = f"\\end{{{kind}}}"
    rows: list[list[Expression]] = [[]]
    while reader.peek() != end:
        rows[-1].append(_sum(reader))
        if reader.peek() == "\\\\":
            reader.take()
            if reader.peek() != end:
                rows.append([])
        elif reader.peek() != end:
            reader.take("&")
    reader.take(end)
    return matrix(rows, determinant=kind == "vmatrix")


def _columns(reader: Reader) -> None:
    """`{ccc}`, which says no more than how many there are."""
    reader.take("{")
    while reader.peek() != "}":
        if reader.take() not in {"l", "c", "r"}:
            raise UnknownError("columns")
    reader.take()


def _limits(reader: Reader) -> tuple[Expression, Expression]:
    reader.take("_")
    low = _bound(reader)
    reader.take("^")
    return low, _bound(reader)


def _bound(reader: Reader) -> Expression:
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


def _integral(reader: Reader) -> Expression:
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
    name = reader.row[end + 1]
    inner = Reader(reader.row[reader.at : end], reader.known, reader.variables | {name}, reader.base)
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


def _sigma(reader: Reader) -> Expression:
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


def _limit(reader: Reader) -> Expression:
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


_SPECIAL: Mapping[str, Callable[[Reader], Expression]] = {
    "frac": _fraction,
    "sqrt": _root,
    "binom": _binomial,
    "int": _integral,
    "sum": _sigma,
    "lim": _limit,
}
