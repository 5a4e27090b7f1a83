"""A derivative, and how sure we are: symbolic, numerical and automatic differentiation."""

from derivkit.backends import Automatic, Backend, Numerical, Symbolic
from derivkit.comparison import Comparison, Row, compare
from derivkit.operators import (  # fmt: skip
    derivative,
    formula,
    gradient,
    hessian,
    hvp,
    jacobian,
    jvp,
    value_and_derivative,
)
from derivkit.result import Derivative, Status
from derivkit.samples import sampled

__all__ = [
    "Automatic", "Backend", "Comparison", "Derivative", "Numerical", "Row", "Status", "Symbolic", "compare",
    "derivative", "formula", "gradient", "hessian", "hvp", "jacobian", "jvp", "sampled",
    "value_and_derivative",
]  # fmt: skip
