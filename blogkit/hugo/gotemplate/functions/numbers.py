"""Numbers: what `math.` of Hugo's templates computes."""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# The values of a Go template have no type until it runs: the tables below hold functions of anything.

import math
import re
from collections.abc import Callable
from typing import Any

from blogkit.hugo.gotemplate.errors import ShortcodeError
from blogkit.hugo.gotemplate.values import Function


def number(value: object) -> float:
    """Read a number; raises ShortcodeError where a value is none."""
    if isinstance(value, (bool, int, float)):
        return value
    try:
        text = str(value).strip()
        return (
            int(text, 0 if re.match(r"[-+]?0[xXbBoO]", text) else 10)
            if _WHOLE.fullmatch(text)
            else float(text)
        )
    except ValueError as error:
        raise ShortcodeError(f'"{value}" is not a number') from error


_WHOLE = re.compile(r"[-+]?(?:\d+|0[xX][\da-fA-F]+|0[bB][01]+|0[oO][0-7]+)")


def _fold(step: Callable[[Any, Any], Any]) -> Function:
    def fold(*values: object) -> float:
        flat = [number(v) for value in values for v in (value if isinstance(value, list) else [value])]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        result = flat[0]
        for further in flat[1:]:
            result = step(result, further)
        return result

    return fold


def _add(*values: object) -> object:
    """Add numbers, or put texts together."""
    if len(values) > 1 and all(isinstance(value, str) for value in values):
        return "".join(map(str, values))
    return _fold(lambda a, b: a + b)(*values)


def _divide(left: float, right: float) -> float:
    if right == 0:
        raise ShortcodeError("it divides by zero")
    if isinstance(left, int) and isinstance(right, int):
        return int(left / right)  # Go cuts towards zero
    return left / right


def sequence(*arguments: object) -> list[int]:
    """Count as `seq` does."""
    numbers = [int(number(a)) for a in arguments]
    if numbers == [0]:
        return []
    first, step, last = {1: (1, 1, numbers[-1]), 2: (numbers[0], 1, numbers[-1])}.get(
        len(numbers), (numbers[0], numbers[len(numbers) // 2], numbers[-1])
    )
    if len(numbers) == 1 and last < 0:
        first = -1
    if len(numbers) < 3 and last < first:
        step = -1
    if abs(last - first) > 100_000 or step == 0:
        raise ShortcodeError("seq has too many numbers")
    return list(range(first, last + (1 if step > 0 else -1), step))


MATH: dict[str, Function] = {
    "Abs": lambda value: abs(number(value)),
    "Acos": lambda value: math.acos(number(value)),
    "Asin": lambda value: math.asin(number(value)),
    "Atan": lambda value: math.atan(number(value)),
    "Atan2": lambda a, b: math.atan2(number(a), number(b)),
    "Cos": lambda value: math.cos(number(value)),
    "Log": lambda value: math.log(number(value)),
    "MaxInt64": lambda: 2**63 - 1,
    "ModBool": lambda a, b: math.fmod(number(a), number(b)) == 0,
    "Pi": lambda: math.pi,
    "Product": _fold(lambda a, b: a * b),
    "Sin": lambda value: math.sin(number(value)),
    "Sum": _fold(lambda a, b: a + b),
    "Tan": lambda value: math.tan(number(value)),
    "ToDegrees": lambda value: math.degrees(number(value)),
    "ToRadians": lambda value: math.radians(number(value)),
    "Add": _add,
    "Ceil": lambda value: math.ceil(number(value)),
    "Div": _fold(_divide),
    "Floor": lambda value: math.floor(number(value)),
    "Max": _fold(max),
    "Min": _fold(min),
    "Mod": lambda a, b: int(math.fmod(number(a), number(b))),
    "Mul": _fold(lambda a, b: a * b),
    "Pow": lambda a, b: float(number(a)) ** number(b),
    "Round": lambda value: math.floor(number(value) + 0.5),
    "Sqrt": lambda value: math.sqrt(number(value)),
    "Sub": _fold(lambda a, b: a - b),
}
