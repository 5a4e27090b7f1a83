"""What is wrong, and the script that reloads -> what a served page gets, and the written file does not."""

from collections.abc import Sequence
from html import escape

EVENTS = "/.blogkit/events"
"""Where a browser hears of new builds."""

FIGURES = "/.blogkit/figures"
"""Where the figures that are new or have drifted stand side by side."""

RELOAD = f"<script>new EventSource('{EVENTS}').onmessage = () => location.reload()</script>"

STYLE = """\
#blogkit-problems { all: initial; position: fixed; inset: auto 0 0 0; z-index: 2147483647; max-height: 50vh;
  overflow: auto; padding: .75rem 1.25rem; background: #5b1212; color: #fff; box-sizing: border-box;
  font: 14px/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere }
#blogkit-problems summary { cursor: pointer; font-weight: bold }
#blogkit-problems ol { margin: .25rem 0 0; padding: 0 0 0 1.5rem }
@media print { #blogkit-problems { display: none } }"""

MOST = 50
"""Problems that are listed; the terminal has all of them."""


def with_overlay(page: bytes, problems: Sequence[str]) -> bytes:
    """A page as a browser gets it, with what is wrong in the blog at its foot.

    >>> with_overlay(b"<body>x</body>", ["a.md:3: says 1 < 2"]).count(b"a.md:3: says 1 &lt; 2")
    1
    """
    extra = (overlay(problems) + RELOAD).encode()
    before, end, after = page.rpartition(b"</body>")
    return before + extra + end + after if end else page + extra


def overlay(problems: Sequence[str]) -> str:
    """The list of problems, to be folded by a click; nothing where all is well."""
    if not problems:
        return ""
    title = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    rows = "".join(f"<li>{escape(problem)}</li>" for problem in problems[:MOST])
    return (
        f'<style>{STYLE}</style><details id="blogkit-problems" role="alert" open>'
        f"<summary>blogkit: {title}</summary><ol>{rows}</ol></details>"
    )
