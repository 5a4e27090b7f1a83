"""The keys below `markup` (and their older spellings) -> Markup: how Markdown becomes HTML.

Everything here hashes, so that a parser can be kept for each set of settings.
"""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, cast

from blogkit.source import coerce
from blogkit.values import frozen

Delimiters = tuple[tuple[str, str], ...]
"""Pairs of opening and closing signs: (("$$", "$$"), ("\\\\[", "\\\\]"))."""


@frozen
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


@frozen
class Passthrough:
    """Which delimiters hold maths."""

    enable: bool = False
    inline: Delimiters = ()
    block: Delimiters = ()


@frozen
class TableOfContents:
    """Which headings a table of contents has."""

    start_level: int = 2
    end_level: int = 3
    ordered: bool = False


@frozen
class Highlight:
    """How code is coloured."""

    style: str = "monokai"
    code_fences: bool = True
    guess_syntax: bool = False
    line_numbers: bool | str = False
    """False, True, "table" or "inline"."""
    line_numbers_in_table: bool = True
    line_number_start: int = 1
    anchor_line_numbers: bool = False
    line_anchors: str = ""
    """What the ids of lines begin with; a fence that says nothing has its place among all."""
    tab_width: int = 4
    wrapper_class: str = "highlight"


@frozen
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
    markup = coerce.table(keys.get("markup"))
    goldmark = coerce.table(markup.get("goldmark"))
    extensions = coerce.table(goldmark.get("extensions"))
    parser = coerce.table(goldmark.get("parser"))
    renderer = coerce.table(goldmark.get("renderer"))
    attribute = coerce.table(parser.get("attribute"))
    footnote = coerce.table(extensions.get("footnote"))
    cjk = coerce.table(extensions.get("cjk"))
    hooks = coerce.table(goldmark.get("renderhooks"))
    extras = coerce.table(extensions.get("extras"))
    return Markup(
        unsafe=coerce.truth(renderer, "unsafe"),
        hard_wraps=coerce.truth(renderer, "hardwraps"),
        xhtml=coerce.truth(renderer, "xhtml"),
        auto_heading_id=coerce.truth(parser, "autoheadingid", default=True),
        auto_id_type=str(parser.get("autoidtype", parser.get("autoheadingidtype", "github"))).lower(),
        attribute_title=coerce.truth(attribute, "title", default=True),
        attribute_block=coerce.truth(attribute, "block"),
        wrap_stand_alone_image=coerce.truth(parser, "wrapstandaloneimagewithinparagraph", default=True),
        auto_definition_term_id=coerce.truth(parser, "autodefinitiontermid"),
        typographer=_typographer(extensions),
        footnote=coerce.switch(extensions, "footnote", default=True),
        footnote_id_prefix=coerce.truth(footnote, "enableautoidprefix"),
        footnote_backlink=str(footnote.get("backlinkhtml", Markup.footnote_backlink)),
        definition_list=coerce.truth(extensions, "definitionlist", default=True),
        table=coerce.truth(extensions, "table", default=True),
        strikethrough=coerce.truth(extensions, "strikethrough", default=True),
        linkify=coerce.truth(extensions, "linkify", default=True),
        linkify_protocol=str(extensions.get("linkifyprotocol", "https")) or "https",
        task_list=coerce.truth(extensions, "tasklist", default=True),
        cjk_line_breaks=_cjk_line_breaks(cjk),
        cjk_escaped_space=coerce.truth(cjk, "enable") and coerce.truth(cjk, "escapedspace"),
        delete=coerce.switch(extras, "delete"),
        insert=coerce.switch(extras, "insert"),
        mark=coerce.switch(extras, "mark"),
        subscript=coerce.switch(extras, "subscript"),
        superscript=coerce.switch(extras, "superscript"),
        passthrough=_passthrough(coerce.table(extensions.get("passthrough"))),
        table_of_contents=_table_of_contents(coerce.table(markup.get("tableofcontents"))),
        highlight=_highlight(coerce.table(markup.get("highlight")), keys),
        enable_emoji=coerce.truth(keys, "enableemoji"),
        link_hook=_embedded_hook(coerce.table(hooks.get("link")), keys),
        image_hook=_embedded_hook(coerce.table(hooks.get("image")), keys),
    )


def _embedded_hook(given: Mapping[str, Any], keys: Mapping[str, Any]) -> str:
    """Read when to use an embedded hook; `enableDefault` is the older switch.

    Where languages are configured, even one, they share the files of bundles, and "auto" looks for them.
    """
    if isinstance(given.get("enabledefault"), bool):
        return "fallback" if given["enabledefault"] else "never"
    chosen = str(given.get("useembedded", "auto")).lower()
    duplicated = coerce.truth(
        coerce.table(coerce.table(keys.get("markup")).get("goldmark")), "duplicateresourcefiles"
    )
    languages = coerce.table(keys.get("languages"))
    return "fallback" if chosen == "auto" and languages and not duplicated else chosen


def _typographer(extensions: Mapping[str, Any]) -> Typographer:
    """`typographer = false` is the older form of `disable = true`."""
    if isinstance(extensions.get("typographer"), bool):
        return Typographer(enable=bool(extensions["typographer"]))
    given = coerce.table(extensions.get("typographer"))
    signs = [f.name for f in fields(Typographer) if f.name != "enable"]
    chosen = {name: str(given[name.replace("_", "")]) for name in signs if name.replace("_", "") in given}
    return Typographer(enable=not coerce.truth(given, "disable"), **chosen)  # pyright: ignore[reportArgumentType]


def _passthrough(given: Mapping[str, Any]) -> Passthrough:
    delimiters = coerce.table(given.get("delimiters"))
    return Passthrough(
        enable=coerce.truth(given, "enable"),
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
        start_level=coerce.any_whole(given, "startlevel", 2),
        end_level=coerce.any_whole(given, "endlevel", 3),
        ordered=coerce.truth(given, "ordered"),
    )


def _highlight(given: Mapping[str, Any], root: Mapping[str, Any]) -> Highlight:
    """Read `markup.highlight`; the keys that begin with `pygments` are older."""
    older = str(root.get("pygmentsoptions", "")).lower().split(",")
    given = {**{k.strip(): v.strip() for k, _, v in (pair.partition("=") for pair in older) if v}, **given}
    line_numbers = given.get("linenos", False)
    return Highlight(
        style=str(given.get("style", root.get("pygmentsstyle", "monokai"))),
        code_fences=coerce.truth(
            given, "codefences", default=coerce.truth(root, "pygmentscodefences", default=True)
        ),
        guess_syntax=coerce.truth(
            given, "guesssyntax", default=coerce.truth(root, "pygmentscodefencesguesssyntax")
        ),
        line_numbers=line_numbers if line_numbers in {"table", "inline"} else coerce.truth(given, "linenos"),
        line_numbers_in_table=coerce.truth(given, "linenumbersintable", default=True),
        line_number_start=coerce.any_whole(given, "linenostart", 1),
        anchor_line_numbers=coerce.truth(given, "anchorlinenos"),
        line_anchors=str(given.get("lineanchors") or ""),
        tab_width=coerce.any_whole(given, "tabwidth", 4),
        wrapper_class=str(given.get("wrapperclass", "highlight")),
    )


def _cjk_line_breaks(cjk: Mapping[str, Any]) -> str:
    if not (coerce.truth(cjk, "enable") and coerce.truth(cjk, "eastasianlinebreaks")):
        return ""
    return str(cjk.get("eastasianlinebreaksstyle", "simple")).lower()
