"""The three ways to differentiate, as frozen values that carry their options."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Symbolic:
    """Differentiate a formula with SymPy; `f` is traced, or is an expression already.

    `real`: symbols are real, so that |x| has the derivative sign(x).
    `cse`: share common subexpressions when the derivative becomes code.
    """

    real: bool = True
    cse: bool = True


@dataclass(frozen=True)
class Numerical:
    """Differentiate by values of `f` alone, with an estimate of the error.

    `side`: +1 uses only points at and above x, -1 only points at and below, 0 both.
    `complex_step`: for analytic `f` that accept complex numbers; the answer is used only
    where the real differences agree with it.

    >>> from derivkit import derivative
    >>> derivative(abs, 0.0, backend=Numerical(side=1)).value
    1.0
    """

    side: int = 0
    complex_step: bool = False

    def __post_init__(self) -> None:
        """Raise ValueError for a side that is none."""
        if self.side not in {-1, 0, 1}:
            raise ValueError(f"side must be -1, 0 or 1, not {self.side!r}")


@dataclass(frozen=True)
class Automatic:
    """Differentiate the program with JAX, in 64 bits that stay inside the call.

    `dtype`: "float64" or "float32". `jit`: compile once per function and shape.
    `check`: compare answers of functions that can have kinks with one-sided differences.
    """

    dtype: str = "float64"
    jit: bool = True
    check: bool = True

    def __post_init__(self) -> None:
        """Raise ValueError for a type that is no float."""
        if self.dtype not in {"float32", "float64"}:
            raise ValueError(f'dtype must be "float64" or "float32", not {self.dtype!r}')


Backend = Symbolic | Numerical | Automatic
