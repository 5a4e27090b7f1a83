"""Everything that follows Hugo to the letter; it knows no cell and no verdict."""

from blogkit.hugo.context import Bundled, Context, FencedBlock, PageFacts, Rendered
from blogkit.hugo.files import Files, State, made_file, template_files
from blogkit.hugo.markdown.highlight import coloured, highlight
from blogkit.hugo.other_pages import Listed, Pages
from blogkit.hugo.render import render

__all__ = [
    "Bundled",
    "Context",
    "FencedBlock",
    "Files",
    "Listed",
    "PageFacts",
    "Pages",
    "Rendered",
    "State",
    "coloured",
    "highlight",
    "made_file",
    "render",
    "template_files",
]
