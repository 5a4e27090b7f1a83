"""Rendered HTML -> the same with heading anchors, and images that keep their place."""

import itertools
import re
from collections.abc import Callable
from html import escape

HEADING = re.compile(r'<(h[2-6])( [^<>]*?)?\bid="([^"]+)"([^<>]*)>(.*?)</\1>', re.DOTALL)
IMAGE = re.compile(r"<img\b([^<>]*)>")
SOURCE = re.compile(r'\bsrc="([^"]*)"')

EAGER = 1
"""So many images of a page load at once; browsers load others when they come near, or to print."""

SizeOf = Callable[[str], tuple[int, int] | None]
"""An image's address as the page has it -> its width and height in pixels, if the site has the file."""


def with_anchors(html: str, label: str = "Link to this section") -> str:
    """Give each heading a link to itself.

    >>> with_anchors('<h2 id="a">A</h2>')
    '<h2 id="a">A <a class="anchor" href="#a" aria-label="Link to this section">#</a></h2>'
    """
    said = escape(label)

    def anchored(match: re.Match[str]) -> str:
        element, before, name, after, text = match.groups()
        link = f'<a class="anchor" href="#{name}" aria-label="{said}">#</a>'
        return f'<{element}{before or " "}id="{name}"{after}>{text} {link}</{element}>'

    return HEADING.sub(anchored, html)


def with_image_sizes(html: str, size_of: SizeOf) -> str:
    """Tell the sizes of images, so that the text does not jump, and let those far down load late.

    >>> with_image_sizes('<img src="a.png" alt="A">', lambda address: (640, 480))
    '<img src="a.png" alt="A" width="640" height="480">'
    """
    count = itertools.count(1)

    def sized(match: re.Match[str]) -> str:
        attributes = match[1].rstrip(" /")
        source = SOURCE.search(attributes)
        size = (
            size_of(source[1])
            if source and "width=" not in attributes and "height=" not in attributes
            else None
        )
        more = f' width="{size[0]}" height="{size[1]}"' if size else ""
        late = next(count) > EAGER and "loading=" not in attributes
        lazy = ' loading="lazy" decoding="async"' if late else ""
        return f"<img{attributes}{more}{lazy}>"

    return IMAGE.sub(sized, html)
