"""Everything that follows Hugo to the letter; it knows no cell and no verdict."""

from blogkit.hugo.archetypes import fill_archetype, post_name
from blogkit.hugo.context import Bundled, Context, FencedBlock, PageFacts, Rendered
from blogkit.hugo.files import Files, State, made_file, template_files
from blogkit.hugo.go_dates import go_date
from blogkit.hugo.gotemplate.errors import ShortcodeError
from blogkit.hugo.gotemplate.globs import path_pattern
from blogkit.hugo.images import Image, images
from blogkit.hugo.markdown.heading_ids import anchor_name
from blogkit.hugo.markdown.highlight import coloured, framed, highlight
from blogkit.hugo.markdown.urls import filtered_url
from blogkit.hugo.other_pages import Listed, Pages, Twin
from blogkit.hugo.render import render
from blogkit.hugo.sanitize import clean_html, clean_svg
from blogkit.hugo.titles import list_title
from blogkit.hugo.urlize import escaped, lower, normalized, sanitize, urlize

__all__ = [
    "Bundled",
    "Context",
    "FencedBlock",
    "Files",
    "Image",
    "Listed",
    "PageFacts",
    "Pages",
    "Rendered",
    "ShortcodeError",
    "State",
    "Twin",
    "anchor_name",
    "clean_html",
    "clean_svg",
    "coloured",
    "escaped",
    "fill_archetype",
    "filtered_url",
    "framed",
    "go_date",
    "highlight",
    "images",
    "list_title",
    "lower",
    "made_file",
    "normalized",
    "path_pattern",
    "post_name",
    "render",
    "sanitize",
    "template_files",
    "urlize",
]
