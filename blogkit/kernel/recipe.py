"""`%%recipe NAME`: draw a figure with the post's names in scope, and leave no trace."""

import base64
import io
from typing import Any

from blogkit.kernel.describe import truth

DOTS_PER_INCH = 200


def register(shell: Any) -> None:
    """Make the magics `%%recipe` and `%%check` known to the session."""

    def recipe(name: str, code: str) -> None:
        _draw(shell, name, code)

    def check(numbers: str, code: str) -> None:
        _check(shell, numbers, code)

    shell.register_magic_function(recipe, magic_kind="cell", magic_name="recipe")
    shell.register_magic_function(check, magic_kind="cell", magic_name="check")


def _draw(shell: Any, name: str, code: str) -> None:
    """Run the recipe in a copy of the session's names, so that what it defines stays its own."""
    from matplotlib import pyplot  # noqa: PLC0415  (a post without figures must not pay for it)

    pyplot.close("all")
    with pyplot.rc_context():
        # "\n": the magic's own line was line 1
        exec(compile("\n" + code, _cell_name(shell), "exec"), dict(shell.user_ns))  # noqa: S102  (the author's code)
        file = io.BytesIO()
        # Software would carry Matplotlib's version into the bytes
        pyplot.gcf().savefig(file, format="png", dpi=DOTS_PER_INCH, metadata={"Software": None})
    pyplot.close("all")
    data = {"image/png": base64.b64encode(file.getvalue()).decode()}
    shell.display_pub.publish(data, metadata={"blogkit": {"figure": name.strip()}})


def _check(shell: Any, numbers: str, code: str) -> None:
    """Evaluate a check of the prose; `numbers` are those of its sentence."""
        names = dict(shell.user_ns)
    # the numbers come from our own parser, a list of Python literals
    names["numbers"] = [float(word) if "." in word or "e" in word else int(word) for word in numbers.split()]
    value = eval(compile("\n" + code.strip(), _cell_name(shell), "eval"), names)  # noqa: S307  (the author's code)
    shell.user_ns["__blogkit_watch__"](2, 2, "", truth(value))


def _cell_name(shell: Any) -> str:
    return f"<cell {shell.execution_count}>"
