"""The templates that a blog brings and that show in the body of a page: folder of names -> Layouts."""

from collections.abc import Iterable, Mapping
from dataclasses import field
from pathlib import PurePosixPath

from blogkit.values import frozen

_KINDS = {
    "shortcodes": "shortcodes",
    "_shortcodes": "shortcodes",
    "partials": "partials",
    "_partials": "partials",
    "_markup": "hooks",
    "_default/_markup": "hooks",
}
"""Folder below layouts/, the older and the newer name -> what stands in it."""
FOLDERS = tuple(_KINDS)
ENDINGS = (".md", ".html", ".svg", ".xml", ".css", ".js", ".json", ".txt")
"""Of templates. Those in Markdown are shortcodes for `{{% %}}`; behind `.html` stand partials alone."""


@frozen
class Template:
    """The text of a template, and its file as error messages name it."""

    text: str
    path: str = ""


@frozen
class Layouts:
    """Templates by name, without their ending."""

    shortcodes: Mapping[str, Template] = field(default_factory=dict[str, Template])
    """For `{{< note >}}`: "note", "gallery/image"."""
    hooks: Mapping[str, Template] = field(default_factory=dict[str, Template])
    """For elements of Markdown: "render-link", "render-codeblock-mermaid"."""
    partials: Mapping[str, Template] = field(default_factory=dict[str, Template])
    """For `{{ partial "icon" }}`."""
    data: tuple[tuple[str, str], ...] = ()
    """For `{{ site.Data }}`: the files below data/, path -> text; none where no template looks there."""
    words: tuple[tuple[str, str], ...] = ()
    """For `{{ i18n }}`: the files below i18n/."""


def sort_layouts(templates: Iterable[tuple[PurePosixPath, Template]]) -> Layouts:
    """Sort templates by their path below layouts/; of two with one name the later counts.

    >>> hook = PurePosixPath("_default/_markup/render-link.html"), Template("<a>")
    >>> icon = PurePosixPath("partials/icons/sun.svg"), Template("<svg>")
    >>> found = sort_layouts([hook, icon])
    >>> found.hooks["render-link"].text, [*found.partials]
    ('<a>', ['icons/sun.svg'])
    """
    templates = sorted(templates, key=lambda pair: pair[0].suffix != ".md")
    sorted_: dict[str, dict[str, Template]] = {"shortcodes": {}, "hooks": {}, "partials": {}}
    for path, template in templates:
        kind, name = _place(path)
        if kind:
            sorted_[kind][name] = template
    return Layouts(sorted_["shortcodes"], sorted_["hooks"], sorted_["partials"])


def _place(path: PurePosixPath) -> tuple[str, str]:
    """Give kind and name; `render-link.rss.xml` and the like are for another output."""
    if path.suffix not in ENDINGS:
        return "", ""
    for folder, kind in _KINDS.items():
        if path.is_relative_to(folder):
            name = path.relative_to(folder).as_posix()
            if path.suffix not in {".md", ".html"}:
                return (kind, name) if kind == "partials" else ("", "")
            if path.suffix == ".md" and kind != "shortcodes":
                return "", ""
            return kind, name.removesuffix(path.suffix).removesuffix(".html")
    return "", ""
