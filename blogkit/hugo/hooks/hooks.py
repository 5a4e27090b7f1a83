"""Elements of Markdown -> HTML by the blog's own templates, or as Hugo's embedded hooks write them."""

import re
from collections.abc import Callable, Mapping
from html import escape, unescape
from typing import TYPE_CHECKING, cast
from urllib.parse import unquote, urlsplit

from blogkit.errors import ContentError
from blogkit.hugo.context import Context
from blogkit.hugo.gotemplate.errors import ShortcodeError
from blogkit.hugo.markdown.urls import UNSAFE, is_dangerous, spelled_url, template_url
from blogkit.hugo.shortcodes.call import Fragment, Rendering
from blogkit.hugo.shortcodes.parse import Call
from blogkit.source import Template

if TYPE_CHECKING:
    from blogkit.hugo.objects.run import Hook

Fields = Mapping[str, Callable[..., object]]
"""What a template sees of an element: name -> function that gives the value."""
_LINK = re.compile(r"""<(?:a|img|source|video)\s[^<>]*?(?:href|src)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


_EMBEDDED_ON = frozenset({"always", "fallback"})


class Hooks:
    """Runs the hooks of one page. A template that fails is a problem with its file and line, once."""

    def __init__(self, context: Context, fragment: Fragment) -> None:
        """`fragment` renders the Markdown that a template asks for."""
        self.context = context
        self.problems: list[ContentError] = []
        self._templates = context.layouts.hooks
        self._ordinals: dict[str, int] = {}
        self._fragment = fragment
        self._runner: Hook | None = None

    def has(self, name: str) -> bool:
        """Whether an element is written by a template, the blog's or an embedded one."""
        markup, start = self.context.settings.markup, f"render-{name}"
        embedded = {"link": markup.link_hook, "image": markup.image_hook}.get(name)
        own = (known == start or known.startswith(f"{start}-") for known in self._templates)
        return embedded in _EMBEDDED_ON or any(own)

    def write(self, name: str, fields: Fields, line: int, variant: str = "") -> str | None:
        """Write an element ("link", "codeblock") by its template; None where there is none that works."""
        template = self._templates.get(f"render-{name}-{variant}") if variant else None
        template = template or self._templates.get(f"render-{name}")
        if template is None:
            return None
        ordinal = self._ordinals.get(name, 0)
        self._ordinals[name] = ordinal + 1
        try:
            return self._hook.write(template, {"Ordinal": lambda: ordinal, **fields}, line)
        except ShortcodeError as error:
            self._note(template, error, name)
        except RecursionError:
            self._note(template, ShortcodeError("it never ends", 1), name)
        return None

    def link(self, fields: Fields, line: int) -> str | None:
        """Write a link: by the blog's template, or by Hugo's where the configuration asks for it."""
        return self._linked("link", self.context.settings.markup.link_hook, fields, line)

    def image(self, fields: Fields, line: int) -> str | None:
        """Write an image."""
        return self._linked("image", self.context.settings.markup.image_hook, fields, line)

    def _linked(self, name: str, embedded: str, fields: Fields, line: int) -> str | None:
        html = None if embedded == "always" else self.write(name, fields, line)
        if html is None and embedded in _EMBEDDED_ON:
            return EMBEDDED[name](fields, self.context)
        return html

    @property
    def _hook(self) -> "Hook":
        if self._runner is None:
            rendering = Rendering(Call("render", 0), 0, self.context, self._fragment, warn=self._warn)
            from blogkit.hugo.objects.run import Hook  # noqa: PLC0415  (10 ms; few blogs bring their own hooks)

            self._runner = Hook(rendering)
        return self._runner

    def _warn(self, message: str) -> None:
        self.problems.append(ContentError(self.context.page.path, 0, message))

    def _note(self, template: Template, error: ShortcodeError, name: str) -> None:
        path, line = error.path or template.path or f"layouts/_markup/render-{name}.html", error.line
        message = f"{error.message}; each {name} is shown as without this template"
        if not any((p.path, p.line, p.message) == (path, line, message) for p in self.problems):
            self.problems.append(ContentError(path, line, message))


def links_of(html: str) -> list[str]:
    """Find where the links and pictures that a hook wrote lead to.

    >>> links_of('<a class="x" href="/a/?b=1&amp;c=2">a</a>')
    ['/a/?b=1&c=2']
    """
    return [unescape(found[1] or found[2] or "") for found in _LINK.finditer(html)]


# --- the embedded hooks ---------------------------------------------------------------------------


def _embedded_link(fields: Fields, context: Context) -> str:
    """Lead to the page or the file of the bundle that the destination names, else where it says."""
    href = str(fields["Destination"]())
    if href.startswith("#"):
        href = f"{_own_address(context)}#{unquote(href[1:])}"
    else:
        href = spelled_url(href) if _is_absolute(href) else _found(href, context, pages=True)
    title = str(fields["Title"]())
    named = f' title="{escape(title)}"' if title else ""
    return f'<a href="{_attribute(href)}"{named}>{fields["Text"]()}</a>'


def _embedded_image(fields: Fields, context: Context) -> str:
    src = str(fields["Destination"]())
    src = spelled_url(src) if _is_absolute(src) else _found(src, context, pages=False)
    title = str(fields["Title"]())
    named = f' title="{escape(title)}"' if title else ""
    alt = escape(unescape(str(fields["PlainText"]())))
    given = cast("Mapping[str, object]", fields["Attributes"]())
    others = "".join(f' {name}="{escape(str(value))}"' for name, value in given.items() if value)
    return f'<img src="{_attribute(src)}" alt="{alt}"{named}{others}>'


EMBEDDED: Mapping[str, Callable[[Fields, Context], str]] = {"link": _embedded_link, "image": _embedded_image}


def _is_absolute(url: str) -> bool:
    try:
        return bool(urlsplit(url).scheme)
    except ValueError:
        return True


def _own_address(context: Context) -> str:
    base = urlsplit(context.settings.base_url).path.rstrip("/")
    return f"{base}{context.page.url}"


def _found(url: str, context: Context, *, pages: bool) -> str:
    """Look a relative address up; what is not found stays as it is."""
    parts = urlsplit(url)
    if parts.netloc or not parts.path:
        return spelled_url(url)
    path = unquote(parts.path).removeprefix("./")
    target = _page(path, context) if pages else ""
    target = target or context.page.resources.get(path, "")
    if not target:
        return spelled_url(url)
    query = f"?{parts.query}" if parts.query else ""
    return f"{target}{query}{f'#{unquote(parts.fragment)}' if parts.fragment else ''}"


def _page(path: str, context: Context) -> str:
    try:
        return context.find_page(path)
    except LookupError:
        return ""


def _attribute(url: str) -> str:
    return escape(template_url(UNSAFE if is_dangerous(url) else url))
