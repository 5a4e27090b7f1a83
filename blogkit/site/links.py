"""The built site -> its broken links, each with the line of the source that has it."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field
from functools import cached_property
from html import unescape
from pathlib import PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

from blogkit.errors import ContentError
from blogkit.model import Link, Page, Site
from blogkit.site.plan.content_path import CONTENT_ENDINGS
from blogkit.site.plan.values import Plan, Planned
from blogkit.values import frozen

_VALUE = r"""\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))"""
_NAMES = "a|area|img|source|video|audio|track|iframe|embed"
_TAG = re.compile(rf"""<(?:{_NAMES})\s((?:[^<>"']|"[^"]*"|'[^']*')*)>""", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"(?:^|\s)(?:href|src|poster)" + _VALUE, re.IGNORECASE)
_ANCHOR = re.compile(r"<[a-zA-Z][^<>]*?\s(?:id|name)" + _VALUE)
_WEB = ("http", "https")
PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".pdf"})
"""Endings of what a page shows in its text."""
_SCRIPTED = re.compile(r"[/!].*|:~:.*|comments?|(?:comment|isso)-\d+|disqus_thread")
"""Anchors for scripts, for the comments below a post or for the browser, not for an element of ours."""


@frozen
class CheckedLinks:
    """What the checker found."""

    broken: tuple[ContentError, ...] = ()
    doubtful: tuple[ContentError, ...] = ()
    """Links that only the blog's own theme, or its server, could make work."""


def check_links(  # noqa: PLR0913 - what the site is checked against
    site: Site,
    plan: Plan,
    pages: Sequence[Page],
    *,
    static: Collection[str] = (),
    theme: bool = False,
    elsewhere: Collection[str] = (),
) -> CheckedLinks:
    """Check the addresses of `pages` against the built site.

    `Page.links` gives the lines; a link that is not among them counts for the whole file. `static` are
    the files of static/ by their path below the destination; with `theme`, other files
    may come from there, so that a missing picture or script is only doubtful. `elsewhere` are folders of
    the site that are built otherwise, as those of other languages.
    """
    checker = _Checker(
        site.files, plan, frozenset(static) | frozenset(plan.resources), theme, frozenset(elsewhere)
    )
    broken: list[ContentError] = []
    doubtful: list[ContentError] = []
    for page in pages:
        planned = plan.by_source.get(page.source) if page.source else None
        if planned is None or not planned.build.render:
            continue
        lines = _lines(page.links)
        for href in page.addresses:
            found = checker.look(href, planned)
            if found:
                places = lines.get(_key(href), [0])
                errors = [ContentError(planned.place, line, found.message) for line in places]
                (doubtful if found.doubtful else broken).extend(errors)
    return CheckedLinks(tuple(sorted(broken, key=_place)), tuple(sorted(doubtful, key=_place)))


def _place(error: ContentError) -> tuple[str, int, str]:
    return error.path, error.line, error.message


def addresses(html: str) -> tuple[str, ...]:
    """Where the links of a page's body lead to, each once.

    Left out is the usual case, a note or a heading's link to itself, whose anchor is on the page:

    >>> addresses('<h2 id="a"><a href="#a">A</a></h2> <a href="/b/">B</a> <a href="/b/">b</a>')
    ('/b/',)
    """
    found = dict.fromkeys(links_in(html))
    return tuple(href for href in found if not href.startswith("#") or f'id="{href[1:]}"' not in html)


def links_in(html: str) -> Iterator[str]:
    """Find what the links and media of a piece of HTML lead to; code that shows HTML is not looked at.

    >>> list(links_in('<a href="/a/">a</a> &lt;a href="/b/"&gt; <img alt="c" src=c.png>'))
    ['/a/', 'c.png']
    """
    for tag in _TAG.finditer(html):
        for value in _ATTRIBUTE.finditer(tag[1]):
            yield unescape(value[1] or value[2] or value[3] or "").strip()


def _lines(links: Sequence[Link]) -> dict[str, list[int]]:
    lines: dict[str, list[int]] = {}
    for link in links:
        lines.setdefault(_key(link.href), []).append(link.line)
    return lines


def _key(href: str) -> str:
    """The spelling in the file and the one in the page differ in escapes."""
    return unquote(unescape(href)).strip()


@frozen
class _Finding:
    message: str
    doubtful: bool = False


@frozen
class _Checker:
    """Knows every file of the destination."""

    files: Mapping[str, bytes]
    plan: Plan
    others: frozenset[str]
    """Files that are copied: static ones and those of bundles."""
    theme: bool
    elsewhere: frozenset[str]
    anchors_of: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    """Anchors by file, found when first asked for."""

    def look(self, href: str, page: Planned) -> _Finding | None:
        """Say what is wrong with a link on a page; None for nothing, and for links that lead elsewhere."""
        path, fragment = self._split(href, page)
        if path is None:
            return None
        path = f"{path}/" if f"{path}/" == self.plan.address.path else path
        if not path.startswith(self.plan.address.path):
            if "//" in href:
                return None  # another site of the same host
            return self._outside(href, path)
        if path.removeprefix(self.plan.address.path).partition("/")[0] in self.elsewhere:
            return None
        name = self._file(path.removeprefix(self.plan.address.path))
        if name is None:
            return self._missing(href, path)
        name = self._onward.get(name, name)
        if fragment and name in self.files and not self._has_anchor(name, fragment):
            if b'class="missing"' in self.files[name]:
                reason = "a shortcode that is not supported may have it"
                return _Finding(
                    f'"{href}": {_page_name(name)} has no anchor "#{fragment}"; {reason}', doubtful=True
                )
            near = self._near(name, fragment)
            return _Finding(f'"{href}": {_page_name(name)} has no anchor "#{fragment}"; {near}')
        return None

    def _split(self, href: str, page: Planned) -> tuple[str | None, str]:
        """Cut into path seen from the host (None: elsewhere) and anchor."""
        address = self.plan.address
        try:
            here = urlsplit(urljoin(address.relative(page.url), href))
        except ValueError:
            return None, ""  # brackets of a placeholder: nothing a browser would follow on this host
        if (here.netloc and here.netloc != self._host) or (here.scheme and here.scheme not in _WEB):
            return None, ""
        fragment = unquote(here.fragment)
        skipped = fragment in {"", "top"} or bool(_SCRIPTED.fullmatch(fragment))
        return unquote(here.path) or address.path, "" if skipped else fragment

    def _outside(self, href: str, path: str) -> _Finding:
        """Below the host, not below the site: a picture that nobody has is dead, the rest is the host's."""
        start = self.plan.address.path
        if PurePosixPath(path).suffix.lower() in PICTURES and self._file(path) is None:
            return _Finding(f'"{href}" leads nowhere: the site starts at "{start}", and has no such picture')
        return _Finding(f'"{href}" leads out of the site, which starts at "{start}"', doubtful=True)

    @cached_property
    def _onward(self) -> Mapping[str, str]:
        """Redirect pages -> the files they lead to: an anchor must be there."""
        outputs = {page.url: page.target.output for page in self.plan.pages.values()}
        return {redirect.output: outputs[redirect.url] for redirect in self.plan.redirects}

    @cached_property
    def _host(self) -> str:
        return urlsplit(self.plan.address.origin).netloc

    def _file(self, path: str) -> str | None:
        """Find the file a server gives for a path."""
        path = path.replace("//", "/").lstrip("/")
        whole = path.rstrip("/")
        candidates = [path] if path and not path.endswith("/") else []
        candidates += [f"{whole}/index.html" if whole else "index.html"]
        return next((name for name in candidates if name in self.files or name in self.others), None)

    def _missing(self, href: str, path: str) -> _Finding:
        below = path.removeprefix(self.plan.address.path)
        ending = PurePosixPath(path).suffix.lower()
        if f"{below.rstrip('/')}.html" in self.files:
            return _Finding(f'"{href}" works only where the server adds ".html"; add it', doubtful=True)
        if ending in CONTENT_ENDINGS - {".html", ".htm"}:
            name = PurePosixPath(path).name
            return _Finding(f'"{href}" is a source file, not a page; write {{{{< relref "{name}" >}}}}')
        twin = self._folded.get(below.strip("/").lower())
        if twin is not None and twin != below.strip("/"):
            return _Finding(
                f'"{href}" is not there, but "{self.plan.address.relative(twin)}" is: case matters'
            )
        if self.theme and ending and ending not in {".html", ".htm"}:
            return _Finding(f'"{href}" is not among the static files; the theme may have it', doubtful=True)
        if "_redirects" in self.others:
            return _Finding(f'"{href}" leads nowhere, unless the rules in _redirects have it', doubtful=True)
        if "//" in href and below.partition("/")[0] not in self._tops:
            return _Finding(f'"{href}" is no page of this site; the host may have it', doubtful=True)
        return _Finding(f'"{href}" leads nowhere; there is no page and no file at that address')

    @cached_property
    def _tops(self) -> frozenset[str]:
        """The first folders of the site: what is below others on the same host is somebody else's."""
        return frozenset(name.partition("/")[0] for name in [*self.files, *self.others])

    @cached_property
    def _folded(self) -> Mapping[str, str]:
        """Addresses in lower case -> as they are."""
        names = [*self.files, *self.others]
        return {name.removesuffix("/index.html").lower(): name.removesuffix("/index.html") for name in names}

    def _has_anchor(self, name: str, fragment: str) -> bool:
        return not name.endswith((".html", ".htm")) or fragment in self._anchors(name)

    def _anchors(self, name: str) -> frozenset[str]:
        if name not in self.anchors_of:
            html = self.files[name].decode("utf-8", "replace")
            found = (value[1] or value[2] or value[3] or "" for value in _ANCHOR.finditer(html))
            self.anchors_of[name] = frozenset(unescape(value) for value in found)
        return self.anchors_of[name]

    def _near(self, name: str, fragment: str) -> str:
        """Suggest the anchor that was probably meant."""
        anchors = self._anchors(name)
        plain = re.sub(r"\W+", "-", fragment.lower()).strip("-")
        near = [anchor for anchor in anchors if re.sub(r"\W+", "-", anchor.lower()).strip("-") == plain]
        return f'"#{min(near)}" is meant?' if near else "anchors are made of the words of a heading"


def _page_name(name: str) -> str:
    return "/" + name.removesuffix("index.html")
