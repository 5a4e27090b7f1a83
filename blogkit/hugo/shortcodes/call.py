"""One call of a shortcode while it is run."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from blogkit.hugo.context import Context
from blogkit.hugo.shortcodes.parse import Call

CONTENTS = "HAHAHUGOSHORTCODETOCHBHB"
"""What stands in the rendered text where a template asks for the table of contents."""


Fragment = Callable[[str, Context, int], str]
"""Markdown, context and its line of the file -> HTML."""


@dataclass
class Rendering:
    """A call and what surrounds it."""

    call: Call
    line: int
    """The line of the file."""
    context: Context
    fragment: Fragment
    parent: "Rendering | None" = None
    ordinal: int = 0
    inner: str = ""
    """What stands between the tags, shortcodes in it done."""
    warn: Callable[[str], None] = print
    store: dict[str, Any] = field(default_factory=dict[str, Any])

    def get(self, key: str | int) -> str | None:
        """Give a parameter by name or place; None where it is not given."""
        named: Mapping[str, str] = self.call.named
        if isinstance(key, int):
            return self.call.positional[key] if 0 <= key < len(self.call.positional) else None
        if key in named:
            return named[key]
        return next((value for name, value in named.items() if name.lower() == key.lower()), None)

    def one_of(self, *keys: str | int) -> str:
        """Give the first parameter that is given and not empty."""
        return next((value for key in keys if (value := self.get(key))), "")

    def markdown(self, text: str) -> str:
        """Render Markdown to HTML, blocks and all."""
        return self.fragment(text, self.context, self.line)

    def markdown_inline(self, text: str) -> str:
        """Render Markdown; the paragraph around a single one goes."""
        html = self.markdown(text).strip()
        found = re.fullmatch(r"<p>((?:(?!</?p[ >]).)*)</p>", html, re.DOTALL)
        return found[1] if found else html

    @property
    def page_address(self) -> str:
        """Where the page is on its host: the path of the base, and the page's own."""
        base = urlsplit(self.context.settings.base_url).path.rstrip("/")
        return f"{base}{self.context.page.url}"

    @property
    def inner_deindented(self) -> str:
        """The inner text without the indentation of the call."""
        indent = self.call.indentation
        return re.sub(rf"(?m)^{indent}", "", self.inner) if indent else self.inner
