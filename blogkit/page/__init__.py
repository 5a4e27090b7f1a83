"""One Markdown body and its verdicts -> HTML."""

from blogkit.page.cells.figures import scripts_of
from blogkit.page.downloads import Downloads, code_cell, downloads, notebook_of, text_cell
from blogkit.page.enrich import SizeOf, with_anchors, with_image_sizes
from blogkit.page.mathml import sound_macros, with_formulas
from blogkit.page.render import Body, render

__all__ = [
    "Body",
    "Downloads",
    "SizeOf",
    "code_cell",
    "downloads",
    "notebook_of",
    "render",
    "scripts_of",
    "sound_macros",
    "text_cell",
    "with_anchors",
    "with_formulas",
    "with_image_sizes",
]
