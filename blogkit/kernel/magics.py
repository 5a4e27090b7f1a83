"""`%%recipe NAME`, `%%check`, `%%aside`: run with the post's names in scope, and leave no trace."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# Matplotlib and IPython's shell are partly untyped

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from types import CodeType
from typing import Any

from blogkit.kernel.asides import run_aside
from blogkit.kernel.describe import truth

DOTS_PER_INCH = 200


CellName = Callable[[], str]
"""The file name of the running cell, for tracebacks."""


def register(shell: Any, cell_name: CellName) -> None:
    """Make the magics `%%recipe` and `%%check` known to the session."""

    # "\n": the magic's own line was line 1
    def recipe(name: str, code: str) -> None:
        _draw(shell, name, compile("\n" + code, cell_name(), "exec"))

    def check(numbers: str, code: str) -> None:
        _check(shell, numbers, compile("\n" + code.strip(), cell_name(), "eval"))

    def aside(_: str, code: str) -> None:
        run_aside(code, cell_name(), shell.user_ns)

    shell.register_magic_function(aside, magic_kind="cell", magic_name="aside")
    shell.register_magic_function(recipe, magic_kind="cell", magic_name="recipe")
    shell.register_magic_function(check, magic_kind="cell", magic_name="check")


def _draw(shell: Any, name: str, code: CodeType) -> None:
    """Run the recipe in a copy of the session's names, so that what it defines stays its own."""
    import matplotlib.pyplot as plt  # noqa: PLC0415  (a post without figures must not pay for it)

    plt.close("all")
    with plt.rc_context():
        exec(code, dict(shell.user_ns))  # noqa: S102  (the author's code)
        file = io.BytesIO()
        # Software would carry Matplotlib's version into the bytes
        plt.gcf().savefig(file, format="png", dpi=DOTS_PER_INCH, metadata={"Software": None})
    plt.close("all")
    data = {"image/png": base64.b64encode(file.getvalue()).decode()}
    shell.display_pub.publish(data, metadata={"blogkit": {"figure": name.strip()}})


def _check(shell: Any, numbers: str, code: CodeType) -> None:
    """Evaluate a check of the prose; `numbers` are those of its sentence."""
    names = dict(shell.user_ns)
    # the numbers come from our own parser, a list of Python literals
    names["numbers"] = [float(word) if "." in word or "e" in word else int(word) for word in numbers.split()]
    value = eval(code, names)  # noqa: S307  (the author's code)
    shell.user_ns["__blogkit_watch__"](2, 2, "", truth(value))
