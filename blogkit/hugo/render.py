"""The body of a page -> Rendered: shortcodes out, Markdown to HTML, shortcodes in, then count and cut."""

import hashlib
import re
from dataclasses import replace
from html import unescape

from blogkit.errors import ContentError
from blogkit.hugo.context import Context, FencedBlock, Rendered
from blogkit.hugo.hooks.elements import hooked_code, hooked_rules
from blogkit.hugo.hooks.hooks import Hooks
from blogkit.hugo.markdown.contents import contents
from blogkit.hugo.markdown.parser import parser_for
from blogkit.hugo.markdown.passthrough import USUAL, doubled_backslashes
from blogkit.hugo.markdown.summary import DIVIDER, count_words, countable, plain_text, split_summary
from blogkit.hugo.markdown.write import Writer
from blogkit.hugo.sanitize import clean_html
from blogkit.hugo.shortcodes.call import CONTENTS
from blogkit.hugo.shortcodes.expand import Expanded, expand, fill_in
from blogkit.source import Markup
from blogkit.values import frozen

_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]")


def render(body: str, first_line: int, context: Context) -> Rendered:
    r"""Render the Markdown of a page; `first_line` is the line of the file on which `body` starts.

    What cannot be rendered shows as a placeholder in the page and as a problem with its line.

    >>> render("## So *it* goes", 1, Context()).html
    '<h2 id="so-it-goes">So <em>it</em> goes</h2>'
    """
    body = _normal(body)
    page = _Page(context)
    expanded = expand(body, first_line, context, page.fragment, f"\n\n{DIVIDER}\n\n")
    is_html = context.page.path.endswith((".html", ".htm"))
    document = page.write(expanded, is_html=is_html)
    toc = fill_in(contents(document.writer.headings, context.settings.markup.table_of_contents), expanded)
    html = fill_in(document.html, expanded).replace(CONTENTS, toc)
    cjk = context.settings.has_cjk_language and _CJK.search(body) is not None
    cut = split_summary(html, context.settings.summary_length, cjk, divided="<!--more-->" in body)
    plain = plain_text(countable(cut.content))
    summary = _given_summary(page, body)
    words, minutes = count_words(plain, cjk)
    return Rendered(
        html=cut.content,
        toc="" if is_html else toc,
        summary=summary or cut.summary,
        truncated=not summary and cut.summary != cut.content,
        headings=tuple(replace(h, html=fill_in(h.html, expanded)) for h in document.writer.headings),
        links=tuple(replace(link, href=fill_in(link.href, expanded)) for link in document.writer.links),
        plain=unescape(plain),
        word_count=words,
        reading_time=minutes,
        problems=(*_warnings(context, body, first_line), *expanded.problems, *page.hooks.problems),
    )


@frozen
class _Document:
    html: str
    writer: Writer


class _Page:
    """Writes a page and the pieces of Markdown in its shortcodes; its hooks know them all."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.hooks = Hooks(context, self.fragment)
        self._rules = hooked_rules(self.hooks)

    def _code(self, block: FencedBlock) -> str | None:
        html = hooked_code(self.hooks, block)
        return self.context.code(block) if html is None else html

    def write(self, expanded: Expanded, *, is_html: bool = False) -> _Document:
        """Write Markdown without shortcodes."""
        context, markup = self.context, markup_of(self.context)
        writer = Writer(
            markup,
            context.math,
            context.fence,
            expanded.line_of,
            self._code,
            self._rules,
            _note_prefix(context.page.path) if markup.footnote_id_prefix else "",
        )
        if is_html:
            text = expanded.text if context.trusted else clean_html(expanded.text)
            return _Document(text, writer)  # no Markdown, only shortcodes
        tokens = parser_for(markup).parse(expanded.text)
        return _Document(writer.write(tokens), writer)

    def fragment(self, text: str, _context: Context, line: int) -> str:
        """Render a piece of Markdown on its own, as `markdownify` and `{{% %}}` within shortcodes do."""
        return self.write(Expanded(text, (), first_line=line)).html


def _note_prefix(path: str) -> str:
    """Make a word for a page as Hugo does: of its path, and such that an id may begin with it."""
    return f"h{hashlib.sha256(path.encode('utf-8', 'replace')).hexdigest()[:16]}"


def _given_summary(page: _Page, body: str) -> str:
    """The summary of the front matter, which counts unless the body is divided."""
    given = str(page.context.page.params.get("summary") or "").strip()
    if not given or "<!--more-->" in body:
        return ""
    html = page.fragment(given, page.context, 1).strip()
    found = re.fullmatch(r"<p>((?:(?!</?p[ >]).)*)</p>", html, re.DOTALL)
    return found[1] if found else html


def markup_of(context: Context) -> Markup:
    """Give the settings for this page: `math = true` brings the usual delimiters if none is configured."""
    markup = context.settings.markup
    if context.math_by_default and not markup.passthrough.enable:
        return replace(markup, passthrough=USUAL)
    return markup


def _normal(body: str) -> str:
    return body.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")


def _warnings(context: Context, body: str, first_line: int) -> tuple[ContentError, ...]:
    r"""Notice `\(` in a page whose configuration has it with two backslashes."""
    doubled = doubled_backslashes(context.settings.markup.passthrough)
    for sign in doubled:
        at = body.find(sign[1:])
        if at >= 0:
            single = sign[1:]
            message = (
                f"{single} stays text, because the configured delimiter is {sign} with two backslashes: "
                f"write '{single}' in single quotes, or \"{sign}\" in double quotes"
            )
            return (ContentError(context.page.path, first_line + body.count("\n", 0, at), message),)
    return ()
