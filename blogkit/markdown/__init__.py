"""The body of a page -> HTML, exactly as Hugo's Goldmark renders it; one file per rule."""

from blogkit.markdown.render import render
from blogkit.markdown.values import Context, FencedBlock, Heading, Link, PageFacts, Rendered

__all__ = ["Context", "FencedBlock", "Heading", "Link", "PageFacts", "Rendered", "render"]
