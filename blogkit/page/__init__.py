"""One Markdown body and its verdicts -> HTML."""

from blogkit.page.cells.figures import scripts_of
from blogkit.page.cells.marks import without_buttons
from blogkit.page.claims import proof_of, told
from blogkit.page.downloads import Downloads, code_cell, downloads, notebook_of, text_cell
from blogkit.page.enrich import SizeOf, with_anchors, with_image_sizes
from blogkit.page.markdown import markdown_of
from blogkit.page.mathml import sound_macros, with_formulas
from blogkit.page.pictures import NARROW, Variants, VariantsOf
from blogkit.page.present import Presentation, present
from blogkit.page.recipes import recipes_of
from blogkit.page.render import Body, render

__all__ = [
    "NARROW",
    "Body",
    "Downloads",
    "Presentation",
    "SizeOf",
    "Variants",
    "VariantsOf",
    "code_cell",
    "downloads",
    "markdown_of",
    "notebook_of",
    "present",
    "proof_of",
    "recipes_of",
    "render",
    "scripts_of",
    "sound_macros",
    "text_cell",
    "told",
    "with_anchors",
    "with_formulas",
    "with_image_sizes",
    "without_buttons",
]
