"""What is wrong, and the script of the preview -> what a served page gets, and the written file does not."""

import json
from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path

from blogkit.values import frozen

EVENTS = "/.blogkit/events"
"""Where a browser hears of new builds."""

FIGURES = "/.blogkit/figures"
"""Where the figures that are new or have drifted stand side by side."""

ACCEPT = "/.blogkit/accept"
"""Where a browser says which claim or figure is accepted."""

STYLE = """\
#blogkit-problems { all: initial; position: fixed; inset: auto 0 0 0; z-index: 2147483647; max-height: 50vh;
  overflow: auto; padding: .75rem 1.25rem; background: #5b1212; color: #fff; box-sizing: border-box;
  font: 14px/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere }
#blogkit-problems summary { cursor: pointer; font-weight: bold }
#blogkit-problems ol { margin: .25rem 0 0; padding: 0 0 0 1.5rem }
@media print { #blogkit-problems { display: none } }"""

PREVIEW_STYLE = """\
#blogkit-claims, #blogkit-said { all: initial; position: fixed; inset: .5rem .5rem auto auto;
  z-index: 2147483646; padding: .25rem .6rem; border-radius: 4px; background: #222d; color: #fff;
  font: 13px/1.5 ui-monospace, monospace }
#blogkit-said { top: 2.75rem }
.mark.unchecked { display: inline }
.mark.unchecked::before { content: "?" }
@media print { #blogkit-claims, #blogkit-said { display: none } }"""

MOST = 50
"""Problems that are listed; the terminal has all of them."""
SIGNS = {"holds": "✓", "broken": "✗", "unstable": "≈", "unchecked": "?"}


@frozen
class Checked:
    """What was checked on one page."""

    counts: tuple[tuple[str, int], ...] = ()
    """Verdict -> how many claims have it."""
    drifted: tuple[tuple[str, int], ...] = ()
    """Figures that have drifted: their paths as the text writes them, and their lines."""


def with_overlay(page: bytes, problems: Sequence[str], checked: Checked | None = None) -> bytes:
    """A page as a browser gets it, with what is wrong in the blog at its foot.

    >>> with_overlay(b"<body>x</body>", ["a.md:3: says 1 < 2"]).count(b"a.md:3: says 1 &lt; 2")
    1
    """
    extra = (overlay(problems) + counted(checked or Checked()) + script(checked or Checked())).encode()
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


def counted(checked: Checked) -> str:
    """How the claims of the page fare, in one glance: "✓ 12 ✗ 1".

    >>> "✓ 2 ? 1" in counted(Checked((("holds", 2), ("unchecked", 1))))
    True
    """
    signs = [f"{SIGNS[verdict]} {count}" for verdict, count in checked.counts if count]
    style = f"<style>{PREVIEW_STYLE}</style>"
    return f'{style}<p id="blogkit-claims">{" ".join(signs)}</p>' if signs else style


def script(checked: Checked) -> str:
    """Reload, keep the place, and accept what is in view."""
    drifted = escape(json.dumps([{"path": path, "line": line} for path, line in checked.drifted]), quote=True)
    return (
        f'<script data-events="{EVENTS}" data-accept="{ACCEPT}" data-drifted="{drifted}">{_code()}</script>'
    )


@cache
def _code() -> str:
    return Path(__file__).with_name("preview.js").read_text("utf-8")
