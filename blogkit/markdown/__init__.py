"""The body of a page -> HTML, exactly as Hugo's Goldmark renders it; one file per rule."""

from blogkit.markdown.render import render
from blogkit.markdown.values import Context, FencedBlock, Heading, PageFacts, Rendered
from blogkit.model import Link

__all__ = ["Context", "FencedBlock", "Heading", "Link", "PageFacts", "Rendered", "render"]
