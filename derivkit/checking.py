"""Somebody's gradient beside the values of f: which component is wrong, by how much, and what is to blame."""

# ruff: noqa: ANN401 - a stranger's function takes and gives anything
# pyright: reportUnknownVariableType=false

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Unpack

import numpy as np

from derivkit.backends import Numerical
from derivkit.inputs import Tree, applied, read, real_numbers
from derivkit.operators import Function, Given, as_callable, gradient, jvp
from derivkit.result import Floats, Status


@dataclass(frozen=True, repr=False)
class Component:
    """One component of a gradient."""

    name: str
    given: float
    found: float
    error: float
    """Of what was found."""
    status: Status

    def __repr__(self) -> str:
        """Show the numbers beside each other."""
        found = f"{self.found:.10g} ± {self.error:.1e}, {self.status}"
        return f"{self.name}: given {self.given:.10g}, found {found}"

    @property
    def verdict(self) -> str:
        """`right`, `wrong`, or `unsure` where the values of f do not say."""
        apart = abs(self.given - self.found)
        if self.status not in {Status.OK, Status.ONE_SIDED, Status.NOISY} or not np.isfinite(self.found):
            return "unsure"
        if np.isfinite(apart) and apart <= 5 * self.error + 1e-7 * abs(self.found):
            return "right"
        return "unsure" if self.status == Status.NOISY and np.isfinite(self.given) else "wrong"


@dataclass(frozen=True, repr=False)
class GradientCheck:
    """A gradient held against f; true where it is right. Prints what is wrong first."""

    components: tuple[Component, ...]
    blame: str = ""
    """`""`, `"gradient"` or `"point"`."""
    hint: str = ""
    """What the wrong numbers look like, in a sentence; empty where they look like nothing."""

    def __bool__(self) -> bool:
        """Give whether every component is right."""
        return all(part.verdict == "right" for part in self.components)

    @property
    def wrong(self) -> tuple[Component, ...]:
        """The components that are wrong, the worst first."""
        wrong = (part for part in self.components if part.verdict == "wrong")
        return tuple(sorted(wrong, key=lambda part: -abs(part.given - part.found)))

    @property
    def unsure(self) -> tuple[Component, ...]:
        """The components about which the values of f say nothing."""
        return tuple(part for part in self.components if part.verdict == "unsure")

    def __repr__(self) -> str:
        """Say it in a line, and show up to ten components that are not right."""
        count = len(self.components)
        if self:
            return f"GradientCheck(all {count} components are right)"
        head = f"{len(self.wrong)} of {count} components wrong, {len(self.unsure)} unsure"
        lines = [f"\n  {part!r}" for part in (*self.wrong, *self.unsure)[:10]]
        blame = f"the {self.blame} is to blame{self.hint and f': {self.hint}'}"
        return f"GradientCheck({head}; {blame}){''.join(lines)}"


def check_gradient(
    f: Function, grad: Callable[..., Any] | Any, x: Any, **given: Unpack[Given]
) -> GradientCheck:
    """Hold a gradient, a callable or its values at x, against the values of f at x.

    Where it is wrong, and `grad` can be called, points nearby are asked too: a gradient that is right
    there leaves the point to blame, a kink, an edge or a branch of its own. Above 300 variables only random
    directions are looked at first, and all components only where one of them is wrong.

    >>> import numpy as np
    >>> check_gradient(lambda x: np.sum(x**2), lambda x: 2 * x, [1.0, 2.0])
    GradientCheck(all 2 components are right)
    >>> report = check_gradient(lambda x: np.sum(x**2), lambda x: x, [1.0, 2.0])
    >>> report.blame, report.hint, report.wrong[0].name
    ('gradient', 'every component is 0.5 times what it should be', 'x[1]')
    """
    point, form = read(x)
    if not point.size:
        raise ValueError("x is empty: there is nothing to differentiate by")
    more = given.get("args", ()), given.get("kwargs", {})
    whole = applied(as_callable(f), form, *more)
    told = applied(grad, form, *more) if callable(grad) else None
    claimed = _flat(told(point.copy()) if told else grad, point)
    names = _names(form, point.shape)
    if point.size > 300 and _right_along(whole, claimed, point):
        parts = zip(names, claimed.ravel().tolist(), strict=True)
        return GradientCheck(tuple(Component(name, one, one, 0.0, Status.OK) for name, one in parts))
    parts = _components(whole, claimed, point, names)
    verdicts = {part.verdict for part in parts}
    kinked = next((part for part in parts if part.verdict == "unsure"), None)
    if "wrong" in verdicts and not (told and _right_nearby(whole, told, point)):
        return GradientCheck(parts, "gradient", _pattern(parts, point.shape))
    if kinked:
        return GradientCheck(
            parts, "point", f"f has a {kinked.status} at {kinked.name}: {kinked.status.advice}"
        )
    beside = "a little beside x the gradient is right"
    return GradientCheck(parts, "point", beside) if "wrong" in verdicts else GradientCheck(parts)


def _flat(given: Any, point: Floats) -> Floats:
    values = _numbers(given)
    if values.shape != point.shape:
        raise ValueError(f"the gradient must have the shape of x, {point.shape}, not {values.shape}")
    return values


def _numbers(given: Any) -> Floats:
    """Give the numbers of a gradient, of whatever form; nan is allowed."""
    parts = given.values() if isinstance(given, Mapping) else given
    if isinstance(given, (Mapping, tuple)):
        return np.concatenate([np.ravel(_numbers(part)) for part in parts])
    return real_numbers(given, "the gradient")


def _names(form: Any, shape: Any, x: str = "x") -> list[str]:
    if isinstance(form, Tree):
        parts = zip(form.names or range(len(form.parts)), form.parts, strict=True)
        return [name for label, part in parts for name in _names(part, part, f"{x}[{label!r}]")]
    labels = getattr(form, "labels", {}).get("index")
    if labels is not None and len(shape) == 1:
        return [f"{x}[{label!r}]" for label in labels]
    return [f"{x}[{', '.join(map(str, place))}]" if place else x for place in np.ndindex(shape)]


def _components(f: Any, given: Floats, point: Floats, names: list[str]) -> tuple[Component, ...]:
    answer = gradient(f, point, Numerical())
    columns = (np.ravel(np.asarray(part)) for part in (given, answer.value, answer.error))
    statuses = np.ravel(np.asarray(answer.status, dtype=object))
    rows = zip(names, *(column.tolist() for column in columns), statuses, strict=True)
    return tuple(Component(*row) for row in rows)


def _right_along(f: Any, given: Floats, point: Floats) -> bool:
    random = np.random.default_rng(point.size)
    for _ in range(3):
        v = random.choice([-1.0, 1.0], point.shape) * np.maximum(1.0, np.abs(point))
        seen, told = jvp(f, point, v, Numerical()), float(np.vdot(given, v))
        if seen.status != Status.OK or not abs(seen.value - told) <= 5 * seen.error + 1e-9 * abs(told):
            return False
    return True


def _right_nearby(f: Any, grad: Any, point: Floats) -> bool:
    random = np.random.default_rng(point.size)
    for _ in range(2):
        beside = point + 1e-2 * np.maximum(1.0, np.abs(point)) * random.uniform(-1.0, 1.0, point.shape)
        given = _flat(grad(beside.copy()), point)
        if any(part.verdict != "right" for part in _components(f, given, beside, [""] * point.size)):
            return False
    return True


def _pattern(components: Sequence[Component], shape: tuple[int, ...]) -> str:
    """Say what the wrong numbers look like."""
    given, found = (np.array([getattr(part, name) for part in components]) for name in ("given", "found"))
    clear = np.abs(found) > 1e-9 * np.max(np.abs(found), initial=0.0)
    with np.errstate(all="ignore"):
        ratio = (given / found)[clear]
    if not np.isfinite(given).all():
        return "it is not finite"
    if ratio.size and np.allclose(ratio, ratio[0], rtol=1e-6):
        times = f"every component is {ratio[0]:.6g} times what it should be"
        return "every sign is turned" if abs(ratio[0] + 1) < 1e-6 else times
    if given.size > 1 and np.allclose(np.sort(given), np.sort(found), rtol=1e-6):
        turned = len(shape) == 2 and np.allclose(given.reshape(shape[::-1]).T.ravel(), found, rtol=1e-6)
        return "it is transposed" if turned else "the components are right, but in another order"
    wrong = [part for part in components if part.verdict == "wrong"]
    if len(wrong) > 1 or not wrong[0].found:
        return ""
    return f"{wrong[0].name} is {wrong[0].given / wrong[0].found:.6g} times what it should be"
