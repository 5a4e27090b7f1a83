"""The templates that a blog of Hugo's gets: they look at records, and need no Python."""

from collections.abc import Mapping
from pathlib import Path

_HERE = Path(__file__).parent

THEME_FILES: Mapping[str, Path] = {
    "layouts/_markup/render-codeblock-output.html": _HERE / "render-codeblock-output.html",
    "layouts/_partials/blogkit/record.html": _HERE / "record.html",
    "layouts/_shortcodes/verified.html": _HERE / "verified.html",
    "layouts/_shortcodes/cell-output.html": _HERE / "cell-output.html",
}
"""Path below the blog -> the file that is copied there."""
