"""A body with shortcodes -> Markdown with marks in their place, and what the marks stand for.

`{{< >}}` gives HTML: a word takes its place while Markdown is parsed, and is filled in afterwards.
`{{% %}}` gives Markdown: it is put in at once. Either way every line of the result knows its line of
the file.
"""

import re
from collections.abc import Mapping
from dataclasses import field
from html import escape

from blogkit.errors import ContentError
from blogkit.hugo.context import Context
from blogkit.hugo.gotemplate.errors import ShortcodeError
from blogkit.hugo.shortcodes.builtin import BUILTIN
from blogkit.hugo.shortcodes.call import Fragment, Rendering
from blogkit.hugo.shortcodes.parse import Call, Text, parse_shortcodes
from blogkit.values import frozen

_MARK = re.compile(r"(<p>)?(HAHAHUGOSHORTCODE[0-9]+HBHB)(?(1)(</p>)?)")
_MORE = "<!--more-->"


@frozen
class Expanded:
    """Markdown without shortcodes."""

    text: str
    lines: tuple[int, ...]
    """For each line of `text` the line of the file; empty when the text starts on `first_line`."""
    values: Mapping[str, str] = field(default_factory=dict[str, str])
    """Mark -> HTML."""
    problems: tuple[ContentError, ...] = ()
    first_line: int = 1

    def line_of(self, number: int) -> int:
        """Line of `text`, from 0 -> line of the file."""
        if not self.lines:
            return self.first_line + number
        return self.lines[min(number, len(self.lines) - 1)]


def expand(body: str, first_line: int, context: Context, fragment: Fragment, divider: str = "") -> Expanded:
    """Run the shortcodes of a body; `divider` replaces the first `<!--more-->`."""
    expansion = _Expansion(first_line, context, fragment, divider)
    if "{{" not in body and (not divider or _MORE not in body):
        return Expanded(body, (), first_line=first_line)
    pieces, mistakes = parse_shortcodes(body)
    for mistake in mistakes:
        expansion.problem(mistake.line, mistake.message)
    for piece in pieces:
        expansion.add(piece)
    return Expanded(
        "".join(expansion.text), tuple(expansion.lines), expansion.values, tuple(expansion.problems)
    )


def fill_in(html: str, expanded: Expanded) -> str:
    """Put what the shortcodes gave in place of the marks; a paragraph around a lone mark goes."""
    if not expanded.values or "HAHAHUGOSHORTCODE" not in html:
        return html

    def value(found: re.Match[str]) -> str:
        written = expanded.values.get(found[2], "")
        return written if found[1] is None or found[3] else f"{found[1]}{written}"

    return _MARK.sub(value, html)


class _Expansion:
    """The text as it grows."""

    def __init__(self, first_line: int, context: Context, fragment: Fragment, divider: str) -> None:
        self.first_line = first_line
        self.context = context
        self.fragment = fragment
        self.divider = divider
        self.text: list[str] = []
        self.lines: list[int] = [first_line]
        self.values: dict[str, str] = {}
        self.problems: list[ContentError] = []
        self.ordinal = 0

    def problem(self, line: int, message: str) -> None:
        """Note a problem on a line of the body, from 0."""
        self.problems.append(ContentError(self.context.page.path, self.first_line + line, message))

    def add(self, piece: Text | Call) -> None:
        """Append text, or what a call gives."""
        if isinstance(piece, Text):
            self._text(piece.text, piece.line)
            return
        value = self._run(piece, None, self.ordinal)
        self.ordinal += 1
        if piece.markup:
            self._markdown(value, piece)
        else:
            mark = f"HAHAHUGOSHORTCODE{len(self.values)}HBHB"
            self.values[mark] = value
            self._append(mark, piece.line)

    def _text(self, text: str, line: int) -> None:
        if self.divider and _MORE in text:
            before, _, after = text.partition(_MORE)
            divider, self.divider = self.divider, ""
            self._append(before, line)
            line += before.count("\n")
            self._append(divider, line, moving=False)
            self._append(after, line)
        else:
            self._append(text, line)

    def _append(self, text: str, line: int, *, moving: bool = True) -> None:
        """Append text that starts on `line`; its lines follow each other unless told otherwise."""
        self.text.append(text)
        if text:
            self.lines[-1] = max(self.lines[-1], self.first_line + line)
        count = text.count("\n")
        self.lines += [self.first_line + line + (n if moving else 0) for n in range(1, count + 1)]

    def _markdown(self, value: str, call: Call) -> None:
        """Append Markdown that a call gave; where it contains the call's inner text, the lines are known."""
        inner = "".join(piece.text for piece in call.inner if isinstance(piece, Text)).strip("\n")
        at = value.find(inner) if inner and len(call.inner) == 1 else -1
        if at < 0:
            self._append(value, call.line, moving=False)
            return
        first = call.inner[0]
        assert isinstance(first, Text)
        start = first.line + len(first.text) - len(first.text.lstrip("\n"))
        self._append(value[:at], call.line, moving=False)
        self._append(inner, start)
        self._append(value[at + len(inner) :], start + inner.count("\n"), moving=False)

    # --- running one call --------------------------------------------------------------------------------

    def _run(self, call: Call, parent: Rendering | None, ordinal: int) -> str:
        rendering = Rendering(
            call=call,
            line=self.first_line + call.line,
            context=self.context,
            fragment=self.fragment,
            parent=parent,
            ordinal=ordinal,
            warn=lambda message: self.problem(call.line, f'shortcode "{call.name}": {message}'),
        )
        rendering.inner = self._inner(call, rendering)
        try:
            html = _render(rendering)
        except ShortcodeError as error:
            self.problem(call.line, f'shortcode "{call.name}": {error}')
            if call.name in {"ref", "relref"}:  # most stand in an attribute
                return str(self.context.settings.raw.get("reflinksnotfoundurl") or "")
            return f'<span class="missing">{escape(call.source, quote=False)}</span>'
        except RecursionError:
            self.problem(call.line, f'shortcode "{call.name}": its template never ends')
            return f'<span class="missing">{escape(call.source, quote=False)}</span>'
        return _indented(html, call) if call.indentation and not call.inner else html

    def _inner(self, call: Call, rendering: Rendering) -> str:
        pieces: list[str] = []
        ordinal = 0
        for piece in call.inner:
            if isinstance(piece, Text):
                pieces.append(piece.text)
            else:
                pieces.append(self._run(piece, rendering, ordinal))
                ordinal += 1
        inner = "".join(pieces)
        if call.markup and rendering.parent is not None and call.inner:
            inner = rendering.markdown(inner)
        return inner


def _indented(html: str, call: Call) -> str:
    """Indent all lines but the first as the call is."""
    return html.replace("\n", f"\n{call.indentation}")


def _render(rendering: Rendering) -> str:
    """Find the shortcode, the blog's own first, and run it."""
    name = rendering.call.name
    shortcodes = rendering.context.layouts.shortcodes
    template = shortcodes.get(name) or next(
        (one for known, one in shortcodes.items() if known.lower() == name.lower()), None
    )
    if template is not None:
        from blogkit.hugo.objects.run import render_template  # noqa: PLC0415  (30 ms; few blogs bring their own)

        return render_template(template, rendering)
    builtin = BUILTIN.get(name.lower())
    if builtin is None:
        raise ShortcodeError(f"there is none; add layouts/shortcodes/{name}.html or remove the call")
    return builtin(rendering)
