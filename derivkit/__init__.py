"""A derivative, and how sure we are: symbolic, numerical and automatic differentiation."""

from derivkit.backends import Automatic, Backend, Numerical, Symbolic
from derivkit.checking import GradientCheck, check_gradient
from derivkit.comparison import Comparison, Row, compare
from derivkit.operators import (  # fmt: skip
    derivative,
    formula,
    gradient,
    hessian,
    hvp,
    jacobian,
    jvp,
    partial,
    value_and_derivative,
    value_and_gradient,
    vjp,
)
from derivkit.prepared import Prepared, prepare
from derivkit.result import Derivative, Status
from derivkit.samples import sampled
from derivkit.uncertainty import Propagated, propagate

__all__ = [
    "Automatic", "Backend", "Comparison", "Derivative", "GradientCheck", "Numerical", "Prepared",
    "Propagated", "Row", "Status", "Symbolic", "check_gradient", "compare", "derivative", "formula",
    "gradient", "hessian", "hvp", "jacobian", "jvp", "partial", "prepare", "propagate", "sampled",
    "value_and_derivative", "value_and_gradient", "vjp",
]  # fmt: skip
