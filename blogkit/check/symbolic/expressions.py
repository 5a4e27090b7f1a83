"""(claimed text, Observation) -> bool for formulas: SymPy equality, bounded in size and time.

SymPy is imported at the first formula: it costs 0.4 s that plain posts need not pay.
"""

import ast
import re
from functools import lru_cache

from blogkit.check.symbolic.library import Expression, library
from blogkit.code import expression_of

_LONGEST = 400


_LARGEST_EXPONENT = 400


_LARGEST_NUMBER = 10**60


_FUNCTIONS = frozenset(
    [
        "sin",
        "cos",
        "tan",
        "cot",
        "sec",
        "csc",
        "asin",
        "acos",
        "atan",
        "atan2",
        "sinh",
        "cosh",
        "tanh",
        "asinh",
        "acosh",
        "atanh",
        "exp",
        "log",
        "ln",
        "sqrt",
        "cbrt",
        "root",
        "Abs",
        "sign",
        "Max",
        "Min",
        "floor",
        "ceiling",
        "re",
        "im",
        "arg",
        "conjugate",
        "Heaviside",
        "DiracDelta",
        "erf",
        "erfc",
        "gamma",
        "Rational",
        "Integer",
        "Float",
        "Derivative",
        "Integral",
        "Eq",
        "Ne",
        "Lt",
        "Le",
        "Gt",
        "Ge",
        "Piecewise",
        "Interval",
        "FiniteSet",
        "Union",
        "Matrix",
        "Function",
        "Symbol",
    ]
)


_CONSTANTS = frozenset(["pi", "E", "I", "oo", "zoo", "nan"])


_FORMULA = re.compile(
    r"√|[⁰¹²³⁴-⁹]|\d[a-z]|[A-Za-z_(].*[-+*/^(=,]|[-+*/^].*[A-Za-z_]|^[A-Za-z_]\w*$", re.DOTALL
)


_SAMPLES = (("3/7", "11/13"), ("17/11", "5/19"), ("29/23", "-7/17"), ("-13/29", "31/37"))


@lru_cache(maxsize=4096)
def is_formula(text: str) -> bool:
    """Whether a text has the syntax of a formula with an operation or a name in it; decided without SymPy."""
    if len(text) > _LONGEST or "\n" in text.strip() or not _FORMULA.search(text):
        return False
    tree = expression_of(as_python(text, frozenset()).replace("^", "**"))
    if tree is None:
        return False
    nodes = list(ast.walk(tree))
    foreign = (
        ast.Attribute,
        ast.Subscript,
        ast.Dict,
        ast.JoinedStr,
        ast.keyword,
        ast.BoolOp,
        ast.Lambda,
        ast.IfExp,
    )
    if any(isinstance(node, foreign) or _is_text(node) for node in nodes):
        return False
    return any(isinstance(node, ast.BinOp | ast.Call | ast.Name) for node in nodes)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)


def names_of_formula(text: str) -> frozenset[str]:
    """The names in a text that is a formula with an operation; none for any other text."""
    if not is_formula(text) or not re.search(r"[-+*/^(]", text):
        return frozenset()
    tree = expression_of(text.strip().replace("^", "**"))
    nodes = ast.walk(tree) if tree else ()
    return frozenset(node.id for node in nodes if isinstance(node, ast.Name)) - _FUNCTIONS


_POWERS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def as_python(claim: str, names: frozenset[str]) -> str:
    """Handwriting as Python: `3√2`, `2x² - xy`. `names` are those of the formula it is compared with.

    >>> as_python("2x² - xy", frozenset({"x", "y"})), as_python("3√2", frozenset())
    ('2*x**2 - x*y', '3*sqrt(2)')
    """
    text = re.sub("[⁰¹²³⁴-⁹⁻]+", lambda match: "**" + match[0].translate(_POWERS), claim.strip())
    text = re.sub(r"√\s*(\d+|[A-Za-z]|\([^()]*\))", lambda match: f"sqrt({match[1].strip('()')})", text)
    text = text.replace("·", "*").replace("×", "*").replace("−", "-").replace("π", "pi")
    text = re.sub(r"[A-Za-z]{2,}", lambda match: _split(match[0], names), text)
    text = re.sub(r"(?<![A-Za-z_\d.])(\d+(?:\.\d+)?)\s*(?=[A-Za-z(])(?![eE][-+]?\d)", r"\1*", text)
    return re.sub(r"(?<=[\w)])\s+(?=[A-Za-z(])(?<![-+*/,])", "*", text) if "," not in text else text


def _split(word: str, names: frozenset[str]) -> str:
    """`xy` is a product where x and y are names and xy is none."""
    return "*".join(word) if word not in names | _FUNCTIONS and set(word) <= names else word


def equal_expressions(claimed: str, actual: str) -> bool:
    """Whether two texts are formulas, and equal as such."""
    one, other = parse(claimed), parse(actual)
    return one is not None and other is not None and same_expression(one, other)


@lru_cache(maxsize=1024)
def parse(text: str) -> Expression:
    """Read a formula in Python's notation without evaluating code; None when it is none, or too big."""
    text = text.strip().replace("^", "**")
    if len(text) > _LONGEST:
        return None
    try:
        tree = expression_of(text)
        return _build(tree) if tree else None
    except (ValueError, TypeError, AttributeError, ArithmeticError, RecursionError):
        return None


def _build(node: ast.expr) -> Expression:  # noqa: C901 - one case for each kind of node
    """Build the SymPy object of a syntax tree; ValueError for what no formula holds."""
    sympy = library()

    match node:
        case ast.Constant(value=bool()):
            return sympy.true if node.value else sympy.false
        case ast.Constant(value=int() as whole) if abs(whole) < _LARGEST_NUMBER:
            return sympy.Integer(whole)
        case ast.Constant(value=float()):
            return sympy.Float(node.value)
        case ast.Name(id=name) if name in _CONSTANTS:
            return getattr(sympy, name)
        case ast.Name(id=name):
            return sympy.Symbol(name)
        case ast.UnaryOp(op=ast.USub()):
            return -_build(node.operand)
        case ast.UnaryOp(op=ast.UAdd()):
            return _build(node.operand)
        case ast.BinOp():
            return operate(node.op, _build(node.left), _build(node.right))
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if arguments:
            return call(name, [_build(argument) for argument in arguments])
        case ast.Tuple(elts=items):
            return sympy.Tuple(*map(_build, items))
        case ast.Compare(left=left, ops=[operator], comparators=[right]):
            return _compare(operator, _build(left), _build(right))
        case _:
            raise ValueError(ast.dump(node))


def operate(operator: ast.operator, left: Expression, right: Expression) -> Expression:
    """Carry out an operation; ValueError when the result would be too large to write down."""
    match operator:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.Div():
            return left / right
        case ast.Pow():
            if right.is_number and not abs(right) <= _LARGEST_EXPONENT:
                raise ValueError("exponent too large")
            if left.is_Integer and right.is_number and abs(left) ** abs(right) > _LARGEST_NUMBER:
                raise ValueError("power too large")
            return left**right
        case _:
            raise ValueError(ast.dump(operator))


def call(name: str, arguments: list[Expression]) -> Expression:
    """Apply a function by name; ValueError when its value would be too large."""
    sympy = library()

    if name in {"gamma", "Symbol", "Function", "exp", "sinh", "cosh"} and any(
        argument.is_number and not abs(argument) <= _LARGEST_EXPONENT for argument in arguments
    ):
        raise ValueError("argument too large")
    if name in _FUNCTIONS:
        return getattr(sympy, name)(*arguments)
    return sympy.Function(name)(*arguments)


def _compare(operator: ast.cmpop, left: Expression, right: Expression) -> Expression:
    sympy = library()

    relations: dict[type[ast.cmpop], Expression] = {
        ast.Lt: sympy.Lt,
        ast.LtE: sympy.Le,
        ast.Gt: sympy.Gt,
        ast.GtE: sympy.Ge,
        ast.Eq: sympy.Eq,
    }
    return relations[type(operator)](left, right)


def same_expression(one: Expression, other: Expression) -> bool:
    """Whether two SymPy objects are equal: the same form, or the same value at several points.

    Analytic expressions that agree to 12 digits at four unrelated points are equal; deciding it by
    `simplify` would take seconds and may fail.
    """
    if one == other:
        return True
    if any(not hasattr(part, "evalf") for part in (one, other)):  # `a, b`, sets
        return _same_parts(one, other)
    if not (getattr(one, "is_Boolean", False) or getattr(other, "is_Boolean", False)) and (
        hasattr(one, "free_symbols") and one.free_symbols == other.free_symbols
    ):
        return (
            _same_relation(one, other)
            if one.is_Relational or other.is_Relational
            else _same_values(one, other)
        )
    return _same_relation(one, other)


def _same_parts(one: Expression, other: Expression) -> bool:
    """Whether two lists of formulas are equal part by part."""
    tuples = isinstance(one, library().Tuple) and isinstance(other, library().Tuple)
    return tuples and len(one) == len(other) and all(map(same_expression, one, other))


def _same_relation(one: Expression, other: Expression) -> bool:
    return (
        getattr(one, "is_Relational", False)
        and type(one) is type(other)
        and same_expression(one.lhs, other.lhs)
        and same_expression(one.rhs, other.rhs)
    )


def _same_values(one: Expression, other: Expression) -> bool:
    sympy = library()

    if not one.free_symbols:
        return _same_number(one, other)
    names = sorted(one.free_symbols, key=str)
    decided = False
    for pair in _SAMPLES:
        point = {
            name: sympy.Rational(pair[0]) + index * sympy.Rational(pair[1])
            for index, name in enumerate(names)
        }
        first, second = one.subs(point).evalf(25), other.subs(point).evalf(25)
        if not (first.is_number and second.is_number) or first.has(sympy.nan, sympy.zoo):
            continue
        if abs(first - second) > 1e-12 * (1 + abs(first)):
            return False
        decided = True
    return decided


def _same_number(one: Expression, other: Expression) -> bool:
    # Decimal numbers follow the digits claimed, which the other comparators know; here only exact ones meet.
    if not (one.is_number and other.is_number) or "." in f"{one}{other}":
        return False
    return abs((one - other).evalf(30)) < 1e-25
