"""The list of a site's pages for language models: `llms.txt`, with a link to the Markdown of each page."""

from itertools import groupby

from blogkit.site.plan.values import Planned
from blogkit.site.write.view import Assembly

MARKDOWN = "index.md"
"""The Markdown of a page, in its folder."""


def llms_text(site: Assembly) -> bytes:
    """Write the title, what the site is about, and its pages by section, in the form of llmstxt.org."""
    about = site.context.description
    parts = [f"# {_line(site.settings.title)}", *([f"> {_line(about)}"] if about else [])]
    pages = [page for page in site.regular if page.build.render and page.source]
    for section, members in groupby(sorted(pages, key=lambda page: page.section), lambda page: page.section):
        above = site.plan.pages.get(f"/{section}")
        title = (above.title if above else "") or section or site.settings.title
        parts.append("\n".join((f"## {_line(title)}", "", *(_entry(page, site) for page in members))))
    return ("\n\n".join(parts) + "\n").encode()


def _entry(page: Planned, site: Assembly) -> str:
    url = site.plan.address.absolute(f"/{page.target.feed}{MARKDOWN}")
    about = _line(page.front_matter.description)
    return f"- [{_bare(page.title)}]({url}){f': {about}' if about else ''}"


def _bare(title: str) -> str:
    """A title as the text of a link."""
    return _line(title).replace("[", "\\[").replace("]", "\\]")


def _line(text: str) -> str:
    return " ".join(text.split())
