"""The keys below `markup` (and their older spellings) -> Markup: how Markdown becomes HTML.

Everything here hashes, so that a parser can be kept for each set of settings.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, cast

Delimiters = tuple[tuple[str, str], ...]
"""Pairs of opening and closing signs: (("$$", "$$"), ("\\\\[", "\\\\]"))."""


@dataclass(frozen=True)
class Typographer:
    """What replaces plain punctuation; an empty text leaves it alone."""

    enable: bool = True
    left_single_quote: str = "&lsquo;"
    right_single_quote: str = "&rsquo;"
    left_double_quote: str = "&ldquo;"
    right_double_quote: str = "&rdquo;"
    en_dash: str = "&ndash;"
    em_dash: str = "&mdash;"
    ellipsis: str = "&hellip;"
    left_angle_quote: str = "&laquo;"
    right_angle_quote: str = "&raquo;"
    apostrophe: str = "&rsquo;"


@dataclass(frozen=True)
class Passthrough:
    """Which delimiters hold maths."""

    enable: bool = False
    inline: Delimiters = ()
    block: Delimiters = ()


@dataclass(frozen=True)
class TableOfContents:
    """Which headings a table of contents has."""

    start_level: int = 2
    end_level: int = 3
    ordered: bool = False


@dataclass(frozen=True)
class Highlight:
    """How code is coloured."""

    style: str = "monokai"
    code_fences: bool = True
    guess_syntax: bool = False
    line_numbers: bool | str = False
    """False, True, "table" or "inline"."""
    line_numbers_in_table: bool = True
    line_number_start: int = 1
    tab_width: int = 4
    wrapper_class: str = "highlight"


@dataclass(frozen=True)
class Markup:
    """All of it."""

    unsafe: bool = False
    hard_wraps: bool = False
    xhtml: bool = False
    auto_heading_id: bool = True
    auto_id_type: str = "github"
    """"github", "github-ascii" or "blackfriday"."""
    attribute_title: bool = True
    attribute_block: bool = False
    wrap_stand_alone_image: bool = True
    auto_definition_term_id: bool = False
    typographer: Typographer = Typographer()
    footnote: bool = True
    footnote_id_prefix: bool = False
    """Whether the ids of notes begin with a sign of their page, so that pages can stand below each other."""
    footnote_backlink: str = "&#x21a9;&#xfe0e;"
    definition_list: bool = True
    table: bool = True
    strikethrough: bool = True
    linkify: bool = True
    linkify_protocol: str = "https"
    task_list: bool = True
    cjk_line_breaks: str = ""
    """How line ends between East Asian characters vanish: "simple", "css3draft", or not at all."""
    cjk_escaped_space: bool = False
    delete: bool = False
    insert: bool = False
    mark: bool = False
    subscript: bool = False
    superscript: bool = False
    passthrough: Passthrough = Passthrough()
    table_of_contents: TableOfContents = TableOfContents()
    highlight: Highlight = Highlight()
    enable_emoji: bool = False
    link_hook: str = "auto"
    """When links are written by Hugo's embedded hook: "always", "fallback" (no own template), or never."""
    image_hook: str = "auto"


def read_markup(keys: Mapping[str, Any]) -> Markup:
    """Read the merged configuration (all of it, names in lower case).

    >>> read_markup({"markup": {"goldmark": {"renderer": {"unsafe": True}}}}).unsafe
    True
    """
    markup = _table(keys, "markup")
    goldmark = _table(markup, "goldmark")
    extensions = _table(goldmark, "extensions")
    parser = _table(goldmark, "parser")
    renderer = _table(goldmark, "renderer")
    attribute = _table(parser, "attribute")
    footnote = _table(extensions, "footnote")
    cjk = _table(extensions, "cjk")
    hooks = _table(goldmark, "renderhooks")
    extras = _table(extensions, "extras")
    return Markup(
        unsafe=_truth(renderer, "unsafe"),
        hard_wraps=_truth(renderer, "hardwraps"),
        xhtml=_truth(renderer, "xhtml"),
        auto_heading_id=_truth(parser, "autoheadingid", default=True),
        auto_id_type=str(parser.get("autoidtype", parser.get("autoheadingidtype", "github"))).lower(),
        attribute_title=_truth(attribute, "title", default=True),
        attribute_block=_truth(attribute, "block"),
        wrap_stand_alone_image=_truth(parser, "wrapstandaloneimagewithinparagraph", default=True),
        auto_definition_term_id=_truth(parser, "autodefinitiontermid"),
        typographer=_typographer(extensions),
        footnote=_switch(extensions, "footnote", default=True),
        footnote_id_prefix=_truth(footnote, "enableautoidprefix"),
        footnote_backlink=str(footnote.get("backlinkhtml", Markup.footnote_backlink)),
        definition_list=_truth(extensions, "definitionlist", default=True),
        table=_truth(extensions, "table", default=True),
        strikethrough=_truth(extensions, "strikethrough", default=True),
        linkify=_truth(extensions, "linkify", default=True),
        linkify_protocol=str(extensions.get("linkifyprotocol", "https")) or "https",
        task_list=_truth(extensions, "tasklist", default=True),
        cjk_line_breaks=_cjk_line_breaks(cjk),
        cjk_escaped_space=_truth(cjk, "enable") and _truth(cjk, "escapedspace"),
        delete=_switch(extras, "delete"),
        insert=_switch(extras, "insert"),
        mark=_switch(extras, "mark"),
        subscript=_switch(extras, "subscript"),
        superscript=_switch(extras, "superscript"),
        passthrough=_passthrough(_table(extensions, "passthrough")),
        table_of_contents=_table_of_contents(_table(markup, "tableofcontents")),
        highlight=_highlight(_table(markup, "highlight"), keys),
        enable_emoji=_truth(keys, "enableemoji"),
        link_hook=_embedded_hook(_table(hooks, "link"), keys),
        image_hook=_embedded_hook(_table(hooks, "image"), keys),
    )


def _embedded_hook(given: Mapping[str, Any], keys: Mapping[str, Any]) -> str:
    """Read when to use an embedded hook; `enableDefault` is the older switch.

    Where languages are configured, even one, they share the files of bundles, and "auto" looks for them.
    """
    if isinstance(given.get("enabledefault"), bool):
        return "fallback" if given["enabledefault"] else "never"
    chosen = str(given.get("useembedded", "auto")).lower()
    duplicated = _truth(_table(_table(keys, "markup"), "goldmark"), "duplicateresourcefiles")
    languages = _table(keys, "languages")
    return "fallback" if chosen == "auto" and languages and not duplicated else chosen


def _typographer(extensions: Mapping[str, Any]) -> Typographer:
    """`typographer = false` is the older form of `disable = true`."""
    if isinstance(extensions.get("typographer"), bool):
        return Typographer(enable=bool(extensions["typographer"]))
    given = _table(extensions, "typographer")
    signs = [f.name for f in fields(Typographer) if f.name != "enable"]
    chosen = {name: str(given[name.replace("_", "")]) for name in signs if name.replace("_", "") in given}
    return Typographer(enable=not _truth(given, "disable"), **chosen)  # pyright: ignore[reportArgumentType]


def _passthrough(given: Mapping[str, Any]) -> Passthrough:
    delimiters = _table(given, "delimiters")
    return Passthrough(
        enable=_truth(given, "enable"),
        inline=_pairs(delimiters.get("inline")),
        block=_pairs(delimiters.get("block")),
    )


def _pairs(value: object) -> Delimiters:
    """Take the lists of two texts; others are no delimiters."""
    if not isinstance(value, list):
        return ()
    lists = [cast("list[object]", pair) for pair in cast("list[object]", value) if isinstance(pair, list)]
    return tuple((str(pair[0]), str(pair[1])) for pair in lists if len(pair) == 2 and all(pair))


def _table_of_contents(given: Mapping[str, Any]) -> TableOfContents:
    return TableOfContents(
        start_level=_whole(given, "startlevel", 2),
        end_level=_whole(given, "endlevel", 3),
        ordered=_truth(given, "ordered"),
    )


def _highlight(given: Mapping[str, Any], root: Mapping[str, Any]) -> Highlight:
    """Read `markup.highlight`; the keys that begin with `pygments` are older."""
    older = str(root.get("pygmentsoptions", "")).lower().split(",")
    given = {**{k.strip(): v.strip() for k, _, v in (pair.partition("=") for pair in older) if v}, **given}
    line_numbers = given.get("linenos", False)
    return Highlight(
        style=str(given.get("style", root.get("pygmentsstyle", "monokai"))),
        code_fences=_truth(given, "codefences", default=_truth(root, "pygmentscodefences", default=True)),
        guess_syntax=_truth(given, "guesssyntax", default=_truth(root, "pygmentscodefencesguesssyntax")),
        line_numbers=line_numbers if line_numbers in {"table", "inline"} else _truth(given, "linenos"),
        line_numbers_in_table=_truth(given, "linenumbersintable", default=True),
        line_number_start=_whole(given, "linenostart", 1),
        tab_width=_whole(given, "tabwidth", 4),
        wrapper_class=str(given.get("wrapperclass", "highlight")),
    )


def _cjk_line_breaks(cjk: Mapping[str, Any]) -> str:
    if not (_truth(cjk, "enable") and _truth(cjk, "eastasianlinebreaks")):
        return ""
    return str(cjk.get("eastasianlinebreaksstyle", "simple")).lower()


def _table(keys: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = keys.get(key)
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}


def _truth(keys: Mapping[str, Any], key: str, *, default: bool = False) -> bool:
    value = keys.get(key, default)
    return value.lower() in {"true", "1", "t"} if isinstance(value, str) else bool(value)


def _switch(keys: Mapping[str, Any], key: str, *, default: bool = False) -> bool:
    """Take a table with `enable` in it, or a plain truth value."""
    value = keys.get(key)
    return _truth(_table(keys, key), "enable", default=default) if not isinstance(value, bool) else value


def _whole(keys: Mapping[str, Any], key: str, default: int) -> int:
    try:
        return int(keys.get(key, default))
    except (TypeError, ValueError):
        return default
