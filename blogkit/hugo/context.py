"""What goes into the renderer and what comes out of it."""

from collections.abc import Callable, Mapping
from dataclasses import field
from html import escape
from typing import Any

from blogkit.errors import ContentError
from blogkit.hugo.files import Files
from blogkit.hugo.other_pages import Pages
from blogkit.model import Link, Published
from blogkit.source import Layouts, Settings
from blogkit.values import frozen


@frozen
class FencedBlock:
    """A fenced code block, as the caller may want to render it himself."""

    line: int
    """The line of the opening fence in the file."""
    language: str
    """As written; empty for a bare fence."""
    info: str
    attributes: Mapping[str, Any]
    """What stands in braces behind the language."""
    code: str


def no_fence(_block: FencedBlock) -> str | None:
    """Leave every fence to the highlighter."""
    return None


def plain_math(tex: str, display: bool) -> str:
    """Show the TeX source in its usual delimiters."""
    return escape(f"\\[{tex}\\]" if display else f"\\({tex}\\)", quote=False)


def no_reference(reference: str) -> str:
    """Know no page: every reference dangles."""
    raise KeyError(reference)


def not_published(_output: str, _what: Published) -> None:
    """Write no file."""


@frozen
class Bundled:
    """A file of a page's bundle."""

    output: str
    """Below the destination."""
    source: str
    """Below the source folder."""


@frozen
class PageFacts:
    """What a shortcode may ask of the page it stands on."""

    path: str = ""
    """Of the Markdown file, as error messages name it."""
    url: str = ""
    """Below the site's base, with a leading slash."""
    title: str = ""
    params: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """The keys of the front matter, names in lower case."""
    resources: Mapping[str, str] = field(default_factory=dict[str, str])
    """Files of the page's bundle: name -> URL as the page is to have it."""
    bundle: Mapping[str, Bundled] = field(default_factory=dict[str, Bundled])
    """The same files: name -> where they are."""
    kind: str = "page"
    section: str = ""


@frozen
class Context:
    """Everything the rendering of a body depends on besides the body."""

    settings: Settings = field(default_factory=Settings)
    page: PageFacts = field(default_factory=PageFacts)
    trusted: bool = True
    """Whether what its author wrote may stand in the page as HTML."""
    math_by_default: bool = False
    """The front matter says `math = true`: the usual delimiters hold maths even if none is configured."""
    resolve_ref: Callable[[str], str] = no_reference
    """A page's path (and "#anchor") as `relref` has it -> its URL; raises LookupError for a dangling one.

    With "lang=ja " in front, the page of another language is meant.
    """
    resolve_absolute: Callable[[str], str] | None = None
    """The same for `ref`, with the host in front; None where both are one."""
    find_page: Callable[[str], str] = no_reference
    """The same for `.GetPage`, which knows fewer spellings; the path has no anchor."""
    layouts: Layouts = field(default_factory=Layouts)
    """The blog's own templates."""
    files: Files = field(default_factory=Files)
    """What these templates look at: the files below the source folder."""
    pages: Pages = field(default_factory=Pages)
    """The other pages of the site, for the same."""
    publish: Callable[[str, Published], None] = not_published
    """Put a file on the site that these templates ask for: its path below the destination, and what it is."""
    within: tuple[str, ...] = ()
    """The pages whose bodies are asked for by the templates of each other, the outermost first."""
    store: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    """What these templates put aside while the page is made, and whose it is: "page", "site"."""
    math: Callable[[str, bool], str] = plain_math
    """TeX, and whether it is a display -> HTML."""
    fence: Callable[[FencedBlock], str | None] = no_fence
    """A fence -> HTML, before the blog's own templates are asked; None to leave it to them."""
    code: Callable[[FencedBlock], str | None] = no_fence
    """A fence -> HTML, where neither they nor the caller have it; None for the highlighter."""


@frozen
class Heading:
    """A heading; `id` is empty where Hugo gives none."""

    level: int
    id: str
    html: str
    """Its text as a table of contents shows it."""
    line: int


@frozen
class Rendered:
    """A body, rendered."""

    html: str
    toc: str = ""
    summary: str = ""
    """Up to `<!--more-->`, or as many whole paragraphs as the summary length asks for."""
    truncated: bool = False
    """Whether the summary leaves something out."""
    headings: tuple[Heading, ...] = ()
    links: tuple[Link, ...] = ()
    plain: str = ""
    """The text without tags."""
    word_count: int = 0
    reading_time: int = 0
    """Minutes."""
    problems: tuple[ContentError, ...] = ()
